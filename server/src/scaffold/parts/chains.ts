/**
 * Chains of Negroni, which in modules on gorilla/mux stand around each handler instead of before the router: whoever registers routes is given
 * one and wraps every handler in it. A new feature gets a router of its own whose handlers are wrapped in the same way. Where a neighbour adds
 * links of its own to the chain, nothing is known.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { childByField, NO_NODE, namedChildren, nodesOfKind, textOf } from '../../go/tree.ts';
import { functionCalled, type Registration } from './guards.ts';
import type { Names } from './insertion.ts';
import type { Survey } from './survey.ts';

export interface Chain {
  /** The variable that it is where routes are registered. */
  readonly variable: string;
  readonly importPath: string;
}

const ofChain = /^\*?(\w+)\.Negroni$/;

/** The one chain that all neighbours are given and wrap every handler in; nothing where it is none, or more than that. */
export function chainBefore(registrations: readonly Registration[], survey: Survey): Chain | undefined {
  if (survey.router !== 'mux') {
    return undefined;
  }
  const found = registrations.map((registration) => chainOf(registration, survey));
  const [first] = found;
  const isOne = found.every((one) => one !== undefined && one.variable === first?.variable);
  return isOne ? first : undefined;
}

function chainOf({ called, name, given }: Registration, survey: Survey): Chain | undefined {
  const at = called.parameters.findIndex(({ type }) => ofChain.test(type));
  const parameter = called.parameters[at];
  const package_ = ofChain.exec(parameter?.type ?? '')?.[1];
  const imported = survey.header(called.path).imports.find(({ path, alias }) => {
    return (alias || path.split('/').pop()) === package_;
  });
  const variable = /^\*?([A-Za-z_]\w*)$/.exec(given[at] ?? '')?.[1];
  if (parameter === undefined || imported === undefined || variable === undefined) {
    return undefined;
  }
  const tree = survey.parse(survey.reader.read(called.path) ?? '');
  const node = functionCalled(name, tree);
  const calls = node === undefined ? [] : [...nodesOfKind(tree, Kind.call_expression, node)];
  const calleeOf = (call: number) => textOf(tree, childByField(tree, call, Field.function));
  const argumentsOf = (call: number) => {
    const list = childByField(tree, call, Field.arguments);
    return list === NO_NODE ? [] : namedChildren(tree, list).map((argument) => textOf(tree, argument));
  };
  const wrapped = calls.filter((call) => calleeOf(call) === `${parameter.name}.With`);
  const isPlain = (call: number) => {
    const [only, ...more] = argumentsOf(call);
    return more.length === 0 && only !== undefined && only.startsWith(`${package_}.Wrap(`);
  };
  const routes = calls.filter((call) => /\.Handle(Func)?$/.test(calleeOf(call)));
  const isEach = routes.length > 0 && routes.length === wrapped.length && wrapped.every(isPlain);
  return isEach ? { variable, importPath: imported.path } : undefined;
}

/** The lines that register a handler at a router of its own behind the chain. */
export function registeredBehind(
  { variable, importPath }: Chain,
  handler: string,
  router: string,
  name: string,
  names: Names,
): readonly string[] {
  const http = names.of('net/http');
  const negroni = names.of(importPath, 'negroni');
  return [
    `${name} := ${router}.NewRoute().Subrouter()`,
    `${name}.Use(func(next ${http}.Handler) ${http}.Handler { return ${variable}.With(${negroni}.Wrap(next)) })`,
    `${handler}.Register(${name})`,
  ];
}

/** Whether the routes of most neighbours answer `OPTIONS` as well, for whoever asks from another origin. */
export function answersOptions(folders: readonly string[], own: string, survey: Survey): boolean {
  const { reader, router } = survey;
  const paths = reader.goFiles.filter((path) => {
    const at = path.lastIndexOf('/');
    return folders.includes(path.slice(0, at)) && !path.endsWith('_test.go') && !path.slice(at + 1).startsWith(own);
  });
  const said = paths.flatMap((path) => (reader.read(path) ?? '').match(/\.Methods\([^)\n]*\)/g) ?? []);
  return router === 'mux' && said.filter((one) => /"OPTIONS"|MethodOptions/.test(one)).length * 2 > said.length;
}
