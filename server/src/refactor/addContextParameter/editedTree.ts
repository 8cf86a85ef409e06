/**
 * The tree of a file for what is decided once all edits are known: its imports, its types and variables, and of its functions those that an
 * edit touches. Most functions of a file have nothing to do with a change, and parsing them again is what takes time.
 */
import type { FunctionFact } from '../../go/facts.ts';
import { restored } from '../../go/outline.ts';
import { type FlatTree, hasError, ROOT } from '../../go/tree.ts';
import type { ProjectFile } from '../../model/project.ts';
import type { Sources } from './sources.ts';

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Offsets are those of the file. Undefined when it cannot be read. */
export function editedTree(file: ProjectFile, touched: readonly Stretch[], sources: Sources): FlatTree | undefined {
  const { declarations, hasSyntaxErrors } = file.facts;
  const text = sources.text(file.path);
  if (!declarations || hasSyntaxErrors || text === undefined || sources.isOpen(file)) return sources.open(file)?.tree;
  const kept = touchedFunctions(declarations.functions, touched, text);
  const cuts: number[] = [];
  const missing: number[] = [];
  let left = '';
  let gone = 0;
  let settled = 0;
  for (const fact of declarations.functions) {
    if (kept.has(fact)) continue;
    left += text.slice(settled, fact.declarationStart);
    gone += fact.declarationEnd - fact.declarationStart;
    cuts.push(left.length);
    missing.push(gone);
    settled = fact.declarationEnd;
  }
  const tree = sources.parse(left + text.slice(settled));
  if (!tree || hasError(tree, ROOT)) return sources.open(file)?.tree;
  return restored(tree, { cuts, missing }, text);
}

/** Those in the line above or below as well: gofmt aligns the comments of lines that follow each other. */
function touchedFunctions(
  functions: readonly FunctionFact[],
  touched: readonly Stretch[],
  text: string,
): ReadonlySet<FunctionFact> {
  const kept = new Set<FunctionFact>();
  const sorted = touched.toSorted((a, b) => a.start - b.start);
  let next = 0;
  for (const [index, fact] of functions.entries()) {
    while (next < sorted.length && (sorted[next]?.end ?? 0) < fact.declarationStart) next++;
    const stretch = sorted[next];
    if (!stretch || stretch.start > fact.declarationEnd) continue;
    for (let above = index; above >= 0; above--) {
      const each = functions[above];
      const below = functions[above + 1];
      if (!each || (above < index && !(below && isNextLine(each, below, text)))) break;
      kept.add(each);
    }
    for (let below = index + 1; below < functions.length; below++) {
      const each = functions[below];
      const above = functions[below - 1];
      if (!each || !above || !isNextLine(above, each, text)) break;
      kept.add(each);
    }
  }
  return kept;
}

function isNextLine(above: FunctionFact, below: FunctionFact, text: string): boolean {
  const newline = text.indexOf('\n', above.declarationEnd);
  const following = text.indexOf('\n', newline + 1);
  return newline < 0 || following < 0 || following > below.declarationStart;
}
