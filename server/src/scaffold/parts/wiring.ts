/**
 * Puts a feature together with the rest of its module: the constructors of its parts in a row, and its routes at the router,
 * after the neighbours'. Lines are inserted, none is changed, and only where the place is certain; otherwise nothing is, and the
 * next steps say which lines belong where.
 */
import { addImport } from '../../go/importEdits.ts';
import { Kind } from '../../go/kinds.ts';
import { applyEdits } from '../../go/textEdit.ts';
import { endOf, type FlatTree, kindOf, nodesOfKind, type SyntaxNode, startOf, textOf } from '../../go/tree.ts';
import type { FileChange } from '../preview.ts';
import { type Composition, compositionsIn } from './composition.ts';
import type { EntityShape } from './entities.ts';
import { baseOf, handlerName } from './handlers.ts';
import { dataOf } from './layers.ts';
import { type Handle, handleFor } from './neighbours.ts';
import type { PartOptions } from './part.ts';
import type { Place } from './placement.ts';
import type { Survey } from './survey.ts';
import { makesUuids } from './tables.ts';

export interface Wiring {
  readonly changes: readonly FileChange[];
  readonly next: readonly string[];
  /** What the paths of the routes begin with. */
  readonly base: string;
}

export interface OuterPlaces {
  readonly usecase: Place;
  readonly repository: Place;
  readonly delivery: Place;
}

export function wiringOf(options: PartOptions, entity: EntityShape, places: OuterPlaces, survey: Survey): Wiring {
  const base = baseOf(places.delivery, survey);
  const handle = handleFor(places.repository, survey);
  const folders = [places.usecase.folder, places.repository.folder, places.delivery.folder];
  if (isWired(options, places.delivery, survey)) {
    return { changes: [], next: [], base };
  }
  const found = compositionsIn(handle, folders, survey);
  const whole = found.filter(({ routes }) => routes !== undefined);
  const [one, ...others] = whole;
  const lines = (names: Names, composition: Composition | undefined) =>
    linesOf(options, entity, places, names, composition, handle, survey);
  if (one !== undefined && others.length === 0 && one.routes?.isGuardedOtherwise === false) {
    const after = inserted(one, (names) => lines(names, one), folders, survey);
    if (after !== undefined) {
      const before = survey.reader.read(one.path) ?? '';
      return { changes: [{ path: one.path, before, after }], next: [], base };
    }
  }
  return { changes: [], next: byHand(whole.length > 0 ? whole : found, lines, survey), base };
}

/** What the packages are called where the lines are to stand; asked for in the order of use. */
export interface Names {
  /** Whether the lines are for a person. */
  readonly isRead?: boolean;
  readonly of: (importPath: string, preferred?: string) => string;
}

type Lines = (names: Names, composition: Composition | undefined) => readonly string[] | undefined;

function isWired(options: PartOptions, delivery: Place, survey: Survey): boolean {
  const made = `New${handlerName(dataOf(options, delivery).prefix, delivery, survey)}(`;
  const importPath = `${survey.module}/${delivery.folder}`;
  return survey.reader.goFiles.some(
    (path) =>
      !path.endsWith('_test.go') &&
      survey.header(path).imports.some((imported) => imported.path === importPath) &&
      (survey.reader.read(path) ?? '').includes(`.${made}`),
  );
}

/** The statements, in the names of the file they are for; nothing where an argument cannot be said. */
function linesOf(
  options: PartOptions,
  entity: EntityShape,
  places: OuterPlaces,
  names: Names,
  composition: Composition | undefined,
  handle: Handle,
  survey: Survey,
): readonly string[] | undefined {
  const { camel } = dataOf(options, places.usecase);
  const prefixIn = (place: Place) => dataOf(options, place).prefix;
  const nameOf = (place: Place, role: string) =>
    names.of(`${survey.module}/${place.folder}`, place.alone ? `${place.packageName}${role}` : undefined);
  const database = composition?.database ?? (handle.driver === 'pgx' ? 'pool' : 'db');
  const repository = nameOf(places.repository, 'repository');
  const service = nameOf(places.usecase, 'service');
  // Where the lines are read by a person, what is not known is said by its name.
  const identifier = identifierMaker(entity, names, survey) ?? (names.isRead ? 'newID' : undefined);
  const handler = nameOf(places.delivery, 'handler');
  const word = handlerName('', places.delivery, survey);
  const logger = loggerFor(names, survey) ?? (names.isRead ? 'logger' : undefined);
  if (identifier === undefined || logger === undefined) {
    return undefined;
  }
  const given = [`${camel}Repo`, ...(entity.countedID ? [] : [identifier]), `${names.of('time')}.Now`];
  return [
    `${camel}Repo := ${repository}.New${prefixIn(places.repository)}Repository(${database})`,
    `${camel}Service := ${service}.New${prefixIn(places.usecase)}Service(${given.join(', ')})`,
    `${camel}${word} := ${handler}.New${prefixIn(places.delivery)}${word}(${camel}Service, ${logger})`,
    `${camel}${word}.Register(${routerArgument(composition, survey)})`,
  ];
}

