/**
 * An entity as the module has it: where its struct stands, what identifies it, its fields as other packages write them,
 * and the errors its package offers. What cannot be put into a column or a request is said, not guessed.
 */
import type { FieldFact } from '../../go/facts.ts';
import { failure, type Result, success } from '../result.ts';
import { nameForms } from '../words.ts';
import { identifierTypes, isCounted } from './identifiers.ts';
import type { PartOptions } from './part.ts';
import { type Place, placeFor } from './placement.ts';
import { lacksMethods, type PackageShape } from './shapes.ts';
import type { Survey } from './survey.ts';

export interface EntityField {
  readonly pascal: string;
  readonly snake: string;
  /** As the package of the entity writes it, and what it stands for when it is named there. */
  readonly goType: string;
  readonly underlying: string;
}

export interface EntityShape {
  readonly name: string;
  readonly folder: string;
  readonly packageName: string;
  readonly importPath: string;
  readonly id: EntityField;
  /** Whether the database gives the identifier out: it is a number. */
  readonly countedID: boolean;
  /** Everything exported, the identifier included, in order. */
  readonly fields: readonly EntityField[];
  /** Fields that callers decide: neither the identifier nor the version, nor the times of changes. */
  readonly values: readonly EntityField[];
  readonly created: boolean;
  readonly updated: boolean;
  /** Whether its field Version counts the changes, of which two that are made from the same one do not both succeed. */
  readonly versioned: boolean;
  readonly validates: boolean;
  /** Whether its method Normalize gives its values the form in which they are stored. */
  readonly normalizes: boolean;
  /** Names of the package's error values, where there are any. */
  readonly notFound: string | undefined;
  readonly invalid: string | undefined;
  /** Only where repositories can tell it. */
  readonly conflict: string | undefined;
  /** What the second of two such changes is answered. */
  readonly changed: string | undefined;
  /** Import lines for the types of its fields, by package name. */
  readonly imports: ReadonlyMap<string, string>;
}

const times = new Set(['CreatedAt', 'UpdatedAt', 'DeletedAt']);

export function findEntity(
  { name, domain }: Pick<PartOptions, 'name' | 'domain'>,
  survey: Survey,
): Result<EntityShape> {
  const { pascal } = nameForms(name);
  const place = placeFor('domain', name, domain, survey);
  const preferred = place.ok ? place.value.folder : '';
  const inner = [...(survey.layers.get('domain') ?? []), ...(survey.layers.get('model') ?? [])];
  const folders = [
    preferred,
    ...survey.folders.filter((folder) => inner.some((layer) => folder === layer || folder.startsWith(`${layer}/`))),
    ...(inner.length === 0 ? survey.folders.filter((folder) => !/^(cmd|test|tests)(\/|$)/.test(folder)) : []),
  ];
  const shape = folders.map(survey.shape).find((one) => one.structs.has(pascal));
  const fields = shape?.structs.get(pascal);
  if (shape === undefined || fields === undefined) {
    const searched = inner.length > 0 ? inner.join(', ') : 'this module';
    return failure({
      option: 'name',
      message: `there is no struct ${pascal} in ${searched}; add it first, for example with: go-architect new entity ${pascal} --field name:string`,
    });
  }
  return described(pascal, fields, shape, survey);
}

