/**
 * Lines that go into a file that is there, with the imports they need. What a package is called is asked for while the lines are made;
 * a name that means something else in the file ends it, because the right name is not known then.
 */
import { addImport } from '../../go/importEdits.ts';
import { Kind } from '../../go/kinds.ts';
import { applyEdits, type TextEdit } from '../../go/textEdit.ts';
import { endOf, type FlatTree, kindOf, nodesOfKind, type SyntaxNode, startOf, textOf } from '../../go/tree.ts';
import { folderOf, type Survey } from './survey.ts';

/** What the packages are called where the lines are to stand; asked for in the order of use. */
export interface Names {
  /** Whether the lines are for a person. */
  readonly isRead?: boolean;
  readonly of: (importPath: string, preferred?: string) => string;
}

/** The place for lines in a file. */
export interface Spot {
  readonly path: string;
  readonly tree: FlatTree;
  /** The statement after which they stand. */
  readonly last: SyntaxNode;
}

/** Collects what a file needs for the lines that are put into it. */
export class Draft {
  readonly names: Names;
  readonly #wanted = new Map<string, string>();
  readonly #survey: Survey;
  readonly #spot: Spot;

  constructor(spot: Spot, survey: Survey) {
    this.#spot = spot;
    this.#survey = survey;
    const { tree, last } = spot;
    this.names = {
      of: (importPath, preferred) => {
        const known = this.#wanted.get(importPath);
        const name = preferred ?? nameIn(importPath, survey);
        const localName = known ?? addImport(tree, importPath, name, last, { module: survey.module }).localName;
        this.#wanted.set(importPath, localName);
        return localName;
      },
    };
  }

  /** A name of a package of this module, with the package before it where the file is not of it. */
  qualified(folder: string, name: string): string {
    const { path } = this.#spot;
    return folder === folderOf(path) ? name : `${this.names.of(`${this.#survey.module}/${folder}`)}.${name}`;
  }

  /** The file; nothing where a name of it means something else. */
  finished(edits: readonly TextEdit[], declared: readonly string[]): string | undefined {
    const { tree } = this.#spot;
    const survey = this.#survey;
    const isTaken = declared.some((name) => /^\w+$/.test(name) && new RegExp(`\\b${name}\\b`).test(tree.text));
    const aliases = [...this.#wanted.values()];
    if (isTaken || new Set(aliases).size < aliases.length || declared.some((name) => aliases.includes(name))) {
      return undefined;
    }
    return [...this.#wanted].reduce(
      (source, [importPath, localName]) => {
        const parsed = survey.parse(source);
        const at = callsOf(parsed, localName);
        return applyEdits(source, addImport(parsed, importPath, localName, at, { module: survey.module }).edits);
      },
      applyEdits(tree.text, edits),
    );
  }
}

/** A block of its own after a statement; nothing where something else stands on its line. */
export function blockAfter({ tree, last }: Spot, lines: readonly string[]): TextEdit | undefined {
  const { text } = tree;
  const lineEnd = text.indexOf('\n', endOf(tree, last));
  const behind = text.slice(endOf(tree, last), lineEnd).replace(/\/\/.*$/, '');
  if (lineEnd === -1 || behind.trim() !== '') {
    return undefined;
  }
  const indent = indentOf(tree, last);
  const block = `\n${lines.map((line) => `${indent}${line}\n`).join('')}`;
  const rest = text.slice(lineEnd + 1);
  const next = rest.startsWith('\n') || /^\s*}/.test(rest) ? '' : '\n';
  return { start: lineEnd + 1, end: lineEnd + 1, newText: `${block}${next}` };
}

/** One line right after a statement, apart from it where the statement is apart from what stands before. */
export function lineAfter({ tree, last }: Spot, line: string): TextEdit | undefined {
  const { text } = tree;
  const block = blockAfter({ path: '', tree, last }, [line]);
  const lineStart = text.lastIndexOf('\n', startOf(tree, last)) + 1;
  const isApart = /\n[ \t]*\n$/.test(text.slice(0, lineStart));
  return block && { ...block, newText: `${isApart ? '\n' : ''}${indentOf(tree, last)}${line}\n` };
}

export function indentOf(tree: FlatTree, node: SyntaxNode): string {
  return /^[ \t]*/.exec(tree.text.slice(tree.text.lastIndexOf('\n', startOf(tree, node)) + 1))?.[0] ?? '\t';
}

/** The file with lines after a statement; nothing where a name in them is taken, or the lines stand in a package they would need. */
export function inserted(
  spot: Spot,
  lines: (names: Names) => readonly string[] | undefined,
  folders: readonly string[],
  survey: Survey,
): string | undefined {
  const draft = new Draft(spot, survey);
  const made = lines(draft.names);
  const block = made === undefined ? undefined : blockAfter(spot, made);
  return made === undefined || block === undefined || folders.includes(folderOf(spot.path))
    ? undefined
    : draft.finished([block], declaredIn(made));
}

/** The variables that lines declare. */
export function declaredIn(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => /^(\w+) :=/.exec(line)?.[1] ?? []);
}

/** What a package of this module is called, which its path need not say. */
export function nameIn(importPath: string, survey: Survey): string | undefined {
  const folder = importPath.startsWith(`${survey.module}/`) ? importPath.slice(survey.module.length + 1) : undefined;
  return folder === undefined ? undefined : survey.shape(folder).name;
}

/**
 * What a file calls the package of a feature, where it calls those of neighbours in words of its own: with `newsHttp` for
 * `internal/news/delivery/http` it is `voucherHttp`. Nothing where it does not.
 */
export function aliasLike(importPath: string, path: string, survey: Survey): string | undefined {
  const segments = importPath.split('/');
  const found = survey.header(path).imports.flatMap(({ path: imported, alias }) => {
    const others = imported.split('/');
    const differing = segments.flatMap((segment, at) => (others[at] === segment ? [] : [at]));
    const [at = -1] = differing;
    const word = others[at] ?? '';
    const isAlike = others.length === segments.length && differing.length === 1 && word !== '';
    // As persistOrderRepo for internal/repo/persistent/order.
    const inside = alias.indexOf(capitalised(word));
    if (isAlike && inside > 0) {
      return [alias.replace(capitalised(word), capitalised(segments[at] ?? ''))];
    }
    return isAlike && alias.length > word.length && alias.startsWith(word)
      ? [`${segments[at] ?? ''}${alias.slice(word.length)}`]
      : [];
  });
  return found[0];
}

function capitalised(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

/** Whether a file imports the packages that lie beside one of a feature, such as `internal/usecase/order`, under their own names. */
export function isUnnamedLike(importPath: string, path: string, survey: Survey): boolean {
  const parent = (one: string) => one.slice(0, Math.max(one.lastIndexOf('/'), 0));
  const beside = survey.header(path).imports.filter((one) => parent(one.path) === parent(importPath));
  return beside.length > 0 && beside.every(({ alias }) => alias === '');
}

function callsOf(tree: FlatTree, name: string): SyntaxNode | undefined {
  for (const node of nodesOfKind(tree, Kind.identifier)) {
    if (textOf(tree, node) === name && kindOf(tree, node) === Kind.identifier) {
      return node;
    }
  }
  return undefined;
}
