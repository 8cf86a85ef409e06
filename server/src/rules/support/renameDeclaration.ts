/**
 * Renames something a package declares, everywhere in the project. An unexported name is looked for in its package; an exported one
 * only where nobody outside of the project can have it, below `internal`.
 *
 * Gives up, rather than break anything, where the new name is taken, where a local variable would hide it, where the old name may be
 * a field's (keys of composite literals, embedded types), and on dot imports.
 */
import { headerOfTree } from '../../go/importsOfTree.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { FileScopes } from '../../go/scopes.ts';
import type { FileChange, TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  childOfKind,
  childrenByField,
  endOf,
  type FlatTree,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  parentOf,
  ROOT,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import type { SourceProvider } from '../../model/sources.ts';

interface Place {
  readonly project: Project;
  readonly file: ProjectFile;
  readonly sources: SourceProvider;
}

export function renameDeclaration(from: string, to: string, place: Place): readonly FileChange[] | undefined {
  const { project, file, sources } = place;
  const own = project.packageOf(file);
  if (!own) return undefined;
  const isExported = /^\p{Lu}/u.test(from);
  if (isExported && !`/${own.path}/`.includes('/internal/')) return undefined;
  const changes: FileChange[] = [];
  const insiders = [...own.files.values()].filter(
    (each) => each.facts.header.packageName === file.facts.header.packageName,
  );
  if (insiders.some((each) => declares(each, to))) return undefined;
  for (const each of insiders) {
    const edits = editsIn(
      sources.tree(each.path),
      (tree, scopes, node) => ownName(tree, scopes, node, from, to),
      from,
      to,
    );
    if (!edits) return undefined;
    const tree = sources.tree(each.path);
    if (tree) edits.push(...realigned(tree, from, to));
    if (edits.length > 0) changes.push({ kind: 'edit', path: each.path, edits });
  }
  if (!isExported) return changes;
  for (const each of project.filesAround(file.module)) {
    const imported = each.facts.header.imports.find(({ path }) => path === own.path);
    if (!imported || imported.alias === '_') continue;
    if (imported.alias === '.') return undefined;
    const name = imported.alias === '' ? file.facts.header.packageName : imported.alias;
    const edits = editsIn(
      sources.tree(each.path),
      (tree, scopes, node) => qualified(tree, scopes, node, name),
      from,
      to,
    );
    if (!edits) return undefined;
    if (edits.length > 0) changes.push({ kind: 'edit', path: each.path, edits });
  }
  return changes;
}

function declares({ facts }: ProjectFile, name: string): boolean {
  const { declarations, header } = facts;
  if (!declarations || header.imports.some(({ alias }) => alias === name || alias === '.')) return true;
  return (
    declarations.functions.some((each) => each.name === name && !each.receiver) ||
    declarations.types.some((each) => each.name === name) ||
    declarations.values.some((each) => each.name === name)
  );
}

type Answer = 'rename' | 'leave' | 'give up';

function editsIn(
  tree: FlatTree | undefined,
  decide: (tree: FlatTree, scopes: FileScopes, node: SyntaxNode) => Answer,
  from: string,
  to: string,
): TextEdit[] | undefined {
  if (!tree) return undefined;
  if (!tree.text.includes(from)) return [];
  const scopes = new FileScopes(tree, headerOfTree(tree));
  const edits: TextEdit[] = [];
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    const start = startOf(tree, node);
    if (kind === Kind.comment) {
      // The first word of a documentation comment is the name it explains.
      const said = `// ${from}`;
      if (tree.text.startsWith(said, start) && !/[\p{L}\p{Nd}_]/u.test(tree.text[start + said.length] ?? ''))
        edits.push({ start: start + 3, end: start + said.length, newText: to });
      continue;
    }
    if (kind !== Kind.identifier && kind !== Kind.type_identifier && kind !== Kind.field_identifier) continue;
    if (endOf(tree, node) - start !== from.length || textOf(tree, node) !== from) continue;
    const answer = decide(tree, scopes, node);
    if (answer === 'give up') return undefined;
    if (answer === 'rename') edits.push({ start, end: endOf(tree, node), newText: to });
  }
  return edits;
}

/** An identifier in the package that declares the name. */
function ownName(tree: FlatTree, scopes: FileScopes, node: SyntaxNode, from: string, to: string): Answer {
  if (kindOf(tree, node) === Kind.field_identifier) return 'leave';
  const parent = parentOf(tree, node);
  const kind = kindOf(tree, parent);
  if (kind === Kind.qualified_type || scopes.local(from, node)) return 'leave';
  if (
    fieldOf(tree, node) === Field.name &&
    (kind === Kind.parameter_declaration || kind === Kind.variadic_parameter_declaration)
  )
    return 'leave';
  if (isKey(tree, node) || isEmbedded(tree, node) || scopes.local(to, node)) return 'give up';
  return 'rename';
}

