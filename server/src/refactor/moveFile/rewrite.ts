/**
 * One file after the move: names that get, change or lose their qualifier, and the imports that follow from it.
 */
import { likelyPackageNames } from '../../go/packageNames.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import { endOf, parentOf, type SyntaxNode, startOf, textOf } from '../../go/tree.ts';
import { importBlockEdits, type NewImport } from '../importBlock.ts';
import { importsOf, type Mention, type OpenFile } from '../outerUses.ts';
import { qualifierEdits } from '../qualifierEdits.ts';
import { CannotMove } from './cannotMove.ts';
import { baseName } from './references.ts';

/** A package as an importer sees it. */
export interface Named {
  readonly path: string;
  readonly name: string;
}

export interface Rewriting {
  readonly open: OpenFile;
  /** Names without a qualifier that from now on belong to another package. */
  readonly bare?: { readonly nodes: readonly SyntaxNode[]; readonly target: Named };
  /** Qualified names of `source` that from now on belong to `target`; `all` when they are all that is used of `source`. */
  readonly moved?: {
    readonly mentions: readonly Mention[];
    readonly all: boolean;
    readonly source: Named;
    readonly target: Named;
  };
  /** Qualified names that from now on belong to the file's own package; `all` as above. */
  readonly own?: { readonly mentions: readonly Mention[]; readonly all: boolean; readonly source: Named };
  /** Names at the top level of the package that the file belongs to from now on. */
  readonly taken: ReadonlySet<string>;
  /** The new name in the package clause. */
  readonly clause?: string;
}

export interface Rewritten {
  readonly edits: readonly TextEdit[];
  /** Import paths of the file afterwards. */
  readonly imports: ReadonlySet<string>;
}

export function rewrite(rewriting: Rewriting): Rewritten {
  const { open, bare, moved, own, clause } = rewriting;
  const { tree, view, file } = open;
  const removed = new Set<number>();
  const replaced = new Map<number, NewImport>();
  const added: NewImport[] = [];
  const replacements = new Map<SyntaxNode, TextEdit>();
  if (bare && bare.nodes.length > 0) {
    const name = existingName(open, bare.target, bare.nodes) ?? addImport(rewriting, bare.target, bare.nodes, added);
    for (const node of bare.nodes) {
      const start = startOf(tree, node);
      replacements.set(node, { start, end: start, newText: `${name}.` });
    }
  }
  if (moved && moved.mentions.length > 0) {
    const { mentions, all, source, target } = moved;
    const nodes = mentions.map(({ node }) => node);
    const [only, ...others] = importsOf(open, source.path).filter(({ alias }) => alias !== '_');
    if (!only || others.length > 0) {
      throw new CannotMove(`${baseName(open)} imports ${source.path} more than once.`);
    }
    let name = existingName(open, target, nodes);
    if (name !== undefined) {
      if (all) removed.add(only.specStart);
    } else if (all && only.alias !== '') {
      replaced.set(only.specStart, { path: target.path, alias: only.alias });
      name = only.alias;
    } else {
      const made: NewImport[] = [];
      name = addImport(rewriting, target, nodes, made, all ? source.name : undefined);
      const [spec] = made;
      if (spec && all) replaced.set(only.specStart, spec);
      else added.push(...made);
    }
    for (const node of nodes) {
      if (textOf(tree, node) === name) continue;
      replacements.set(node, { start: startOf(tree, node), end: endOf(tree, node), newText: name });
    }
  }
  if (own) {
    for (const { node, name } of own.mentions) {
      if (view.scopes.local(name, node)) {
        throw new CannotMove(`In ${baseName(open)} the name ${name} means something else where it would stand alone.`);
      }
      const parent = parentOf(tree, node);
      replacements.set(node, { start: startOf(tree, node), end: endOf(tree, parent), newText: name });
    }
    if (own.all) for (const each of importsOf(open, own.source.path)) removed.add(each.specStart);
  }
  const edits = importBlockEdits(tree.text, view.header, { removed, replaced, added, module: file.module.path });
  edits.push(...qualifierEdits(tree, replacements));
  if (clause !== undefined && clause !== view.header.packageName) {
    edits.push({ start: view.header.packageStart, end: view.header.packageEnd, newText: clause });
  }
  const imports = new Set(added.map(({ path }) => path));
  for (const { path, specStart } of view.header.imports) {
    if (!removed.has(specStart)) imports.add(replaced.get(specStart)?.path ?? path);
  }
  return { edits, imports };
}

/** What the file calls a package that it imports already. */
function existingName(open: OpenFile, { path, name }: Named, nodes: readonly SyntaxNode[]): string | undefined {
  const known = importsOf(open, path).find(({ alias }) => alias !== '_' && alias !== '.');
  if (!known) return undefined;
  const called = known.alias === '' ? name : known.alias;
  if (nodes.some((node) => open.view.scopes.local(called, node))) {
    throw new CannotMove(`In ${baseName(open)} the name ${called} means something else where ${path} would be used.`);
  }
  return called;
}

/** @param given a name that is free because the import that has it goes */
function addImport(
  { open, taken }: Rewriting,
  { path, name }: Named,
  nodes: readonly SyntaxNode[],
  added: NewImport[],
  given?: string,
): string {
  const { view } = open;
  const used = new Set(taken);
  for (const each of view.header.imports) {
    for (const likely of each.alias === '' ? likelyPackageNames(each.path) : [each.alias]) used.add(likely);
  }
  if (given !== undefined) used.delete(given);
  const parent = path.split('/').at(-2)?.replace(/\W/g, '') ?? '';
  const candidates = [name, `${parent}${name}`, `${name}pkg`, ...[2, 3, 4, 5].map((number) => `${name}${number}`)];
  const free = candidates.find(
    (each) =>
      /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(each) &&
      !used.has(each) &&
      nodes.every((node) => view.scopes.lookup(each, node).kind !== 'local'),
  );
  if (free === undefined) throw new CannotMove(`In ${baseName(open)} no name is free for ${path}.`);
  added.push({ path, alias: free === name ? '' : free });
  return free;
}
