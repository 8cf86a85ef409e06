/**
 * Where in a configuration the cursor stands, also while the text is half typed: the path of keys that leads there, and whether a key or
 * a value is being written.
 *
 * A word is put where the cursor is and looked for in what the YAML reader makes of the text; the reader repairs what it can, which is
 * just what somebody typing needs.
 */
import { isMap, isScalar, isSeq, type Node, type Pair, parseDocument, visit, type YAMLMap } from 'yaml';
import { nameIn } from '../allowEdge.ts';
import { longestConfiguration } from '../document.ts';

export interface ConfigPlace {
  /** Keys and, for entries of a list, `#`. Of a key that is being written, the path of the map it belongs to. */
  readonly path: readonly string[];
  readonly role: 'key' | 'value';
  /** What stands there already and is to be replaced: offsets, without quotes. */
  readonly start: number;
  readonly end: number;
  readonly word: string;
  readonly quoted: boolean;
  /** Keys of the same map, or entries of the same list. */
  readonly siblings: readonly string[];
  /** Plain values by key of each map around the place, the outermost first. */
  readonly around: readonly Readonly<Record<string, string>>[];
}

const CURSOR = 'goArchitectCursor';

/** Undefined in comments, and where the text cannot be understood. */
export function placeAt(text: string, offset: number): ConfigPlace | undefined {
  if (text.length > longestConfiguration) return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(lineStart, offset);
  if (/(^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ''))) return undefined;
  const lineEnd = text.indexOf('\n', offset) < 0 ? text.length : text.indexOf('\n', offset);
  const quote = openQuote(before);
  const isPart = quote === undefined ? (char: string) => !/[\s,[\]{}:"']/.test(char) : (char: string) => char !== quote;
  let start = offset;
  while (start > lineStart && isPart(text[start - 1] ?? '')) start--;
  let end = offset;
  while (end < lineEnd && isPart(text[end] ?? '')) end++;
  const closed = quote === undefined || text[end] === quote;
  const filled = (cursor: string) =>
    `${text.slice(0, start)}${cursor}${closed ? '' : quote}${text.slice(closed ? end : lineEnd)}`;
  // A word alone on its line is the beginning of a key; without its colon it would swallow the line below.
  const alone =
    before.trim() === text.slice(start, offset) && text.slice(end, lineEnd).trim() === '' && quote === undefined;
  const found = (alone ? find(filled(`${CURSOR}:`)) : undefined) ?? find(filled(CURSOR));
  return found && { ...found, start, end, word: text.slice(start, end), quoted: quote !== undefined };
}

/** The quote that is open at the end of a line's beginning. */
function openQuote(before: string): string | undefined {
  let open: string | undefined;
  for (const char of before) {
    if (open === undefined && (char === '"' || char === "'")) open = char;
    else if (char === open) open = undefined;
  }
  return open;
}

type Found = Pick<ConfigPlace, 'path' | 'role' | 'siblings' | 'around'>;

function find(text: string): Found | undefined {
  let found: Found | undefined;
  try {
    const document = parseDocument(text, { prettyErrors: false, stringKeys: true, uniqueKeys: false });
    visit(document, {
      Scalar: (key, node, ancestors) => {
        if (node.value !== CURSOR) return undefined;
        found = describe(key === 'key', node, ancestors as readonly (Node | Pair)[]);
        return visit.BREAK;
      },
    });
  } catch {
    // Nesting that overflows the reader's stack: there is nothing to help with.
    return undefined;
  }
  return found;
}

function describe(isKey: boolean, node: Node, ancestors: readonly (Node | Pair)[]): Found {
  const path: string[] = [];
  for (const ancestor of ancestors) {
    if (isSeq(ancestor)) path.push('#');
    else if ('key' in ancestor && isScalar(ancestor.key) && ancestor.key !== node)
      path.push(String(ancestor.key.value));
  }
  const around = [...ancestors].reverse().find((ancestor) => isSeq(ancestor) || isMap(ancestor));
  const siblings: string[] = [];
  if (isMap(around)) for (const { key } of around.items) siblings.push(isScalar(key) ? String(key.value) : '');
  if (isSeq(around)) for (const item of around.items) siblings.push(String(nameIn(item) ?? ''));
  const maps = ancestors.filter((ancestor) => isMap(ancestor)).map(plainValues);
  return { path, role: isKey ? 'key' : 'value', siblings: siblings.filter((each) => each !== CURSOR), around: maps };
}

function plainValues({ items }: YAMLMap): Record<string, string> {
  return Object.fromEntries(
    items.flatMap(({ key, value }) =>
      isScalar(key) && isScalar(value) && value.value !== CURSOR ? [[String(key.value), String(value.value)]] : [],
    ),
  );
}
