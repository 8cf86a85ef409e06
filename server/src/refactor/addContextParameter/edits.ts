/**
 * The text edits of the refactoring, collected file by file. What the package `context` is called in a file, and whether it has to be
 * imported, is settled when all is collected.
 */
import { tightenArgument } from '../../go/argumentSpacing.ts';
import { addImport } from '../../go/importEdits.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { mayBeSettled, settleLayout } from '../../go/layout.ts';
import type { FileChange, TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  childrenByField,
  descendantAt,
  endOf,
  type FlatTree,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  startOf,
} from '../../go/tree.ts';
import { importSurroundings } from '../../model/importSurroundings.ts';
import type { ProjectFile } from '../../model/project.ts';
import { editedTree } from './editedTree.ts';
import type { ArgumentList } from './references.ts';
import type { OpenFile, Sources, Task } from './sources.ts';

/** Text that may need the package `context`, of which the local name is given. */
export type Piece = string | ((context: string) => string);

const FILES_BETWEEN_PAUSES = 5;

interface Collected {
  readonly file: ProjectFile;
  /** Offsets are those of the file. */
  readonly pieces: { readonly start: number; readonly end: number; readonly text: Piece }[];
  readonly replaced: Set<string>;
  /** Where the package is used. */
  readonly uses: { readonly at: OpenFile; readonly node: SyntaxNode }[];
}

export class Edits {
  readonly #sources: Sources;
  readonly #files = new Map<string, Collected>();
  readonly #surroundings = new Map<string, ReturnType<typeof importSurroundings>>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** Offsets are those of the tree. */
  replace(at: OpenFile, node: SyntaxNode, start: number, end: number, text: Piece): void {
    const { file, moved } = at;
    let collected = this.#files.get(file.path);
    if (!collected) {
      collected = { file, pieces: [], replaced: new Set(), uses: [] };
      this.#files.set(file.path, collected);
    }
    const { pieces, replaced, uses } = collected;
    if (start !== end) {
      const stretch = `${start + moved} ${end + moved}`;
      if (replaced.has(stretch)) return;
      replaced.add(stretch);
    }
    pieces.push({ start: start + moved, end: end + moved, text });
    if (typeof text !== 'string') uses.push({ at, node });
  }

  /** Puts an argument before those that are there, behind the receiver of a method expression. */
  argument(at: OpenFile, node: SyntaxNode, { open, close, nodes, receivers }: ArgumentList, text: Piece): void {
    const first = nodes[receivers];
    const before = nodes[receivers - 1];
    if (before !== undefined) {
      this.replace(at, node, endOf(at.tree, before), endOf(at.tree, before), wrapped(', ', text, ''));
    } else this.#first(at, node, open, close, first, text);
    if (first === undefined || nodes.length > 1) return;
    for (const { start, end, newText } of tightenArgument(at.tree, first)) this.replace(at, first, start, end, newText);
  }

  /** Puts a parameter before those that are there. */
  parameter(at: OpenFile, declaration: SyntaxNode, name: string): void {
    const { tree } = at;
    const list = childByField(tree, declaration, Field.parameters);
    if (list === NO_NODE) return;
    const parameters = namedChildren(tree, list);
    const unnamed = parameters.filter((each) => namesOf(at, each).length === 0);
    const isInterface = kindOf(tree, declaration) === Kind.method_elem;
    const type = (context: string) => `${unnamed.length > 0 && isInterface ? '' : `${name} `}${context}.Context`;
    this.#first(at, list, startOf(tree, list) + 1, endOf(tree, list) - 1, parameters[0], type);
    if (isInterface) return;
    // After the new one: edits at one place keep their order.
    for (const each of unnamed) this.replace(at, each, startOf(tree, each), startOf(tree, each), '_ ');
  }

  /** Gives a parameter that has none, or only a blank, a name. */
  nameParameter(at: OpenFile, declaration: SyntaxNode, index: number, name: string): void {
    const { tree } = at;
    const list = childByField(tree, declaration, Field.parameters);
    if (list === NO_NODE) return;
    let position = 0;
    for (const each of namedChildren(tree, list)) {
      const names = namesOf(at, each);
      const blank = names[index - position];
      if (names.length === 0) {
        const text = position === index ? `${name} ` : '_ ';
        this.replace(at, each, startOf(tree, each), startOf(tree, each), text);
      } else if (blank !== undefined) this.replace(at, each, startOf(tree, blank), endOf(tree, blank), name);
      position += Math.max(1, names.length);
    }
  }

