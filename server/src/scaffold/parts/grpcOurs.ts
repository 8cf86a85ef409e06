/**
 * A gRPC service in a project of `new project`: beside the one of users, with its permissions and its words for errors, over the
 * use case that `new feature` made. It is registered where the API is put together.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { childByField, namedChildren, nodesOfKind, startOf, textOf } from '../../go/tree.ts';
import { withDomainName } from '../domainNames.ts';
import { compositionPath } from '../feature.ts';
import { finishGoSource } from '../goSource.ts';
import type { FileChange } from '../preview.ts';
import { stubData } from '../proto/stubs.ts';
import { type Result, success } from '../result.ts';
import { renderTemplate } from '../template.ts';
import { nameForms } from '../words.ts';
import { statementsOf } from './composition.ts';
import type { EntityShape } from './entities.ts';
import { contractFiles, entityFields, fieldOf, packageAlias, sampleOf } from './grpcFiles.ts';
import { contractFor, type MessageField, messageField } from './grpcMessages.ts';
import { type GrpcServer, type Registration, serversIn } from './grpcRegistration.ts';
import { grpcGets, regeneration } from './grpcSteps.ts';
import { inserted, type Names } from './insertion.ts';
import {
  alignedColumns,
  namesOf,
  opensPackage,
  type Part,
  type PartFile,
  type PartOptions,
  partOf,
  rendered,
} from './part.ts';
import type { Place } from './placement.ts';
import type { ProtoLayout } from './protoLayout.ts';
import { columnsOf } from './storedColumns.ts';
import type { Survey } from './survey.ts';
import { usualCalls } from './useCases.ts';

export const ourGrpcFolder = 'internal/delivery/grpc/server';

const uuidSample = '"0b6f3c2a-7a39-4a36-9c2f-0d5d3c1e6f01"';

/** Nothing where the use case is not as `new feature` makes it. */
export function grpcInOurs(
  options: PartOptions,
  entity: EntityShape,
  place: Place,
  layout: ProtoLayout,
  survey: Survey,
): Result<Part> | undefined {
  const names = namesOf(options);
  const package_ = names.snake.replaceAll('_', '');
  const service = survey.shape(`internal/usecase/${package_}`).functions.get('Service.Create');
  const fields = entityFields(entity, `${package_}.`, `${names.camel}Time`);
  if (
    !survey.isOurs ||
    place.folder !== ourGrpcFolder ||
    ![`${package_}.Values`, `${package_}domain.Values`].includes(service?.parameters[1]?.type ?? '') ||
    !fields.ok
  ) {
    return undefined;
  }
  const { id, created, updated } = fields;
  const decided = new Set(
    survey
      .shape(entity.folder)
      .structs.get('Values')
      ?.map(({ name }) => name),
  );
  const values = fields.values.filter(({ pascal }) => decided.has(pascal));
  const input = survey.shape(`internal/usecase/${package_}`).structs.get('UpdateInput') ?? [];
  const isVersioned = input.some(({ name, type }) => name === 'Version' && type === '*int64');
  const counting = isVersioned ? entity.fields.find(({ pascal }) => pascal === 'Version') : undefined;
  const version = counting && messageField(counting, `${package_}.`, '');
  const calls = usualCalls.map((call) => (call.kind === 'list' ? { ...call, total: 'int' } : call));
  const contract = contractFor(names, { id, values, created, updated, version }, calls, layout, ['page', 'limit']);
  const stubs = stubData(contract);
  const known = survey.shape(ourGrpcFolder).functions;
  const path = `${ourGrpcFolder}/${fileFor(names.snake, survey)}`;
  const data = {
    ...names,
    package: package_,
    module: survey.module,
    columns: alignedColumns,
    isNew: opensPackage(`${path}.go`, survey),
    authorized: known.has('authorize') && known.has('authentication'),
    // Interceptors of older projects are for calls alone, and their statuses say everything in words.
    interceptsBoth: known.get('authentication')?.results[0]?.type === 'Interceptor' && known.has('through'),
    detailed: (survey.reader.read(`${ourGrpcFolder}/status.go`) ?? statusFile(survey).text).includes('errdetails'),
    pb: packageAlias(layout, place, entity),
    stubsImport: `${survey.module}/${layout.generated}`,
    service: contract.service,
    one: fieldOf(stubs, `*${names.pascal}`),
    many: fieldOf(stubs, `[]*${names.pascal}`),
    id,
    values,
    fields: { created, updated, version },
    readsTime: values.some(({ proto }) => proto.type.includes('.')),
  };
  const server = (limits: readonly Limit[]) => {
    const limited = {
      ...data,
      limits: limits.filter(({ isUUID, most }) => isUUID || most !== undefined),
      samples: limits.map(({ field, isUUID }) => [field.goName, isUUID ? uuidSample : sampleOf(field)]),
    };
    const named = (file: string, template: string): PartFile => ({
      path: file,
      text: withDomainName(package_, (name) => rendered(file, template, { ...limited, ...name }, survey).text),
    });
    return [named(`${path}.go`, 'grpc/project_server.go'), named(`${path}_test.go`, 'grpc/project_server_test.go')];
  };
  const unlimited = server(values.map((field) => ({ field, isUUID: false, most: undefined })));
  const current = server(limitsOf(values, names.snake, names.table, survey));
  const grown = grownFiles(unlimited, current, survey);
  const files = [
    ...contractFiles(stubs, layout, survey),
    ...current.filter((file) => !grown.some(({ path }) => path === file.path)),
    // An older project's, or one that was changed since, is used as it is.
    ...(known.has('statusOf') ? [] : [statusFile(survey)]),
  ];
  const registration = registrationInOurs(names.pascal, package_, contract.service, layout, survey);
  const next = [
    ...grpcGets(survey),
    ...registration.next,
    ...(data.authorized ? [] : ['it asks nobody who is calling; an interceptor has to, before it is served']),
    regeneration(layout, survey),
  ];
  const made = partOf(files, next, survey);
  return made.ok
    ? success({ ...made.value, changes: [...made.value.changes, ...grown, ...registration.changes] })
    : made;
}

