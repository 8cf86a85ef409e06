/**
 * The fields of an entity, as `name:type` on the command line, and what each type is called in Go, SQL, JSON and OpenAPI.
 * Sample values go into the generated tests.
 */
import { nearestName } from '../config/suggest.ts';
import { goKeywords } from './names.ts';
import { isReservedIn } from './reservedWords.ts';
import { failure, type Problem, type Result, success } from './result.ts';
import { nameForms } from './words.ts';

export const fieldTypes = ['string', 'text', 'int', 'int32', 'int64', 'float64', 'bool', 'time', 'uuid'] as const;
export type FieldType = (typeof fieldTypes)[number];

export interface Field {
  readonly pascal: string;
  readonly snake: string;
  /** What decides how it is checked: strings and times must not be empty. */
  readonly kind: 'string' | 'number' | 'bool' | 'time';
  readonly goType: string;
  readonly sqlType: string;
  /** An OpenAPI schema in flow form. */
  readonly schema: string;
  /** With the space before it, for a body that must hold the field, and for one that may. */
  readonly validateTag: string;
  readonly optionalTag: string;
  /** Two different values, and the first as JSON. */
  readonly goSample: string;
  readonly goOther: string;
  readonly jsonSample: string;
}

type Shape = Omit<Field, 'pascal' | 'snake'>;

const date = (day: number) => `time.Date(2024, time.January, ${day}, 12, 0, 0, 0, time.UTC)`;
const id = (last: number) => `0b6f3c2a-7a39-4a36-9c2f-0d5d3c1e6f0${last}`;
const tag = (rules: string) => ` validate:"${rules}"`;

const number = (goType: string, sqlType: string, schema: string, sample: string, other: string): Shape => ({
  kind: 'number',
  goType,
  sqlType,
  schema,
  validateTag: '',
  optionalTag: '',
  goSample: `${goType}(${sample})`,
  goOther: `${goType}(${other})`,
  jsonSample: sample,
});

const shapes: Readonly<Record<FieldType, Shape>> = {
  string: {
    kind: 'string',
    goType: 'string',
    sqlType: 'VARCHAR(255)',
    schema: '{ type: string, minLength: 1, maxLength: 255 }',
    validateTag: tag('required,max=255'),
    optionalTag: tag('omitempty,max=255'),
    goSample: '"first"',
    goOther: '"second"',
    jsonSample: '"first"',
  },
  text: {
    kind: 'string',
    goType: 'string',
    sqlType: 'TEXT',
    schema: '{ type: string, minLength: 1, maxLength: 10000 }',
    validateTag: tag('required,max=10000'),
    optionalTag: tag('omitempty,max=10000'),
    goSample: '"first text"',
    goOther: '"second text"',
    jsonSample: '"first text"',
  },
  // An int of Go has 64 bits; a column of 32 would refuse what the type lets through.
  int: number('int', 'BIGINT', '{ type: integer, format: int64 }', '7', '8'),
  int32: number('int32', 'INTEGER', '{ type: integer, format: int32 }', '7', '8'),
  int64: number('int64', 'BIGINT', '{ type: integer, format: int64 }', '7', '8'),
  float64: number('float64', 'DOUBLE PRECISION', '{ type: number, format: double }', '1.5', '2.5'),
  bool: {
    kind: 'bool',
    goType: 'bool',
    sqlType: 'BOOLEAN',
    schema: '{ type: boolean }',
    validateTag: '',
    optionalTag: '',
    goSample: 'true',
    goOther: 'false',
    jsonSample: 'true',
  },
  time: {
    kind: 'time',
    goType: 'time.Time',
    sqlType: 'TIMESTAMP WITH TIME ZONE',
    schema: '{ type: string, format: date-time }',
    validateTag: tag('required'),
    optionalTag: '',
    goSample: date(1),
    goOther: date(2),
    jsonSample: '"2024-01-01T12:00:00Z"',
  },
  uuid: {
    kind: 'string',
    goType: 'string',
    sqlType: 'UUID',
    schema: '{ type: string, format: uuid }',
    validateTag: tag('required,uuid'),
    optionalTag: tag('omitempty,uuid'),
    goSample: `"${id(1)}"`,
    goOther: `"${id(2)}"`,
    jsonSample: `"${id(1)}"`,
  },
};

/** What every entity has already. */
const taken = new Set(['id', 'version', 'created_at', 'updated_at', 'deleted_at']);

/** Methods that an entity has, which Go lets no field be called like. */
const methods = new Set(['normalize', 'validate']);

/** What PostgreSQL has in every table itself. */
const systemColumns = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** What every project of ours is checked for, whatever database comes later. */
export function isReservedInSql(name: string): boolean {
  return isReservedIn('postgres', name);
}

export function parseFields(texts: readonly string[]): Result<readonly Field[]> {
  const problems: Problem[] = [];
  const fields = new Map<string, Field>();
  const refuse = (message: string) => problems.push({ option: 'field', message });
  for (const text of texts) {
    const [name = '', type = '', ...rest] = text.split(':');
    const { pascal, snake } = nameForms(name);
    if (rest.length > 0 || type === '' || !/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) {
      refuse(`"${text}" is no field; write name:type for each, with letters, digits and "_", for example total:int64`);
    } else if (!isFieldType(type)) {
      const meant = typeMeant(type);
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      refuse(`"${type}" is no type of a field; the types are ${fieldTypes.join(', ')}${hint}`);
    } else if (taken.has(snake)) {
      refuse(`every entity has ${snake} already; leave it out`);
    } else if (methods.has(snake)) {
      refuse(`an entity has a method ${pascal}, so no field can be called ${snake}; choose another name`);
    } else if (systemColumns.has(snake)) {
      refuse(`"${snake}" is a column that PostgreSQL has in every table; choose another name for the field`);
    } else if (isReservedInSql(snake)) {
      refuse(`"${snake}" is a reserved word in SQL; choose another name for the field`);
    } else if (goKeywords.has(snake) && snake !== 'type') {
      refuse(`"${snake}" is a Go keyword; choose another name for the field`);
    } else if (fields.has(snake)) {
      refuse(`the field ${snake} is given twice`);
    } else {
      fields.set(snake, { pascal, snake, ...shapes[type] });
    }
  }
  if (texts.length === 0) {
    refuse('a feature needs at least one field, for example --field total:int64');
  }
  return problems.length > 0 ? failure(...problems) : success([...fields.values()]);
}

/** What other languages and databases call the types. */
const otherWords: Readonly<Record<string, FieldType>> = {
  boolean: 'bool',
  integer: 'int',
  bigint: 'int64',
  float: 'float64',
  double: 'float64',
  decimal: 'float64',
  number: 'float64',
  varchar: 'string',
  char: 'string',
  date: 'time',
  datetime: 'time',
  timestamp: 'time',
  timestamptz: 'time',
  'time.time': 'time',
  'uuid.uuid': 'uuid',
};

function typeMeant(type: string): string | undefined {
  return otherWords[type.toLowerCase()] ?? nearestName(type, fieldTypes);
}

function isFieldType(type: string): type is FieldType {
  return (fieldTypes as readonly string[]).includes(type);
}
