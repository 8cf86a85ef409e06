/**
 * One part of a feature in a project of `new project`: the same files that `new feature` would write, one layer at a time.
 * What a layer builds on has to be there; what it leaves for later is said. Routes are registered, in the syntax tree, as
 * soon as there is a repository to serve them from.
 */
import {
  compositionPath,
  extendedContract,
  type FeatureData,
  type FeaturePart,
  goFiles,
  migrationOf,
  openApiPath,
  routerOf,
  routerPath,
  templateData,
  wiredComposition,
} from '../feature.ts';
import { type Field, type FieldType, parseFields } from '../fields.ts';
import { completedProject } from '../olderProjects.ts';
import type { FileChange } from '../preview.ts';
import { failure, type Result, success } from '../result.ts';
import { nameForms } from '../words.ts';
import { namesOf, type Part, type PartOptions, partOf } from './part.ts';
import { columnsOf } from './storedColumns.ts';
import type { Survey } from './survey.ts';

/** @param given the fields that were said; without them they are read from the entity. */
export function partInOurs(
  part: FeaturePart,
  options: PartOptions,
  given: readonly Field[] | undefined,
  survey: Survey,
): Result<Part> {
  const missing = missingFor(part, options, survey);
  if (missing !== undefined) {
    return failure({ option: 'name', message: missing });
  }
  const fields = given === undefined ? fieldsOf(options, survey) : success(given);
  if (!fields.ok) {
    return fields;
  }
  const { reader, templates } = survey;
  const named = { name: options.name, fields: [], ...(options.plural === undefined ? {} : { plural: options.plural }) };
  const data = templateData(named, fields.value, survey.module, routerOf(reader.read(routerPath) ?? ''));
  const project = { read: reader.read, migrationNames: reader.namesIn('migrations'), timestamp: reader.timestamp };
  const migration = part === 'repository' ? migrationOf(data, project, templates) : [];
  const files = [...goFiles(data, reader.read, templates, survey.parse, part), ...migration].map(([path, text]) => ({
    path,
    text,
  }));
  const completed = part === 'entity' ? success([]) : completedProject(reader.read, templates, survey.parse);
  const edits = part === 'handler' ? registration(data, survey) : success([]);
  if (!completed.ok || !edits.ok) {
    return failure(...(completed.ok ? [] : completed.problems), ...(edits.ok ? [] : edits.problems));
  }
  const created = partOf(files, nextSteps(part, data, survey), survey);
  return created.ok
    ? success({ ...created.value, changes: [...created.value.changes, ...completed.value, ...edits.value] })
    : created;
}

const order: readonly FeaturePart[] = ['entity', 'usecase', 'repository', 'handler'];

/** The file of each part that others build on. */
function fileOf(part: FeaturePart, name: string): string {
  const { snake } = nameForms(name);
  const folder = snake.replaceAll('_', '');
  return {
    entity: `internal/domain/${folder}/${snake}.go`,
    usecase: `internal/usecase/${folder}/service.go`,
    repository: `internal/repository/postgres/${snake}.go`,
    handler: `internal/delivery/http/handler/${snake}.go`,
  }[part];
}

function missingFor(part: FeaturePart, { name }: PartOptions, { reader }: Survey): string | undefined {
  const before = order.slice(0, Math.min(order.indexOf(part), 2));
  const missing = before.find((one) => reader.read(fileOf(one, name)) === undefined);
  return missing === undefined
    ? undefined
    : `${fileOf(missing, name)} is missing, which this builds on; add it first: go-architect new ${missing} ${name}`;
}

const typesInGo: Readonly<Record<string, FieldType>> = {
  string: 'text',
  int: 'int',
  int32: 'int32',
  int64: 'int64',
  float64: 'float64',
  bool: 'bool',
  'time.Time': 'time',
};

function fieldsOf(options: PartOptions, survey: Survey): Result<readonly Field[]> {
  if (options.fields.length > 0) {
    return parseFields(options.fields);
  }
  const path = fileOf('entity', options.name);
  const values = survey.shape(path.slice(0, path.lastIndexOf('/'))).structs.get('Values') ?? [];
  if (values.length === 0 && options.name.toLowerCase() === 'user') {
    const message = `users are there already, through every layer: ${path}`;
    return failure({ option: 'name', message });
  }
  const strange = values.find(({ type }) => typesInGo[type] === undefined);
  if (values.length === 0 || strange !== undefined) {
    const reason =
      strange === undefined ? 'has no struct Values to read them from' : `has a field of the type ${strange.type}`;
    return failure({
      option: 'field',
      message: `say the fields with --field name:type, because ${path} ${reason}`,
    });
  }
  const columns = columnsOf(namesOf(options).table, survey);
  return parseFields(
    values.map(({ name, type }) => {
      const { snake } = nameForms(name);
      return `${snake}:${(type === 'string' ? textTypeOf(columns.get(snake)) : undefined) ?? typesInGo[type] ?? ''}`;
    }),
  );
}

/** In Go they are all strings; the table says which ones are bounded. */
function textTypeOf(column: string | undefined): FieldType | undefined {
  return column === 'UUID' ? 'uuid' : column === 'VARCHAR(255)' ? 'string' : undefined;
}

/** Routes are registered only where the composition then builds. */
function registration(data: FeatureData, { reader, templates, parse }: Survey): Result<readonly FileChange[]> {
  const contract = extendedContract(reader.read(openApiPath) ?? '', data, templates);
  if (!contract.ok) {
    return contract;
  }
  const wanted: [path: string, after: string][] = [[openApiPath, contract.value]];
  if (hasRepository(data, reader.read)) {
    const composition = wiredComposition(reader.read(compositionPath) ?? '', data.module, data, parse);
    if (!composition.ok) {
      return composition;
    }
    wanted.push([compositionPath, composition.value]);
  }
  return success(
    wanted.flatMap(([path, after]) => {
      const before = reader.read(path);
      return before === undefined || before === after ? [] : [{ path, before, after }];
    }),
  );
}

function hasRepository(data: FeatureData, read: (path: string) => string | undefined): boolean {
  return (read(fileOf('repository', data.pascal)) ?? '').includes(`func New${data.pascal}Repository(`);
}

function nextSteps(part: FeaturePart, data: FeatureData, { reader }: Survey): readonly string[] {
  const role = `grant ${data.snake}:read and ${data.snake}:write to roles in internal/domain/user/role.go; administrators have them already`;
  switch (part) {
    case 'entity':
      return [`go-architect new usecase ${data.pascal}`, role];
    case 'usecase':
      return [`go-architect new repository ${data.pascal}`];
    case 'repository':
      return ['make migrate-up', `go-architect new handler ${data.pascal}`];
    case 'handler':
      return hasRepository(data, reader.read)
        ? ['make test']
        : [
            `go-architect new repository ${data.pascal}`,
            `then in ${compositionPath} add to []router.Registrar{…}: handler.New${data.pascal}(${data['package']}usecase.NewService(postgres.New${data.pascal}Repository(pool)), tokens, validate)`,
          ];
  }
}
