/**
 * A constructor of the router that is given a handler of each feature and holds the table of their routes: a new feature gets a
 * parameter after the last handler, an argument where it is called, and a line after the neighbours' routes. It has to be called once
 * in the whole module, tests included, for the rest to build.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  childrenByField,
  endOf,
  type FlatTree,
  kindOf,
  namedChildren,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { Composition, Placed } from './composition.ts';
import { functionCalled } from './guards.ts';
import { type RouteTable, routeTableIn } from './routeTable.ts';
import type { Survey } from './survey.ts';

export interface RouterConstructor {
  readonly composition: Composition;
  /** The statement that makes the last handler that is passed. */
  readonly made: SyntaxNode;
  /** The argument after which the new one is passed, and the parameter after which it is declared. */
  readonly argument: SyntaxNode;
  readonly path: string;
  readonly tree: FlatTree;
  readonly parameter: SyntaxNode;
  /** Whether handlers are passed by pointer. */
  readonly isPointer: boolean;
  readonly table: RouteTable;
}

export function routerConstructorIn(
  composition: Composition,
  own: RegExp,
  survey: Survey,
): RouterConstructor | undefined {
  const found = composition.calls.flatMap((call) => constructorOf(call, composition, own, survey) ?? []);
  const [one, ...others] = found;
  return others.length === 0 ? one : undefined;
}

function constructorOf(
  call: Placed,
  composition: Composition,
  own: RegExp,
  survey: Survey,
): RouterConstructor | undefined {
  const { called, name } = call;
  const handlers = called.parameters.flatMap(({ type, name: parameter }, at) =>
    /(Handlers?|Controller)$/.test(type) && /^[\w.*]+$/.test(type) && !own.test(parameter) ? [at] : [],
  );
  const last = handlers[handlers.length - 1];
  if (handlers.length < 2 || last === undefined || name.includes('.') || callsOf(name, survey) !== 1) {
    return undefined;
  }
  const tree = survey.parse(survey.reader.read(called.path) ?? '');
  const node = functionCalled(name, tree);
  const table = node === undefined ? undefined : routeTableIn(node, tree, survey.router);
  const parameter = node === undefined ? undefined : parameterAt(last, node, tree);
  const list = childByField(composition.tree, call.node, Field.arguments);
  const argument = namedChildren(composition.tree, list).filter(
    (one) => kindOf(composition.tree, one) !== Kind.comment,
  )[last];
  const made = argument === undefined ? undefined : madeBy(textOf(composition.tree, argument), composition);
  return table === undefined || parameter === undefined || argument === undefined || made === undefined
    ? undefined
    : {
        composition,
        made,
        argument,
        path: called.path,
        tree,
        parameter,
        isPointer: called.parameters[last]?.type.startsWith('*') ?? false,
        table,
      };
}

/** How often the module calls a function of this name, be it another's. */
function callsOf(name: string, { reader }: Survey): number {
  const calls = new RegExp(`(?<!func )\\b${name}\\(`, 'g');
  return reader.goFiles.reduce((sum, path) => sum + (reader.read(path)?.match(calls)?.length ?? 0), 0);
}

/** The declaration of the parameter with this number, where it declares no other after it. */
export function parameterAt(index: number, node: SyntaxNode, tree: FlatTree): SyntaxNode | undefined {
  let count = 0;
  for (const declaration of namedChildren(tree, childByField(tree, node, Field.parameters))) {
    count += Math.max(childrenByField(tree, declaration, Field.name).length, 1);
    if (count > index) {
      return count === index + 1 ? declaration : undefined;
    }
  }
  return undefined;
}

/** The statement that declares what an argument passes on. */
function madeBy(argument: string, { tree, calls }: Composition): SyntaxNode | undefined {
  const name = argument.replace(/^[*&]/, '');
  return calls
    .map(({ statement }) => statement)
    .find(
      (statement) =>
        kindOf(tree, statement) === Kind.short_var_declaration &&
        textOf(tree, childByField(tree, statement, Field.left)) === name,
    );
}

/** Whether no comment stands behind it. */
export function listEnds(node: SyntaxNode, tree: FlatTree): boolean {
  return !/^,?[ \t]*\//.test(tree.text.slice(endOf(tree, node)));
}

/** What goes after one of several that are listed: on a line of its own where they are. */
export function listedAfter(node: SyntaxNode, tree: FlatTree, text: string) {
  const lineStart = tree.text.lastIndexOf('\n', startOf(tree, node)) + 1;
  const before = tree.text.slice(lineStart, startOf(tree, node));
  const at = endOf(tree, node);
  return { start: at, end: at, newText: /^\s*$/.test(before) ? `,\n${before}${text}` : `, ${text}` };
}
