/**
 * What gofmt does to lines that have grown: comments behind code and bodies on one line are aligned with those of the lines around
 * them, and a function on one line is broken up when it is longer than gofmt lets it be, or no longer on one line.
 *
 * Only lines that an edit touches and those aligned with them are looked at.
 */
import { Field, Kind } from './kinds.ts';
import { applyEdits, type TextEdit } from './textEdit.ts';
import {
  childByField,
  childOfKind,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
} from './tree.ts';

/** Header and statements of a literal together; gofmt's own figure, which for a declaration counts the blank behind `func` twice. */
const LONGEST_ON_ONE_LINE = 100;
const TAB = 8;

interface OneLine {
  readonly header: number;
  readonly open: number;
  readonly close: number;
  readonly statements: readonly SyntaxNode[];
  /** Of a declaration: its body is aligned with those of its neighbours. */
  readonly declared: boolean;
}

/** Further edits that keep the file as gofmt would have it. */
export function settleLayout(tree: FlatTree, edits: readonly TextEdit[]): TextEdit[] {
  const lines = new Lines(tree.text);
  const touched = new Set(edits.flatMap(({ start, end }) => [lines.of(start), lines.of(end)]));
  const bodies = oneLineBodies(tree);
  const broken = new Set<OneLine>();
  const added: TextEdit[] = [];
  for (const body of bodies) {
    if (!touched.has(lines.of(body.header)) || !isTouched(body, edits)) continue;
    const header = part(tree.text, edits, body.header, body.open).trimEnd();
    const inside = part(tree.text, edits, body.open + 1, body.close).trim();
    const isLong = header.length + inside.length + (body.declared ? 1 : 0) > LONGEST_ON_ONE_LINE;
    if (!isLong && !inside.includes('\n')) continue;
    broken.add(body);
    added.push(...brokenUp(tree, body, lines));
  }
  const anchors = [
    commentAnchors(tree, lines),
    new Map(
      bodies.filter((each) => each.declared && !broken.has(each)).map((each) => [lines.of(each.open), each.open]),
    ),
  ];
  // A line that leaves a row of them lets the others move.
  const beside = new Set([...broken].flatMap((body) => [lines.of(body.open) - 1, lines.of(body.open) + 1]));
  for (const line of beside) touched.add(line);
  const settled = new Set<number>();
  for (const byLine of anchors) {
    for (const line of touched) {
      if (settled.has(line) || !byLine.has(line)) continue;
      const run = runAround(line, byLine, tree.text, lines);
      for (const each of run) settled.add(each);
      const wasLonger = run.some((each) => beside.has(each));
      if (run.length > 1 || wasLonger) added.push(...aligned(run, byLine, tree.text, lines, edits, wasLonger));
    }
    settled.clear();
  }
  return added;
}

/** Whether the lines that an edit touches may have something to settle: a comment behind code, a body on one line. */
export function mayBeSettled(text: string, { start, end }: Pick<TextEdit, 'start' | 'end'>): boolean {
  const newline = text.indexOf('\n', end);
  const lines = text.slice(text.lastIndexOf('\n', start - 1) + 1, newline < 0 ? undefined : newline);
  return lines.includes('//') || (lines.includes('func') && lines.includes('}'));
}

class Lines {
  readonly starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  of(offset: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] as number) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  start(line: number): number {
    return this.starts[line] ?? 0;
  }
}

function oneLineBodies(tree: FlatTree): OneLine[] {
  const found: OneLine[] = [];
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    const declared = kind === Kind.function_declaration || kind === Kind.method_declaration;
    if (!declared && kind !== Kind.func_literal) continue;
    const block = childByField(tree, node, Field.body);
    if (block === NO_NODE) continue;
    const header = startOf(tree, node);
    const close = endOf(tree, block) - 1;
    if (tree.text.slice(header, close).includes('\n')) continue;
    const list = childOfKind(tree, block, Kind.statement_list);
    const statements = list === NO_NODE ? [] : namedChildren(tree, list);
    found.push({ header, open: startOf(tree, block), close, statements, declared });
  }
  return found;
}