function identifierMaker(entity: EntityShape, names: Names, survey: Survey): string | undefined {
  const { countedID, id, folder } = entity;
  if (countedID) {
    return '';
  }
  if (id.underlying === 'uuid.UUID') {
    return `${names.of('github.com/google/uuid')}.New`;
  }
  const maker = makesUuids(survey)
    ? `${names.of('github.com/google/uuid')}.NewString`
    : survey.hasGo(24)
      ? `${names.of('crypto/rand')}.Text`
      : undefined;
  if (maker === undefined || id.goType === 'string') {
    return maker;
  }
  const type = `${names.of(`${survey.module}/${folder}`)}.${id.goType}`;
  return `func() ${type} { return ${type}(${maker}()) }`;
}

export function loggerFor(names: Names, { log, reader }: Survey): string | undefined {
  if (log.name === 'slog') {
    return `${names.of('log/slog')}.Default()`;
  }
  // The global logger of zap says nothing until somebody replaces it.
  const replaces = reader.goFiles.some((path) => (reader.read(path) ?? '').includes('zap.ReplaceGlobals('));
  return log.name === 'zap' && replaces ? `${names.of('go.uber.org/zap')}.L()` : undefined;
}

function routerArgument(composition: Composition | undefined, { router }: Survey): string {
  const usual = { gin: 'engine', chi: 'router', echo: 'e', nethttp: 'mux' }[router];
  const routes = composition?.routes;
  const expression = routes?.router ?? usual;
  if (routes?.guard !== undefined) {
    return `${expression}.Group("", ${routes.guard})`;
  }
  return router === 'echo' && routes?.type !== '*echo.Group' ? `${expression}.Group("")` : expression;
}

/** The file with the lines; nothing where a name in it means something else, or the lines stand in a package they would need. */
export function inserted(
  { path, tree, last }: Pick<Composition, 'path' | 'tree' | 'last'>,
  lines: (names: Names) => readonly string[] | undefined,
  folders: readonly string[],
  survey: Survey,
): string | undefined {
  const text = tree.text;
  const surroundings = { module: survey.module };
  const wanted = new Map<string, string>();
  const names: Names = {
    of: (importPath, preferred) => {
      const known = wanted.get(importPath);
      const localName =
        known ?? addImport(tree, importPath, preferred ?? nameIn(importPath, survey), last, surroundings).localName;
      wanted.set(importPath, localName);
      return localName;
    },
  };
  const made = lines(names);
  const declared = (made ?? []).map((line) => line.split(' ')[0] ?? '');
  const isTaken = declared.some((name) => /^\w+$/.test(name) && new RegExp(`\\b${name}\\b`).test(text));
  const aliases = [...wanted.values()];
  if (made === undefined || isTaken || new Set(aliases).size < aliases.length || folders.includes(path)) {
    return undefined;
  }
  const lineEnd = text.indexOf('\n', endOf(tree, last));
  const indent = /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', startOf(tree, last)) + 1))?.[0] ?? '\t';
  if (
    lineEnd === -1 ||
    text
      .slice(endOf(tree, last), lineEnd)
      .replace(/\/\/.*$/, '')
      .trim() !== ''
  ) {
    return undefined;
  }
  const block = `\n${made.map((line) => `${indent}${line}\n`).join('')}`;
  const next = text.slice(lineEnd + 1).startsWith('\n') || /^\s*}/.test(text.slice(lineEnd + 1)) ? '' : '\n';
  const start = lineEnd + 1;
  const after = applyEdits(text, [{ start, end: start, newText: `${block}${next}` }]);
  return [...wanted].reduce((source, [importPath, localName]) => {
    const parsed = survey.parse(source);
    const at = callsOf(parsed, localName);
    return applyEdits(source, addImport(parsed, importPath, localName, at, surroundings).edits);
  }, after);
}

/** What a package of this module is called, which its path need not say. */
function nameIn(importPath: string, survey: Survey): string | undefined {
  const folder = importPath.startsWith(`${survey.module}/`) ? importPath.slice(survey.module.length + 1) : undefined;
  return folder === undefined ? undefined : survey.shape(folder).name;
}

function callsOf(tree: FlatTree, name: string): SyntaxNode | undefined {
  for (const node of nodesOfKind(tree, Kind.identifier)) {
    if (textOf(tree, node) === name && kindOf(tree, node) === Kind.identifier) {
      return node;
    }
  }
  return undefined;
}

/** The lines for a person, with the places that are known. */
function byHand(found: readonly Composition[], lines: Lines, survey: Survey): readonly string[] {
  const [one, ...others] = found;
  const composition = others.length === 0 ? one : undefined;
  const names: Names = {
    isRead: true,
    of: (importPath, preferred) => preferred ?? nameIn(importPath, survey) ?? importPath.split('/').pop() ?? importPath,
  };
  const said = lines(names, composition) ?? [];
  const where =
    composition === undefined
      ? `where the module is put together${one === undefined ? '' : ` (${[...new Set(found.map(({ path }) => path))].join(', ')})`}`
      : `in ${composition.path}, after line ${lineOf(composition)}`;
  const guard = composition?.routes?.isGuardedOtherwise === true || composition?.routes === undefined;
  const warning = guard ? ['put before the routes what guards those of their neighbours'] : [];
  return [`${where}, add:`, ...said.map((line) => `  ${line}`), ...warning];
}

function lineOf({ tree, last }: Composition): number {
  return tree.text.slice(0, endOf(tree, last)).split('\n').length;
}
