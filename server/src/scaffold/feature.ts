/**
 * "Add Feature": one entity through every layer of a project that has the structure of New Project. What is new becomes
 * new files; what has to know of it (the composition in cmd/api, the OpenAPI document) gets insertions whose place is
 * found in the syntax tree and in the YAML, and nothing else of those files changes. Asked twice, it finds its own work
 * and changes nothing.
 *
 * It does not guess: a project without that structure is refused, naming what is missing.
 */
import { parseDocument } from 'yaml';
import { parseGoMod } from '../go/goMod.ts';
import { readHeader } from '../go/imports.ts';
import { Kind } from '../go/kinds.ts';
import { applyEdits, type TextEdit } from '../go/textEdit.ts';
import { childOfKind, endOf, type FlatTree, firstChild, NO_NODE, nodesOfKind, textOf } from '../go/tree.ts';
import { withDomainName } from './domainNames.ts';
import { type Field, isReservedInSql, parseFields } from './fields.ts';
import { finishGoSource } from './goSource.ts';
import { migrationFiles, migrationFolder, migrationNamed, stemIn, toolIn } from './migrations.ts';
import { entityNameProblem } from './names.ts';
import { completedProject } from './olderProjects.ts';
import { pluralOf } from './plurals.ts';
import type { FileChange } from './preview.ts';
import type { RouterName } from './project.ts';
import { failure, type Problem, type Result, success } from './result.ts';
import { soundText } from './soundness.ts';
import { renderTemplate } from './template.ts';
import type { Templates } from './templates.ts';
import { articleOf, nameForms } from './words.ts';

export interface FeatureOptions {
  readonly name: string;
  /** Each as `name:type`. */
  readonly fields: readonly string[];
  /** `People` for `Person`; made by rule when not given. */
  readonly plural?: string;
}

/** What has to be known of the project; the texts of `featureFiles`, and the names in its migrations folder. */
export interface ProjectFiles {
  /** The text of a file, by path relative to the module; nothing when there is none. */
  readonly read: (path: string) => string | undefined;
  readonly migrationNames: readonly string[];
  /** Now, as `YYYYMMDDhhmmss`, for projects whose migrations are numbered by time. */
  readonly timestamp: string;
}

export const compositionPath = 'cmd/api/run.go';
export const routerPath = 'internal/delivery/http/router/router.go';
export const openApiPath = 'api/openapi/openapi.yaml';

/** The files that must be there, and why. */
const needed: readonly (readonly [path: string, role: string])[] = [
  ['go.mod', 'the module'],
  [compositionPath, 'where the API is put together'],
  [routerPath, 'the table of routes'],
  ['internal/domain/errors.go', 'the kinds of failure'],
  ['internal/domain/user/role.go', 'permissions'],
  ['internal/delivery/http/handler/request.go', 'reading requests'],
  ['internal/repository/postgres/errors.go', 'translating failures of PostgreSQL'],
  [openApiPath, 'the contract'],
];

export interface Feature {
  readonly changes: readonly FileChange[];
  /** What is left for a person. */
  readonly next: readonly string[];
}

