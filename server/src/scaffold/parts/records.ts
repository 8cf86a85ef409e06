/**
 * The struct that GORM reads and writes. It always stands beside the repository and apart from the entity, also where the neighbours
 * put GORM's tags on their entities: an entity without tags breaks nothing there, while a tagged one would tie the domain to a
 * table. It is exported only where AutoMigrate makes the tables, because what lists the models there is in another package.
 */
import { parseFields } from '../fields.ts';
import type { Dialect } from '../reservedWords.ts';
import { type EntityField, type EntityShape, qualified } from './entities.ts';
import { namesOf, type PartOptions } from './part.ts';
import type { Survey } from './survey.ts';
import { dialectOf, makesUuids, migrationFolders, typeIn } from './tables.ts';

export interface RecordShape {
  readonly name: string;
  /** Name, type and tag of each field. */
  readonly rows: readonly (readonly [name: string, type: string, tag: string])[];
  /** The fields that are copied from and to the entity: all but the mark of what is deleted, which what is read never has. */
  readonly kept: readonly EntityField[];
  /** Columns that an update leaves alone. */
  readonly fixed: readonly string[];
  readonly softDeleted: boolean;
  readonly imports: readonly string[];
}

const library: Readonly<Record<string, string>> = {
  uuid: 'github.com/google/uuid',
  decimal: 'github.com/shopspring/decimal',
};

export function recordOf(entity: EntityShape, qualifier: string, options: PartOptions, survey: Survey): RecordShape {
  const isMade = isAutoMigrated(survey);
  const { pascal, camel, table } = namesOf(options);
  const deleted = entity.fields.find(isDeletedMark);
  const given = parseFields(options.fields);
  const dialect = dialectOf(survey);
  const columnOf = (field: EntityField): string => {
    const said = given.ok ? given.value.find(({ snake }) => snake === field.snake) : undefined;
    const isManaged = field.goType === 'time.Time';
    const isNull = /^\*|^\[|Null|DeletedAt$/.test(field.goType);
    return [
      `column:${field.snake}`,
      ...(field === entity.id ? ['primaryKey', ...(isMade ? identifierType(entity, dialect, survey) : [])] : []),
      ...(isMade && said?.sqlType === 'UUID' ? [`type:${typeIn(dialect, 'UUID').toLowerCase()}`] : []),
      ...(isMade && said?.sqlType === 'VARCHAR(255)' ? ['size:255'] : []),
      ...(isMade && field !== entity.id && !isNull ? ['not null'] : []),
      // The use case tells the time.
      ...(field.pascal === 'CreatedAt' && isManaged ? ['autoCreateTime:false'] : []),
      ...(field.pascal === 'UpdatedAt' && isManaged ? ['autoUpdateTime:false'] : []),
      ...(isMade && field.pascal === 'CreatedAt' ? [`index:idx_${table}_created_at,sort:desc`] : []),
      ...(isMade && field === deleted ? ['index'] : []),
    ].join(';');
  };
  const rows = entity.fields.map((field) => {
    const type = field === deleted ? 'gorm.DeletedAt' : qualified(field.goType, qualifier);
    return [field.pascal, type, `\`gorm:"${columnOf(field)}"\``] as const;
  });
  const created = entity.fields.find((field) => field.pascal === 'CreatedAt');
  return {
    name: `${isMade ? pascal : camel}Record`,
    rows,
    kept: entity.fields.filter((field) => field !== deleted),
    fixed: [entity.id, created, deleted].flatMap((field) => field?.snake ?? []),
    softDeleted: deleted !== undefined,
    imports: Object.keys(library).flatMap((name) =>
      rows.some(([, type]) => type.includes(`${name}.`)) ? [entity.imports.get(name) ?? library[name] ?? ''] : [],
    ),
  };
}

/** Whether the module keeps no migrations in files, so that GORM makes its tables. */
export function isAutoMigrated(survey: Survey): boolean {
  return migrationFolders(survey).length === 0;
}

function isDeletedMark({ pascal, goType }: EntityField): boolean {
  return pascal === 'DeletedAt' && /^(\*?time\.Time|sql\.NullTime|gorm\.DeletedAt)$/.test(goType);
}

function identifierType({ countedID, id }: EntityShape, dialect: Dialect, survey: Survey): readonly string[] {
  if (countedID) {
    return [];
  }
  const isUuid = id.underlying === 'uuid.UUID' || makesUuids(survey);
  return [isUuid ? `type:${typeIn(dialect, 'UUID').toLowerCase()}` : 'size:64'];
}
