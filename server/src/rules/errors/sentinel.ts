/**
 * errors/sentinel: an error made on the spot, which no caller can tell from another one except by its text.
 *
 * Whether callers need to is a decision about the package's contract, so this is an offer, not a complaint: it is off unless a
 * configuration asks for it (`strict`), and its fix makes a package variable that `errors.Is` finds while the text stays the same. Errors that
 * wrap another one or say what others say, package variables and `main` are left alone.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { GoType } from '../../model/goType.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { defineRule } from '../rule.ts';
import { functionName, topLevelAround } from '../support/errorFlow.ts';
import { extractSentinel } from './support/extractSentinel.ts';

const MAKERS = new Set([
  'errors.New',
  'fmt.Errorf',
  'golang.org/x/xerrors.New',
  'golang.org/x/xerrors.Errorf',
  'github.com/pkg/errors.New',
  'github.com/pkg/errors.Errorf',
  'github.com/cockroachdb/errors.New',
  'github.com/cockroachdb/errors.Newf',
]);

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly call: Symbolic;
  readonly text: string;
  readonly function: string;
  /** What the text is filled in with. */
  readonly values: readonly Value[];
}

interface Value {
  readonly type: Symbolic;
  /** It is called as the text of an error might be. */
  readonly isNamedSo: boolean;
  /** What it is made of: `err` of `fmt.Sprint(err)`. */
  readonly parts: readonly Symbolic[];
}

export const sentinel = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'errors/sentinel',
    title: 'Errors that callers tell apart are package variables',
    severity: 'hint',
    recommended: false,
    needs: 'syntax',
    tests: false,
    defaults: {},
    minimumGo: '1.13',
    honours: ['err113', 'goerr113'],
  },
  sites: [{ kind: Kind.call_expression, callee: ['New', 'Errorf', 'Newf'] }],
  observe(call, view) {
    const { tree } = view;
    if (view.header.packageName === 'main' || !isReturned(tree, call)) return undefined;
    const top = topLevelAround(tree, call);
    const kind = top === NO_NODE ? Kind.ERROR : kindOf(tree, top);
    if (kind !== Kind.function_declaration && kind !== Kind.method_declaration) return undefined;
    const [message, ...values] = namedChildren(tree, childByField(tree, call, Field.arguments));
    if (message === undefined || kindOf(tree, message) !== Kind.interpreted_string_literal) return undefined;
    const text = textOf(tree, message).slice(1, -1);
    if (/%(?:\[\d+\])?w/.test(text)) return undefined;
    return {
      start: startOf(tree, call),
      end: endOf(tree, call),
      call: view.callee(call),
      text,
      function: functionName(tree, call),
      values: values.map((value) => filledIn(value, view)),
    };
  },
  judge({ start, end, call, text, function: function_, values }, { project, file }) {
    const callee = project.types.callee(call, file);
    if (!callee || !MAKERS.has(callee.fullName)) return undefined;
    // What quotes others should wrap or join them; errors/verb speaks of that where it is certain.
    if (values.some((value) => mayQuoteError(value, project, file))) return undefined;
    return {
      start,
      end,
      message: `Callers of ${function_} can tell this error from others by its text only: make it a variable that errors.Is finds.`,
      key: `${project.packageOf(file)?.path ?? file.dir}.${function_} ${text}`,
    };
  },
  fixes(finding, context) {
    const extraction = extractSentinel(finding.start, finding.end, context);
    if (!extraction) return [];
    const { name, edits } = extraction;
    return [
      {
        id: 'extract',
        title: `Extract to ${name}`,
        preferred: true,
        declares: name,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

/** An error that stays inside, that is sent to a log or handed to somebody, is nobody's contract. */
function isReturned(tree: FlatTree, call: SyntaxNode): boolean {
  const list = parentOf(tree, call);
  return kindOf(tree, list) === Kind.expression_list && kindOf(tree, parentOf(tree, list)) === Kind.return_statement;
}

/** Names of errors, and of texts made of them: `err`, `errs`, `scanErr`, `errMsg`. */
const NAMED_AFTER_ERROR = /^err(?:or)?s?(?:[A-Z]\w*)?$|[a-z]Err(?:or)?s?(?:[A-Z]\w*)?$/;

function filledIn(value: SyntaxNode, view: SourceView): Value {
  const { tree } = view;
  const parts: Symbolic[] = [];
  let isNamedSo = false;
  const end = value + sizeOf(tree, value);
  for (let node = value; node < end; node++) {
    const kind = kindOf(tree, node);
    if (kind === Kind.identifier || kind === Kind.field_identifier) {
      isNamedSo ||= NAMED_AFTER_ERROR.test(textOf(tree, node));
    }
    const isOperand = kind === Kind.identifier || kind === Kind.selector_expression || kind === Kind.call_expression;
    const part = isOperand && node !== value ? view.typeOf(node) : 0;
    if (part !== 0) parts.push(part);
  }
  return { type: view.typeOf(value), isNamedSo, parts };
}

/** Whether a value is an error, is not known not to be one, or is made of one. */
function mayQuoteError({ type, isNamedSo, parts }: Value, project: Project, file: ProjectFile): boolean {
  const { types } = project;
  const own = types.typeOf(type, file);
  if (types.implementsError(own, file) !== false || holdsErrors(own, project, file)) return true;
  // `errCount` is a number, `errMsg` a text.
  const behind = types.underlying(own, file);
  if (isNamedSo && !(behind.kind === 'basic' && /int|float|bool|rune/.test(behind.name))) return true;
  return parts.some((part) => {
    const of = types.typeOf(part, file);
    return types.implementsError(of, file) === true || holdsErrors(of, project, file);
  });
}

/** `[]error`, `map[string]error`, and named types of the kind. */
function holdsErrors(type: GoType, project: Project, file: ProjectFile): boolean {
  const { types } = project;
  const behind = types.underlying(type, file);
  const element =
    behind.kind === 'slice' || behind.kind === 'array'
      ? behind.element
      : behind.kind === 'map'
        ? behind.value
        : undefined;
  return element !== undefined && types.implementsError(element, file) === true;
}
