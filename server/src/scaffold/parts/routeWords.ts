/**
 * What routes call an entity: `/vouchers`, or `/voucher` where most entities of the module are called so in their routes, with the sign
 * between words that theirs have. A word of a route says something only where it is the name of an entity: `/login` has no plural.
 */
import { Kind } from '../../go/kinds.ts';
import { nodesOfKind, textOf } from '../../go/tree.ts';
import { pluralOf, singularOf } from '../plurals.ts';
import { nameForms } from '../words.ts';
import { namesOf, type PartOptions } from './part.ts';
import type { Survey } from './survey.ts';

/** @param folders where the neighbours' handlers are; where these have no paths, those of the whole module are asked */
export function routeWord(options: PartOptions, folders: readonly string[], survey: Survey): string {
  const names = namesOf(options);
  const own = new Set([names.snake, names.table]);
  const isOwnFile = (path: string) => (path.split('/').pop() ?? '').startsWith(names.snake);
  const { router, routerPath, reader, header, module } = survey;
  const sources = reader.goFiles.filter(
    (path) => !path.endsWith('_test.go') && !header(path).generated && !isOwnFile(path),
  );
  const isNear = (path: string) => folders.some((folder) => path.slice(0, path.lastIndexOf('/')) === folder);
  const routing = router === 'nethttp' || routerPath === '' ? 'net/http' : routerPath;
  // A table of routes may reach the router through a type of the module, and its handlers only by importing them.
  const handlers = new Set(folders.map((folder) => `${module}/${folder}`));
  const routes = (paths: readonly string[]) => paths.flatMap((path) => wordsOfRoutes(path, survey));
  const near = routes(sources.filter(isNear));
  const said =
    near.length > 0
      ? near
      : routes(
          sources.filter((path) => header(path).imports.some((one) => one.path === routing || handlers.has(one.path))),
        );
  const entities = entitiesIn(sources, survey);
  const words = [...new Set(said)].filter((word) => !own.has(nameForms(word).snake));
  const isEntity = (word: string) => entities.has(word);
  const singular = words.filter(
    (word) => isEntity(nameForms(word).snake) && lastPlural(word) !== nameForms(word).snake,
  );
  const plural = words.filter((word) => !isEntity(nameForms(word).snake) && isEntity(lastSingular(word)));
  const meant = options.plural === undefined && singular.length > plural.length ? names.snake : names.table;
  const known = [...singular, ...plural];
  const isUnderlined = known.some((word) => word.includes('_')) && !known.some((word) => word.includes('-'));
  return isUnderlined ? meant : meant.replaceAll('_', '-');
}

/** The segments of what looks like a path in a file, but for parameters. */
function wordsOfRoutes(path: string, { parse, reader }: Survey): readonly string[] {
  const text = reader.read(path) ?? '';
  if (!text.includes('"/') && !/"[A-Z]+ \//.test(text)) {
    return [];
  }
  const tree = parse(text);
  return [...nodesOfKind(tree, Kind.interpreted_string_literal)].flatMap((node) => {
    const route = /^"(?:[A-Z]+ )?(\/[\w/:{}*-]*)"$/.exec(textOf(tree, node))?.[1] ?? '';
    return route.split('/').filter((segment) => /^[a-zA-Z][\w-]*$/.test(segment));
  });
}

/** Names of structs that have an identifier, as columns are called. */
function entitiesIn(sources: readonly string[], { reader }: Survey): ReadonlySet<string> {
  const found = sources.flatMap((path) => [
    ...(reader.read(path) ?? '').matchAll(/^(?:type\s+|\t)([A-Z]\w*)\s+struct \{\n([^}]*)\}/gm),
  ]);
  const identified = found.filter(([, , body = '']) => /^\s*(ID|Id|\w*\.?(Base)?Model)\b/m.test(body));
  return new Set(identified.map(([, name = '']) => nameForms(name).snake));
}

const lastPlural = (word: string) => inLastWord(word, pluralOf);
const lastSingular = (word: string) => inLastWord(word, singularOf);

function inLastWord(word: string, change: (word: string) => string): string {
  const words = nameForms(word).snake.split('_');
  return [...words.slice(0, -1), change(words[words.length - 1] ?? '')].join('_');
}
