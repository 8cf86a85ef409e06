/**
 * Which snippets fit a place in a Go file: those of the layer it is in, in the libraries the project has chosen, spoken in the names of
 * the project's own entities.
 *
 * What fits no place in particular is left to the static snippets of the editor. Nothing here reads a file; a place is described
 * by whoever knows the document.
 */
import { renamedImports, snippetImports, usedPackages } from './snippetImports.ts';

export interface SnippetSource {
  readonly prefix: string;
  readonly title: string;
  readonly description: string;
  /** In the syntax of TextMate and LSP. */
  readonly body: string;
  /** Name of its file without extensions, such as `go-repository-pgx`. */
  readonly topic: string;
}

/** What code at a place is for. */
export type SnippetRole = 'domain' | 'usecase' | 'repository' | 'delivery' | 'platform' | 'main';

/** A type of the domain, and how to name it from the place. */
export interface Entity {
  readonly name: string;
  /** Path of its package; undefined in the same package. */
  readonly importPath: string | undefined;
  readonly packageName: string;
}

export interface SnippetPlace {
  /** Undefined in no layer that says anything. */
  readonly role: SnippetRole | undefined;
  readonly isTest: boolean;
  readonly inside: 'emptyFile' | 'declarations' | 'statements';
  /** Packages the project imports, with the name most files give them. */
  readonly imports: ReadonlyMap<string, string>;
  readonly entities: readonly Entity[];
  /** Packages of use cases with what creates an entity, such as `CreateOrderInput`, under the entity's name. */
  readonly inputs: readonly Entity[];
  /** Of the file, without `.go`. */
  readonly fileName: string;
  /** The folder that it lies in. */
  readonly folder: string;
}

export interface FittingSnippet {
  readonly source: SnippetSource;
  readonly body: string;
  /** Packages the text needs, by the name it uses; `alias` when the path says another. */
  readonly needs: readonly { readonly path: string; readonly name: string; readonly alias: boolean }[];
  /** Smaller fits better. */
  readonly rank: number;
}

/** Where snippets of a topic belong; the first place fits best, and in a place the topic that is named first. */
const PLACES: readonly (readonly [topic: RegExp, roles: readonly SnippetRole[]])[] = [
  [/^go-domain$/, ['domain']],
  [/^go-usecase$/, ['usecase']],
  [/^go-repository-/, ['repository']],
  [/^go-cache$/, ['repository']],
  [/^go-http/, ['delivery']],
  [/^go-grpc$/, ['delivery']],
  [/^go-middleware-/, ['delivery', 'platform']],
  [/^go-concurrency$/, ['delivery', 'usecase', 'main']],
  [/^go-service$/, ['main', 'platform']],
  [/^go-logging$/, ['platform', 'main', 'delivery']],
  [/^go-metrics$/, ['platform', 'delivery', 'main']],
  [/^go-tracing$/, ['platform', 'usecase', 'delivery', 'main']],
];

/** Libraries of which a project takes one; what speaks of another does not fit. */
const CHOICES: readonly Readonly<Record<string, RegExp>>[] = [
  {
    gin: /^github\.com\/gin-gonic\/gin$/,
    chi: /^github\.com\/go-chi\/chi(\/v\d+)?$/,
    echo: /^github\.com\/labstack\/echo(\/v\d+)?$/,
    // No snippet speaks of it, and those of the others do not fit its handlers.
    fiber: /^github\.com\/gofiber\/fiber(\/v\d+)?$/,
    // Every router uses it as well, so that it is the choice where none of them is.
    nethttp: /^net\/http$/,
  },
  {
    pgx: /^github\.com\/jackc\/pgx(\/|$)/,
    sqlx: /^github\.com\/jmoiron\/sqlx$/,
    sql: /^database\/sql$/,
  },
  { zap: /^go\.uber\.org\/zap$/, zerolog: /^github\.com\/rs\/zerolog$/, slog: /^log\/slog$/ },
  { rabbitmq: /^github\.com\/rabbitmq\/amqp091-go$/, kafka: /^github\.com\/twmb\/franz-go/ },
];

export function fittingSnippets(sources: readonly SnippetSource[], place: SnippetPlace): readonly FittingSnippet[] {
  return sources
    .flatMap((source, index) => {
      const rank = rankOf(source, place);
      if (rank === undefined) return [];
      const body = personal(source.body, place);
      return [{ source, body, needs: needsOf(source.body, place), rank: rank * 1_000 + index }];
    })
    .sort((a, b) => a.rank - b.rank);
}

