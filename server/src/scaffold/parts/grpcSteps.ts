/** What is left for a person after a gRPC service: modules to get, and how its code is made again when the contract changes. */
import { parseGoMod } from '../../go/goMod.ts';
import { goGets } from './part.ts';
import type { ProtoLayout } from './protoLayout.ts';
import type { Survey } from './survey.ts';

/** The oldest releases that the generated code builds with. */
const needed = [
  { path: 'google.golang.org/grpc', major: 1, minor: 64 },
  { path: 'google.golang.org/protobuf', major: 1, minor: 34 },
] as const;

export function grpcGets({ reader }: Pick<Survey, 'reader'>): readonly string[] {
  const { requirements } = parseGoMod(reader.read('go.mod') ?? '');
  const missing = needed.filter(({ path, major, minor }) => {
    const version = requirements.find((one) => one.path === path)?.version ?? 'v0.0.0';
    const [, haveMajor = '0', haveMinor = '0'] = /^v(\d+)\.(\d+)/.exec(version) ?? [];
    return Number(haveMajor) < major || (Number(haveMajor) === major && Number(haveMinor) < minor);
  });
  return goGets(missing.map(({ path }) => path));
}

const detailsModule = 'google.golang.org/genproto/googleapis/rpc';

/**
 * Whether a server may say what is wrong field by field in the details of a status. The module of these messages comes with grpc,
 * so it builds as it is, unless dependencies are kept in the repository without that package.
 */
export function knowsDetails({ reader }: Pick<Survey, 'reader'>): boolean {
  if (reader.namesIn('vendor').includes('modules.txt')) {
    return reader.namesIn(`vendor/${detailsModule}`).includes('errdetails');
  }
  const { requirements } = parseGoMod(reader.read('go.mod') ?? '');
  // What has to be got first brings the module along.
  return requirements.some(({ path }) => path === detailsModule) || grpcGets({ reader }).length > 0;
}

/** The command that makes the Go code again, in the way the module already does it. */
export function regeneration(layout: ProtoLayout, { reader, module }: Survey): string {
  const path = `${layout.root === '' ? '' : `${layout.root}/`}${layout.source}`;
  return `the Go code of ${path} is what protoc makes of it; after a change make it again: ${commandFor(layout, reader.read('Makefile') ?? '', module)}`;
}

function commandFor({ root, source, goPackage, isBuf }: ProtoLayout, makefile: string, module: string): string {
  const target = targetThatGenerates(makefile);
  if (target !== undefined) {
    return `make ${target}`;
  }
  if (isBuf) {
    return 'buf generate';
  }
  const folder = root === '' ? '.' : root;
  if (goPackage.startsWith(`${module}/`)) {
    return `protoc -I ${folder} --go_out=. --go_opt=module=${module} --go-grpc_out=. --go-grpc_opt=module=${module} ${source}`;
  }
  return `protoc -I ${folder} --go_out=. --go-grpc_out=. ${source}`;
}

/** The target whose recipe runs the compiler. */
function targetThatGenerates(makefile: string): string | undefined {
  let target: string | undefined;
  for (const line of makefile.split('\n')) {
    const head = /^([A-Za-z0-9_.-]+)\s*:(?!=)/.exec(line)?.[1];
    if (head !== undefined && !head.startsWith('.')) {
      target = head;
    } else if (/^\t.*\b(protoc\b(?!-)|buf generate)/.test(line)) {
      return target;
    }
  }
  return undefined;
}
