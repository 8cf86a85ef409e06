/**
 * Turns what the schema objects to into sentences for the author of a configuration, each with its exact place.
 */

import type * as z from 'zod/mini';
import type { ConfigIssue, Origin } from './config.ts';
import { nearestName } from './suggest.ts';

type Step = string | number;

/** Where keys and values stand in the text. */
export interface PlaceFinder {
  value(path: readonly Step[]): Origin;
  key(path: readonly Step[]): Origin;
}

type Issue = z.core.$ZodIssue;
type Path = readonly Step[];

/** What was held against a schema: a file as a whole, or a part of one. */
export interface Checked {
  /** All of what the file says. */
  readonly root: unknown;
  readonly places: PlaceFinder;
  readonly schema: z.core.$ZodType;
  /** Where in the file the value stands that the schema is for. */
  readonly at: Path;
}

export function schemaIssues(issues: readonly Issue[], checked: Checked): ConfigIssue[] {
  return placedIssues(issues, checked.at).flatMap(({ issue, path }) => issuesOf(issue, path, checked));
}

/** One objection of the schema with the path of the value that it is about; of a key, the path of the mapping around it. */
export interface PlacedIssue {
  readonly issue: Issue;
  readonly path: Path;
}

/** Where a value may have several shapes, what is wrong with it in the shape that was meant. */
export function placedIssues(issues: readonly Issue[], at: Path = []): PlacedIssue[] {
  return issues.flatMap((issue) => {
    const path = [...at, ...(issue.path as Step[])];
    const branch = issue.code === 'invalid_union' ? meantBranch(issue.errors) : undefined;
    return branch === undefined ? [{ issue, path }] : placedIssues(branch, path);
  });
}

function issuesOf(issue: Issue, path: Path, checked: Checked): ConfigIssue[] {
  const { root, places } = checked;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(key, path, checked));
  }
  if (issue.code === 'invalid_key') return [report(places.key(path), `${name(path)}: ${issue.message}.`)];
  const found = valueAt(root, path);
  const last = path.at(-1);
  if (found === undefined && typeof last === 'string') {
    return [report(places.value(path.slice(0, -1)), `"${last}" is missing: ${expectation(issue)}.`)];
  }
  const nearest = typeof found === 'string' ? nearestName(found, words(issue)) : undefined;
  const meant = nearest === undefined || nearest === found ? '' : ` Did you mean "${nearest}"?`;
  const message = `${name(path)} is ${shown(found)}: ${expectation(issue)}.${meant}`;
  return [report(places.value(path), message, nearest)];
}

/** Of several shapes that a value may have, the one its author had in mind: the one whose kind of value it is. */
function meantBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((branch) =>
    branch.every((issue) => issue.path.length > 0 || issue.code === 'unrecognized_keys'),
  );
}

/** The words that would have been right in place of a value. */
function words(issue: Issue): string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union') return [];
  return issue.errors.flatMap((branch) => branch.filter((inner) => inner.path.length === 0).flatMap(words));
}

/** What the schema expected, in its own words where it was given some. */
function expectation(issue: Issue): string {
  if (issue.message !== unworded) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${kinds[issue.expected] ?? `a ${issue.expected}`}`;
    case 'invalid_value':
      return issue.values.length === 1 ? `expected ${words(issue)[0]}` : `expected one of ${words(issue).join(', ')}`;
    case 'too_small':
      return `expected at least ${issue.minimum}${unit(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `expected at most ${issue.maximum}${unit(issue.origin, issue.maximum)}`;
    case 'unrecognized_keys':
      return `there is no ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    default:
      return 'this is not what was expected here';
  }
}

/** What the library says where a schema was given no words: its sentences are left out of the bundle. */
const unworded = 'Invalid input';

const kinds: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  string: 'text',
  int: 'a whole number',
  boolean: 'true or false',
};

function unit(origin: string, count: number | bigint): string {
  const name = { string: 'character', array: 'entry' }[origin];
  if (name === undefined) return '';
  return ` ${Number(count) === 1 ? name : name.replace(/y$/, 'ie')}${Number(count) === 1 ? '' : 's'}`;
}

function unknownKey(key: string, path: Path, { places, schema, at }: Checked): ConfigIssue {
  const known = keysAt(schema, path.slice(at.length));
  const nearest = nearestName(key, known);
  const origin = places.key([...path, key]);
  const where = path.length === 0 ? 'here' : `in ${name(path)}`;
  const hint = nearest === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
  return report(origin, `There is no "${key}" ${where}. ${hint}`, nearest);
}

/** The keys that a schema knows at a path. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  let schemas: z.core.$ZodType[] = [schema];
  for (const step of path) schemas = schemas.flatMap(alternatives).flatMap((schema) => stepInto(schema, step));
  return [
    ...new Set(
      schemas.flatMap(alternatives).flatMap((schema) => {
        const definition = schema._zod.def as z.core.$ZodObjectDef;
        return definition.type === 'object' ? Object.keys(definition.shape) : [];
      }),
    ),
  ];
}

function alternatives(schema: z.core.$ZodType): z.core.$ZodType[] {
  const definition = schema._zod.def as z.core.$ZodUnionDef | z.core.$ZodOptionalDef;
  if (definition.type === 'optional') return alternatives(definition.innerType);
  if (definition.type === 'union') return definition.options.flatMap((option) => alternatives(option));
  return [schema];
}

function stepInto(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType[] {
  const definition = schema._zod.def as z.core.$ZodObjectDef | z.core.$ZodRecordDef | z.core.$ZodArrayDef;
  if (definition.type === 'record') return [definition.valueType];
  if (definition.type === 'array') return [definition.element];
  const child = definition.type === 'object' ? definition.shape[String(step)] : undefined;
  return child === undefined ? [] : [child];
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

function name(path: Path): string {
  if (path.length === 0) return 'The configuration';
  return `"${path.map((step) => (typeof step === 'number' ? `[${step}]` : String(step))).join('.')}"`.replaceAll(
    '.[',
    '[',
  );
}

function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value);
  // A message names what is wrong; it must not carry a whole file that was read by mistake into somebody's log.
  return text.length > longestShown ? `${text.slice(0, longestShown)}…"` : text;
}

const longestShown = 60;

function report(origin: Origin, message: string, replacement?: string): ConfigIssue {
  const { file, start, end } = origin;
  const issue: ConfigIssue = { severity: 'error', message, file, start, end };
  return replacement === undefined ? issue : { ...issue, replacement: { text: replacement, start, end } };
}