function described(
  name: string,
  facts: readonly FieldFact[],
  shape: PackageShape,
  survey: Survey,
): Result<EntityShape> {
  const fields = facts
    .filter((fact) => /^[A-Z]/.test(fact.name) && fact.embedded === undefined)
    .map(({ name: field, type, tag }) => ({
      pascal: field,
      snake: /\b(?:db:"|gorm:"(?:[^"]*;)?column:)([a-z_][a-z0-9_]*)/.exec(tag ?? '')?.[1] ?? nameForms(field).snake,
      goType: type,
      underlying: shape.named.get(type) ?? type,
    }));
  const id = fields.find((field) => field.pascal === 'ID');
  if (id === undefined || !identifierTypes.has(id.underlying)) {
    const types = [...identifierTypes].join(', ');
    return failure({
      option: 'name',
      message: `${name} in ${shape.folder} has no field ID of a type that can identify it: ${types}`,
    });
  }
  const bare = fields.find((field) => lacksMethods(shape, field.goType));
  if (bare !== undefined) {
    return failure({
      option: 'name',
      message: `${name}.${bare.pascal} is of the type ${bare.goType}, which has none of the methods of ${bare.underlying} that a database and JSON need; write this part by hand, or declare it as an alias: type ${bare.goType} = ${bare.underlying}`,
    });
  }
  const strange = fields.find((field) => !isColumn(field.underlying));
  if (strange !== undefined) {
    return failure({
      option: 'name',
      message: `${name}.${strange.pascal} is of the type ${strange.goType}, which is no single column; write this part by hand`,
    });
  }
  const declared = [...shape.declared.keys()];
  const error = (word: string) => declared.find((one) => one === `Err${name}${word}`) ?? sharedError(word, declared);
  const changed = error('Changed');
  // A Version alone may be one of the business; that it counts changes is said by the error for those that come too late.
  const version = fields.find((field) => field.pascal === 'Version' && field.goType === 'int64');
  const versioned = version !== undefined && (changed !== undefined || survey.isOurs);
  const normalize = shape.functions.get(`${name}.Normalize`);
  return success({
    name,
    folder: shape.folder,
    packageName: shape.name,
    importPath: shape.folder === '' ? survey.module : `${survey.module}/${shape.folder}`,
    id,
    countedID: isCounted(id.underlying),
    fields,
    values: fields.filter((field) => field !== id && !times.has(field.pascal) && !(versioned && field === version)),
    created: isTime(fields, 'CreatedAt'),
    updated: isTime(fields, 'UpdatedAt'),
    versioned,
    validates: shape.methods.get(name)?.has('Validate') ?? false,
    normalizes: normalize?.parameters.length === 0 && normalize.results.length === 0,
    notFound: error('NotFound'),
    invalid: error('Invalid'),
    conflict: tellsConflicts(survey) ? error('Conflict') : undefined,
    changed: versioned ? changed : undefined,
    imports: importsOf(shape, survey),
  });
}

function isTime(fields: readonly EntityField[], name: string): boolean {
  return fields.some((field) => field.pascal === name && field.goType === 'time.Time');
}

/** The error of a package for all of its entities: `ErrNotFound`, or in the words that others use for it. */
export function sharedError(word: string, declared: readonly string[]): string | undefined {
  const others: Readonly<Record<string, readonly string[]>> = {
    NotFound: ['ErrDataNotFound', 'ErrRecordNotFound', 'ErrEntityNotFound', 'ErrResourceNotFound'],
    Conflict: [
      'ErrAlreadyExists',
      'ErrConflictingData',
      'ErrDuplicate',
      'ErrDuplicated',
      'ErrDuplicateKey',
      'ErrKeyConflict',
    ],
  };
  return [`Err${word}`, ...(others[word] ?? [])].find((name) => declared.includes(name));
}

/** Whether repositories can tell that a value is taken: GORM translates what its drivers say of it since 1.25. */
export function tellsConflicts({ driver, reader }: Survey): boolean {
  return driver === 'gorm' && Number(/gorm\.io\/gorm v1\.(\d+)/.exec(reader.read('go.mod') ?? '')?.[1] ?? 0) >= 25;
}

function isColumn(type: string): boolean {
  return /^\*?(string|bool|u?int(8|16|32|64)?|float(32|64)|time\.Time|time\.Duration|uuid\.UUID|sql\.Null\w+|gorm\.DeletedAt|decimal\.Decimal)$|^\[\]byte$/.test(
    type,
  );
}

function importsOf(shape: PackageShape, survey: Survey): Map<string, string> {
  const paths = new Set([...shape.declared.values()]);
  const imports = [...paths].flatMap((path) => [...survey.header(path).imports]);
  return new Map(imports.map(({ path, alias }) => [alias || nameOfPath(path), path] as const));
}

function nameOfPath(path: string): string {
  const parts = path.split('/').filter((part) => !/^v\d+$/.test(part));
  return (parts[parts.length - 1] ?? path).replace(/^go-/, '');
}

/** How another package writes what belongs to the entity's package. */
export function qualifierFrom(place: Pick<Place, 'folder'>, entity: EntityShape): string {
  return place.folder === entity.folder ? '' : `${entity.packageName}.`;
}

/** A type of the entity's package as another package writes it. */
export function qualified(type: string, qualifier: string): string {
  return type.replace(/^(\*|\[\])*/, '$&').replace(/(^|[*\]])([A-Z]\w*)$/, `$1${qualifier}$2`);
}