  #first(
    at: OpenFile,
    node: SyntaxNode,
    open: number,
    close: number,
    first: SyntaxNode | undefined,
    text: Piece,
  ): void {
    const source = at.tree.text;
    if (first === undefined) {
      this.replace(at, node, open, open, text);
      return;
    }
    const between = source.slice(open, Math.min(startOf(at.tree, first), close));
    if (!between.includes('\n')) {
      this.replace(at, node, open, open, wrapped('', text, ', '));
      return;
    }
    // The first one stands on a line of its own; so does what comes before it.
    const begins = startOf(at.tree, first);
    const lineStart = source.lastIndexOf('\n', begins - 1) + 1;
    const indent = /^[ \t]*/.exec(source.slice(lineStart, begins))?.[0] ?? '';
    const newline = source[lineStart - 2] === '\r' ? '\r\n' : '\n';
    const comment = commentBefore(source, open, begins);
    this.replace(at, node, comment, comment, wrapped('', text, `,${newline}${indent}`));
  }

  /** @throws RangeError when edits overlap, which would be a bug. */
  *changes(): Task<FileChange[]> {
    const changes: FileChange[] = [];
    for (const collected of this.#files.values()) {
      changes.push(this.#change(collected));
      if (changes.length % FILES_BETWEEN_PAUSES === 0) yield;
    }
    return changes;
  }

  #change({ file, pieces, uses }: Collected): FileChange {
    const source = this.#sources.text(file.path) ?? '';
    const shaped = pieces.filter((piece) => mayBeSettled(source, piece));
    const tree = this.#tree(file, shaped);
    let context = 'context';
    const edits: TextEdit[] = [];
    if (uses.length > 0) {
      const surroundings = this.#surroundingsOf(file);
      let added = addImport(tree, 'context', undefined, undefined, surroundings);
      const hidden = uses.find(({ at, node }) => at.view.scopes.local(added.localName, node) !== undefined);
      if (hidden) {
        const { at, node } = hidden;
        const stretch = { start: startOf(at.tree, node) + at.moved, end: endOf(at.tree, node) + at.moved };
        const around = this.#tree(file, [stretch]);
        const same = descendantAt(around, stretch.start, stretch.end);
        added = addImport(around, 'context', undefined, same, surroundings);
      }
      context = added.localName;
      edits.push(...added.edits);
    }
    for (const { start, end, text } of pieces) {
      edits.push({ start, end, newText: typeof text === 'string' ? text : text(context) });
    }
    return { kind: 'edit', path: file.path, edits: [...edits, ...settleLayout(tree, edits)] };
  }

  #tree(file: ProjectFile, touched: readonly { readonly start: number; readonly end: number }[]): FlatTree {
    const tree = editedTree(file, touched, this.#sources);
    if (!tree) throw new Error(`${file.path} is gone`);
    return tree;
  }

  /** The same for all files of a package that share its name. */
  #surroundingsOf(file: ProjectFile): ReturnType<typeof importSurroundings> {
    const key = `${file.module.dir}/${file.dir} ${file.facts.header.packageName}`;
    let surroundings = this.#surroundings.get(key);
    if (!surroundings) {
      surroundings = importSurroundings(this.#sources.project, file);
      this.#surroundings.set(key, surroundings);
    }
    return surroundings;
  }
}

function wrapped(before: string, text: Piece, after: string): Piece {
  return typeof text === 'string' ? before + text + after : (context) => before + text(context) + after;
}

/** Where what belongs to the first one begins: comments above it, on lines of their own, stay with it. */
function commentBefore(source: string, open: number, begins: number): number {
  const newline = source.indexOf('\n', open);
  const rest = source.slice(newline + 1, begins);
  const found = /\S/.exec(rest);
  return found ? newline + 1 + found.index : begins;
}

function namesOf({ tree }: OpenFile, parameter: SyntaxNode): SyntaxNode[] {
  return childrenByField(tree, parameter, Field.name).filter((each) => isNamed(tree, each));
}