export function addFeature(
  options: FeatureOptions,
  project: ProjectFiles,
  templates: Templates,
  parse: (text: string) => FlatTree,
): Result<Feature> {
  const fields = parseFields(options.fields);
  const problems: Problem[] = [
    ...nameProblems(options),
    ...structureProblems(project),
    ...(fields.ok ? [] : fields.problems),
  ];
  if (!fields.ok || problems.length > 0) {
    return failure(...problems);
  }
  const module = parseGoMod(project.read('go.mod') ?? '').modulePath;
  const router = routerOf(project.read(routerPath) ?? '');
  const data = templateData(options, fields.value, module, router);
  const composition = wiredComposition(project.read(compositionPath) ?? '', module, data, parse);
  if (!composition.ok) {
    return composition;
  }
  const contract = extendedContract(project.read(openApiPath) ?? '', data, templates);
  if (!contract.ok) {
    return contract;
  }
  const completed = completedProject(project.read, templates, parse);
  if (!completed.ok) {
    return completed;
  }
  const created = [...goFiles(data, project.read, templates, parse), ...migrationOf(data, project, templates)];
  const conflicts = created.map(([path]) => path).filter((path) => differs(path, created, project));
  if (conflicts.length > 0) {
    const list = conflicts.map((path) => `  ${path}`).join('\n');
    return failure({
      option: 'name',
      message: `nothing was changed, because these are there already and differ:\n${list}`,
    });
  }
  const wanted: readonly (readonly [path: string, after: string])[] = [
    ...created,
    [compositionPath, composition.value],
    [openApiPath, contract.value],
  ];
  const changes = [...completed.value, ...wanted.flatMap(([path, after]) => changeOf(path, after, project))];
  return success({ changes, next: nextSteps(data) });
}

export interface FeatureData extends Readonly<Record<string, unknown>> {
  readonly module: string;
  readonly router: RouterName;
  readonly package: string;
  readonly pascal: string;
  readonly camel: string;
  readonly snake: string;
  readonly plural: string;
  readonly table: string;
  readonly path: string;
  readonly words: string;
  readonly fields: readonly Field[];
}

/** Why these cannot name an entity and its table. */
export function featureNameProblem(names: {
  readonly name: string;
  readonly plural: string | undefined;
}): string | undefined {
  const { name, plural } = names;
  return nameProblems({ name, fields: [], ...(plural === undefined ? {} : { plural }) })[0]?.message;
}

function nameProblems({ name, plural }: FeatureOptions): readonly Problem[] {
  const problem =
    entityNameProblem(name) ?? takenNameProblem(name) ?? (plural === undefined ? undefined : entityNameProblem(plural));
  const table = pluralForms(name, plural).snake;
  if (problem === undefined && isReservedInSql(table)) {
    return [
      { option: 'name', message: `"${table}" is a reserved word in SQL and cannot be a table; say another --plural` },
    ];
  }
  return problem === undefined ? [] : [{ option: 'name', message: problem }];
}

/** What the files of a feature call something else: imports, variables, and types that package handler has. */
const takenNames = new Set(
  'context domain e err fmt handler id page pgx postgres query registrar row rows s service time tokens uuid validator'.split(
    ' ',
  ),
);

function takenNameProblem(name: string): string | undefined {
  return takenNames.has(nameForms(name).snake)
    ? `"${name}" is what the files of a feature call something else already; choose a longer name`
    : undefined;
}

/** Why a feature cannot be added to this project, whatever it is called. */
export function structureProblem(read: ProjectFiles['read']): string | undefined {
  return structureProblems({ read, migrationNames: [], timestamp: '' })[0]?.message;
}

function structureProblems({ read }: ProjectFiles): readonly Problem[] {
  const missing = needed.filter(([path]) => read(path) === undefined);
  if (missing.length === 0) {
    return [];
  }
  const list = missing.map(([path, role]) => `  ${path} (${role})`).join('\n');
  return [
    { option: 'project', message: `this project has not the structure that a feature is added to; missing:\n${list}` },
  ];
}

export function routerOf(text: string): RouterName {
  const imports = readHeader(text).imports.map((one) => one.path);
  const named = (['gin', 'chi', 'echo'] as const).find((name) =>
    imports.some((path) => path.split('/').includes(name)),
  );
  return named ?? 'nethttp';
}

/** How several are called: as said, or by rule. */
export function pluralForms(name: string, plural: string | undefined) {
  const { snake } = nameForms(name);
  const words = snake.split('_');
  return nameForms(plural ?? [...words.slice(0, -1), pluralOf(words[words.length - 1] ?? '')].join('_'));
}

