/**
 * The edits that let a layer import a package from outside, let another layer see one, and let one slice look into another: the
 * smallest change of the configuration's text, with everything else in it left as it is.
 */
import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import type { TextEdit } from '../go/textEdit.ts';
import { addEntry, addItem, pairOf, placeOfImports, rangeOf } from './allowEdge.ts';
import type { Layer, SliceRule } from './config.ts';
import { contentsOf } from './contents.ts';
import { permitsOutside } from './layers.ts';
import { withoutDenied } from './liftDenial.ts';
import { quoted } from './quoted.ts';
import { reasonToWrite } from './rationale.ts';
import { writtenEntry, writtenSelection } from './writtenSelection.ts';

/**
 * The path among what is allowed, or out of what is denied where nothing else would do. Undefined where the text gives no place to write
 * it, and where the layer could not import the package afterwards either.
 *
 * @param reason why it may, written into the entry
 */
export function allowImport(
  text: string,
  layer: Layer,
  kind: 'std' | 'external',
  path: string,
  reason: string,
): TextEdit | undefined {
  const selection = layer.imports[kind];
  if (!selection) return undefined;
  const { allow, deny } = selection;
  const more = { ...selection, allow: [...(typeof allow === 'string' ? [allow] : allow), path] };
  if (permitsOutside(more, path, kind)) {
    const item = writtenEntry(path, kind, { reason });
    const place = placeOfImports(text, layer.name, kind, `${kind}: ${writtenSelection(selection, kind, item)}`);
    return !place || 'newText' in place ? place : intoAllowed(text, place.value, item);
  }
  const lifted = deny.filter((entry) => entry === path || entry === `${path}$`);
  const [denied] = lifted;
  const less = { ...selection, deny: deny.filter((entry) => !lifted.includes(entry)) };
  if (denied === undefined || lifted.length > 1 || !permitsOutside(less, path, kind)) return undefined;
  const place = placeOfImports(text, layer.name, kind, `${kind}: ${writtenSelection(less, kind)}`);
  return !place || 'newText' in place ? place : withoutDenied(text, place.value, denied);
}

function intoAllowed(text: string, said: unknown, item: string): TextEdit | undefined {
  const allow = isMap(said) ? pairOf(said, 'allow')?.value : said;
  if (isMap(said) && allow === undefined) return addEntry(text, said, `allow: ["*", ${item}]`);
  if (isSeq(allow)) return addItem(text, allow, item);
  const range = rangeOf(allow);
  if (!isScalar(allow) || typeof allow.value !== 'string' || !range) return undefined;
  return { start: range[0], end: range[1], newText: `[${quoted(allow.value)}, ${item}]` };
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
  const exception = `{ from: ${quoted(from)}, to: ${quoted(to)}, reason: ${JSON.stringify(reasonToWrite)} }`;
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
