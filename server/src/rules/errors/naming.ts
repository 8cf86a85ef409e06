/**
 * errors/naming: errors are called what the standard library calls them, `ErrNotFound` for a variable and `NotFoundError` for a type, so that
 * a reader knows at the place of use what is compared with `errors.Is` and what is asked for with `errors.As`.
 *
 * Judged from declarations: package variables made by a constructor of errors, and struct and slice types with `Error() string`. Names
 * such as `EOF` are names of their own.
 */
import type { FunctionFact, TypeFact, ValueFact } from '../../go/facts.ts';
import { goWord } from '../../go/goWord.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { defineRule } from '../rule.ts';
import { renameDeclaration } from '../support/renameDeclaration.ts';

const CONSTRUCTORS = new Set([
  'errors.New',
  'fmt.Errorf',
  'golang.org/x/xerrors.New',
  'golang.org/x/xerrors.Errorf',
  'github.com/pkg/errors.New',
  'github.com/pkg/errors.Errorf',
  'github.com/cockroachdb/errors.New',
  'github.com/cockroachdb/errors.Newf',
  'github.com/cockroachdb/errors.Errorf',
  'google.golang.org/grpc/status.Error',
  'google.golang.org/grpc/status.Errorf',
]);

const LAST_NAMES = new Set([...CONSTRUCTORS].map((name) => name.slice(name.lastIndexOf('.') + 1)));

/** Whether a value is a call of something with the name of a constructor, which is cheaper to see than what is called. */
function mayConstruct(value: Symbolic): boolean {
  if (typeof value !== 'object' || value[0] !== 'call') return false;
  const called = value[1];
  if (typeof called === 'string') return LAST_NAMES.has(called);
  return typeof called === 'object' && called[0] === '.' && LAST_NAMES.has(called[2]);
}

interface Data {
  readonly from: string;
  readonly to: string;
}

export const naming = defineRule<never, Record<never, never>>({
  meta: {
    id: 'errors/naming',
    title: 'Error variables are called ErrX, error types XError',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['errname', 'ST1012', 'stylecheck', 'staticcheck', 'revive'],
  },
  *judgeFile({ project, file }) {
    const { declarations } = file.facts;
    if (!declarations) return;
    const owner = project.packageOf(file)?.path ?? file.dir;
    const report = (from: string, start: number, to: string, what: string) => {
      const data: Data = { from, to };
      const message = `${what}, so call it ${to}: readers tell errors to compare with from errors to look into by their names.`;
      return { start, end: start + from.length, message, key: `${owner}.${from}`, data };
    };
    for (const value of declarations.values) {
      const to = variableName(value);
      if (to === undefined || value.value === undefined || !mayConstruct(value.value)) continue;
      const callee = project.types.callee(value.value, file);
      if (callee && CONSTRUCTORS.has(callee.fullName))
        yield report(value.name, value.nameStart, to, `${value.name} is an error`);
    }
    for (const method of declarations.functions) {
      if (!isErrorMethod(method)) continue;
      const type = declarations.types.find((each) => each.name === method.receiver?.type);
      const to = type && typeName(type);
      if (!type || !(/err/i.test(type.name) || isNothingElse(type, declarations.functions))) continue;
      if (to !== undefined) yield report(type.name, type.nameStart, to, `${type.name} is a type of errors`);
    }
  },
  fixes(finding, context) {
    const { from, to } = finding.data as Data;
    const changes = renameDeclaration(from, to, context);
    if (!changes) return [];
    return [
      { id: 'rename', title: `Rename to ${to}`, preferred: true, preview: changes.length > 1, changes: () => changes },
    ];
  },
});

/** What a variable should be called; undefined when its name will do. */
function variableName({ name, constant }: ValueFact): string | undefined {
  if (constant || /^_|^[eE]rr/.test(name) || isInitialism(name)) return undefined;
  const core = name.replace(/(?<=.)Err(?:or)?$/, '');
  return `${/^\p{Lu}/u.test(name) ? 'Err' : 'err'}${withInitialisms(core.charAt(0).toUpperCase() + core.slice(1))}`;
}

/** `NoIDGiven` for `NoIdGiven`: a new name is written as Go writes names. */
function withInitialisms(name: string): string {
  return name.replace(/\p{Lu}\p{Ll}+/gu, (word) => goWord(word));
}

/** `EOF` and `timeout` are words of their own. */
function isInitialism(name: string): boolean {
  return name === name.toUpperCase() || name.length < 3;
}

function isErrorMethod({ name, receiver, parameters, results }: FunctionFact): boolean {
  return name === 'Error' && receiver !== undefined && parameters.length === 0 && results[0]?.type === 'string';
}

/** What errors do. A type that does more, or that is written as JSON, may be an error by the way. */
const ERROR_METHODS = new Set(['Error', 'Unwrap', 'Is', 'As', 'Timeout', 'Temporary', 'Cause', 'Format']);

function isNothingElse({ name, fields }: TypeFact, functions: readonly FunctionFact[]): boolean {
  const methods = functions.filter((each) => each.receiver?.type === name);
  return methods.every((each) => ERROR_METHODS.has(each.name)) && !fields?.some(({ tag }) => tag !== undefined);
}

function typeName({ name, alias, type, typeParameters }: TypeFact): string | undefined {
  if (alias || typeParameters.length > 0 || isInitialism(name)) return undefined;
  const isList = /^(?:\[|map\[)/.test(type);
  if (type !== 'struct' && !isList) return undefined;
  if (/errors?$/i.test(name)) return undefined;
  const core = name.replace(/(?<=.)Errs?$/, '').replace(/^[eE]rr(?:or)?(?=\p{Lu})/u, '');
  const cased = /^\p{Lu}/u.test(name) ? core : core.charAt(0).toLowerCase() + core.slice(1);
  return `${withInitialisms(cased)}${isList ? 'Errors' : 'Error'}`;
}
