/** What gRPC services have in common, in whatever module: the files of the contract, and the fields of an entity in it. */
import type { stubData } from '../proto/stubs.ts';
import type { Problem } from '../result.ts';
import type { EntityShape } from './entities.ts';
import { type EntityFields, type MessageField, messageField } from './grpcMessages.ts';
import { type PartFile, rendered } from './part.ts';
import type { Place } from './placement.ts';
import type { ProtoLayout } from './protoLayout.ts';
import type { Survey } from './survey.ts';

/** The contract and the code of it. */
export function contractFiles(
  stubs: ReturnType<typeof stubData>,
  layout: ProtoLayout,
  survey: Survey,
): readonly PartFile[] {
  const root = layout.root === '' ? '' : `${layout.root}/`;
  const base = (layout.source.split('/').pop() ?? '').replace(/\.proto$/, '');
  const at = layout.generated === '' ? base : `${layout.generated}/${base}`;
  return [
    rendered(`${root}${layout.source}`, 'grpc/contract.proto', stubs, survey),
    rendered(`${at}.pb.go`, 'grpc/messages.pb.go', stubs, survey),
    rendered(`${at}_grpc.pb.go`, 'grpc/service.pb.go', stubs, survey),
  ];
}

type Fields =
  | ({ readonly ok: true; readonly left: readonly string[] } & EntityFields)
  | { readonly ok: false; readonly problem: Problem };

export function entityFields(entity: EntityShape, qualifier: string, timeOf: string): Fields {
  const made = (field: EntityShape['id']) => messageField(field, qualifier, timeOf);
  const named = (pascal: string) => {
    const field = entity.fields.find((one) => one.pascal === pascal && one.goType === 'time.Time');
    return field === undefined ? undefined : made(field);
  };
  const id = made(entity.id);
  if (id === undefined) {
    const message = `${entity.name}.ID is of the type ${entity.id.goType}, which protobuf has no plain type for; write this part by hand`;
    return { ok: false, problem: { option: 'name', message } };
  }
  return {
    ok: true,
    id,
    values: entity.values.flatMap((field) => made(field) ?? []),
    created: named('CreatedAt'),
    updated: named('UpdatedAt'),
    left: entity.values.filter((field) => made(field) === undefined).map(({ pascal }) => pascal),
  };
}

/** What the server calls the generated package. */
export function packageAlias({ goName }: ProtoLayout, place: Place, entity: EntityShape): string {
  return [place.packageName, entity.packageName, 'grpc', 'codes', 'status'].includes(goName) ? 'pb' : goName;
}

/** What the responses call the entity, or several of it. */
export function fieldOf(stubs: ReturnType<typeof stubData>, type: string): string {
  const getters = stubs.messages.flatMap((message) => message.getters);
  return getters.find(({ goType }) => goType === type)?.goName ?? '';
}

export function sampleOf({ proto, canFail }: MessageField): string {
  if (canFail) {
    return '"0b6f3c2a-7a39-4a36-9c2f-0d5d3c1e6f01"';
  }
  const samples: Readonly<Record<string, string>> = {
    string: '"first"',
    bool: 'true',
    bytes: '[]byte("first")',
    double: '1.5',
    float: '1.5',
  };
  return samples[proto.type] ?? (proto.type.includes('.') ? 'timestamppb.New(now)' : '7');
}
