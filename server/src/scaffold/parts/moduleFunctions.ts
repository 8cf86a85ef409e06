/**
 * A function for each feature that puts it together, such as `initBook`, and one that calls them all in a row: a new feature gets such a
 * function, with the signature of a neighbour's, and a call after the neighbours'. Only calls that stand for themselves count.
 */
import { Field, Kind } from '../../go/kinds.ts';
import {
  childByField,
  enclosing,
  endOf,
  type FlatTree,
  kindOf,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { Composition } from './composition.ts';
import { folderOf, type Survey } from './survey.ts';

export interface ModuleFunction {
  /** The neighbour's, after which the new one stands. */
  readonly composition: Composition;
  /** What its name begins with, such as `init`. */
  readonly verb: string;
  /** Its declaration up to its body, and its name in it. */
  readonly signature: string;
  readonly name: string;
  /** The statement that calls it, after which the new call stands. */
  readonly caller: { readonly path: string; readonly tree: FlatTree; readonly last: SyntaxNode };
}

/** The last neighbour's function where all of them are of this kind; nothing where one is not. */
export function moduleFunctionAmong(compositions: readonly Composition[], survey: Survey): ModuleFunction | undefined {
  const found = compositions.map((composition) => moduleFunctionOf(composition, survey));
  const [first, ...others] = found.flatMap((one) => one ?? []);
  const isAlike =
    first !== undefined &&
    found.every((one) => one !== undefined) &&
    others.every(
      ({ verb, composition, caller }) =>
        verb === first.verb && composition.path === first.composition.path && caller.path === first.caller.path,
    );
  const last = [first, ...others].sort((a, b) => at(b) - at(a))[0];
  return isAlike ? last : undefined;
}

function at(one: ModuleFunction | undefined): number {
  return one === undefined ? -1 : startOf(one.caller.tree, one.caller.last);
}

function moduleFunctionOf(composition: Composition, survey: Survey): ModuleFunction | undefined {
  const { path, tree, function: node } = composition;
  const name = textOf(tree, childByField(tree, node, Field.name));
  const verb = /^(init|setup|register|build|wire|add|mount|new|load)(?=[A-Z])/i.exec(name)?.[1] ?? '';
  const body = childByField(tree, node, Field.body);
  const signature = tree.text.slice(startOf(tree, node), startOf(tree, body)).trimEnd();
  if (verb === '' || !/\)$/.test(signature)) {
    return undefined;
  }
  const files = survey.reader.goFiles.filter((file) => folderOf(file) === folderOf(path) && !file.endsWith('_test.go'));
  const callers = files.flatMap((file) => {
    const parsed = file === path ? tree : survey.parse(survey.reader.read(file) ?? '');
    return statementsCalling(parsed).flatMap((call) =>
      call.callee.endsWith(name) && call.name === name ? [{ path: file, tree: parsed, ...call }] : [],
    );
  });
  const [caller, ...more] = callers;
  if (caller === undefined || more.length > 0) {
    return undefined;
  }
  const siblings = statementsCalling(caller.tree).filter(
    (call) => call.list === caller.list && call.name.startsWith(verb) && /^[A-Z]/.test(call.name.slice(verb.length)),
  );
  return siblings.length < 2
    ? undefined
    : { composition, verb, signature, name, caller: { path: caller.path, tree: caller.tree, last: caller.statement } };
}

/** Every statement that is nothing but a call. */
function statementsCalling(tree: FlatTree) {
  return [...nodesOfKind(tree, Kind.expression_statement)].flatMap((statement) => {
    const [call] = namedChildren(tree, statement);
    const isCall = call !== undefined && kindOf(tree, call) === Kind.call_expression;
    const callee = isCall ? textOf(tree, childByField(tree, call, Field.function)) : '';
    const name = /^(?:\w+\.)?(\w+)$/.exec(callee)?.[1];
    return name === undefined ? [] : [{ statement, callee, name, list: enclosing(tree, statement, Kind.block) }];
  });
}

/** The function of a feature called `pascal`, and the call of it. */
export function functionFor(
  { composition, signature, name, verb, caller }: ModuleFunction,
  pascal: string,
  lines: readonly string[],
): { readonly text: string; readonly at: number; readonly call: string; readonly name: string } {
  const { tree, function: node } = composition;
  const own = `${verb}${pascal}`;
  const renamed = new RegExp(`\\b${name}\\b`);
  return {
    text: `\n\n${signature.replace(renamed, own)} {\n${lines.map((line) => `\t${line}\n`).join('')}}`,
    at: endOf(tree, node),
    call: textOf(caller.tree, caller.last).replace(renamed, own),
    name: own,
  };
}
