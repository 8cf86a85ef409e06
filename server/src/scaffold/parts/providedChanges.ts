/** The rows and the file that wire a feature in a module that Fx puts together. */
import type { TextEdit } from '../../go/textEdit.ts';
import { endOf } from '../../go/tree.ts';
import type { FileChange } from '../preview.ts';
import { importedAs } from './featureRoutes.ts';
import { handlerName } from './handlers.ts';
import { Draft, indentOf, type Spot } from './insertion.ts';
import { dataOf } from './layers.ts';
import { folderImportedAs } from './neighbours.ts';
import { alignedColumns, namesOf, rendered } from './part.ts';
import type { Provided, ProvidedRow, Routing } from './provided.ts';
import { reaches } from './reach.ts';
import { listEnds, listedAfter } from './routerConstructor.ts';
import { folderOf } from './survey.ts';
import { loggerFor, registeredAt, type Subject, serviceArguments } from './wiringLines.ts';

/** Nothing where a package would import one that imports it, or a name is taken. */
export function providedChanges(one: Provided, subject: Subject): readonly FileChange[] | undefined {
  const { options, entity, places, log, survey } = subject;
  const { camel, pascal, snake } = namesOf(options);
  const files = new Files(subject);
  const repositoryType = `${dataOf(options, places.repository).prefix}Repository`;
  const serviceType = `${dataOf(options, places.usecase).prefix}Service`;
  const handlerType = handlerName(dataOf(options, places.delivery).prefix, places.delivery, survey);
  const { routing } = one;
  const needed: readonly (readonly [from: string, to: string])[] = [
    [folderOf(one.service.path), places.repository.folder],
    [folderOf(one.handler.path), places.usecase.folder],
    [routing.folder, places.delivery.folder],
  ];
  if (needed.some(([from, to]) => from !== to && reaches(to, from, survey))) {
    return undefined;
  }

  files.row(one.repository, (draft) => [draft.qualified(places.repository.folder, `New${repositoryType}`)]);
  files.row(one.service, (draft) => {
    const given = serviceArguments(`${camel}Repo`, entity, draft.names, survey);
    const store = draft.qualified(places.repository.folder, repositoryType);
    const made = draft.qualified(places.usecase.folder, `New${serviceType}`);
    const type = draft.qualified(places.usecase.folder, serviceType);
    return given && [`func(${camel}Repo *${store}) *${type} {`, `\treturn ${made}(${given.join(', ')})`, '}'];
  });
  files.row(one.handler, (draft) => {
    const service = draft.qualified(places.usecase.folder, serviceType);
    const made = draft.qualified(places.delivery.folder, `New${handlerType}`);
    const type = draft.qualified(places.delivery.folder, handlerType);
    const logger = loggerIn(one.handler, draft, subject);
    const parameters = [`${camel}Service *${service}`, ...logger.parameter].join(', ');
    const given = [`${camel}Service`, ...(log.type === '' ? [] : [logger.given])];
    return given.includes(undefined)
      ? undefined
      : [`func(${parameters}) *${type} {`, `\treturn ${made}(${given.join(', ')})`, '}'];
  });
  const type = `${pascal}${routing.suffix}`;
  files.row(one.routes, (draft) => [draft.qualified(routing.folder, `New${type}`)]);
  const name = `${camel}${routing.suffix}`;
  const { all } = routing;
  if (!listEnds(all.parameter, all.tree) || !listEnds(all.element, all.tree)) {
    return undefined;
  }
  files.edits({ path: all.path, tree: all.tree, last: all.parameter }, [
    listedAfter(all.parameter, all.tree, `${name} ${routing.isPointer ? '*' : ''}${type}`),
    listedAfter(all.element, all.tree, name),
  ]);
  const path = `${routing.folder}/${snake}.go`;
  const isTaken =
    survey.reader.read(path) !== undefined ||
    [type, `New${type}`].some((each) => survey.shape(routing.folder).declared.has(each));
  const text = isTaken ? undefined : routesText(path, type, handlerType, routing, subject);
  const changes = files.changes([name]);
  return text === undefined || changes === undefined ? undefined : [{ path, after: text }, ...changes];
}

