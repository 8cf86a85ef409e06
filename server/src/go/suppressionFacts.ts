/**
 * Which findings a suppression comment speaks for, as a range of the text.
 *
 * Ours covers its own line, or the next line of code when it stands alone. A peer's `//nolint` and `#nosec` also cover
 * the whole statement or declaration that begins on that line, because that is what those tools do.
 */
import type { SuppressionFact } from './facts.ts';
import type { GoHeader } from './imports.ts';
import { Kind } from './kinds.ts';
import { parseSuppression, type Suppression } from './suppressions.ts';
import { endOf, type FlatTree, kindOf, nodesOfKind, ROOT, startOf } from './tree.ts';

/** Cheap test that spares almost every file the search through its comments. */
const MENTIONS_SUPPRESSION = /\/[/*]\s*a[a-z]{6,11}:[a-z]|nolint|#nosec/;

/** False where no comment of a text is one of ours or a peer's. */
export function mentionsSuppression(text: string): boolean {
  return MENTIONS_SUPPRESSION.test(text);
}

/** Suppressions anywhere in a parsed file. */
export function treeSuppressions(tree: FlatTree): SuppressionFact[] {
  if (!mentionsSuppression(tree.text)) return [];
  const facts: SuppressionFact[] = [];
  for (const comment of nodesOfKind(tree, Kind.comment)) {
    const start = startOf(tree, comment);
    const suppression = parseSuppression(tree.text.slice(start, endOf(tree, comment)), start);
    if (!suppression) continue;
    const fact = withCoveredLine(suppression, tree.text);
    facts.push(suppression.kind === 'architect' ? fact : { ...fact, coversEnd: endOfCodeStartingIn(tree, fact) });
  }
  return facts;
}

/** Suppressions in a header that was read without its file being parsed. */
export function headerSuppressions(header: GoHeader, text: string): SuppressionFact[] {
  return header.comments.flatMap((comment) => {
    const suppression = parseSuppression(comment.text, comment.start);
    return suppression ? [withCoveredLine(suppression, text)] : [];
  });
}

function withCoveredLine(suppression: Suppression, text: string): SuppressionFact {
  const lineStart = text.lastIndexOf('\n', suppression.start - 1) + 1;
  const standsAlone = text.slice(lineStart, suppression.start).trim() === '';
  let start = lineStart;
  let end = endOfLine(text, suppression.end);
  if (standsAlone) {
    // Several comments may stand above one line of code; each speaks for that line.
    do {
      start = Math.min(end + 1, text.length);
      end = endOfLine(text, start);
    } while (end < text.length && /^\s*\/\//.test(text.slice(start, end)));
  }
  return { ...suppression, coversStart: start, coversEnd: end };
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/** The end of the largest node (blocks and the file aside) that begins within the covered line. */
function endOfCodeStartingIn(tree: FlatTree, fact: SuppressionFact): number {
  let end = fact.coversEnd;
  for (let node = firstFrom(tree, fact.coversStart); node < tree.count; node++) {
    if (startOf(tree, node) >= fact.coversEnd) break;
    if (!isList(kindOf(tree, node))) end = Math.max(end, endOf(tree, node));
  }
  return end;
}

/** The first row below the root that begins at an offset or behind it: rows are in the order of where they begin. */
function firstFrom(tree: FlatTree, offset: number): number {
  let [low, high] = [ROOT + 1, tree.count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(tree, middle) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A block or list begins with its first statement but is not what a comment on that statement means. */
function isList(kind: Kind): boolean {
  return kind === Kind.block || kind === Kind.statement_list;
}