/** The file of a server; one that is called like a file of every project, such as status.go, gets a longer name. */
function fileFor(snake: string, { templates }: Survey): string {
  const own = `project/grpc/${ourGrpcFolder}/${snake}.go`;
  return templates.has(own) || templates.has(`${own}.eta`) ? `${snake}_service` : snake;
}

/** Files that are as they were written while nothing was known of the table: by now they can check what it takes. */
function grownFiles(
  unlimited: readonly PartFile[],
  current: readonly PartFile[],
  { reader }: Survey,
): readonly FileChange[] {
  return unlimited.flatMap(({ path, text }, index) => {
    const after = current[index]?.text ?? text;
    return reader.read(path) === text && after !== text ? [{ path, before: text, after }] : [];
  });
}

interface Limit {
  readonly field: MessageField;
  readonly isUUID: boolean;
  readonly most: string | undefined;
}

/** What HTTP takes of a text that its column does not bound; see fields.ts. */
const mostOfText = '10000';

/** What can be stored of each value, beyond what the domain checks: as HTTP has it, or else as the table has it. */
function limitsOf(values: readonly MessageField[], snake: string, table: string, survey: Survey): readonly Limit[] {
  const message = survey.reader.read(`internal/delivery/http/handler/${snake}_message.go`) ?? '';
  const columns = columnsOf(table, survey);
  return values.map((field) => {
    const tag = new RegExp(`^\\t${field.pascal} +string +.*validate:"([^"]*)"`, 'm').exec(message)?.[1] ?? '';
    const column = columns.get(nameForms(field.pascal).snake);
    const inTable = column === 'TEXT' ? mostOfText : /^VARCHAR\((\d+)\)$/.exec(column ?? '')?.[1];
    const isText = field.proto.type === 'string';
    return {
      field,
      isUUID: isText && (/(^|,)uuid(,|$)/.test(tag) || column === 'UUID'),
      most: isText ? (/(^|,)max=(\d+)/.exec(tag)?.[2] ?? inTable) : undefined,
    };
  });
}

