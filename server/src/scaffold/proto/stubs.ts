/**
 * What the templates of generated Go code know of a contract: the words and the alignment that protoc-gen-go and
 * protoc-gen-go-grpc give them. A module then builds before anybody has a compiler at hand, and a test holds the result to what
 * the plugins themselves write.
 */
import {
  goFieldName,
  goTypeOf,
  isScalar,
  jsonName,
  type ProtoContract,
  type ProtoField,
  timestampType,
  usesTimestamp,
  wireOf,
  zeroOf,
} from './contract.ts';
import { descriptorLines } from './descriptor.ts';

/** The releases whose output this is. */
const plugins = { goPlugin: 'v1.36.12', grpcPlugin: 'v1.6.2' } as const;

export function stubData(contract: ProtoContract) {
  const { messages, methods, package: packageName, service, source } = contract;
  const variable = `file_${source.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
  const methodLine = (name: string) => `func (Unimplemented${service}Server) ${name}()`;
  const must = methodLine(`mustEmbedUnimplemented${service}Server`);
  return {
    ...contract,
    ...plugins,
    variable,
    fileVariable: `F${variable.slice(1)}`,
    timed: usesTimestamp(contract),
    descriptor: descriptorLines(contract).join(' +\n\t'),
    messages: messages.map((message) => ({
      ...message,
      lines: structLines(message.fields),
      getters: message.fields.map((field) => ({
        goName: goFieldName(field.name),
        goType: goTypeOf(field),
        zero: zeroOf(field),
      })),
    })),
    goTypes: goTypeLines(contract),
    dependencies: dependencyLines(contract),
    unexported: `${service.charAt(0).toLowerCase()}${service.slice(1)}`,
    fullNames: aligned(
      methods.map(({ name }) => [`${service}_${name}_FullMethodName`, `= "/${packageName}.${service}/${name}"`]),
    ),
    mustEmbed: `${must} {}`,
    embeddedByValue: `${methodLine('testEmbeddedByValue').padEnd(must.length)} {}`,
  };
}

function structLines(fields: readonly ProtoField[]): readonly string[] {
  const tagged = [
    ['state', 'protoimpl.MessageState', '`protogen:"open.v1"`'],
    ...fields.map((field, index) => [goFieldName(field.name), goTypeOf(field), tagOf(field, index + 1)]),
  ];
  const plain = [
    ['unknownFields', 'protoimpl.UnknownFields'],
    ['sizeCache', 'protoimpl.SizeCache'],
  ];
  const width = Math.max(...[...tagged, ...plain].map(([name = '']) => name.length));
  const types = Math.max(...tagged.map(([, type = '']) => type.length));
  return [
    ...tagged.map(([name = '', type = '', tag = '']) => `${name.padEnd(width)} ${type.padEnd(types)} ${tag}`),
    ...plain.map(([name = '', type = '']) => `${name.padEnd(width)} ${type}`),
  ];
}

function tagOf({ name, type, repeated }: ProtoField, number: number): string {
  const json = jsonName(name);
  const packed = repeated === true && isScalar(type) && wireOf(type) !== 'bytes' ? ',packed' : '';
  const parts = [
    `${wireOf(type)},${number},${repeated === true ? 'rep' : 'opt'}${packed}`,
    `name=${name}`,
    ...(json === name ? [] : [`json=${json}`]),
    'proto3',
  ];
  return `\`protobuf:"${parts.join(',')}" json:"${name},omitempty"\``;
}

function goTypeLines(contract: ProtoContract): readonly string[] {
  const { messages, package: packageName } = contract;
  const rows = [
    ...messages.map(({ name }) => [`(*${name})(nil),`, `${packageName}.${name}`] as const),
    ...(usesTimestamp(contract) ? [['(*timestamppb.Timestamp)(nil),', timestampType] as const] : []),
  ];
  return aligned(rows.map(([type, name], index) => [type, `// ${index}: ${name}`]));
}

/** Which types fields and methods refer to, and where each kind of reference begins. */
function dependencyLines(contract: ProtoContract): readonly string[] {
  const { messages, methods, package: packageName, service } = contract;
  const position = (type: string) =>
    type === timestampType ? messages.length : messages.findIndex(({ name }) => name === type);
  const full = (type: string) => (type === timestampType ? type : `${packageName}.${type}`);
  const ofFields = messages.flatMap((message) =>
    message.fields
      .filter(({ type }) => !isScalar(type))
      .map(({ name, type }) => ({ type, from: `${packageName}.${message.name}.${name}:type_name` })),
  );
  const ofMethods = (kind: 'input' | 'output') =>
    methods.map((method) => ({ type: method[kind], from: `${packageName}.${service}.${method.name}:${kind}_type` }));
  const all = [...ofFields, ...ofMethods('input'), ...ofMethods('output')];
  const outputs = ofFields.length + methods.length;
  const begins: readonly (readonly [from: number, to: number, what: string])[] = [
    [outputs, all.length, 'method output_type'],
    [ofFields.length, outputs, 'method input_type'],
    [ofFields.length, ofFields.length, 'extension type_name'],
    [ofFields.length, ofFields.length, 'extension extendee'],
    [0, ofFields.length, 'field type_name'],
  ];
  return aligned([
    ...all.map(({ type, from }, index) => [`${position(type)},`, `// ${index}: ${from} -> ${full(type)}`] as const),
    ...begins.map(([from, to, what]) => [`${from},`, `// [${from}:${to}] is the sub-list for ${what}`] as const),
  ]);
}

/** Two columns as gofmt aligns them. */
function aligned(rows: readonly (readonly [left: string, right: string])[] | readonly string[][]): readonly string[] {
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return rows.map(([left = '', right = '']) => `${left.padEnd(width)} ${right}`);
}