export function templateData(
  options: FeatureOptions,
  fields: readonly Field[],
  module: string,
  router: RouterName,
): FeatureData {
  const forms = nameForms(options.name);
  const plural = pluralForms(options.name, options.plural);
  return {
    ...forms,
    module,
    router,
    package: forms.snake.replaceAll('_', ''),
    plural: plural.pascal,
    table: plural.snake,
    path: plural.snake.replaceAll('_', '-'),
    words: plural.word,
    article: articleOf(forms.word),
    pascalArticle: articleOf(forms.pascal),
    fields,
    strings: fields.filter((field) => field.kind === 'string'),
    times: fields.filter((field) => field.kind === 'time'),
    required: fields.filter((field) => field.validateTag !== ''),
    columns: alignedColumns,
    oneResponses: responsesOfOne(forms.pascal),
  };
}

/** Lines as gofmt aligns them: every column but the last padded to its widest cell. */
function alignedColumns(rows: readonly (readonly string[])[], indent = 1): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => {
      const cells = row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)));
      return `${'\t'.repeat(indent)}${cells.join(' ')}`;
    })
    .join('\n');
}

function responsesOfOne(pascal: string): string {
  const references = { 400: 'Malformed', 401: 'Unauthorized', 403: 'Forbidden', 404: 'NotFound', 429: 'RateLimited' };
  return [
    '        "200":',
    '          description: It',
    '          content:',
    '            application/json:',
    `              schema: { $ref: "#/components/schemas/${pascal}Envelope" }`,
    ...Object.entries(references).map(
      ([status, name]) => `        "${status}": { $ref: "#/components/responses/${name}" }`,
    ),
  ].join('\n');
}

/** Which part of a feature a file belongs to. */
export type FeaturePart = 'entity' | 'usecase' | 'repository' | 'handler';

/** Opens the database that integration tests run on; they find it in the variable `pool`. */
const integrationPath = 'tests/integration/main_test.go';

/** The Go files of a feature, or of one part of it. */
export function goFiles(
  data: FeatureData,
  read: ProjectFiles['read'],
  templates: Templates,
  parse: (text: string) => FlatTree,
  wanted?: FeaturePart,
): readonly (readonly [path: string, text: string])[] {
  const overlay = data.router === 'chi' || data.router === 'nethttp' ? 'router-standard' : `router-${data.router}`;
  const http = 'internal/delivery/http';
  const files: readonly (readonly [part: FeaturePart, template: string, path: string])[] = [
    ['entity', 'base/domain/entity.go', `internal/domain/${data.package}/${data.snake}.go`],
    ['entity', 'base/domain/entity_test.go', `internal/domain/${data.package}/${data.snake}_test.go`],
    ['usecase', 'base/usecase/port.go', `internal/usecase/${data.package}/port.go`],
    ['usecase', 'base/usecase/service.go', `internal/usecase/${data.package}/service.go`],
    ['usecase', 'base/usecase/service_test.go', `internal/usecase/${data.package}/service_test.go`],
    ['repository', 'base/repository/repository.go', `internal/repository/postgres/${data.snake}.go`],
    // Without the project's own set-up there is no database to test the repository on.
    ...(/^var pool \*pgxpool\.Pool$/m.test(read(integrationPath) ?? '')
      ? ([
          ['repository', 'base/repository/integration_test.go', `tests/integration/${data.snake}_repository_test.go`],
        ] as const)
      : []),
    ['handler', `${overlay}/handler.go`, `${http}/handler/${data.snake}.go`],
    ['handler', 'base/handler/message.go', `${http}/handler/${data.snake}_message.go`],
    ['handler', 'base/router/router_test.go', `${http}/router/${data.snake}_test.go`],
  ];
  // Older projects say of a body only that it is malformed.
  const namesMalformed = read(`${http}/handler/body.go`) !== undefined;
  return files
    .filter(([part]) => wanted === undefined || part === wanted)
    .map(([, template, path]) => {
      const name = `feature/${template}`;
      const source = templates.has(`${name}.eta`) ? `${name}.eta` : name;
      const text = withDomainName(data.package, (named) =>
        rendered(name, { ...data, ...named, namesMalformed }, templates),
      );
      return [path, soundText(source, path, finishGoSource(text), parse)] as const;
    });
}