/** The words for errors, where the project was made without gRPC. */
function statusFile({ templates, module }: Survey): PartFile {
  const name = `project/grpc/${ourGrpcFolder}/status.go.eta`;
  const text = templates.get(name) ?? templates.get(name.replace(/\.eta$/, '')) ?? '';
  return { path: `${ourGrpcFolder}/status.go`, text: finishGoSource(renderTemplate(name, text, { module })) };
}

function registrationInOurs(
  pascal: string,
  package_: string,
  service: string,
  layout: ProtoLayout,
  survey: Survey,
): Registration {
  const text = survey.reader.read(compositionPath) ?? '';
  if (text.includes(`.Register${service}Server(`)) {
    return { changes: [], next: [] };
  }
  const [server] = serversIn(survey).filter(({ path }) => path === compositionPath);
  const shared = sharedStore(package_, survey);
  const line = (names: Names) => {
    const at = (folder: string, preferred: string) => names.of(`${survey.module}/${folder}`, preferred);
    const stubs = at(layout.generated, layout.goName);
    const delivery = at(ourGrpcFolder, 'grpcserver');
    const useCase = at(`internal/usecase/${package_}`, `${package_}usecase`);
    const store = shared ?? `${at('internal/repository/postgres', 'postgres')}.New${pascal}Repository(pool)`;
    const made = `${useCase}.NewService(${store})`;
    return `${stubs}.Register${service}Server(${server?.expression ?? 'server'}, ${delivery}.New${pascal}Server(${made}))`;
  };
  const hasRepository = survey.shape('internal/repository/postgres').functions.has(`New${pascal}Repository`);
  const isStored = shared === undefined ? hasRepository : /^\w+$/.test(shared) && isBefore(shared, server);
  const after = server === undefined || !isStored ? undefined : inserted(server, (names) => [line(names)], [], survey);
  if (after !== undefined) {
    const cache = shared === undefined ? cacheOf(pascal, survey) : undefined;
    const next =
      cache === undefined
        ? []
        : [`${cache} is not in use yet: in ${compositionPath}, give one of it to every ${package_}usecase.NewService`];
    return { changes: [{ path: compositionPath, before: text, after }], next };
  }
  const said = line({ of: (importPath, preferred) => preferred ?? importPath.split('/').pop() ?? importPath });
  const where = server === undefined ? 'where a gRPC server is made' : `in ${compositionPath}`;
  const missing = hasRepository || shared !== undefined ? [] : [`go-architect new repository ${pascal}`];
  return { changes: [], next: [...missing, `${where}, add: ${said}`] };
}

/**
 * What the other use case of the composition works on, where that is not a repository of its own: a second one beside a cache
 * would change what the copies do not learn of.
 */
function sharedStore(package_: string, survey: Survey): string | undefined {
  const path = `${survey.module}/internal/usecase/${package_}`;
  const imported = survey.header(compositionPath).imports.find((one) => one.path === path);
  const tree = survey.parse(survey.reader.read(compositionPath) ?? '');
  const stores = [...nodesOfKind(tree, Kind.call_expression)].flatMap((call) => {
    const callee = textOf(tree, childByField(tree, call, Field.function));
    const isMade = imported !== undefined && callee === `${imported.alias || package_}.NewService`;
    return isMade ? namedChildren(tree, childByField(tree, call, Field.arguments)).slice(0, 1) : [];
  });
  const [first] = stores.map((store) => textOf(tree, store));
  return first === undefined || /^postgres\.New\w+Repository\(\w+\)$/.test(first) ? undefined : first;
}

/** Whether a variable is made in the function of the server, before it. */
function isBefore(name: string, server: GrpcServer | undefined): boolean {
  if (server === undefined) {
    return false;
  }
  const { tree, function: node, last } = server;
  const made = statementsOf(tree, node).filter((one) => startOf(tree, one) < startOf(tree, last));
  const declares = new RegExp(`^(\\w+, )*${name}(, \\w+)* :=`);
  return made.some((one) => declares.test(textOf(tree, one)));
}

/** A cache of the entity that `new cache` made, with its file. */
function cacheOf(pascal: string, survey: Survey): string | undefined {
  const type = `Cached${pascal}Repository`;
  const [path] = survey.folders.flatMap((folder) => survey.shape(folder).declared.get(type) ?? []);
  return path === undefined ? undefined : `${type} of ${path}`;
}
