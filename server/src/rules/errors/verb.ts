/**
 * errors/verb: fmt.Errorf prints an error with `%v` or `%s` where `%w` would keep it for errors.Is and errors.As.
 *
 * A hint, because hiding a cause is sometimes meant: at the edge of an API, what is inside is nobody's business. Silent where the format
 * wraps something already, has several errors, or is not a plain literal.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { statementAround } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';

interface Argument {
  /** Range of the verb in the file. */
  readonly start: number;
  readonly end: number;
  readonly verb: string;
  readonly text: string;
  readonly value: Symbolic;
  /** It is `err.Error()`; the value is that of `err`. */
  readonly printed?: true;
}

interface Observation {
  readonly call: Symbolic;
  readonly arguments: readonly Argument[];
}

export const verb = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'errors/verb',
    title: 'fmt.Errorf keeps the error it prints, with %w',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    minimumGo: '1.13',
    honours: ['errorlint', 'errwrap'],
  },
  sites: [{ kind: Kind.call_expression, callee: ['Errorf'] }],
  observe(call, view) {
    const found = argumentsOf(call, view);
    if (!found?.some(({ verb: text }) => text === '%v' || text === '%s')) return undefined;
    // What is only logged is nobody's cause.
    const { statement } = statementAround(view.tree, call);
    if (statement !== NO_NODE && kindOf(view.tree, statement) === Kind.expression_statement) return undefined;
    const symbolic = view.callee(call);
    return symbolic === 0 ? undefined : { call: symbolic, arguments: found };
  },
  judge({ call, arguments: given }, { project, file }) {
    if (project.types.callee(call, file)?.fullName !== 'fmt.Errorf') return undefined;
    const printed = onlyError(given, project, file);
    if (!printed) return undefined;
    const { start, end, verb: text, text: argument } = printed;
    return {
      start,
      end,
      message: `${text} prints ${argument} and drops it: %w keeps it for errors.Is and errors.As.`,
      key: `${project.packageOf(file)?.path ?? file.dir} ${text} ${argument}`,
    };
  },
  fixes(finding, context) {
    const edits = editsFor(finding.start, finding.end, context);
    if (!edits) return [];
    return [
      {
        id: 'wrap',
        title: 'Keep the error with %w',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** The one argument that is an error, when it is printed plainly and no other may be one. */
function onlyError(given: readonly Argument[], project: Project, file: ProjectFile): Argument | undefined {
  let found: Argument | undefined;
  for (const argument of given) {
    const type = project.types.typeOf(argument.value, file);
    const isError = project.types.implementsError(type, file);
    if (isError === undefined || (isError && found)) return undefined;
    if (isError) found = argument;
  }
  return found && (found.verb === '%v' || found.verb === '%s') ? found : undefined;
}

/** The verbs of a literal format with what they print; undefined for formats that need a closer look than this. */
function argumentsOf(call: SyntaxNode, view: SourceView): Argument[] | undefined {
  const { tree } = view;
  const list = childByField(tree, call, Field.arguments);
  const [format, ...given] = list === NO_NODE ? [] : namedChildren(tree, list);
  if (format === undefined || kindOf(tree, format) !== Kind.interpreted_string_literal) return undefined;
  const literal = textOf(tree, format);
  if (literal.includes('%w') || /%[^a-zA-Z%]*[[*]/.test(literal)) return undefined;
  if (given.some((each) => kindOf(tree, each) === Kind.variadic_argument)) return undefined;
  const verbs = [...literal.matchAll(/%[-+# 0-9.]*([a-zA-Z%])/g)].filter(([, letter]) => letter !== '%');
  if (verbs.length !== given.length) return undefined;
  return verbs.map((match, index) => {
    const node = given[index] as SyntaxNode;
    const start = startOf(tree, format) + match.index;
    const place = {
      start,
      end: start + match[0].length,
      verb: match[0],
      text: textOf(tree, node).replace(/\s+/g, ' '),
    };
    const inner = printedError(tree, node);
    return inner === NO_NODE
      ? { ...place, value: view.typeOf(node) }
      : { ...place, value: view.typeOf(inner), printed: true as const };
  });
}

/** `err` of `err.Error()`. */
function printedError(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  if (kindOf(tree, node) !== Kind.call_expression) return NO_NODE;
  const list = childByField(tree, node, Field.arguments);
  const callee = childByField(tree, node, Field.function);
  if (list === NO_NODE || namedChildren(tree, list).length > 0 || kindOf(tree, callee) !== Kind.selector_expression)
    return NO_NODE;
  const field = childByField(tree, callee, Field.field);
  return field !== NO_NODE && textOf(tree, field) === 'Error' ? childByField(tree, callee, Field.operand) : NO_NODE;
}

function editsFor(start: number, end: number, context: FixContext<unknown>): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  if (!view) return undefined;
  const { tree } = view;
  for (const call of nodesOfKind(tree, Kind.call_expression)) {
    if (startOf(tree, call) > start || endOf(tree, call) < end) continue;
    const found = argumentsOf(call, view);
    const index = found?.findIndex((each) => each.start === start && each.end === end) ?? -1;
    if (index < 0) continue;
    const edits: TextEdit[] = [{ start, end, newText: '%w' }];
    const argument = namedChildren(tree, childByField(tree, call, Field.arguments))[index + 1];
    const inner = argument === undefined ? NO_NODE : printedError(tree, argument);
    if (argument !== undefined && inner !== NO_NODE) {
      edits.push({ start: endOf(tree, inner), end: endOf(tree, argument), newText: '' });
    }
    return edits;
  }
  return undefined;
}
