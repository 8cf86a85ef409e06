/**
 * The edits that let a layer import a package from outside, let another layer see one, and let one slice look into another: the
 * smallest change of the configuration's text, with everything else in it left as it is.
 */
import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { TextEdit } from '../go/textEdit.ts';
import { addEntry, addItem, newLayers, pairOf, rangeOf } from './allowEdge.ts';
import { quoted } from './assignPackage.ts';
import type { Layer, SliceRule } from './config.ts';
import { contentsOf } from './contents.ts';
import { infrastructureWord } from './infrastructure.ts';
import { coversImport } from './layers.ts';
import { reasonToWrite } from './reasonAbove.ts';
import { writtenSelection } from './writtenSelection.ts';

/** Undefined where the text gives no place to write it, or where what is denied stands in the way. */
export function allowImport(text: string, layer: Layer, kind: 'std' | 'external', path: string): TextEdit | undefined {
  const selection = layer.imports[kind];
  const layers = layersOf(text);
  if (!selection || selection.allow === '*' || !layers) return undefined;
  if (selection.deny.some((entry) => entry !== infrastructureWord && coversImport(entry, path))) return undefined;
  const whole = `${kind}: ${writtenSelection(selection, 'import', { add: path }, quoted)}`;
  if (layers === 'absent') return newLayers(text, undefined, `${quoted(layer.name)}: { imports: { ${whole} } }`);
  const written = pairOf(layers, layer.name);
  if (!written) return addEntry(text, layers, `${quoted(layer.name)}: { imports: { ${whole} } }`);
  if (!isMap(written.value)) return undefined;
  const imports = pairOf(written.value, 'imports');
  if (!imports) return addEntry(text, written.value, `imports: { ${whole} }`);
  if (!isMap(imports.value)) return undefined;
  const said = pairOf(imports.value, kind);
  if (!said) return addEntry(text, imports.value, whole);
  const allow = isMap(said.value) ? pairOf(said.value, 'allow')?.value : said.value;
  if (isSeq(allow)) return addItem(text, allow, quoted(path));
  const range = rangeOf(allow);
  if (!isScalar(allow) || allow.value !== 'pure' || !range) return undefined;
  return { start: range[0], end: range[1], newText: `[pure, ${quoted(path)}]` };
}

/** Adds a layer to those that may see another. */
export function allowSight(text: string, seen: Layer, from: string): TextEdit | undefined {
  const layers = layersOf(text);
  const visible = seen.visibleTo?.layers;
  if (visible === undefined || visible === '*' || !layers || layers === 'absent') return undefined;
  const whole = `visibleTo: [${[...visible, from].map(quoted).join(', ')}]`;
  const written = pairOf(layers, seen.name);
  if (!written) return addEntry(text, layers, `${quoted(seen.name)}: { ${whole} }`);
  if (!isMap(written.value)) return undefined;
  const said = pairOf(written.value, 'visibleTo');
  if (!said) return addEntry(text, written.value, whole);
  return isSeq(said.value) ? addItem(text, said.value, quoted(from)) : undefined;
}

/** Adds an exception to a rule about slices; its reason is still to be written. */
export function allowSlice(text: string, { origin }: SliceRule, from: string, to: string): TextEdit | undefined {
  const root = contentsOf(text);
  if (!isMap(root)) return undefined;
  const slices = pairOf(root, 'slices')?.value;
  const rule = isSeq(slices) ? slices.items.find((item) => rangeOf(item)?.[0] === origin.start) : undefined;
  if (!isMap(rule)) return undefined;
  const exception = `{ from: ${quoted(from)}, to: ${quoted(to)}, reason: ${reasonToWrite} }`;
  const allow = pairOf(rule, 'allow');
  if (!allow) return addEntry(text, rule, `allow: [${exception}]`);
  return isSeq(allow.value) ? addItem(text, allow.value, exception) : undefined;
}

function layersOf(text: string): YAMLMap | 'absent' | undefined {
  const root = contentsOf(text);
  if (!isMap(root)) return undefined;
  const layers = pairOf(root, 'layers');
  if (!layers) return 'absent';
  return isMap(layers.value) && layers.value.items.length > 0 ? layers.value : undefined;
}
