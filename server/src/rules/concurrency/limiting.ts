/**
 * Limits how many goroutines a loop has running at a time: by the errgroup's own limit, by turning a WaitGroup into an errgroup, or by
 * a channel that holds as many tokens. Each gives nothing where the code has not exactly the shape it knows.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { FixContext } from '../rule.ts';
import { ERRGROUP } from '../support/errgroups.ts';
import { indentationAt, statementAround, statementsOf, wholeLines } from '../support/errorFlow.ts';
import { addImport } from '../support/importEdits.ts';
import { withImports } from '../support/importExchange.ts';

const LIMIT = 10;

/** `g.SetLimit(10)` behind the statement that makes the group. */
export function limitGroup(view: SourceView, call: SyntaxNode): readonly TextEdit[] | undefined {
  const { tree, scopes } = view;
  const operand = childByField(tree, childByField(tree, call, Field.function), Field.operand);
  const group = scopes.local(textOf(tree, operand), operand);
  const { statement } = group ? statementAround(tree, group.node) : { statement: NO_NODE };
  if (!group || statement === NO_NODE || !wholeLines(tree, statement)) return undefined;
  const at = endOf(tree, statement);
  return [
    {
      start: at,
      end: at,
      newText: `\n${indentationAt(tree.text, startOf(tree, statement))}${group.name}.SetLimit(${LIMIT})`,
    },
  ];
}

/** A token is put into a channel before each goroutine, which takes it out again when it ends. */
export function limitByChannel(
  view: SourceView,
  goStatement: SyntaxNode,
  loop: SyntaxNode,
): readonly TextEdit[] | undefined {
  const { tree } = view;
  const literal = literalOf(view, goStatement);
  if (literal === undefined || kindOf(tree, parentOf(tree, loop)) !== Kind.statement_list) return undefined;
  const body = childByField(tree, literal, Field.body);
  const [first] = statementsOf(tree, body);
  const name = freeName(view, loop, ['limit', 'running', 'tokens']);
  const indentation = indentationAt(tree.text, startOf(tree, goStatement));
  if (
    first === undefined ||
    name === undefined ||
    !tree.text.slice(startOf(tree, body), startOf(tree, first)).includes('\n')
  )
    return undefined;
  const before = startOf(tree, loop);
  const open = startOf(tree, body) + 1;
  return [
    {
      start: before,
      end: before,
      newText: `${name} := make(chan struct{}, ${LIMIT})\n${indentationAt(tree.text, before)}`,
    },
    {
      start: startOf(tree, goStatement),
      end: startOf(tree, goStatement),
      newText: `${name} <- struct{}{}\n${indentation}`,
    },
    { start: open, end: open, newText: `\n${indentation}\tdefer func() { <-${name} }()` },
  ];
}

/**
 * A local WaitGroup with one Add(1) before the goroutine, one deferred Done and one Wait becomes an errgroup, in modules that use errgroups
 * already: nothing has to be added to go.mod.
 */
