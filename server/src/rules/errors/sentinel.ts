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
import type { TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  ROOT,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { GoType } from '../../model/goType.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { functionName, indentationAt, topLevelAround } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';
import { withImports } from '../support/importExchange.ts';

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
    const extraction = extract(finding.start, finding.end, context);
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

interface Extraction {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

function extract(start: number, end: number, context: FixContext<unknown>): Extraction | undefined {
  const view = viewOf(context);
  const call = view && callBetween(view.tree, start, end);
  if (!view || call === undefined) return undefined;
  const { tree } = view;
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const [literal] = given;
  if (literal === undefined) return undefined;
  const isFormat = (view.calleeName(call) ?? '').endsWith('f');
  const format = textOf(tree, literal).slice(1, -1);
  const parts = isFormat ? beforeFirstVerb(format) : { text: format, rest: '' };
  if (!parts || (parts.rest === '') !== (given.length === 1)) return undefined;
  const name = sentinelName(parts.text);
  const known = name === undefined ? 'other' : declared(name, parts.text, context);
  if (name === undefined || known === 'other') return undefined;
  if (view.scopes.local(name, call)) return undefined;
  const package_ = importOf(call, view);
  // Others attach a stack where the error is made, and their formats know no %w.
  if (package_ !== 'errors' && package_ !== 'fmt') return undefined;
  const errors = addImport(tree, 'errors', undefined, call, context);
  if (errors.isSecond) return undefined;
  const edits: TextEdit[] = [
    parts.rest === '' ? { start, end, newText: name } : inserted(tree, literal, given[1], parts.rest, name),
  ];
  if (known === 'same') {
    const settled = withImports(tree, edits, { goes: [package_] });
    return settled && { name, edits: settled };
  }
  const at = declarationPlace(tree);
  edits.push({ start: at, end: at, newText: `\n\nvar ${name} = ${errors.localName}.New("${parts.text}")` });
  const settled = withImports(tree, edits, { comes: { path: 'errors', addition: errors }, goes: [package_] });
  return settled && { name, edits: settled };
}

/** The error goes before the format's first argument, on a line of its own where that begins one; the rest stays as it is written. */
function inserted(
  tree: FlatTree,
  literal: SyntaxNode,
  next: SyntaxNode | undefined,
  rest: string,
  name: string,
): TextEdit {
  const end = endOf(tree, literal);
  const at = next === undefined ? end : startOf(tree, next);
  const begins = tree.text.slice(end, at).includes('\n');
  const space = begins ? `\n${indentationAt(tree.text, at)}` : ' ';
  return { start: startOf(tree, literal), end, newText: `"%w${rest}",${space}${name}` };
}

/** `"unknown kind %q"` is the error "unknown kind", and what is unknown. The text in front must say something. */
function beforeFirstVerb(format: string): { text: string; rest: string } | undefined {
  if (format.includes('%[')) return undefined;
  const verb = /%(?!%)/.exec(format);
  if (!verb) return { text: format.replaceAll('%%', '%'), rest: '' };
  const text = format.slice(0, verb.index).replace(/[\s:([{'`,=-]*(?:\\")?$/, '');
  if (text.includes('%') || text.split(/\s+/).filter((word) => /\p{L}{2}/u.test(word)).length < 2) return undefined;
  return { text, rest: format.slice(text.length) };
}

/** `ErrSoldOut` for "item is sold out": the words that carry meaning, about five. */
function sentinelName(text: string): string | undefined {
  const words = text
    .replace(/\\./g, ' ')
    .split(/[^\p{L}\p{Nd}]+/u)
    .filter((word) => word !== '' && !FILLERS.has(word.toLowerCase()));
  let count = Math.min(words.length, 5);
  while (count < words.length && OPEN_ENDS.has(words[count - 1]?.toLowerCase() ?? '')) count++;
  words.length = count;
  if (words.length === 0) return undefined;
  return `Err${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
}

/** Words that a name cannot end with: more was to come. */
const OPEN_ENDS = new Set('in not no from with at on by as and or but got if when than that because due'.split(' '));

const FILLERS = new Set([
  'a',
  'an',
  'the',
  'is',
  'are',
  'was',
  'were',
  'be',
  'been',
  'has',
  'have',
  'of',
  'to',
  'for',
  'error',
  'err',
]);

/** Whether the package has the name already: for an error with the same text, for something else, or not at all. */
function declared(
  name: string,
  text: string,
  { project, file, sources }: FixContext<unknown>,
): 'free' | 'same' | 'other' {
  const own = filesOfPackage(project, file);
  const owner = own.find(({ facts: { declarations } }) =>
    [
      ...(declarations?.functions.filter(({ receiver }) => !receiver) ?? []),
      ...(declarations?.types ?? []),
      ...(declarations?.values ?? []),
    ].some((each) => each.name === name),
  );
  if (!owner) return 'free';
  const source = sources.text(owner.path) ?? '';
  const at = owner.facts.declarations?.values.find((each) => each.name === name)?.nameStart;
  if (at === undefined) return 'other';
  const line = source.slice(at, source.indexOf('\n', at)).replace(/\s+/g, ' ');
  return line.startsWith(`${name} = errors.New("${text}")`) ? 'same' : 'other';
}

function filesOfPackage(project: Project, file: ProjectFile): ProjectFile[] {
  return [...(project.packageOf(file)?.files.values() ?? [])].filter(
    (each) => each.facts.header.packageName === file.facts.header.packageName,
  );
}

/** Behind the imports, or behind the package clause. */
function declarationPlace(tree: FlatTree): number {
  let place = 0;
  for (const node of namedChildren(tree, ROOT)) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.package_clause && kind !== Kind.import_declaration) break;
    const line = tree.text.indexOf('\n', endOf(tree, node));
    place = line < 0 ? tree.text.length : line;
  }
  return place;
}

function importOf(call: SyntaxNode, view: SourceView): string | undefined {
  const operand = childByField(view.tree, childByField(view.tree, call, Field.function), Field.operand);
  if (operand === NO_NODE || kindOf(view.tree, operand) !== Kind.identifier) return undefined;
  const meaning = view.scopes.resolve(operand);
  return meaning.kind === 'import' ? meaning.import.path : undefined;
}

function callBetween(tree: FlatTree, start: number, end: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (startOf(tree, node) !== start || endOf(tree, node) !== end) continue;
    if (kindOf(tree, node) === Kind.call_expression) return node;
  }
  return undefined;
}
