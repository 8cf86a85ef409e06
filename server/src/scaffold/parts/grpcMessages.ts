/**
 * An entity as a protobuf message, and its use cases as calls with a request and a response each. Fields that protobuf has no
 * plain type for, such as what may be missing, are left out and named.
 */
import {
  fieldName,
  goFieldName,
  type ProtoContract,
  type ProtoField,
  type ProtoMessage,
  type ProtoMethod,
  timestampType,
} from '../proto/contract.ts';
import { type EntityField, type EntityShape, qualified } from './entities.ts';
import type { namesOf } from './part.ts';
import type { ProtoLayout } from './protoLayout.ts';
import type { UseCaseCall } from './useCases.ts';

export interface MessageField {
  readonly proto: ProtoField;
  readonly pascal: string;
  /** Its name in the generated Go. */
  readonly goName: string;
  /** Go that makes the message's value of the entity's; `value` is the expression of that. */
  readonly toMessage: (value: string) => string;
  /** Go that makes the entity's value of the message's. */
  readonly fromMessage: (value: string) => string;
  /** Whether that can fail, and so gives an error as well. */
  readonly canFail: boolean;
}

interface Conversion {
  readonly type: string;
  readonly to: (value: string) => string;
  readonly from: (value: string) => string;
  readonly canFail?: boolean;
}

const same = (value: string) => value;
const as = (type: string) => (value: string) => `${type}(${value})`;

const conversions: Readonly<Record<string, Conversion>> = {
  string: { type: 'string', to: same, from: same },
  bool: { type: 'bool', to: same, from: same },
  int: { type: 'int64', to: as('int64'), from: as('int') },
  int32: { type: 'int32', to: same, from: same },
  int64: { type: 'int64', to: same, from: same },
  uint: { type: 'uint64', to: as('uint64'), from: as('uint') },
  uint32: { type: 'uint32', to: same, from: same },
  uint64: { type: 'uint64', to: same, from: same },
  float32: { type: 'float', to: same, from: same },
  float64: { type: 'double', to: same, from: same },
  '[]byte': { type: 'bytes', to: same, from: same },
  'time.Time': {
    type: timestampType,
    to: (value) => `timestamppb.New(${value})`,
    from: (value) => `${value}.AsTime()`,
  },
  'uuid.UUID': {
    type: 'string',
    to: (value) => `${value}.String()`,
    from: (value) => `uuid.Parse(${value})`,
    canFail: true,
  },
  'decimal.Decimal': {
    type: 'string',
    to: (value) => `${value}.String()`,
    from: (value) => `decimal.NewFromString(${value})`,
    canFail: true,
  },
};

/**
 * A field of the entity as one of a message; nothing where protobuf has no plain type for it.
 *
 * @param timeOf the function that reads a time: one that is not said is the zero time, not 1970
 */
export function messageField(field: EntityField, qualifier: string, timeOf: string): MessageField | undefined {
  const conversion = conversions[field.underlying];
  const isNamed = field.goType !== field.underlying;
  if (conversion === undefined || (isNamed && conversion.canFail === true)) {
    return undefined;
  }
  const name = fieldName(field.snake);
  // A type of the entity's package is converted to what it stands for, and back.
  const plain = field.underlying;
  const named = qualified(field.goType, qualifier);
  return {
    proto: { name, type: conversion.type },
    pascal: field.pascal,
    goName: goFieldName(name),
    toMessage: (value) => conversion.to(isNamed && conversion.to === same ? `${plain}(${value})` : value),
    fromMessage: (value) => {
      const read = conversion.type === timestampType ? `${timeOf}(${value})` : conversion.from(value);
      return isNamed ? `${named}(${read})` : read;
    },
    canFail: conversion.canFail === true,
  };
}

type Names = ReturnType<typeof namesOf>;

export interface EntityFields {
  readonly id: MessageField;
  readonly values: readonly MessageField[];
  readonly created: MessageField | undefined;
  readonly updated: MessageField | undefined;
  /** What counts the changes; a caller may say from which one a change was made. */
  readonly version?: MessageField | undefined;
}

