/**
 * A gRPC service in a project of `new project`: beside the one of users, with its permissions and its words for errors, over the
 * use case that `new feature` made. It is registered where the API is put together.
 */
import { compositionPath } from '../feature.ts';
import { finishGoSource } from '../goSource.ts';
import { stubData } from '../proto/stubs.ts';
import { type Result, success } from '../result.ts';
import { renderTemplate } from '../template.ts';
import type { EntityShape } from './entities.ts';
import { contractFiles, entityFields, fieldOf, packageAlias, sampleOf } from './grpcFiles.ts';
import { contractFor } from './grpcMessages.ts';
import { type Registration, serversIn } from './grpcRegistration.ts';
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
import type { Survey } from './survey.ts';
import { usualCalls } from './useCases.ts';

export const ourGrpcFolder = 'internal/delivery/grpc/server';

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
    service?.parameters[1]?.type !== `${package_}.Values` ||
    !fields.ok
  ) {
    return undefined;
  }
  const { id, values, created, updated } = fields;
  const calls = usualCalls.map((call) => (call.kind === 'list' ? { ...call, total: 'int' } : call));
  const contract = contractFor(names, { id, values, created, updated }, calls, layout, ['page', 'limit']);
  const stubs = stubData(contract);
  const known = survey.shape(ourGrpcFolder).functions;
  const path = `${ourGrpcFolder}/${names.snake}`;
  const data = {
    ...names,
    package: package_,
    module: survey.module,
    columns: alignedColumns,
    isNew: opensPackage(`${path}.go`, survey),
    authorized: known.has('authorize') && known.has('authentication'),
    pb: packageAlias(layout, place, entity),
    stubsImport: `${survey.module}/${layout.generated}`,
    service: contract.service,
    one: fieldOf(stubs, `*${names.pascal}`),
    many: fieldOf(stubs, `[]*${names.pascal}`),
    id,
    values,
    fields: { created, updated },
    readsTime: values.some(({ proto }) => proto.type.includes('.')),
    samples: values.map((field) => [field.goName, sampleOf(field)]),
  };
  const files = [
    ...contractFiles(stubs, layout, survey),
    rendered(`${path}.go`, 'grpc/project_server.go', data, survey),
    rendered(`${path}_test.go`, 'grpc/project_server_test.go', data, survey),
    ...(known.has('statusOf') && survey.reader.read(`${ourGrpcFolder}/status.go`) === undefined
      ? []
      : [statusFile(survey)]),
  ];
  const registration = registrationInOurs(names.pascal, package_, contract.service, layout, survey);
  const next = [
    ...grpcGets(survey),
    ...registration.next,
    ...(data.authorized ? [] : ['it asks nobody who is calling; an interceptor has to, before it is served']),
    regeneration(layout, survey),
  ];
  const made = partOf(files, next, survey);
  return made.ok ? success({ ...made.value, changes: [...made.value.changes, ...registration.changes] }) : made;
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
  const line = (names: Names) => {
    const at = (folder: string, preferred: string) => names.of(`${survey.module}/${folder}`, preferred);
    const stubs = at(layout.generated, layout.goName);
    const delivery = at(ourGrpcFolder, 'grpcserver');
    const useCase = at(`internal/usecase/${package_}`, `${package_}usecase`);
    const repository = at('internal/repository/postgres', 'postgres');
    const made = `${useCase}.NewService(${repository}.New${pascal}Repository(pool))`;
    return `${stubs}.Register${service}Server(${server?.expression ?? 'server'}, ${delivery}.New${pascal}Server(${made}))`;
  };
  const hasRepository = survey.shape('internal/repository/postgres').functions.has(`New${pascal}Repository`);
  const after =
    server === undefined || !hasRepository ? undefined : inserted(server, (names) => [line(names)], [], survey);
  if (after !== undefined) {
    return { changes: [{ path: compositionPath, before: text, after }], next: [] };
  }
  const said = line({ of: (importPath, preferred) => preferred ?? importPath.split('/').pop() ?? importPath });
  const where = server === undefined ? 'where a gRPC server is made' : `in ${compositionPath}`;
  const missing = hasRepository ? [] : [`go-architect new repository ${pascal}`];
  return { changes: [], next: [...missing, `${where}, add: ${said}`] };
}
