/**
 * The descriptor of a contract as it stands in generated Go: the bytes of a FileDescriptorProto, as a Go string of one line
 * for each line break in it. protoc-gen-go writes the same bytes in the same lines, so that generating again changes nothing.
 */
import {
  isScalar,
  jsonName,
  type ProtoContract,
  type ProtoField,
  timestampType,
  typeNumber,
  usesTimestamp,
} from './contract.ts';

const varint = 0;
const delimited = 2;

/** The lines of the constant, each a quoted Go string. */
export function descriptorLines(contract: ProtoContract): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const byte of fileBytes(contract)) {
    line += quoted(byte);
    if (byte === 0x0a) {
      lines.push(`"${line}"`);
      line = '';
    }
  }
  return [...lines, `"${line}"`];
}

function fileBytes(contract: ProtoContract): readonly number[] {
  const { source, package: packageName, goPackage, messages, service, methods } = contract;
  const absolute = (type: string) => `.${type === timestampType ? type : `${packageName}.${type}`}`;
  return [
    ...text(1, source),
    ...text(2, packageName),
    ...(usesTimestamp(contract) ? text(3, 'google/protobuf/timestamp.proto') : []),
    ...messages.flatMap(({ name, fields }) =>
      group(4, [
        ...text(1, name),
        ...fields.flatMap((field, index) => group(2, fieldBytes(field, index + 1, absolute))),
      ]),
    ),
    ...group(6, [
      ...text(1, service),
      ...methods.flatMap(({ name, input, output }) =>
        group(2, [...text(1, name), ...text(2, absolute(input)), ...text(3, absolute(output))]),
      ),
    ]),
    ...(goPackage === '' ? [] : group(8, text(11, goPackage))),
    ...text(12, 'proto3'),
  ];
}

const optional = 1;
const repeatedLabel = 3;

function fieldBytes(
  { name, type, repeated }: ProtoField,
  index: number,
  absolute: (type: string) => string,
): readonly number[] {
  return [
    ...text(1, name),
    ...number(3, index),
    ...number(4, repeated === true ? repeatedLabel : optional),
    ...number(5, typeNumber(type)),
    ...(isScalar(type) ? [] : text(6, absolute(type))),
    ...text(10, jsonName(name)),
  ];
}

function text(field: number, value: string): readonly number[] {
  return group(field, [...new TextEncoder().encode(value)]);
}

function group(field: number, bytes: readonly number[]): readonly number[] {
  return [...varintOf((field << 3) | delimited), ...varintOf(bytes.length), ...bytes];
}

function number(field: number, value: number): readonly number[] {
  return [...varintOf((field << 3) | varint), ...varintOf(value)];
}

function varintOf(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varintOf(value >>> 7)];
}

const escapes: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** One byte as Go's `%q` writes it. */
function quoted(byte: number): string {
  const isPlain = byte >= 0x20 && byte < 0x7f;
  return escapes[byte] ?? (isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`);
}