export function contractFor(
  names: Names,
  fields: EntityFields,
  calls: readonly UseCaseCall[],
  layout: ProtoLayout,
  page: readonly [first: string, second: string] = ['limit', 'offset'],
): ProtoContract {
  const { pascal, plural, word, words, article } = names;
  const { id, values, created, updated, version } = fields;
  const protoOf = (some: readonly (MessageField | undefined)[]) => some.flatMap((one) => one?.proto ?? []);
  const one: ProtoField = { name: fieldName(names.snake), type: pascal };
  const entity: ProtoMessage = {
    name: pascal,
    comment: `${pascal} is one ${word}.`,
    fields: protoOf([id, ...values, created, updated, version]),
  };
  const methods: ProtoMethod[] = [];
  const messages: ProtoMessage[] = [entity];
  const add = (name: string, comment: string, request: readonly ProtoField[], response: readonly ProtoField[]) => {
    const [input, output] = [`${name}Request`, `${name}Response`];
    methods.push({ name, comment: `${name} ${comment}`, input, output });
    messages.push({ name: input, fields: request }, { name: output, fields: response });
  };
  for (const call of calls) {
    switch (call.kind) {
      case 'create':
        add(`Create${pascal}`, `stores a new ${word}.`, protoOf(values), [one]);
        break;
      case 'get':
        add(`Get${pascal}`, `returns one ${word}.`, protoOf([id]), [one]);
        break;
      case 'list':
        add(
          `List${plural}`,
          call.paged ? `returns one page of ${words}; a limit of 0 means 20.` : `returns ${words}.`,
          call.paged ? page.map((name) => ({ name, type: 'int32' })) : [],
          [
            { name: fieldName(names.table), type: pascal, repeated: true },
            ...(call.total === undefined ? [] : [{ name: 'total', type: 'int64' }]),
          ],
        );
        break;
      case 'update':
        add(
          `Update${pascal}`,
          `replaces what callers decide of ${article} ${word}${version === undefined ? '' : '; a version of 0 means the current one'}.`,
          protoOf([id, ...values, version]),
          [one],
        );
        break;
      case 'delete':
        add(`Delete${pascal}`, `removes ${article} ${word}.`, protoOf([id]), []);
        break;
    }
  }
  return {
    source: layout.source,
    package: layout.package,
    goPackage: layout.goPackage,
    goName: layout.goName,
    messages,
    service: `${pascal}Service`,
    serviceComment: `${pascal}Service offers ${words} to other services.`,
    methods,
  };
}

/** The error values of an entity's package, by the code of gRPC that says the same. */
export function errorCodes(entity: EntityShape, declared: readonly string[]): readonly (readonly [string, string])[] {
  const wanted: readonly (readonly [code: string, words: readonly string[]])[] = [
    ['NotFound', ['NotFound', 'DataNotFound', 'RecordNotFound', 'EntityNotFound', 'ResourceNotFound']],
    ['InvalidArgument', ['Invalid', 'InvalidInput', 'InvalidArgument', 'Validation', 'BadRequest', 'NoUpdatedData']],
    ['AlreadyExists', ['AlreadyExists', 'Exists', 'Conflict', 'ConflictingData', 'Duplicate', 'Taken']],
    ['Aborted', entity.changed === undefined ? [] : ['Changed']],
    ['Unauthenticated', ['Unauthorized', 'Unauthenticated', 'InvalidCredentials']],
    ['PermissionDenied', ['Forbidden', 'PermissionDenied']],
  ];
  const known = new Set([entity.notFound, entity.invalid]);
  return wanted.flatMap(([code, words]) => {
    const own = words.flatMap((word) => [`Err${entity.name}${word}`, `Err${word}`]);
    return [...new Set(own)]
      .filter((name) => declared.includes(name) || known.has(name))
      .map((name) => [code, name] as const);
  });
}
