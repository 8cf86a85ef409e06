/**
 * Use cases that one function makes and keeps in a struct, and that others hand on one by one, each as an argument of its own, until a
 * function has the table of routes: a new feature gets a field and a value in the struct, and one more argument and parameter on the way.
 * Every function on the way is called once in the module, so that nobody else has to say more.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  type FlatTree,
  kindOf,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  textOf,
} from '../../go/tree.ts';
import { type Composition, type Resolved, resolved, routerTypes } from './composition.ts';
import { commonSuffix, declaredFields, isWrittenBare, keyedIn } from './containers.ts';
import { functionCalled } from './guards.ts';
import type { Spot } from './insertion.ts';
import { parameterAt } from './routerConstructor.ts';
import { type RouteTable, routeTableIn } from './routeTable.ts';
import type { FunctionShape } from './shapes.ts';
import { folderOf, type Survey } from './survey.ts';

export interface PassedUseCases {
  readonly composition: Composition;
  readonly type: string;
  /** The last field of the struct, and the last value it is filled with. */
  readonly declared: Spot;
  readonly filled: Spot;
  /** What the names of the fields end in; often nothing. */
  readonly suffix: string;
  /** The expression that is the struct where the first function is called. */
  readonly useCases: string;
  /** From the call that reads the struct to the function with the table. */
  readonly hops: readonly Hop[];
  /** The function with the table. */
  readonly routing: { readonly path: string; readonly tree: FlatTree; readonly called: FunctionShape };
  readonly table: RouteTable;
  /** What the paths begin with before the table. */
  readonly base: string;
}

/** A call, and the function that it calls. */
export interface Hop {
  /** After which argument the new one stands, in the file of the call. */
  readonly argument: Spot;
  /** After which parameter the new one stands, in the file of the function. */
  readonly parameter: Spot;
}

interface Call extends Resolved {
  readonly path: string;
  readonly tree: FlatTree;
  readonly arguments: readonly SyntaxNode[];
}

/** How many functions use cases are handed through at most. */
const furthest = 4;