/** The logger for the handler: what its neighbours are given, or what that is built on, or one that is there for whoever asks. */
function loggerIn({ called, folder }: ProvidedRow, draft: Draft, { log, survey }: Subject) {
  const found = called.parameters.flatMap(({ type }) => {
    const [, star = '', qualifier, name = ''] = /^(\*?)(?:(\w+)\.)?([A-Z]\w*)$/.exec(type) ?? [];
    const owner = qualifier === undefined ? folder : folderImportedAs(qualifier, called.path, survey);
    const isOwn = owner !== undefined && log.ownImport === `${survey.module}/${owner}` && log.type.endsWith(`.${name}`);
    const embedded =
      owner === undefined ? [] : (survey.shape(owner).structs.get(name) ?? []).filter((each) => each.embedded);
    const given = isOwn ? '' : embedded.flatMap((each) => within[log.name]?.[each.type] ?? [])[0];
    return owner === undefined || given === undefined
      ? []
      : [{ type: `${star}${draft.qualified(owner, name)}`, given }];
  });
  const [one] = found;
  return one === undefined || log.type === ''
    ? { parameter: [], given: loggerFor(draft.names, log.name, survey) }
    : { parameter: [`logger ${one.type}`], given: `logger${one.given}` };
}

/** How a library's logger is had from a type of the module that embeds it or one that is made of it. */
const within: Readonly<Partial<Record<Subject['log']['name'], Readonly<Record<string, string>>>>> = {
  zap: { '*zap.Logger': '.Logger', '*zap.SugaredLogger': '.Desugar()' },
  slog: { '*slog.Logger': '.Logger' },
  zerolog: { 'zerolog.Logger': '.Logger' },
};

/** The file of the type that registers the routes of the feature. */
function routesText(
  path: string,
  type: string,
  handlerType: string,
  routing: Routing,
  { options, places, survey }: Subject,
): string | undefined {
  const { camel, words } = namesOf(options);
  const served = `${camel}${handlerType.endsWith('Controller') ? 'Controller' : 'Handler'}`;
  const { folder, packageName } = places.delivery;
  const imports = new Map([[`${survey.module}/${folder}`, packageName]]);
  for (const field of routing.fields) {
    const qualifier = /^\*?(\w+)\./.exec(field.type)?.[1];
    const importPath = qualifier === undefined ? undefined : importedAs(qualifier, routing.path, survey);
    if (qualifier === undefined || importPath === undefined) {
      return undefined;
    }
    imports.set(importPath, qualifier);
  }
  const isClear = new Set(imports.values()).size === imports.size;
  const members = [
    ...routing.fields.map((field) => [field.name, field.type] as const),
    [served, `*${packageName}.${handlerType}`] as const,
  ];
  const { isPointer } = routing;
  const data = {
    package: survey.shape(routing.folder).name,
    type,
    words,
    served,
    isPointer,
    method: routing.method,
    imports: [...imports].map(([importPath, name]) =>
      importPath.endsWith(`/${name}`) ? `"${importPath}"` : `${name} "${importPath}"`,
    ),
    fields: alignedColumns(members),
    values: alignedColumns(
      members.map(([name]) => [`${name}:`, `${name},`]),
      2,
    ),
    parameters: members.map((member) => member.join(' ')),
    registered: registeredAt(routing.router, false, routing.guards, survey),
  };
  return isClear ? rendered(path, 'fx_routes.go', data, survey).text : undefined;
}

/** Edits of several files, some of which are of the same one. */
class Files {
  readonly #subject: Subject;
  readonly #drafts = new Map<string, { readonly spot: Spot; readonly draft: Draft; readonly edits: TextEdit[] }>();
  #isWhole = true;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  edits(spot: Spot, edits: readonly TextEdit[]): void {
    this.#at(spot).edits.push(...edits);
  }

  /** A row after another; what it provides begins on its line and ends on its last. */
  row(spot: ProvidedRow, lines: (draft: Draft) => readonly string[] | undefined): void {
    const { tree, last, fx } = spot;
    const { draft, edits } = this.#at(spot);
    const [first, ...rest] = lines(draft) ?? [];
    const indent = indentOf(tree, last);
    const end = endOf(tree, last);
    this.#isWhole &&= first !== undefined && /^,[ \t]*\n/.test(tree.text.slice(end));
    const text = [`${fx}.Provide(${first ?? ''}`, ...rest.map((line) => `${indent}${line}`)].join('\n');
    edits.push({ start: end, end, newText: `,\n${indent}${text})` });
  }

  changes(declared: readonly string[]): readonly FileChange[] | undefined {
    const changes = [...this.#drafts.values()].flatMap(({ spot, draft, edits }) => {
      const after = draft.finished(edits, declared);
      return after === undefined ? [] : [{ path: spot.path, before: spot.tree.text, after }];
    });
    return this.#isWhole && changes.length === this.#drafts.size ? changes : undefined;
  }

  #at(spot: Spot) {
    const known = this.#drafts.get(spot.path) ?? { spot, draft: new Draft(spot, this.#subject.survey), edits: [] };
    this.#drafts.set(spot.path, known);
    return known;
  }
}
