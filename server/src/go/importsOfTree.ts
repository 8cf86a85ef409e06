/**
 * The header of a file whose tree is at hand: the same answer as `readHeader` gives for its text, for a fraction of the
 * work. Where the parser had to repair the file, the repair is a matter of taste, and so the text itself is read as
 * `imports.ts` reads it: one taste, one answer.
 */

import { isGeneratedMarker } from './fileKind.ts';
import { unquoteGoString } from './goString.ts';
import { buildExpression, isSteeringComment } from './headerScan.ts';
import { type BuildConstraint, type GoHeader, type GoImport, type HeaderComment, readHeader } from './imports.ts';
import { Field, Kind } from './kinds.ts';
import {
  childByField,
  children,
  endOf,
  type FlatTree,
  hasError,
  kindOf,
  NO_NODE,
  nodesOfKind,
  ROOT,
  type SyntaxNode,
  startOf,
  textOf,
} from './tree.ts';

export function headerOfTree(tree: FlatTree): GoHeader {
  if (hasError(tree, ROOT)) return readHeader(tree.text);
  const imports: GoImport[] = [];
  const comments: HeaderComment[] = [];
  let packageNode = NO_NODE;
  let generated = false;
  let buildConstraint: BuildConstraint | undefined;
  let end = tree.text.length;
  for (const node of children(tree, ROOT)) {
    const kind = kindOf(tree, node);
    if (isDeclaration(kind)) {
      end = startOf(tree, node);
      break;
    }
    if (kind === Kind.import_declaration) {
      // The grammar reads on where for Go the line ends the statement: `import x`, and the path below.
      if (hasParted(tree, node)) return readHeader(tree.text);
      importsOf(tree, node, imports);
      collectComments(tree, node, comments);
    } else if (kind === Kind.package_clause) {
      if (packageNode !== NO_NODE || imports.length > 0) return readHeader(tree.text);
      packageNode = packageName(tree, node);
      collectComments(tree, node, comments);
    } else if (kind === Kind.comment) {
      const text = commentText(tree, node);
      if (packageNode === NO_NODE) {
        generated ||= isGeneratedMarker(text);
        const expression = buildExpression(text);
        if (expression !== undefined) buildConstraint ??= { expression, ...rangeOf(tree, node, text) };
      }
      if (isSteeringComment(text)) comments.push({ text, ...rangeOf(tree, node, text) });
    } else if (!isSeparator(tree, node)) {
      return readHeader(tree.text);
    }
  }
  const named = packageNode !== NO_NODE;
  return {
    packageName: named ? textOf(tree, packageNode) : '',
    packageStart: named ? startOf(tree, packageNode) : -1,
    packageEnd: named ? endOf(tree, packageNode) : -1,
    imports,
    generated,
    buildConstraint,
    comments,
    end,
  };
}

function isDeclaration(kind: Kind): boolean {
  return (
    kind === Kind.function_declaration ||
    kind === Kind.method_declaration ||
    kind === Kind.type_declaration ||
    kind === Kind.var_declaration ||
    kind === Kind.const_declaration
  );
}

/** A line break or a semicolon: what the grammar puts between top-level nodes. */
function isSeparator(tree: FlatTree, node: SyntaxNode): boolean {
  return /^[\s;]*$/.test(textOf(tree, node));
}

function packageName(tree: FlatTree, clause: SyntaxNode): SyntaxNode {
  for (const node of nodesOfKind(tree, Kind.package_identifier, clause)) return node;
  return NO_NODE;
}

/** Whether a name stands on another line than the path that it is taken to be for. */
function hasParted(tree: FlatTree, declaration: SyntaxNode): boolean {
  for (const spec of nodesOfKind(tree, Kind.import_spec, declaration)) {
    const path = childByField(tree, spec, Field.path);
    if (path !== NO_NODE && tree.text.slice(startOf(tree, spec), startOf(tree, path)).includes('\n')) return true;
  }
  return false;
}

function importsOf(tree: FlatTree, declaration: SyntaxNode, imports: GoImport[]): void {
  const declStart = startOf(tree, declaration);
  let grouped = false;
  for (const list of nodesOfKind(tree, Kind.import_spec_list, declaration)) grouped = list !== NO_NODE;
  for (const spec of nodesOfKind(tree, Kind.import_spec, declaration)) {
    const path = childByField(tree, spec, Field.path);
    const alias = childByField(tree, spec, Field.name);
    if (path === NO_NODE) continue;
    imports.push({
      path: unquoteGoString(textOf(tree, path)),
      alias: alias === NO_NODE ? '' : textOf(tree, alias),
      start: startOf(tree, path),
      end: endOf(tree, path),
      specStart: startOf(tree, spec),
      specEnd: endOf(tree, path),
      declStart,
      grouped,
    });
  }
}

function collectComments(tree: FlatTree, node: SyntaxNode, comments: HeaderComment[]): void {
  for (const comment of nodesOfKind(tree, Kind.comment, node)) {
    const text = commentText(tree, comment);
    if (isSteeringComment(text)) comments.push({ text, ...rangeOf(tree, comment, text) });
  }
}

/** The grammar counts the carriage return of a Windows line end as part of the comment; Go does not. */
function commentText(tree: FlatTree, comment: SyntaxNode): string {
  const text = textOf(tree, comment);
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}

function rangeOf(tree: FlatTree, node: SyntaxNode, text: string): { start: number; end: number } {
  const start = startOf(tree, node);
  return { start, end: start + text.length };
}
