/**
 * Comments that describe routes to swag, in the neighbours' form: the same indentation, the same security, the same type of errors.
 * None are written where most of the neighbours have none.
 */
import { mostOf } from './neighbours.ts';
import { commonPrefix } from './routePrefix.ts';
import { folderOf, type Survey } from './survey.ts';

export interface Annotations {
  /** What stands before `@Summary`, such as `// ` or `//\t`. */
  readonly lead: string;
  /** What paths begin with there, which leaves out the base path. */
  readonly base: string;
  readonly failure: string;
  readonly security: string | undefined;
  readonly isTagCapital: boolean;
  /** Whether the first line is the name of the function and `godoc`. */
  readonly hasTitle: boolean;
}

/** @param refusesAlike whether failures are answered with the neighbours' function, and so in their type */
export function annotationsIn(
  folders: readonly string[],
  own: string,
  survey: Survey,
  refusesAlike: boolean,
): Annotations | undefined {
  const texts = survey.reader.goFiles
    .filter((path) => {
      const name = path.slice(folderOf(path).length + 1);
      return folders.includes(folderOf(path)) && !name.endsWith('_test.go') && !name.startsWith(own);
    })
    .map((path) => survey.reader.read(path) ?? '');
  const text = texts.join('\n');
  const summaries = text.match(/^\/\/\s*@Summary\b/gm) ?? [];
  const routes = [...text.matchAll(/^\/\/\s*@Router\s+(\S+)/gim)].map((match) => match[1] ?? '');
  if (summaries.length < 2 || routes.length < 2) {
    return undefined;
  }
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? '');
  const failures = all(/^\/\/\s*@Failure\s+\d+\s+\{object\}\s+([A-Za-z]\w*)(?=\s|$)/gm);
  const securities = all(/^\/\/\s*@Security\s+(\S+)/gm);
  const tags = all(/^\/\/\s*@Tags\s+(\S)/gm);
  return {
    lead: mostOf(summaries.map((one) => one.replace('@Summary', ''))) ?? '// ',
    base: commonPrefix(routes),
    failure: (refusesAlike ? mostOf(failures) : undefined) ?? 'map[string]string',
    security: securities.length * 2 > routes.length ? mostOf(securities) : undefined,
    isTagCapital: tags.length > 0 && tags.every((tag) => tag === tag.toUpperCase()),
    hasTitle: /^\/\/ \w+ godoc$/m.test(text),
  };
}

export interface AnnotatedRoute {
  readonly title: string;
  readonly summary: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly string[];
  readonly success: string;
  readonly failures: readonly number[];
}

/** The lines of the comment, without a line break at the end. */
export function annotated(route: AnnotatedRoute, tag: string, form: Annotations): string {
  const { lead, failure, security, isTagCapital, hasTitle } = form;
  const lines = [
    `@Summary ${route.summary}`,
    `@Tags ${isTagCapital ? `${tag.charAt(0).toUpperCase()}${tag.slice(1)}` : tag}`,
    ...(route.method === 'get' || route.method === 'delete' ? [] : ['@Accept json']),
    '@Produce json',
    ...route.parameters.map((one) => `@Param ${one}`),
    `@Success ${route.success}`,
    ...route.failures.map((status) => `@Failure ${status} {object} ${failure}`),
    `@Router ${form.base}${route.path} [${route.method}]`,
    ...(security === undefined ? [] : [`@Security ${security}`]),
  ];
  // swag takes any white space between words; a tab is what its own formatter puts there.
  const separated = lead.endsWith('\t') ? lines.map((line) => line.replace(' ', '\t')) : lines;
  const title = hasTitle ? `// ${route.title} godoc` : `// ${route.title} answers ${route.method.toUpperCase()}.`;
  // Lines that are indented by a tab are a block of their own to gofmt.
  const gap = lead.endsWith('\t') ? ['//'] : [];
  return [title, ...gap, ...separated.map((line) => `${lead}${line}`)].join('\n');
}