function rankOf(source: SnippetSource, place: SnippetPlace): number | undefined {
  if (insideOf(source.body) !== place.inside || !isOfChosenLibraries(source, place)) return undefined;
  if (place.isTest || source.topic === 'go-test') return place.isTest && source.topic === 'go-test' ? 0 : undefined;
  const topic = PLACES.findIndex(([pattern]) => pattern.test(source.topic));
  if (place.role === undefined || topic < 0) return undefined;
  const fit = PLACES[topic]?.[1].indexOf(place.role) ?? -1;
  // What the file is called after goes before what its layer is for: middleware in middleware.go, whose layer has handlers.
  const shared = sharedWords(source, place);
  const isAtHome = fit >= 0 || (place.role !== 'domain' && sharedWords(source, place, ANYWHERE) > 0);
  if (shared > 0 && isAtHome) return -shared;
  return fit < 0 ? undefined : fit * PLACES.length + topic;
}

/** Words of files and folders that say what they are for, whatever layer they are in. */
const ANYWHERE = /^(middleware|metric|tracing|logging|cache|health|ready|config|shutdown|worker|consumer)$/;
/** Those that say it inside their layer. */
const INSIDE =
  /^(error|create|get|list|update|patch|delete|keyset|batch|tx|pool|retry|auth|cors|recovery|timeout|router|handler)$/;

/** How much the names of the file and its folder have in common with a snippet: most what its own prefix says, and a file more than a folder. */
function sharedWords(
  { prefix, topic }: SnippetSource,
  { fileName, folder }: SnippetPlace,
  telling = new RegExp(`${ANYWHERE.source}|${INSIDE.source}`),
): number {
  const own = new Set(wordsOf(prefix));
  const all = new Set([...own, ...wordsOf(topic)]);
  // A file is called health_handler after what it handles.
  const weight = (word: string) => (word === 'handler' ? 1 : own.has(word) ? 4 : 2);
  const sum = (name: string) =>
    wordsOf(name)
      .filter((word) => telling.test(word) && all.has(word))
      .reduce((total, word) => total + weight(word), 0);
  return 3 * sum(fileName) + sum(folder);
}

/** `middlewares` is a word of middleware. */
function wordsOf(name: string): readonly string[] {
  const words = name.split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/).map((word) => word.toLowerCase());
  return [...new Set(words.map((word) => (/[^s]s$/.test(word) && word !== 'cors' ? word.slice(0, -1) : word)))];
}

function insideOf(body: string): SnippetPlace['inside'] {
  const first = body.replace(/^(\/\/[^\n]*\n|\s)*/, '');
  if (first.startsWith('package ')) return 'emptyFile';
  return /^(func|type|var|const)\b/.test(first) ? 'declarations' : 'statements';
}

/** A topic or prefix that speaks of one library of a choice fits when the project has chosen it, or none of them. */
function isOfChosenLibraries({ prefix, topic }: SnippetSource, { imports }: SnippetPlace): boolean {
  const words = new Set([...prefix.split('-'), ...topic.split('-')]);
  if (words.has('nethttp') || prefix.startsWith('ga-http')) {
    // Handlers of chi are those of net/http.
    return !topic.includes('nethttp') || !usesAny(CHOICES[0] ?? {}, ['gin', 'echo', 'fiber'], imports);
  }
  return CHOICES.every((choice) => {
    const spoken = Object.keys(choice).filter((name) => words.has(name));
    if (spoken.length === 0) return true;
    // Through sqlx and pgx a project uses database/sql as well; the more particular library is the choice.
    const chosen = Object.keys(choice).find((name) => usesAny(choice, [name], imports));
    return chosen === undefined || spoken.includes(chosen);
  });
}

function usesAny(
  choice: Readonly<Record<string, RegExp>>,
  names: readonly string[],
  imports: ReadonlyMap<string, string>,
): boolean {
  return names.some((name) => [...imports.keys()].some((path) => choice[name]?.test(path)));
}

const FILE_NAME_DEFAULT = '${1:${TM_FILENAME_BASE';
const DOMAIN = /\$\{(\d+):domain\.\}/;
const USECASE = /\$\{(\d+):usecase\.\}/;

