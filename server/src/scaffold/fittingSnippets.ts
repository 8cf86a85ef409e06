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
  /** Of the file, without `.go`. */
  readonly fileName: string;
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
  const fit = place.role === undefined ? -1 : (PLACES[topic]?.[1].indexOf(place.role) ?? -1);
  return fit < 0 ? undefined : fit * PLACES.length + topic;
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
    return !topic.includes('nethttp') || !usesAny(CHOICES[0] ?? {}, ['gin', 'echo'], imports);
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

/** The snippet in the project's words: its entities where the file's name names none, and the package they are in. */
function personal(body: string, { entities, fileName }: SnippetPlace): string {
  const named = entities.find(({ name }) => isNamedAfter(fileName, name));
  const entity = named ?? entities[0];
  if (!entity) return body;
  let text = body;
  if (!named && entities.length > 0) {
    const names = entities.map(({ name }) => name);
    text = withDefault(text, names.length === 1 ? `\${1:${names[0]}}` : `\${1|${names.join(',')}|}`);
  }
  const qualifier = entity.importPath === undefined ? '' : `${entity.packageName}.`;
  return text.replace(DOMAIN, (_, number: string) => `\${${number}:${qualifier}}`);
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
  const code = body.replace(/\$\{\d+:([^}]*)\}/g, '$1').replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1');
  const needs = usedPackages(code, known.keys()).map((name) => ({
    path: known.get(name) ?? name,
    name,
    alias: renamedImports.has(name),
  }));
  const entity = place.entities.find(({ name }) => isNamedAfter(place.fileName, name)) ?? place.entities[0];
  if (DOMAIN.test(body) && entity?.importPath !== undefined) {
    needs.push({ path: entity.importPath, name: entity.packageName, alias: false });
  }
  return needs.sort((a, b) => (a.path < b.path ? -1 : 1));
}
