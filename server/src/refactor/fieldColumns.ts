/**
 * Gives fields of a struct other types and keeps the columns as gofmt aligns them: names, types, tags and comments stand below each
 * other in consecutive lines, so a shorter type moves what stands behind its neighbours.
 *
 * Where the lines do not stand as gofmt would put them, only the types are replaced.
 */
import { Field, Kind } from '../go/kinds.ts';
import type { TextEdit } from '../go/textEdit.ts';
import {
  childByField,
  children,
  endOf,
  type FlatTree,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../go/tree.ts';

/** Cells of a line; what stands in the last one is followed by nothing. */
interface Row {
  readonly start: number;
  readonly end: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** @param types new texts by the type's node */
export function fieldTypeEdits(tree: FlatTree, list: SyntaxNode, types: ReadonlyMap<SyntaxNode, string>): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const section of sectionsOf(tree, list, types)) {
    const changed = section.filter(({ row }) => row.before.join('\v') !== row.after.join('\v'));
    if (changed.length === 0) continue;
    const rows = section.map(({ row }) => row);
    const old = aligned(rows.map((row) => row.before));
    const stands = rows.every((row, index) => tree.text.slice(row.start, row.end) === old[index]);
    if (!stands) {
      for (const { type } of changed) {
        edits.push({ start: startOf(tree, type), end: endOf(tree, type), newText: types.get(type) ?? '' });
      }
      continue;
    }
    for (const [index, newText] of aligned(rows.map((row) => row.after)).entries()) {
      const row = rows[index];
      if (row && newText !== old[index]) edits.push({ start: row.start, end: row.end, newText });
    }
  }
  return edits;
}

interface FieldRow {
  readonly row: Row;
  readonly type: SyntaxNode;
}

/** Fields on consecutive lines; blank lines, lines of comment and fields of several lines end a section. */
function sectionsOf(tree: FlatTree, list: SyntaxNode, types: ReadonlyMap<SyntaxNode, string>): FieldRow[][] {
  const sections: FieldRow[][] = [];
  let section: FieldRow[] = [];
  let previousEnd = -1;
  const parts = children(tree, list);
  const fields = parts.filter((each) => kindOf(tree, each) === Kind.field_declaration);
  for (const field of fields) {
    const type = childByField(tree, field, Field.type);
    if (type === NO_NODE) continue;
    const between = previousEnd < 0 ? '' : tree.text.slice(previousEnd, startOf(tree, field));
    if (previousEnd >= 0 && !/^\r?\n[ \t]*$/.test(between)) {
      sections.push(section);
      section = [];
    }
    const lineEnd = endOfLine(tree.text, endOf(tree, field));
    const comment = parts.find(
      (each) =>
        kindOf(tree, each) === Kind.comment &&
        startOf(tree, each) >= endOf(tree, field) &&
        endOf(tree, each) <= lineEnd,
    );
    const end = comment === undefined ? endOf(tree, field) : endOf(tree, comment);
    const cells = (text: string) => cellsOf(tree, field, text, comment, fields.length === 1);
    const text = textOf(tree, type);
    const row: Row = {
      start: startOf(tree, field),
      end,
      before: cells(text),
      after: cells(types.get(type) ?? text),
    };
    section.push({ row, type });
    previousEnd = end;
    if (textOf(tree, field).includes('\n')) {
      // Its first line still stands below the others; a change of it is left to whoever formats the file.
      section.pop();
      if (types.has(type)) sections.push([{ row, type }]);
    }
  }
  sections.push(section);
  return sections;
}

/** As go/printer separates them: a tag stands two columns behind the type, a comment behind what is there. */
function cellsOf(
  tree: FlatTree,
  field: SyntaxNode,
  type: string,
  comment: SyntaxNode | undefined,
  alone: boolean,
): string[] {
  const names = namedChildren(tree, field).filter((each) => fieldOf(tree, each) === Field.name);
  const tag = childByField(tree, field, Field.tag);
  const remark = comment === undefined ? [] : [textOf(tree, comment)];
  const name = names.map((each) => textOf(tree, each)).join(', ');
  const tagText = tag === NO_NODE ? undefined : textOf(tree, tag);
  if (alone) return [[name, type, tagText].filter((part) => part !== undefined && part !== '').join(' '), ...remark];
  if (names.length === 0) {
    const written = tree.text.slice(startOf(tree, field), startOf(tree, childByField(tree, field, Field.type))) + type;
    return tagText === undefined
      ? remark.length === 0
        ? [written]
        : [written, '', ...remark]
      : [written, tagText, ...remark];
  }
  return tagText === undefined ? [name, type, ...remark] : [name, type, '', tagText, ...remark];
}

/** Consecutive lines share the width of a column as long as each has something behind it; empty columns take no room. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.map((cells) => cells.slice(0, -1).map(() => 0));
  const columns = Math.max(0, ...rows.map((cells) => cells.length - 1));
  for (let column = 0; column < columns; column++) {
    let begin = 0;
    while (begin < rows.length) {
      let until = begin;
      let width = 0;
      while (until < rows.length && (rows[until]?.length ?? 0) - 1 > column) {
        width = Math.max(width, [...(rows[until]?.[column] ?? '')].length);
        until++;
      }
      for (let row = begin; row < until; row++) (widths[row] as number[])[column] = width === 0 ? 0 : width + 1;
      begin = Math.max(until, begin + 1);
    }
  }
  return rows.map((cells, row) =>
    cells
      .map((cell, column) => {
        const width = widths[row]?.[column];
        return width === undefined ? cell : cell + ' '.repeat(width - [...cell].length);
      })
      .join(''),
  );
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
