/**
 * A protobuf contract as the generators here make one: messages of plain fields and one service of unary calls, in proto3. It
 * knows how protobuf and its Go plugins spell names; it knows no entity and no module.
 */

export type ScalarType = 'string' | 'bool' | 'int32' | 'int64' | 'uint32' | 'uint64' | 'float' | 'double' | 'bytes';

/** The one message that is not declared here. */
export const timestampType = 'google.protobuf.Timestamp';

export interface ProtoField {
  /** As protobuf writes it, in snake case. */
  readonly name: string;
  /** A scalar, `timestampType`, or the name of a message of the same contract. */
  readonly type: string;
  readonly repeated?: boolean;
}

export interface ProtoMessage {
  readonly name: string;
  readonly comment?: string;
  /** Numbered from 1 in this order. */
  readonly fields: readonly ProtoField[];
}

export interface ProtoMethod {
  readonly name: string;
  readonly comment: string;
  readonly input: string;
  readonly output: string;
}

export interface ProtoContract {
  /** The path by which the compiler knows the file, relative to the folder it looks in. */
  readonly source: string;
  readonly package: string;
  /** The text of the option `go_package`; `''` where whoever generates says it. */
  readonly goPackage: string;
  /** What the generated package is called. */
  readonly goName: string;
  readonly messages: readonly ProtoMessage[];
  readonly service: string;
  readonly serviceComment: string;
  readonly methods: readonly ProtoMethod[];
}

const scalars: Readonly<
  Record<ScalarType, { readonly number: number; readonly wire: string; readonly goType: string }>
> = {
  double: { number: 1, wire: 'fixed64', goType: 'float64' },
  float: { number: 2, wire: 'fixed32', goType: 'float32' },
  int64: { number: 3, wire: 'varint', goType: 'int64' },
  uint64: { number: 4, wire: 'varint', goType: 'uint64' },
  int32: { number: 5, wire: 'varint', goType: 'int32' },
  bool: { number: 8, wire: 'varint', goType: 'bool' },
  string: { number: 9, wire: 'bytes', goType: 'string' },
  bytes: { number: 12, wire: 'bytes', goType: '[]byte' },
  uint32: { number: 13, wire: 'varint', goType: 'uint32' },
};

const messageNumber = 11;

export function isScalar(type: string): type is ScalarType {
  return Object.hasOwn(scalars, type);
}

/** How the descriptor names a type. */
export function typeNumber(type: string): number {
  return isScalar(type) ? scalars[type].number : messageNumber;
}

export function wireOf(type: string): string {
  return isScalar(type) ? scalars[type].wire : 'bytes';
}

export function goTypeOf({ type, repeated }: ProtoField): string {
  const single = isScalar(type) ? scalars[type].goType : `*${type === timestampType ? 'timestamppb.Timestamp' : type}`;
  return repeated === true ? `[]${single}` : single;
}

export function zeroOf({ type, repeated }: ProtoField): string {
  if (repeated === true || !isScalar(type) || type === 'bytes') {
    return 'nil';
  }
  return { string: '""', bool: 'false' }[type as string] ?? '0';
}

export function usesTimestamp({ messages }: ProtoContract): boolean {
  return messages.some(({ fields }) => fields.some(({ type }) => type === timestampType));
}

/** A field's name in the generated Go: letters after underscores are capital, digits keep theirs. */
export function goFieldName(name: string): string {
  return name.replace(/(^|_)([a-z])/g, (_, _underscore, letter: string) => letter.toUpperCase());
}

/** A field's name in JSON. */
export function jsonName(name: string): string {
  return name.replace(/_([a-z0-9])?/g, (_, next: string | undefined) => (next ?? '').toUpperCase());
}

/** Names that methods of every generated message have already. */
const takenByMessages = new Set(
  'reset string proto_message proto_reflect marshal unmarshal extension_range_array extension_map descriptor'.split(
    ' ',
  ),
);

/** A name that a field of a message may have. */
export function fieldName(snake: string): string {
  return takenByMessages.has(snake) ? `${snake}_value` : snake;
}
