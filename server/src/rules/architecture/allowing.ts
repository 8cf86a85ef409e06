/**
 * "Allow this edge": the decision that the architecture is meant to have this dependency, written into the configuration,
 * which is created from what was detected when there is none.
 */
import * as z from 'zod/mini';
import { allowEdge } from '../../config/allowEdge.ts';
import { allowImport, allowSight, allowSlice } from '../../config/allowImport.ts';
import { liftDenial } from '../../config/liftDenial.ts';
import { proposedConfiguration, proposedLayers } from '../../config/propose.ts';
import { reasonToWrite } from '../../config/rationale.ts';
import { withReason } from '../../config/reasonAbove.ts';
import { entryHead } from '../../config/writtenSelection.ts';
import { applyEdits, type TextEdit } from '../../go/textEdit.ts';
import { configurationFileName } from '../../protocol.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';

const edgeData = z.object({ from: z.string(), to: z.string() });

/** Nothing is offered where a list of layers is not what forbids the edge. */
export function allowingOffers(finding: Finding, context: FixContext<unknown>): readonly FixOffer[] {
  const { file, sources } = context;
  const edge = edgeData.safeParse(finding.data);
  if (!edge.success) return [];
  const { from, to } = edge.data;
  const { scope } = file.module;
  const [importing, imported] = [scope.config.layers.get(from), scope.config.layers.get(to)];
  // A longer list would not change what siblings may do.
  if (importing && imported && scope.layers.mayImport(importing, imported).forbiddenBy === 'siblings') return [];
  const selection = importing?.imports.layers;
  if (!selection || selection.allow === 'pure') return [];
  const title = `Allow ${from} to import ${to} in ${configurationFileName}`;
  const asked = { layer: from, allowed: `${from} may import ${to}`, entry: entryHead(to, 'layers') };
  if (selection.deny.includes(to)) {
    return inConfiguration(context, title, (text) => liftDenial(text, from, to, selection), asked);
  }
  if (selection.allow === '*') return [];
  const allowed = { ...selection, allow: selection.allow.filter((name) => name !== from) };
  const path = scope.config.file;
  if (path === undefined) {
    const target = `${file.module.dir}/${configurationFileName}`;
    if (sources.text(target) !== undefined) return [];
    const changes = () => {
      const proposed = proposedConfiguration(file.module.detected, [], false);
      const edit = allowEdge(proposed, from, to, allowed, reasonToWrite);
      return [{ kind: 'create', path: target, content: applyEdits(proposed, edit ? [edit] : []) } as const];
    };
    return [
      {
        id: 'allow',
        title,
        decides: true,
        preview: true,
        reasonIn: { path: target, behind: inEntry(asked.entry) },
        changes,
      },
    ];
  }
  return inConfiguration(context, title, (text) => allowEdge(text, from, to, allowed, reasonToWrite), asked);
}

const outsideData = z.object({ from: z.string(), import: z.string() });

/** Allows a layer a package from outside the workspace; in tests nothing is offered, because it would hold for all of the layer. */
export function allowingImportOffers(
  finding: Finding,
  context: FixContext<unknown>,
  kind: 'std' | 'external',
): readonly FixOffer[] {
  const said = outsideData.safeParse(finding.data);
  const { file } = context;
  const layer = said.success ? file.module.scope.config.layers.get(said.data.from) : undefined;
  if (!said.success || !layer || file.isTest) return [];
  const title = `Allow ${layer.name} to import ${said.data.import} in ${configurationFileName}`;
  return inConfiguration(context, title, (text) => allowImport(text, layer, kind, said.data.import, reasonToWrite), {
    entry: entryHead(said.data.import, kind),
    layer: layer.name,
    allowed: `${layer.name} may import ${said.data.import}`,
  });
}

const sightData = z.object({ from: z.string(), visible: z.string() });

/** Lets the importing layer see the imported one. */
export function allowingSightOffers(finding: Finding, context: FixContext<unknown>): readonly FixOffer[] {
  const said = sightData.safeParse(finding.data);
  const seen = said.success ? context.file.module.scope.config.layers.get(said.data.visible) : undefined;
  if (!said.success || !seen) return [];
  const title = `Make ${seen.name} visible to ${said.data.from} in ${configurationFileName}`;
  return inConfiguration(context, title, (text) => allowSight(text, seen, said.data.from), {
    layer: seen.name,
    allowed: `${said.data.from} may see ${seen.name}`,
  });
}

const sliceData = z.object({ slice: z.string(), other: z.string(), rule: z.number() });

/** Makes an exception for two slices, whose reason is left to be written. */
export function allowingSliceOffers(finding: Finding, context: FixContext<unknown>): readonly FixOffer[] {
  const said = sliceData.safeParse(finding.data);
  if (!said.success) return [];
  const { config } = context.file.module.scope;
  const { slice, other, rule } = said.data;
  const broken = config.slices.find(({ origin }) => origin.file === config.file && origin.start === rule);
  if (!broken) return [];
  const title = `Allow ${slice} to import ${other} in ${configurationFileName}, with a reason`;
  return inConfiguration(context, title, (text) => allowSlice(text, broken, slice, other));
}

interface Asked {
  readonly layer: string;
  /** As a sentence without its end. */
  readonly allowed: string;
  /** How the entry begins that may say why. */
  readonly entry?: string;
}

/**
 * Only where a configuration is in force: a recognised layout alone has no lines to change. What no entry says why of, such as a name taken out
 * of a list, is explained above the layer.
 */
function inConfiguration(
  { file, sources }: FixContext<unknown>,
  title: string,
  write: (text: string) => TextEdit | undefined,
  asked?: Asked,
): readonly FixOffer[] {
  const { scope, detected, dir } = file.module;
  const path = scope.config.file;
  const text = path === undefined ? undefined : sources.text(path);
  if (path === undefined || text === undefined) return [];
  // Until the file names layers, the recognised ones hold: then all of them are written down.
  const isLayout = scope.source === 'detected';
  if (isLayout && path !== `${dir}/${configurationFileName}`) return [];
  const before = isLayout ? `${text.trimEnd()}\n\n${proposedLayers(detected)}\n` : text;
  const edit = write(before);
  if (!edit) return [];
  const inside = edit.newText.includes(reasonToWrite);
  const edits = () => {
    const written = asked && !inside ? withReason(before, edit, asked.layer, asked.allowed) : [edit];
    const start = text.trimEnd().length;
    return isLayout ? [{ start, end: text.length, newText: applyEdits(before, written).slice(start) }] : written;
  };
  const behind = inside ? inEntry(asked?.entry) : `${asked?.allowed}: `;
  const reasonIn = { path, behind };
  return [{ id: 'allow', title, decides: true, reasonIn, changes: () => [{ kind: 'edit', path, edits: edits() }] }];
}

function inEntry(entry: string | undefined): string {
  return `${entry === undefined ? '' : `${entry}, `}reason: "`;
}