function isKey(tree: FlatTree, node: SyntaxNode): boolean {
  const element = parentOf(tree, node);
  return kindOf(tree, element) === Kind.literal_element && fieldOf(tree, element) === Field.key;
}

function isEmbedded(tree: FlatTree, node: SyntaxNode): boolean {
  let at = node;
  while (kindOf(tree, parentOf(tree, at)) === Kind.pointer_type) at = parentOf(tree, at);
  const parent = parentOf(tree, at);
  return kindOf(tree, parent) === Kind.field_declaration && childByField(tree, parent, Field.name) === NO_NODE;
}

/** The name behind the package's in a file that imports it. */
function qualified(tree: FlatTree, scopes: FileScopes, node: SyntaxNode, packageName: string): Answer {
  const parent = parentOf(tree, node);
  const kind = kindOf(tree, parent);
  const operand =
    kind === Kind.selector_expression
      ? childByField(tree, parent, Field.operand)
      : kind === Kind.qualified_type
        ? childByField(tree, parent, Field.package)
        : NO_NODE;
  if (operand === NO_NODE || operand === node || textOf(tree, operand) !== packageName) return 'leave';
  return scopes.local(packageName, operand) ? 'leave' : isEmbedded(tree, parent) ? 'give up' : 'rename';
}

/** gofmt aligns the `=` of variables that are declared line by line: the spaces before them, as the new name needs them. */
function realigned(tree: FlatTree, from: string, to: string): TextEdit[] {
  const list = [...nodesOfKind(tree, Kind.var_spec_list)].find((each) =>
    namedChildren(tree, each).some((spec) => namesOf(tree, spec).some((name) => textOf(tree, name) === from)),
  );
  if (list === undefined || parentOf(tree, parentOf(tree, list)) !== ROOT) return [];
  const rows = namedChildren(tree, list).map((spec) => rowOf(tree, spec, from, to));
  const changed = rows.findIndex((row) => row?.changes);
  if (changed < 0) return [];
  let first = changed;
  let last = changed;
  while (follows(tree, rows[first - 1], rows[first])) first--;
  while (follows(tree, rows[last], rows[last + 1])) last++;
  const run = rows.slice(first, last + 1).filter((row) => row !== undefined);
  const widest = Math.max(...run.map(({ width }) => width));
  return run.flatMap(({ nameEnd, equals, width }) => {
    const newText = ' '.repeat(widest - width + 1);
    return tree.text.slice(nameEnd, equals) === newText ? [] : [{ start: nameEnd, end: equals, newText }];
  });
}

interface Row {
  readonly start: number;
  readonly end: number;
  readonly nameEnd: number;
  readonly equals: number;
  /** Of the names, once renamed. */
  readonly width: number;
  readonly changes: boolean;
}

/** Undefined for a spec that gofmt does not align in this simple way: with a type, without a value. */
function rowOf(tree: FlatTree, spec: SyntaxNode, from: string, to: string): Row | undefined {
  const names = namesOf(tree, spec);
  const equals = childOfKind(tree, spec, Kind['=']);
  const last = names.at(-1);
  if (last === undefined || equals === NO_NODE || childByField(tree, spec, Field.type) !== NO_NODE) return undefined;
  const start = startOf(tree, spec);
  const nameEnd = endOf(tree, last);
  const renamed = names.filter((name) => textOf(tree, name) === from).length;
  const width = nameEnd - start + renamed * (to.length - from.length);
  return { start, end: endOf(tree, spec), nameEnd, equals: startOf(tree, equals), width, changes: renamed > 0 };
}

/** Whether two rows stand on adjacent lines, each on one. */
function follows(tree: FlatTree, upper: Row | undefined, lower: Row | undefined): boolean {
  if (!upper || !lower || tree.text.slice(upper.start, upper.end).includes('\n')) return false;
  const between = tree.text.slice(upper.end, lower.start);
  return between.split('\n').length === 2 && !tree.text.slice(lower.start, lower.end).includes('\n');
}

function namesOf(tree: FlatTree, spec: SyntaxNode): SyntaxNode[] {
  return childrenByField(tree, spec, Field.name).filter((name) => kindOf(tree, name) === Kind.identifier);
}