function rendered(name: string, data: FeatureData, templates: Templates): string {
  const text = templates.get(`${name}.eta`) ?? templates.get(name);
  if (text === undefined) {
    throw new Error(`the installation is incomplete: ${name}.eta is missing from the templates`);
  }
  return renderTemplate(name, text, data);
}

/** The pair that is there already keeps its number. */
export function migrationOf(
  data: FeatureData,
  project: ProjectFiles,
  templates: Templates,
): readonly (readonly [path: string, text: string])[] {
  const name = `create_${data.table}_table`;
  const folder = migrationFolder(project.migrationNames, toolIn(project.read('go.mod') ?? ''), project.timestamp);
  const earlier = project.migrationNames.map(migrationNamed).find((migration) => migration?.name === name);
  const stem = stemIn(folder, earlier?.version ?? folder.nextVersion, name);
  const text = {
    up: rendered('feature/base/migration/table.up.sql', data, templates),
    down: rendered('feature/base/migration/table.down.sql', data, templates),
  };
  return migrationFiles(folder.tool, 'migrations', stem, text).map((file) => [file.path, file.content] as const);
}

/** Adds the handler to the list of route groups, and the use case's import. */
export function wiredComposition(
  text: string,
  module: string,
  data: FeatureData,
  parse: (text: string) => FlatTree,
): Result<string> {
  const call = `handler.New${data.pascal}(`;
  const tree = parse(text);
  const groups = routeGroups(tree);
  if (groups === NO_NODE) {
    return failure({
      option: 'project',
      message: `${compositionPath} has no list []router.Registrar{…} to add the routes to; register ${call}…) by hand`,
    });
  }
  if (textOf(tree, groups).includes(call)) {
    return success(text);
  }
  const alias = `${data.package}usecase`;
  const parts = neighbourParts(text, textOf(tree, groups));
  if (parts === undefined) {
    return failure({
      option: 'project',
      message: `${compositionPath} puts no other handler together as a new project does, so it cannot be told what the routes need; restore one, or register ${call}…) by hand`,
    });
  }
  const { pool, tokens, validate } = parts;
  const line = `${call}${alias}.NewService(postgres.New${data.pascal}Repository(${pool})), ${tokens}, ${validate}),`;
  const closing = endOf(tree, groups) - 1;
  const lineStart = text.lastIndexOf('\n', closing) + 1;
  const indent = /^\s*/.exec(text.slice(lineStart, closing))?.[0] ?? '';
  const edits: TextEdit[] = [{ start: lineStart, end: lineStart, newText: `${indent}\t${line}\n` }];
  edits.push(importInsertion(text, module, alias, `${module}/internal/usecase/${data.package}`));
  return success(applyEdits(text, edits));
}

