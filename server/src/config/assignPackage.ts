/**
 * The edit that assigns a package to a layer: its directory among the layer's paths, everything else in the file left as
 * it is. Exactly the directory, because what lies below it may rightly belong to another layer.
 */
import { isMap, isSeq } from 'yaml';
import type { TextEdit } from '../go/textEdit.ts';
import { addEntry, addItem, allowEdge, newLayers, pairOf } from './allowEdge.ts';
import type { Layer } from './config.ts';
import { contentsOf } from './contents.ts';
import { quoted } from './quoted.ts';

/** Undefined where the text gives no place to write it. */
export function assignPackage(text: string, layer: Layer, directory: string): TextEdit | undefined {
  const root = contentsOf(text);
  if (!isMap(root)) return undefined;
  const pattern = quoted(directory === '' ? '.' : directory);
  // A list in this file takes the place of one that came with a preset, so that one is repeated.
  const inherited = layer.patterns.map((entry) => quoted(entry.pattern.text));
  const paths = `paths: [${[...inherited, pattern].join(', ')}]`;
  const layers = pairOf(root, 'layers');
  if (!layers || !isMap(layers.value) || layers.value.items.length === 0) {
    return newLayers(text, layers, `${quoted(layer.name)}: { ${paths} }`);
  }
  const written = pairOf(layers.value, layer.name);
  if (!written) return addEntry(text, layers.value, `${quoted(layer.name)}: { ${paths} }`);
  if (!isMap(written.value)) return undefined;
  const list = pairOf(written.value, 'paths');
  if (!list) return addEntry(text, written.value, paths);
  return isSeq(list.value) ? addItem(text, list.value, pattern) : undefined;
}

/**
 * The edits that write a new layer for packages and let those who import it now go on with that; undefined where the text gives no place
 * to write it.
 *
 * @param importers layers whose lists are to name the new one
 */
export function createLayer(
  text: string,
  name: string,
  pattern: string,
  imports: readonly string[],
  importers: readonly Layer[],
): readonly TextEdit[] | undefined {
  const created = newLayer(text, name, pattern, imports);
  if (!created) return undefined;
  const edits = [created];
  for (const importer of importers) {
    const { layers } = importer.imports;
    if (!layers || typeof layers.allow === 'string') continue;
    const edit = allowEdge(text, importer.name, name, layers);
    const isApart = edit && edits.every(({ start, end }) => edit.end < start || edit.start > end);
    // Two changes in one place would have to know of each other; what is not allowed is reported, and can be then.
    if (isApart) edits.push(edit);
  }
  return edits;
}

function newLayer(text: string, name: string, pattern: string, imports: readonly string[]): TextEdit | undefined {
  const root = contentsOf(text);
  if (!isMap(root)) return undefined;
  const allowed = imports.map(quoted).join(', ');
  const entry = `${quoted(name)}: { paths: [${quoted(pattern)}], imports: { layers: [${allowed}] } }`;
  const layers = pairOf(root, 'layers');
  if (!layers || !isMap(layers.value) || layers.value.items.length === 0) return newLayers(text, layers, entry);
  return addEntry(text, layers.value, entry);
}