/** The snippet in the project's words: its entities where the file's name names none, and the packages they are in. */
function personal(body: string, place: SnippetPlace): string {
  const { fileName } = place;
  const entity = entityOf(place);
  if (!entity) return body;
  // A choice has no empty part: those of the same package are meant where there are some.
  const near = place.entities.filter(({ importPath }) => importPath === undefined);
  const entities = near.length > 0 ? near : place.entities;
  let text = body;
  const isOne = entityNamed(place) !== undefined || entities.length === 1;
  // A new entity is called after its file, whatever others there are.
  if (place.role !== 'domain' && !isNamedAfter(fileName, entity.name)) {
    text = withDefault(text, isOne ? `\${1:${entity.name}}` : `\${1|${entities.map(({ name }) => name).join(',')}|}`);
  }
  const qualifiers = [...new Set((isOne ? [entity] : entities).map(qualifierOf))];
  const [first = ''] = qualifiers;
  // Entities of several packages: the choice of the package goes with that of the name.
  if ((isOne ? [entity] : entities).some(isHidden)) text = text.replaceAll(OWN_VARIABLE, 'e');
  const input = inputOf(place);
  const spoken =
    input === undefined
      ? text
      : text.replace(USECASE, (_, number: string) => `\${${number}:${inputName(place, input)}.}`);
  return spoken.replace(DOMAIN, (_, number: string) =>
    qualifiers.length === 1 ? `\${${number}:${first}}` : `\${${number}|${qualifiers.join(',')}|}`,
  );
}

/** A variable that is called after the entity, as snippets write it. */
const OWN_VARIABLE = /(?<![\w"])\$\{1\/\(\.\*\)\/\$\{1:\/camelcase\}\/\}(?!\w)/g;

/** Whether such a variable would hide the package of the entity, which is used beside it: the one of Order in order. */
function isHidden({ name, importPath, packageName }: Entity): boolean {
  return importPath !== undefined && name.charAt(0).toLowerCase() + name.slice(1) === packageName;
}

/** What the package of use cases is called: a name of its own where it is called like that of the entity. */
function inputName(place: SnippetPlace, { packageName }: Entity): string {
  return entityNamed(place)?.packageName === packageName ? `${packageName}usecase` : packageName;
}

function qualifierOf({ importPath, packageName }: Entity): string {
  return importPath === undefined ? '' : `${packageName}.`;
}

/** The entity that a place is about: the one that its file or its folder is named after, or else the first. */
function entityOf(place: SnippetPlace): Entity | undefined {
  return entityNamed(place) ?? place.entities.find(({ importPath }) => importPath === undefined) ?? place.entities[0];
}

/** What the use cases of the entity that a place is about take. */
function inputOf(place: SnippetPlace): Entity | undefined {
  const entity = entityNamed(place);
  const found = place.inputs.filter(({ name }) => name === entity?.name);
  return found.length === 1 ? found[0] : undefined;
}

function entityNamed({ entities, fileName, folder }: SnippetPlace): Entity | undefined {
  // Of Order and OrderLine the longer name is meant by order_line.go.
  const among = (name: string) =>
    entities.filter((entity) => isNamedAfter(name, entity.name)).sort((a, b) => b.name.length - a.name.length)[0];
  return among(fileName) ?? among(folder);
}

/** Another first placeholder in place of the one that reads the file's name. */
function withDefault(body: string, placeholder: string): string {
  const start = body.indexOf(FILE_NAME_DEFAULT);
  if (start < 0) return body;
  let depth = 0;
  for (let at = start; at < body.length; at++) {
    if (body[at] === '{') depth++;
    else if (body[at] === '}' && --depth === 0) return body.slice(0, start) + placeholder + body.slice(at + 1);
  }
  return body;
}

function isNamedAfter(fileName: string, entity: string): boolean {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return plain(fileName).startsWith(plain(entity));
}

function needsOf(body: string, place: SnippetPlace): FittingSnippet['needs'] {
  const known = new Map<string, string>(Object.entries(snippetImports));
  // The project's own choice of a version or of a fork goes first.
  for (const [path, name] of place.imports) if (known.has(name)) known.set(name, path);
  const code = nearlyExpanded(body);
  const needs = usedPackages(code, known.keys()).map((name) => ({
    path: known.get(name) ?? name,
    name,
    alias: renamedImports.has(name),
  }));
  const entity = entityOf(place);
  if (DOMAIN.test(body) && entity?.importPath !== undefined) {
    needs.push({ path: entity.importPath, name: entity.packageName, alias: false });
  }
  const input = inputOf(place);
  if (USECASE.test(body) && input?.importPath !== undefined) {
    const name = inputName(place, input);
    needs.push({ path: input.importPath, name, alias: name !== input.packageName });
  }
  return needs.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A snippet as it reads once it is expanded, near enough to choose by and to see which packages it uses. */
export function nearlyExpanded(body: string): string {
  return body
    .replace(/\$\{TM_FILENAME_BASE[^\n]*?\/\}/g, 'Item')
    .replace(/\$\{(\d+)\/[^\n]*?\/g?\}/g, 'item')
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/\$\{?\d+\}?/g, '')
    .replaceAll('\\$', '$');
}
