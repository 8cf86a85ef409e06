/**
 * concurrency/fire-and-forget: a goroutine is started that nobody waits for and nothing can stop. At the program's end it is cut off, and
 * what fails in it is never heard of.
 *
 * Whether that matters is for the reader to say, so this is a hint, and silent as soon as the literal has anything to do with a context, a
 * channel, a WaitGroup or a condition, or runs a server, which is shut down elsewhere. Functions that are started by name may look after themselves. Programs and tests are not judged.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  childByField,
  kindOf,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { GoType } from '../../model/goType.ts';
import { isNamed } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';

const TIES =
  /ctx|context|done|stop|quit|exit|cancel|clos(?:e|ing)|wait|signal|notify|broadcast|chan|(?:^|[a-z])Ch$|^ch$|wg|group|shutdown|serve|listen|^run|^start|recover/i;

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  /** What the literal ranges over. */
  readonly ranged: readonly Symbolic[];
}

export const fireAndForget = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/fire-and-forget',
    title: 'Somebody waits for a goroutine or can stop it',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.go_statement }],
  observe(statement, view) {
    const { tree, header } = view;
    if (header.packageName === 'main' || header.imports.some(({ path }) => path === 'testing')) return undefined;
    const [call] = namedChildren(tree, statement);
    const literal = call === undefined ? undefined : childByField(tree, call, Field.function);
    if (call === undefined || literal === undefined || kindOf(tree, literal) !== Kind.func_literal) return undefined;
    const name = functionNameAt(view, statement);
    if (name === '' || name === 'init' || isTied(view, call) || !worksFor(view, literal)) return undefined;
    const ranged = [...nodesOfKind(tree, Kind.range_clause, literal)].map((clause) =>
      view.typeOf(childByField(tree, clause, Field.right)),
    );
    return { start: startOf(tree, statement), end: startOf(tree, statement) + 'go'.length, function: name, ranged };
  },
  judge({ start, end, function: functionName, ranged }, { project, file }) {
    if (ranged.some((each) => isClosedBySomebody(project.types.typeOf(each, file)))) return undefined;
    return {
      message:
        'Nobody waits for this goroutine and nothing can stop it: give it a context and wait for it where the program ends.',
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
});

/** Ranging over a channel ends when whoever fills it closes it; that of a ticker nobody closes. */
function isClosedBySomebody(type: GoType): boolean {
  return type.kind === 'chan' && !isNamed(type.element, 'time', 'Time');
}

/** Anything by which the goroutine and somebody else may hear of one another. */
function isTied({ tree }: SourceView, call: SyntaxNode): boolean {
  for (let node = call; node < call + sizeOf(tree, call); node++) {
    switch (kindOf(tree, node)) {
      case Kind.send_statement:
      case Kind.select_statement:
      case Kind.receive_statement:
        return true;
      case Kind.unary_expression:
        if (textOf(tree, node).startsWith('<-')) return true;
        break;
      case Kind.identifier:
      case Kind.field_identifier:
        if (TIES.test(textOf(tree, node))) return true;
        break;
    }
  }
  return false;
}

/** More than a single plain statement: the literal looks at an error or goes round. */
function worksFor({ tree }: SourceView, literal: SyntaxNode): boolean {
  for (let node = literal; node < literal + sizeOf(tree, literal); node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.for_statement) return true;
    if (kind === Kind.identifier && textOf(tree, node) === 'err') return true;
  }
  return false;
}