export function becomeErrgroup(
  view: SourceView,
  goStatement: SyntaxNode,
  loop: SyntaxNode,
  context: FixContext<unknown>,
): readonly TextEdit[] | undefined {
  const { tree } = view;
  const literal = literalOf(view, goStatement);
  if (literal === undefined || !usesErrgroups(context)) return undefined;
  const body = childByField(tree, literal, Field.body);
  const [done] = statementsOf(tree, body);
  const siblings = namedChildren(tree, parentOf(tree, goStatement));
  const add = siblings[siblings.indexOf(goStatement) - 1];
  const wait = statementAfter(view, loop);
  const counted = add === undefined ? undefined : /^(\w+)\.Add\(1\)$/.exec(textOf(tree, add))?.[1];
  if (add === undefined || done === undefined || counted === undefined) return undefined;
  if (
    textOf(tree, done) !== `defer ${counted}.Done()` ||
    wait === undefined ||
    textOf(tree, wait) !== `${counted}.Wait()`
  )
    return undefined;
  const group = view.scopes.local(counted, add);
  const declaration = group && declarationOf(view, group);
  if (!group || declaration === undefined || view.scopes.uses(group).length !== 3) return undefined;
  const [addLines, doneLines] = [wholeLines(tree, add), wholeLines(tree, done)];
  const name = freeName(view, loop, ['g', 'group', 'errGroup']);
  if (!addLines || !doneLines || name === undefined || !wholeLines(tree, declaration)) return undefined;
  const addition = addImport(tree, ERRGROUP, undefined, loop, context);
  const { localName } = addition;
  const last = statementsOf(tree, body).at(-1);
  const indentation = indentationAt(tree.text, startOf(tree, goStatement));
  const close = endOf(tree, body) - 1;
  const lineOfClose = tree.text.lastIndexOf('\n', close) + 1;
  const changed: TextEdit[] = [
    {
      start: startOf(tree, declaration),
      end: endOf(tree, declaration),
      newText: `var ${name} ${localName}.Group\n${indentationAt(tree.text, startOf(tree, declaration))}${name}.SetLimit(${LIMIT})`,
    },
    { ...addLines, newText: '' },
    { start: startOf(tree, goStatement), end: startOf(tree, body), newText: `${name}.Go(func() error ` },
    { ...doneLines, newText: '' },
    ...ownReturns(view, body).map((at) => ({ start: startOf(tree, at), end: endOf(tree, at), newText: 'return nil' })),
    ...(last !== undefined && kindOf(tree, last) === Kind.return_statement
      ? []
      : [{ start: lineOfClose, end: lineOfClose, newText: `${indentation}\treturn nil\n` }]),
    { start: close + 1, end: endOf(tree, goStatement), newText: ')' },
    { start: startOf(tree, wait), end: endOf(tree, wait), newText: `_ = ${name}.Wait()` },
  ];
  return withImports(tree, changed, { comes: { path: ERRGROUP, addition }, goes: ['sync'] });
}

/** The literal of `go func() { … }()`, over several lines, without parameters. */
function literalOf({ tree }: SourceView, goStatement: SyntaxNode): SyntaxNode | undefined {
  const [call] = namedChildren(tree, goStatement);
  if (call === undefined || kindOf(tree, call) !== Kind.call_expression) return undefined;
  const literal = childByField(tree, call, Field.function);
  if (kindOf(tree, literal) !== Kind.func_literal) return undefined;
  if (/\bgoto\b/.test(textOf(tree, literal))) return undefined;
  const parameters = childByField(tree, literal, Field.parameters);
  const isPlain = namedChildren(tree, parameters).length === 0 && childByField(tree, literal, Field.result) === NO_NODE;
  return isPlain && textOf(tree, literal).includes('\n') ? literal : undefined;
}

function usesErrgroups({ project, file }: FixContext<unknown>): boolean {
  for (const each of project.files.values()) {
    if (each.module === file.module && each.facts.header.imports.some(({ path }) => path === ERRGROUP)) return true;
  }
  return false;
}

function statementAfter({ tree }: SourceView, loop: SyntaxNode): SyntaxNode | undefined {
  const siblings = namedChildren(tree, parentOf(tree, loop));
  return siblings[siblings.indexOf(loop) + 1];
}

/** `var wg sync.WaitGroup`, one variable in a statement of its own. */
function declarationOf({ tree }: SourceView, group: Binding): SyntaxNode | undefined {
  const spec = parentOf(tree, group.node);
  const declaration = parentOf(tree, spec);
  const isPlain =
    kindOf(tree, declaration) === Kind.var_declaration && /^var \w+ \w+\.WaitGroup$/.test(textOf(tree, declaration));
  return isPlain ? declaration : undefined;
}

/** Returns of the literal itself, not of those within. */
function ownReturns({ tree }: SourceView, body: SyntaxNode): SyntaxNode[] {
  const returns: SyntaxNode[] = [];
  for (let node = body; node < body + sizeOf(tree, body); node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.func_literal) node += sizeOf(tree, node) - 1;
    else if (kind === Kind.return_statement) returns.push(node);
  }
  return returns;
}

function freeName(view: SourceView, at: SyntaxNode, names: readonly string[]): string | undefined {
  const { tree } = view;
  const used = new Set<string>();
  const functionNode = view.enclosingFunction(at);
  for (let node = functionNode; node < functionNode + sizeOf(tree, functionNode); node++) {
    if (kindOf(tree, node) === Kind.identifier) used.add(textOf(tree, node));
  }
  return names.find((name) => !used.has(name));
}