export function passedUseCasesIn(composition: Composition, survey: Survey): PassedUseCases | undefined {
  const { tree, path, function: node } = composition;
  const literals = [...nodesOfKind(tree, Kind.composite_literal, node)].flatMap((literal) => {
    const type = textOf(tree, childByField(tree, literal, Field.type));
    const values = keyedIn(literal, tree);
    const last = values[values.length - 1];
    const isEach = values.length > 1 && values.every(({ value }) => /^\w[\w.]*\.New\w*\(/.test(value));
    const declared = isEach && /^\w+$/.test(type) ? declaredFields(type, folderOf(path), survey) : undefined;
    return declared === undefined || last === undefined || isWrittenBare(type, survey)
      ? []
      : [
          {
            type,
            declared,
            filled: { path, tree, last: last.node },
            suffix: commonSuffix(values.map(({ key }) => key)),
          },
        ];
  });
  const [one, ...others] = literals;
  if (one === undefined || others.length > 0) {
    return undefined;
  }
  const [first, ...more] = callsWith(one.type, composition, survey);
  const way = first === undefined || more.length > 0 ? undefined : wayFrom(first.call, first.useCases, survey);
  return way === undefined || first === undefined
    ? undefined
    : { composition, ...one, useCases: first.useCases, ...way };
}

/** Calls that hand several of the use cases and a router to a function of the module. */
function callsWith(type: string, { path, function: maker, tree: making }: Composition, survey: Survey) {
  const folder = folderOf(path);
  const made = textOf(making, childByField(making, maker, Field.name));
  const files = survey.reader.goFiles.filter((file) => folderOf(file) === folder && !file.endsWith('_test.go'));
  return files.flatMap((file) => {
    const tree = survey.parse(survey.reader.read(file) ?? '');
    return functionsOf(tree).flatMap((node) => {
      const text = textOf(tree, node);
      const name =
        new RegExp(`\\b(\\w+) \\*?${type}\\b[,)]`).exec(text)?.[1] ??
        new RegExp(`\\b(\\w+) := (?:\\w+\\.)?${made}\\(`).exec(text)?.[1];
      const calls = name === undefined ? [] : callsIn(node, tree, file, survey);
      return calls
        .filter(({ given }) => given.filter((one) => isMember(one, name ?? '')).length > 1)
        .map((call) => ({ call, useCases: name ?? '' }));
    });
  });
}

function wayFrom(
  start: Call,
  useCases: string,
  survey: Survey,
): Pick<PassedUseCases, 'hops' | 'routing' | 'table' | 'base'> | undefined {
  const hops: Hop[] = [];
  let base = '';
  let isPassed = (text: string) => isMember(text, useCases);
  for (let call: Call | undefined = start; call !== undefined && hops.length < furthest; ) {
    const { called, name, given }: Call = call;
    const tree = survey.parse(survey.reader.read(called.path) ?? '');
    const node = functionCalled(name, tree);
    const passed = given.flatMap((text, at) => (isPassed(text) ? [at] : []));
    const last = passed[passed.length - 1] ?? -1;
    const argument = call.arguments[last];
    const parameter = node === undefined ? undefined : parameterAt(last, node, tree);
    if (node === undefined || argument === undefined || parameter === undefined || timesCalled(call, survey) !== 1) {
      return undefined;
    }
    hops.push({
      argument: { path: call.path, tree: call.tree, last: argument },
      parameter: { path: called.path, tree, last: parameter },
    });
    const names = new Set(passed.map((at) => called.parameters[at]?.name ?? ''));
    isPassed = (text) => names.has(text);
    const following: readonly Call[] = callsIn(node, tree, called.path, survey).filter(
      (one) => one.given.filter(isPassed).length > 1,
    );
    const [next, ...others] = following;
    const table = next === undefined ? routeTableIn(node, tree, survey.router) : undefined;
    if (table !== undefined) {
      return { hops, routing: { path: called.path, tree, called }, table, base };
    }
    const group: string | undefined =
      next === undefined || others.length > 0 ? undefined : groupGiven(next, node, tree, called, survey);
    base += group ?? '';
    call = group === undefined ? undefined : next;
  }
  return undefined;
}

/** The path of the group that is handed on, which the function makes of the router that it is given; `''` where it is that router. */
function groupGiven(
  { called, given }: Call,
  node: SyntaxNode,
  tree: FlatTree,
  { parameters }: FunctionShape,
  { router }: Survey,
): string | undefined {
  const text = given[called.parameters.findIndex(({ type }) => routerTypes[router].includes(type))] ?? '';
  const own = parameters.find(({ type }) => routerTypes[router].includes(type))?.name;
  if (text === own) {
    return '';
  }
  const made = new RegExp(`\\b${text} := ${own}\\.Group\\("(/?[\\w/.-]*)"`).exec(textOf(tree, node))?.[1];
  return made === undefined || text === '' ? undefined : made.replace(/^\/?/, '/').replace(/\/$/, '');
}

/** The calls of functions of the module that take a router. */
function callsIn(node: SyntaxNode, tree: FlatTree, path: string, survey: Survey): readonly Call[] {
  return [...nodesOfKind(tree, Kind.call_expression, node)].flatMap((call): readonly Call[] => {
    const found = resolved(call, node, tree, path, survey);
    const isRouted = found?.called.parameters.some(({ type }) => routerTypes[survey.router].includes(type)) ?? false;
    const list = childByField(tree, call, Field.arguments);
    return found === undefined || !isRouted || found.name.includes('.')
      ? []
      : [
          {
            ...found,
            path,
            tree,
            arguments: namedChildren(tree, list).filter((one) => kindOf(tree, one) !== Kind.comment),
          },
        ];
  });
}

function functionsOf(tree: FlatTree): readonly SyntaxNode[] {
  return [...nodesOfKind(tree, Kind.function_declaration), ...nodesOfKind(tree, Kind.method_declaration)];
}

function isMember(text: string, of: string): boolean {
  return text.startsWith(`${of}.`) && /^\w+\.\w+$/.test(text);
}

/** How often the module calls a function of one of its packages, tests included. */
function timesCalled({ name, folder }: Call, survey: Survey): number {
  const { reader, header, module, shape } = survey;
  return reader.goFiles.reduce((sum, path) => {
    const imported = header(path).imports.find((one) => one.path === `${module}/${folder}`);
    const qualifier = imported === undefined ? '' : `${imported.alias === '' ? shape(folder).name : imported.alias}\\.`;
    const isNear = folderOf(path) === folder;
    if (!isNear && imported === undefined) {
      return sum;
    }
    const calls = new RegExp(`(?<!func |\\.|\\w)${isNear ? '' : qualifier}${name}\\(`, 'g');
    return sum + (reader.read(path)?.match(calls)?.length ?? 0);
  }, 0);
}
