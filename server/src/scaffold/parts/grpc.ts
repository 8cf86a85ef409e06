/**
 * A gRPC service for an entity: the contract where the module keeps its contracts, the Go code of it as protoc's plugins write
 * it, the server that calls the use case, and a test over a connection in memory. It builds as soon as it is written.
 */
import { Kind } from '../../go/kinds.ts';
import { nodesOfKind, textOf } from '../../go/tree.ts';
import { goTypeOf } from '../proto/contract.ts';
import { stubData } from '../proto/stubs.ts';
import { failure, type Result, success } from '../result.ts';
import { nameForms } from '../words.ts';
import { type EntityShape, findEntity, qualified, qualifierFrom } from './entities.ts';
import { contractFiles, entityFields, fieldOf, packageAlias, sampleOf } from './grpcFiles.ts';
import { contractFor, errorCodes, type MessageField } from './grpcMessages.ts';
import { grpcInOurs, ourGrpcFolder } from './grpcOurs.ts';
import { registrationOf } from './grpcRegistration.ts';
import { grpcGets, knowsDetails, regeneration } from './grpcSteps.ts';
import { dataOf, discardIn, entityData, testContextIn } from './layers.ts';
import { nameProblems, namesOf, opensPackage, type Part, type PartOptions, partOf, rendered } from './part.ts';
import { type Place, placeFor, placesFor } from './placement.ts';
import { type ProtoLayout, protoLayoutFor } from './protoLayout.ts';
import type { Survey } from './survey.ts';
import { findUseCases, type UseCases } from './useCases.ts';

export function newGrpc(options: PartOptions, survey: Survey): Result<Part> {
  const problems = nameProblems(options);
  if (problems.length > 0) {
    return failure(...problems);
  }
  const entity = findEntity(options, survey);
  const place = grpcPlace(options, survey);
  if (!entity.ok || !place.ok) {
    return failure(...(entity.ok ? [] : entity.problems), ...(place.ok ? [] : place.problems));
  }
  const layout = protoLayoutFor(options.name, place.value, survey);
  const useCases = findUseCases(options, entity.value, survey);
  if (!layout.ok) {
    return layout;
  }
  const ours = grpcInOurs(options, entity.value, place.value, layout.value, survey);
  if (ours !== undefined) {
    return ours;
  }
  return useCases.ok ? serviceOver(useCases.value, options, entity.value, place.value, layout.value, survey) : useCases;
}

function serviceOver(
  useCases: UseCases,
  options: PartOptions,
  entity: EntityShape,
  place: Place,
  layout: ProtoLayout,
  survey: Survey,
): Result<Part> {
  const names = namesOf(options);
  const qualifier = qualifierFrom(place, entity);
  const fields = entityFields(entity, qualifier, `${names.camel}Time`);
  if (!fields.ok) {
    return failure(fields.problem);
  }
  const { id, values, created, updated, left } = fields;
  const contract = contractFor(names, { id, values, created, updated }, useCases.calls, layout);
  const stubs = stubData(contract);
  const codes = errorCodes(entity, [...survey.shape(entity.folder).declared.keys()]);
  const statusHelper = statusHelperIn(place, survey);
  const call = (kind: string) => useCases.calls.find((one) => one.kind === kind);
  const data = {
    ...dataOf(options, place),
    ...entityData(entity, place),
    isNew: opensPackage(`${place.folder}/${names.snake}${place.suffix}.go`, survey),
    log: survey.log,
    pb: packageAlias(layout, place, entity),
    stubsImport: `${survey.module}/${layout.generated}`,
    service: contract.service,
    one: fieldOf(stubs, `*${names.pascal}`),
    many: fieldOf(stubs, `[]*${names.pascal}`),
    id,
    values: values.map((field) => ({ ...field, goType: getterOf(field), camel: camelOf(field) })),
    fields: { created, updated },
    readsTime: values.some(({ proto }) => proto.type.includes('.')),
    canFail: values.some(({ canFail }) => canFail),
    calls: useCases.calls,
    create: call('create'),
    get: call('get'),
    list: call('list'),
    update: call('update'),
    delete: call('delete'),
    signatures: useCases.calls.map((one) => signatureOf(one, entity, qualifier)),
    fakes: useCases.calls.map((one) => fakeOf(one, entity, qualifier)),
    codes,
    // What the neighbours' own function says of an error is theirs to know.
    tested:
      statusHelper === undefined ? codes.filter(([code], at) => codes.findIndex((one) => one[0] === code) === at) : [],
    statusHelper,
    detailed: knowsDetails(survey),
    messageOf: methodOf(contract.methods, names.pascal),
    goTypes: [...values, id].map(({ pascal }) => entity.fields.find((one) => one.pascal === pascal)?.goType ?? ''),
    samples: values.map((field) => [field.goName, sampleOf(field)]),
    malformed: values.filter(({ canFail }) => canFail).map(({ goName, proto }) => [goName, proto.name]),
    fallible: values.filter(({ canFail }) => canFail).map((field) => `${field.goName}: ${sampleOf(field)}`),
    testContext: testContextIn(survey),
    discard: discardIn(survey),
  };
  const path = `${place.folder}/${data.snake}${place.suffix}`;
  const files = [
    ...contractFiles(stubs, layout, survey),
    rendered(`${path}.go`, 'grpc/server.go', data, survey),
    rendered(`${path}_test.go`, 'grpc/server_test.go', data, survey),
  ];
  const registration = registrationOf({ ...data, place, useCases, layout }, survey);
  const next = [
    ...grpcGets(survey),
    ...(left.length === 0
      ? []
      : [`not in the contract, because protobuf has no plain type for them: ${left.join(', ')}`]),
    ...(useCases.unclear.length === 0
      ? []
      : [`not offered, because their names and types do not say how: ${useCases.unclear.join('; ')}`]),
    ...(useCases.title === '' ? [`go-architect new usecase ${names.pascal}`] : []),
    ...registration.next,
    regeneration(layout, survey),
  ];
  const made = partOf(files, next, survey);
  return made.ok ? success({ ...made.value, changes: [...made.value.changes, ...registration.changes] }) : made;
}