/** How many functions around a node stand on one line. */
export function oneLineBodiesAround(tree: FlatTree, node: SyntaxNode): number {
  return oneLineBodies(tree).filter(({ open, close }) => open < startOf(tree, node) && endOf(tree, node) <= close)
    .length;
}

function isTouched({ header, close }: OneLine, edits: readonly TextEdit[]): boolean {
  return edits.some(({ start, end }) => start >= header && end <= close);
}

/** A part of the text after the edits inside of it. */
function part(text: string, edits: readonly TextEdit[], start: number, end: number): string {
  const inside = edits.filter((edit) => edit.start >= start && edit.end <= end);
  const moved = inside.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return applyEdits(text.slice(start, end), moved);
}

function brokenUp(tree: FlatTree, { open, close, statements }: OneLine, lines: Lines): TextEdit[] {
  const { text } = tree;
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return [];
  const lineStart = lines.start(lines.of(open));
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
  const edits: TextEdit[] = [
    { start: text.slice(0, open).trimEnd().length, end: startOf(tree, first), newText: ` {\n${indent}\t` },
    { start: endOf(tree, last), end: close, newText: `\n${indent}` },
  ];
  for (const [index, statement] of statements.entries()) {
    const next = statements[index + 1];
    if (next !== undefined)
      edits.push({ start: endOf(tree, statement), end: startOf(tree, next), newText: `\n${indent}\t` });
  }
  return edits;
}

/** Where the comment behind a line's code begins, by line. */
function commentAnchors(tree: FlatTree, lines: Lines): Map<number, number> {
  const anchors = new Map<number, number>();
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) !== Kind.comment || !tree.text.startsWith('//', startOf(tree, node))) continue;
    const start = startOf(tree, node);
    const line = lines.of(start);
    if (tree.text.slice(lines.start(line), start).trim() !== '') anchors.set(line, start);
  }
  return anchors;
}

/** The lines around one whose anchors stand below each other. */
function runAround(line: number, anchors: ReadonlyMap<number, number>, text: string, lines: Lines): number[] {
  const column = columnOf(line, anchors, text, lines);
  const run = [line];
  for (const step of [-1, 1]) {
    for (let next = line + step; anchors.has(next); next += step) {
      if (columnOf(next, anchors, text, lines) !== column) break;
      run.push(next);
    }
  }
  return run;
}

function columnOf(line: number, anchors: ReadonlyMap<number, number>, text: string, lines: Lines): number {
  return widthOf(text.slice(lines.start(line), anchors.get(line) ?? 0));
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character === '\t' ? TAB : 1;
  return width;
}

function aligned(
  run: readonly number[],
  anchors: ReadonlyMap<number, number>,
  text: string,
  lines: Lines,
  edits: readonly TextEdit[],
  wasLonger: boolean,
): TextEdit[] {
  const rows = run.map((line) => {
    const anchor = anchors.get(line) ?? 0;
    const start = lines.start(line);
    const code = text.slice(start, anchor).trimEnd();
    const after = part(text, edits, start, anchor).trimEnd();
    return {
      anchor,
      codeEnd: start + code.length,
      before: widthOf(code),
      after: widthOf(after),
      several: after.includes('\n'),
    };
  });
  const column = Math.max(...rows.map((row) => row.after)) + 1;
  const loose = !wasLonger && Math.min(...rows.map((row) => row.anchor - row.codeEnd)) !== 1;
  // Aligned by something else than these lines, or no longer lines.
  if (loose || rows.some((row) => row.several)) return [];
  return rows.flatMap(({ anchor, codeEnd, after }) => {
    const padding = ' '.repeat(column - after);
    return text.slice(codeEnd, anchor) === padding ? [] : [{ start: codeEnd, end: anchor, newText: padding }];
  });
}