/** What the neighbours in the list are given, by the names it has in this file. */
function neighbourParts(
  text: string,
  list: string,
): { readonly pool: string; readonly tokens: string; readonly validate: string } | undefined {
  const [, pool] = /\bpostgres\.New\w+Repository\(([\w.]+)\)/.exec(text) ?? [];
  // Signing in is for those who have no token yet.
  const guarded = [...list.matchAll(/\bhandler\.New(?!Auth\()\w+\([^\n]*,\s*([\w.]+),\s*([\w.]+)\),/g)];
  const [, tokens, validate] = guarded.at(-1) ?? [];
  return pool === undefined || tokens === undefined || validate === undefined ? undefined : { pool, tokens, validate };
}

/** The braces of the composite literal `[]router.Registrar{…}`, or NO_NODE. */
function routeGroups(tree: FlatTree): number {
  for (const literal of nodesOfKind(tree, Kind.composite_literal)) {
    const type = firstChild(tree, literal);
    if (type !== NO_NODE && /^\[\]\s*router\s*\.\s*Registrar$/.test(textOf(tree, type))) {
      return childOfKind(tree, literal, Kind.literal_value);
    }
  }
  return NO_NODE;
}

/** A line in the group of the module's own imports, where the order wants it. */
function importInsertion(text: string, module: string, alias: string, path: string): TextEdit {
  const own = readHeader(text).imports.filter((one) => one.grouped && one.path.startsWith(`${module}/`));
  const after = own.find((one) => one.path > path);
  const line = `\t${alias} "${path}"\n`;
  if (after !== undefined) {
    const start = text.lastIndexOf('\n', after.specStart) + 1;
    return { start, end: start, newText: line };
  }
  const last = own[own.length - 1];
  const start =
    last === undefined ? text.indexOf('\n', text.indexOf('import (')) + 1 : text.indexOf('\n', last.specEnd) + 1;
  return { start, end: start, newText: line };
}

/** Inserts paths and schemas at the end of their maps; the rest of the document keeps its very text. */
export function extendedContract(text: string, data: FeatureData, templates: Templates): Result<string> {
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault !== undefined) {
    const said = `${openApiPath} does not parse: ${firstLineOf(fault.message)}`;
    return failure({ option: 'project', message: `nothing was changed, because ${said}; mend it and ask again` });
  }
  const edits: TextEdit[] = [];
  const additions = [
    { at: ['paths'], key: `/api/v1/${data.path}`, template: 'feature/base/openapi/paths.yaml' },
    { at: ['components', 'schemas'], key: data.pascal, template: 'feature/base/openapi/schemas.yaml' },
  ];
  for (const { at, key, template } of additions) {
    if (document.hasIn([...at, key])) {
      continue;
    }
    const end = endOfMap(document.getIn(at, true), text);
    if (end === undefined) {
      return failure({ option: 'project', message: `${openApiPath} has no "${at.join('.')}" to add ${key} to` });
    }
    const lead = text.charAt(end - 1) === '\n' ? '' : '\n';
    edits.push({ start: end, end, newText: `${lead}${rendered(template, data, templates)}` });
  }
  const extended = applyEdits(text, edits);
  const [broken] = parseDocument(extended).errors;
  if (broken !== undefined) {
    const said = `${openApiPath} would not parse with what feature/base/openapi/*.yaml.eta add: ${firstLineOf(broken.message)}`;
    return failure({ option: 'project', message: `nothing was changed, because ${said}` });
  }
  return success(extended);
}

/** What is wrong and where, without the picture of it. */
export function firstLineOf(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/:$/, '');
}

/** Just after the last line of a block map that says something; blank lines after it stay behind what is inserted. */
function endOfMap(node: unknown, text: string): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) {
    return undefined;
  }
  const valueEnd = Number(node.range[1]);
  const said = text.slice(0, valueEnd).trimEnd().length;
  const lineEnd = text.indexOf('\n', said);
  return lineEnd === -1 ? text.length : lineEnd + 1;
}

function differs(path: string, created: readonly (readonly [string, string])[], project: ProjectFiles): boolean {
  const before = project.read(path);
  return before !== undefined && before !== created.find(([other]) => other === path)?.[1];
}

function changeOf(path: string, after: string, project: ProjectFiles): readonly FileChange[] {
  const before = project.read(path);
  if (before === after) {
    return [];
  }
  return [before === undefined ? { path, after } : { path, before, after }];
}

function nextSteps(data: FeatureData): readonly string[] {
  return [
    `grant ${data.snake}:read and ${data.snake}:write to roles in internal/domain/user/role.go; administrators have them already`,
    'make migrate-up',
    'make test test-integration',
  ];
}
