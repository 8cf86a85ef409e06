/**
 * What a log line says beside the error it is given: its words and its values, so that they can go with the error instead.
 *
 * Reads the ways in which loggers are told: a format, words and values in a row, keys and values, fields (`zap.String("id", id)`), and
 * values that are handed to the logger before (`log.WithField("id", id)`). What is told in any other way is not understood, and then
 * nothing is said about the line as a whole.
 */
import { textAmongArguments } from '../../../go/argumentSpacing.ts';
import { textParts } from '../../../go/constantText.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import {
  childByField,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  type SyntaxNode,
  sizeOf,
  textOf,
} from '../../../go/tree.ts';
import { formatNames } from '../../support/loggers.ts';

export interface LogLine {
  /** What it says, as the text of a format for fmt.Errorf; `%w` stands where the error stood among the words. Empty without words. */
  readonly format: string;
  /** What the verbs of the format stand for, the error included where it has one. */
  readonly values: readonly string[];
  /** What is told by name. */
  readonly details: readonly Detail[];
  /** The values' expressions, which move with them. */
  readonly moved: readonly SyntaxNode[];
}

export interface Detail {
  readonly label: string;
  readonly verb: string;
  readonly value: string;
}

type VerbOf = (expression: SyntaxNode) => string | undefined;