/** Where servers of gRPC stand: in the folder that holds others, or beside what HTTP reaches. */
function grpcPlace(options: PartOptions, survey: Survey): Result<Place> {
  const { name, directory } = options;
  if (directory !== undefined) {
    return placeFor('delivery', name, directory, survey);
  }
  if (survey.isOurs) {
    return placeFor('delivery', name, ourGrpcFolder, survey);
  }
  const servers = survey.folders.filter(
    (folder) => !/(^|\/)(cmd|tests?|mocks?|examples?)(\/|$)/.test(folder) && holdsServers(folder, survey),
  );
  const found = servers.length > 0 ? servers : placesFor('delivery', name, survey).map(besideHttp);
  const [first, ...others] = [...new Set(found)];
  if (others.length > 0) {
    const list = [...new Set(found)].map((folder) => `  ${folder}`).join('\n');
    return failure({
      option: 'directory',
      message: `several folders could take it; say one with --directory:\n${list}`,
    });
  }
  return placeFor('delivery', name, first ?? 'internal/delivery/grpc', survey);
}

function holdsServers(folder: string, survey: Survey): boolean {
  const { structs, declared } = survey.shape(folder);
  return [...structs].some(([name, fields]) => {
    const path = declared.get(name);
    return (
      path !== undefined &&
      !survey.header(path).generated &&
      fields.some(({ embedded, type }) => embedded === true && /(^|\.)Unimplemented\w+Server$/.test(type))
    );
  });
}

function besideHttp(folder: string): string {
  const segments = folder.split('/');
  const at = segments.findIndex((segment) => /^(http|https|rest|restapi|web|httpapi|httphandler)$/.test(segment));
  return [...(at === -1 ? segments : segments.slice(0, at)), 'grpc'].join('/');
}

function getterOf({ proto }: MessageField): string {
  return goTypeOf(proto);
}

function camelOf({ proto }: MessageField): string {
  return nameForms(proto.name).camel;
}

type Methods = readonly { readonly name: string; readonly input: string; readonly output: string }[];

/** The method of the contract for a kind of call. */
function methodOf(methods: Methods, pascal: string): (kind: string) => Methods[number] | undefined {
  const verbs: Readonly<Record<string, string>> = {
    create: `Create${pascal}`,
    get: `Get${pascal}`,
    update: `Update${pascal}`,
    delete: `Delete${pascal}`,
  };
  return (kind) => methods.find(({ name }) => (kind === 'list' ? name.startsWith('List') : name === verbs[kind]));
}

function signatureOf(call: UseCases['calls'][number], entity: EntityShape, qualifier: string): string {
  const type = `${qualifier}${entity.name}`;
  const given = {
    create: `e ${call.givesPointer ? '*' : ''}${type}`,
    update: `e ${call.givesPointer ? '*' : ''}${type}`,
    get: `id ${qualified(entity.id.goType, qualifier)}`,
    delete: `id ${qualified(entity.id.goType, qualifier)}`,
    list: call.paged ? 'limit, offset int' : '',
  }[call.kind];
  const pointer = call.returnsPointer ? '*' : '';
  const total = call.total === undefined ? '' : `, ${call.total}`;
  const results = !call.returns
    ? 'error'
    : call.kind === 'list'
      ? `([]${pointer}${type}${total}, error)`
      : `(${pointer}${type}, error)`;
  return `${call.method}(ctx context.Context${given === '' ? '' : `, ${given}`}) ${results}`;
}

/** The same with names for those parameters only that a stand-in looks at. */
function fakeOf(call: UseCases['calls'][number], entity: EntityShape, qualifier: string): string {
  const text = signatureOf(call, entity, qualifier).replace('ctx context.Context', '_ context.Context');
  const looks = call.returns && call.kind !== 'list';
  return looks
    ? text
    : text.replace(/\(_ context\.Context(?:, ([^)]*))?\)/, (_, given: string | undefined) => {
        const types = (given ?? '').replace('limit, offset int', 'int, int').replace(/^(e|id) /, '');
        return `(context.Context${types === '' ? '' : `, ${types}`})`;
      });
}

/** A function of the package that makes errors into statuses, where there is exactly one: the neighbours' own. */
function statusHelperIn(place: Place, survey: Survey): string | undefined {
  const found = [...survey.shape(place.folder).functions].filter(([name, { parameters, results, path }]) => {
    const isMapping = parameters.length === 1 && parameters[0]?.type === 'error';
    const isStatus = results.length === 1 && results[0]?.type === 'error';
    const usesStatus = survey.header(path).imports.some((one) => one.path === 'google.golang.org/grpc/status');
    return !name.includes('.') && isMapping && isStatus && usesStatus && namesCodes(name, path, survey);
  });
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** Whether a function says more than one code: it maps, and does not only wrap. */
function namesCodes(name: string, path: string, survey: Survey): boolean {
  const tree = survey.parse(survey.reader.read(path) ?? '');
  return [...nodesOfKind(tree, Kind.function_declaration)].some((node) => {
    const text = textOf(tree, node);
    return text.startsWith(`func ${name}(`) && new Set(text.match(/\bcodes\.\w+/g) ?? []).size > 1;
  });
}
