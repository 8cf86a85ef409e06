/** What could not be carried over, said where a reader of the configuration looks for it: beside the layer it is about. */

import type { WrittenLayer } from './configText.ts';
import { withoutEmptyParts } from './emptyParts.ts';
import type { ComposedLayers, PackageGroup } from './groups.ts';
import type { ModuleContext, TranslationNote } from './translation.ts';

export class PlacedNotes {
  /** All of them, in the order in which they came up. */
  readonly all: TranslationNote[] = [];
  readonly #groups = new Map<TranslationNote, PackageGroup>();
  readonly #elsewhere = new Set<TranslationNote>();

  /**
   * @param line of the text that is translated
   * @param group the packages it is about, where it is about some and not about the whole
   */
  add(line: number | undefined, message: string, group?: PackageGroup): void {
    if (this.all.some((note) => note.line === line && note.message === message)) return;
    const note = { line, message };
    this.all.push(note);
    if (group) this.#groups.set(note, group);
  }

  /** Something that is about another part than a layer. @returns the comment, for the caller to place */
  beside(line: number | undefined, message: string): string {
    const note = { line, message };
    this.all.push(note);
    this.#elsewhere.add(note);
    return commentOf(note);
  }

  /** The layers with what is about them, and what is about none: of a group that became no layer of its own, or of the whole. */
  placed({ layers, layerOf }: ComposedLayers): {
    layers: readonly WrittenLayer[];
    leftOut: readonly TranslationNote[];
  } {
    const byLayer = new Map<string, string[]>();
    const leftOut: TranslationNote[] = [];
    for (const note of this.all) {
      if (this.#elsewhere.has(note)) continue;
      const group = this.#groups.get(note);
      const layer = group && layerOf(group);
      if (layer === undefined) leftOut.push(note);
      else byLayer.set(layer, [...(byLayer.get(layer) ?? []), commentOf(note)]);
    }
    return {
      layers: layers.map((layer) => ({ ...layer, comments: [...layer.comments, ...(byLayer.get(layer.name) ?? [])] })),
      leftOut,
    };
  }

  /** Without what would say nothing: the layers, and all that is to be told in the end. */
  settled(composed: ComposedLayers, context: ModuleContext) {
    const { layers, leftOut } = this.placed(composed);
    const filled = withoutEmptyParts(layers, context);
    for (const { line, message } of filled.notes) this.add(line, message);
    return { layers: filled.layers, leftOut: [...leftOut, ...filled.notes] };
  }
}

function commentOf(note: TranslationNote): string {
  return `Not carried over: ${textOf(note)}`;
}

export function textOf({ line, message }: TranslationNote): string {
  return `${line === undefined ? '' : `line ${line}: `}${message}`;
}