/** Loggers that take one message, then nothing but keys and values or fields. */
const STRUCTURED =
  /^(?:\(?\*?log\/slog\.|\(\*go\.uber\.org\/zap\.Logger\)|\(\*go\.uber\.org\/zap\.SugaredLogger\)\.\w+w$)/;

/**
 * @param error the name of the error that is logged
 * @param logger the full name of what is called, `(*log/slog.Logger).Error`
 */
export function readLogLine(
  call: SyntaxNode,
  error: string,
  view: SourceView,
  verbOf: VerbOf,
  logger: string,
): LogLine | undefined {
  return new Reader(view, error, verbOf, STRUCTURED.test(logger)).read(call);
}

/** The arguments of `fmt.Errorf` that say what the log line says; undefined when it says nothing of its own. */
export function errorfArguments({ format, values, details }: LogLine, error: string): string | undefined {
  const more = details.flatMap(({ value }) => (value === '' ? [] : [value]));
  if (format === '' && details.length === 0) return undefined;
  if (!format.includes('%w')) {
    const words = format === '' ? said(details) : `${format}${inParentheses(details)}`;
    return [`"${words}: %w"`, ...values, ...more, error].join(', ');
  }
  const atTheEnd = /: %w$/.exec(format);
  if (!atTheEnd || values.at(-1) !== error) {
    return [`"${format}${inParentheses(details)}"`, ...values, ...more].join(', ');
  }
  const words = `${format.slice(0, atTheEnd.index)}${inParentheses(details)}: %w`;
  return [`"${words}"`, ...values.slice(0, -1), ...more, error].join(', ');
}

/** ` (id %s, count %d)`, and nothing for nothing. */
export function inParentheses(details: readonly Detail[]): string {
  return details.length === 0 ? '' : ` (${said(details)})`;
}

function said(details: readonly Detail[]): string {
  return details.map(({ label, verb }) => `${label} ${verb}`.trim()).join(', ');
}

class Reader {
  readonly #view: SourceView;
  readonly #tree: FlatTree;
  readonly #error: string;
  readonly #verbOf: VerbOf;
  readonly #isStructured: boolean;
  readonly #moved: SyntaxNode[] = [];
  #details: Detail[] = [];

  constructor(view: SourceView, error: string, verbOf: VerbOf, isStructured: boolean) {
    this.#view = view;
    this.#tree = view.tree;
    this.#error = error;
    this.#verbOf = verbOf;
    this.#isStructured = isStructured;
  }

  read(call: SyntaxNode): LogLine | undefined {
    const view = this.#view;
    const callee = view.calleeName(call) ?? '';
    const given = argumentsOf(this.#tree, call);
    // `fmt.Fprintln(os.Stderr, …)`
    const isWritten = /^Fprint/.test(callee) && /^os\.Std(?:err|out)$/.test(this.#textOf(given[0]));
    const words = isWritten ? this.#words(callee.replace('Fp', 'P'), given.slice(1)) : this.#words(callee, given);
    if (!words) return undefined;
    // What the logger was handed before was written first.
    const said = this.#details;
    const before: Detail[][] = [];
    for (let inner = operandCall(this.#tree, call); inner !== NO_NODE; inner = operandCall(this.#tree, inner)) {
      this.#details = [];
      if (!this.#handedBefore(view.calleeName(inner) ?? '', argumentsOf(this.#tree, inner))) return undefined;
      before.unshift(this.#details);
    }
    const moved = this.#moved;
    if (moved.some((node) => this.#isUnmovable(node))) return undefined;
    return { ...words, details: [...before.flat(), ...said], moved };
  }

  #words(callee: string, given: readonly SyntaxNode[]): Pick<LogLine, 'format' | 'values'> | undefined {
    const rest = [...given];
    if (rest.some((each) => kindOf(this.#tree, each) === Kind.variadic_argument)) return undefined;
    if (this.#isStructured) return this.#structured(rest);
    while (rest[0] !== undefined && (this.#isError(rest[0]) || this.#isContext(rest[0]))) rest.shift();
    const [first, ...others] = rest;
    if (first === undefined) return { format: '', values: [] };
    if (formatNames.has(callee) || FORMATS.test(callee)) return this.#formatted(first, others);
    const isPrinted = /^Print|ln$/.test(callee);
    if (!isPrinted && (this.#isLiteral(first) || this.#isSprintf(first))) {
      const known = this.#moved.length;
      const words = this.#isLiteral(first)
        ? { format: sentence(escaped(this.#literal(first))), values: [] }
        : this.#formatted(argumentsOf(this.#tree, first)[0], argumentsOf(this.#tree, first).slice(1));
      if (words && this.#pairs(others)) return words;
      this.#moved.length = known;
      this.#details = [];
    }
    return this.#printed(rest);
  }

  /** `slog.Error("read "+kind, "path", path, "error", err)`: a message, then keys and values. */
  #structured(given: readonly SyntaxNode[]): Pick<LogLine, 'format' | 'values'> | undefined {
    const [message, ...others] = given.filter((each, index) => index > 0 || !this.#isContext(each));
    if (message === undefined || !this.#pairs(others)) return undefined;
    if (this.#isError(message)) return { format: '', values: [] };
    if (this.#isLiteral(message)) return { format: sentence(escaped(this.#literal(message))), values: [] };
    if (this.#isSprintf(message)) {
      const [format, ...values] = argumentsOf(this.#tree, message);
      return this.#formatted(format, values);
    }
    const values: string[] = [];
    const parts = textParts(this.#view, message);
    // What a variable was made of may mean something else by now.
    if (!parts || parts.some((part) => part.kind === 'value' && !isWithin(this.#tree, part.expression, message))) {
      return { format: this.#value(message, values), values };
    }
    const written = parts.map((part) => {
      if (part.kind === 'text') return quoted(part.text);
      const verb = this.#value(part.expression, values);
      return part.verb || verb;
    });
    return { format: sentence(written.join('')), values };
  }

  /** `log.Println("read", path, err)`: words and values in a row. */
  #printed(given: readonly SyntaxNode[]): Pick<LogLine, 'format' | 'values'> | undefined {
    let format = '';
    const values: string[] = [];
    for (const each of given) {
      if (this.#isError(each)) continue;
      const text = this.#isLiteral(each) ? escaped(this.#literal(each)).trim() : this.#value(each, values);
      if (text === undefined) return undefined;
      format += format === '' || /^[:,.;)\]]/.test(text) || /[(["]$/.test(format) ? text : ` ${text}`;
    }
    return { format: sentence(format), values };
  }

  /** `log.Printf("read %s: %v", path, err)`: the verb of the error becomes `%w`. */
  #formatted(
    format: SyntaxNode | undefined,
    given: readonly SyntaxNode[],
  ): Pick<LogLine, 'format' | 'values'> | undefined {
    if (format === undefined || !this.#isLiteral(format)) return undefined;
    const text = this.#literal(format);
    const verbs = [...text.matchAll(/%[-+# 0-9.]*([a-zA-Z])|%%/g)].filter(([, letter]) => letter !== undefined);
    if (verbs.length !== given.length || /%[^a-zA-Z%]*[[*]/.test(text)) return undefined;
    const wrapped = given.findIndex((each, index) => this.#isError(each) && /[vsw]$/.test(verbs[index]?.[0] ?? ''));
    const values: string[] = [];
    for (const [index, each] of given.entries()) {
      if (index === wrapped) values.push(this.#error);
      else if (this.#isLiteral(each) || this.#value(each, values) === undefined) values.push(textOf(this.#tree, each));
    }
    const verb = verbs[wrapped];
    if (!verb) return { format: sentence(text), values };
    const before = text.slice(0, verb.index);
    const after = text.slice(verb.index + verb[0].length).replace(ENDS, '');
    const saysMore = /\p{L}/u.test(before + after) || given.length > 1;
    return saysMore ? { format: decapitalised(`${before}%w${after}`), values } : { format: '', values: [] };
  }

  /** `log.WithField("id", id)`, `log.Error().Str("id", id)`, `log.With("id", id)`, `log.FromContext(ctx)`. */
  #handedBefore(callee: string, given: readonly SyntaxNode[]): boolean {
    if (
      given.every(
        (each) => this.#isError(each) || this.#isContext(each) || this.#isLiteral(each) || this.#isNumber(each),
      )
    )
      return true;
    const [fields] = given;
    if (given.length === 1 && fields !== undefined && kindOf(this.#tree, fields) === Kind.composite_literal)
      return this.#map(fields);
    if (given.length === 2 || /^With/.test(callee)) return this.#pairs(given);
    return false;
  }

  /** Keys and values, or fields. */
  #pairs(given: readonly SyntaxNode[]): boolean {
    for (let index = 0; index < given.length; index++) {
      const each = given[index] as SyntaxNode;
      if (this.#isError(each)) continue;
      if (this.#isLiteral(each)) {
        const value = given[++index];
        if (value === undefined || !this.#detail(each, value)) return false;
        continue;
      }
      if (kindOf(this.#tree, each) !== Kind.call_expression || operandCall(this.#tree, each) !== NO_NODE) return false;
      const [key, value, ...more] = argumentsOf(this.#tree, each);
      const isOfError = [key, value, ...more].every(
        (part) => part === undefined || this.#isLiteral(part) || this.#isError(part),
      );
      if (isOfError) continue;
      if (key === undefined || value === undefined || more.length > 0 || !this.#isLiteral(key)) return false;
      if (!this.#detail(key, value)) return false;
    }
    return true;
  }

  /** `logrus.Fields{"id": id}` */
  #map(literal: SyntaxNode): boolean {
    const body = childByField(this.#tree, literal, Field.body);
    for (const element of body === NO_NODE ? [] : namedChildren(this.#tree, body)) {
      if (kindOf(this.#tree, element) !== Kind.keyed_element) return false;
      const [key, value] = namedChildren(this.#tree, element).map((part) => namedChildren(this.#tree, part)[0]);
      if (key === undefined || value === undefined || !this.#isLiteral(key) || !this.#detail(key, value)) return false;
    }
    return true;
  }

  #detail(key: SyntaxNode, value: SyntaxNode): boolean {
    if (this.#isError(value)) return true;
    const label = escaped(this.#literal(key));
    if (this.#isLiteral(value)) {
      this.#details.push({ label: `${label} ${escaped(this.#literal(value))}`, verb: '', value: '' });
      return true;
    }
    const values: string[] = [];
    const verb = this.#value(value, values);
    if (verb === undefined) return false;
    this.#details.push({ label, verb, value: values[0] ?? '' });
    return true;
  }

  /** The verb of a value that moves. */
  #value(value: SyntaxNode, values: string[]): string {
    values.push(textAmongArguments(this.#tree, value));
    this.#moved.push(value);
    return this.#verbOf(value) ?? '%v';
  }

  /** A function literal may do anything, and what is made of the error would say it twice. */
  #isUnmovable(value: SyntaxNode): boolean {
    const tree = this.#tree;
    if (!nodesOfKind(tree, Kind.func_literal, value).next().done) return true;
    return [...nodesOfKind(tree, Kind.identifier, value)].some((each) => textOf(tree, each) === this.#error);
  }

  #textOf(node: SyntaxNode | undefined): string {
    return node === undefined ? '' : textOf(this.#tree, node);
  }

  #isError(node: SyntaxNode): boolean {
    const text = textOf(this.#tree, node);
    return text === this.#error || text === `${this.#error}.Error()`;
  }

  #isContext(node: SyntaxNode): boolean {
    return /^(?:(?:\w+\.)*(?:[cC]tx|[cC]ontext)(?:\(\))?|context\.\w+\(.*\))$/.test(textOf(this.#tree, node));
  }

  #isLiteral(node: SyntaxNode): boolean {
    return kindOf(this.#tree, node) === Kind.interpreted_string_literal;
  }

  #isNumber(node: SyntaxNode): boolean {
    return kindOf(this.#tree, node) === Kind.int_literal;
  }

  #isSprintf(node: SyntaxNode): boolean {
    return /^fmt\.Sprintf\(/.test(textOf(this.#tree, node));
  }

  #literal(node: SyntaxNode): string {
    return textOf(this.#tree, node).slice(1, -1);
  }
}

function isWithin(tree: FlatTree, inner: SyntaxNode, outer: SyntaxNode): boolean {
  return inner >= outer && inner < outer + sizeOf(tree, outer);
}

function argumentsOf(tree: FlatTree, call: SyntaxNode): SyntaxNode[] {
  const list = childByField(tree, call, Field.arguments);
  return list === NO_NODE ? [] : namedChildren(tree, list);
}

/** `log.WithField(…)` of `log.WithField(…).Error(…)`. */
function operandCall(tree: FlatTree, call: SyntaxNode): SyntaxNode {
  const callee = childByField(tree, call, Field.function);
  const operand =
    callee !== NO_NODE && kindOf(tree, callee) === Kind.selector_expression
      ? childByField(tree, callee, Field.operand)
      : NO_NODE;
  return operand !== NO_NODE && kindOf(tree, operand) === Kind.call_expression ? operand : NO_NODE;
}

/** Text as it stands in the format of an interpreted string. */
function quoted(text: string): string {
  return escaped(JSON.stringify(text).slice(1, -1));
}

function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}

/** Names of functions that take a format and do not come back. */
const FORMATS = /^(?:Fatal|Panic|Exit)f$/;

const ENDS = /(?:\\n|[.!\s])+$/;

/** Without what ends a sentence or introduces the error. */
function sentence(text: string): string {
  return decapitalised(text.replace(/(?:\\n|[.!:,\s])+$/, ''));
}

/** Errors begin in lower case, except for names and abbreviations. */
function decapitalised(text: string): string {
  return /^\p{Lu}\p{Ll}*(?:\s|:|$)/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
