/**
 * What can be done with an entity, as the module has it: the methods of its use case, or of its port where no use case is found.
 * Each method becomes a call as far as its name and signature say which; what they do not say is listed, not guessed.
 */
import { failure, type Result, success } from '../result.ts';
import { type EntityShape, qualified } from './entities.ts';
import { folderImportedAs } from './neighbours.ts';
import type { PartOptions } from './part.ts';
import { findPort } from './ports.ts';
import type { FunctionShape, PackageShape } from './shapes.ts';
import type { Survey } from './survey.ts';

export interface UseCaseCall {
  readonly kind: 'create' | 'get' | 'list' | 'update' | 'delete';
  readonly method: string;
  /** Whether the entity is handed over, or handed back, as a pointer; and whether it is handed back at all. */
  readonly givesPointer: boolean;
  readonly returnsPointer: boolean;
  readonly returns: boolean;
  /** Of a list: whether a limit and an offset are asked for, and whether the number of all is told. */
  readonly paged: boolean;
  readonly total: string | undefined;
}

export interface UseCases {
  /** Such as `internal/usecase/invoice.Service`; `''` where nothing is there yet. */
  readonly title: string;
  readonly folder: string;
  readonly type: string;
  readonly calls: readonly UseCaseCall[];
  /** Methods that no call is made of. */
  readonly unclear: readonly string[];
}

const endings = ['Service', 'UseCase', 'Usecase', 'UseCases', 'Usecases', 'Interactor', 'Application', 'App'];

export function findUseCases(options: PartOptions, entity: EntityShape, survey: Survey): Result<UseCases> {
  const candidates = options.port === undefined ? candidatesFor(entity, survey) : [];
  const [first, ...others] = candidates;
  if (others.length > 0) {
    const list = candidates.map(({ title }) => `  ${title}`).join('\n');
    return failure({ option: 'port', message: `several use cases could be meant; say one with --port:\n${list}` });
  }
  if (first !== undefined) {
    return clear(first);
  }
  const port = findPort(options, survey);
  if (port.ok) {
    const { shape, type } = port.value;
    const methods = type.methods.map(({ name, ...signature }): Method => [name, { ...signature, path: type.path }]);
    return clear(candidate(shape, type.name, methods, entity, survey));
  }
  return options.port === undefined ? success(usual) : port;
}

/** The calls of what `new usecase` makes. */
export const usualCalls: readonly UseCaseCall[] = (['create', 'get', 'list', 'update', 'delete'] as const).map(
  (kind) => ({
    kind,
    method: `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    givesPointer: true,
    returnsPointer: kind === 'get',
    returns: kind === 'get' || kind === 'list',
    paged: kind === 'list',
    total: undefined,
  }),
);

const usual: UseCases = { title: '', folder: '', type: '', calls: usualCalls, unclear: [] };

function clear(found: UseCases): Result<UseCases> {
  return found.calls.length > 0
    ? success(found)
    : failure({
        option: 'port',
        message: `${found.title} has no method that gRPC could offer as its name and types stand; name another with --port, or write this part by hand:\n${found.unclear.map((one) => `  ${one}`).join('\n')}`,
      });
}

type Method = readonly [name: string, signature: Signature];
type Signature = Pick<FunctionShape, 'parameters' | 'results' | 'path'>;

function candidatesFor(entity: EntityShape, survey: Survey): readonly UseCases[] {
  const layers = ['usecase', 'application', 'service'].flatMap((layer) => [...(survey.layers.get(layer) ?? [])]);
  const folders = survey.folders.filter(
    (folder) =>
      !/(^|\/)(cmd|tests?|mocks?|fakes?)(\/|$)/.test(folder) &&
      (survey.layers.size === 0 || layers.some((layer) => folder === layer || folder.startsWith(`${layer}/`))),
  );
  return folders.flatMap((folder) => {
    const shape = survey.shape(folder);
    const lower = entity.name.toLowerCase();
    const isOwn = [shape.name, folder.split('/').pop() ?? ''].some((one) => one === lower || one === `${lower}s`);
    const isCalledSo = (name: string) =>
      endings.some((ending) => name === `${entity.name}${ending}` || (isOwn && name === ending));
    return [...shape.structs.keys()].filter(isCalledSo).flatMap((name) => {
      const methods = [...shape.functions].flatMap(([key, signature]): readonly Method[] =>
        key.startsWith(`${name}.`) && /^[A-Z]/.test(key.slice(name.length + 1))
          ? [[key.slice(name.length + 1), signature]]
          : [],
      );
      return methods.length === 0 ? [] : [candidate(shape, name, methods, entity, survey)];
    });
  });
}

function candidate(
  shape: PackageShape,
  type: string,
  methods: readonly Method[],
  entity: EntityShape,
  survey: Survey,
): UseCases {
  const calls: UseCaseCall[] = [];
  const unclear: string[] = [];
  for (const [name, signature] of methods) {
    const call = callOf(name, signature, shape.folder, entity, survey);
    if (call === undefined || calls.some(({ kind }) => kind === call.kind)) {
      unclear.push(signatureText(name, signature));
    } else {
      calls.push(call);
    }
  }
  const order = usualCalls.map(({ kind }) => kind);
  calls.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return { title: `${shape.folder}.${type}`, folder: shape.folder, type, calls, unclear };
}

function signatureText(name: string, { parameters, results }: Signature): string {
  const given = parameters.map((one) => `${one.name} ${one.type}`.trim()).join(', ');
  const returned = results.map(({ type }) => type);
  return `${name}(${given})${returned.length > 1 ? ` (${returned.join(', ')})` : ` ${returned.join('')}`}`.trimEnd();
}

function callOf(
  name: string,
  { parameters, results, path }: Signature,
  folder: string,
  entity: EntityShape,
  survey: Survey,
): UseCaseCall | undefined {
  const [context, ...given] = parameters.map(({ type, variadic }) => (variadic === true ? '…' : type));
  const returned = results.map(({ type }) => type);
  if (context !== 'context.Context' || returned.pop() !== 'error') {
    return undefined;
  }
  // `create` for Create, CreateInvoice and, of many, ListInvoices.
  const verb = name.replace(new RegExp(`${entity.name}(s|es)?`), '');
  const isEntity = (type: string | undefined) => isOfEntity(type, path, folder, entity, survey);
  const isID = (type: string | undefined) =>
    type === entity.id.goType ||
    (type !== undefined && type === qualified(entity.id.goType, `${entity.packageName}.`) && type.includes('.'));
  const [first] = given;
  const [result, more] = returned;
  const common = {
    method: name,
    givesPointer: first?.startsWith('*') ?? false,
    returnsPointer: result?.startsWith('*') ?? false,
    returns: result !== undefined,
    paged: false,
    total: undefined,
  };
  const isOne = given.length === 1 && returned.length <= 1;
  const givesBack = returned.length === 0 || isEntity(result);
  if (isOne && isEntity(first) && givesBack) {
    // What is created without being handed back has to be filled in where it is.
    const isFilled = returned.length === 1 || common.givesPointer;
    if (/^(Create|Add|Insert|Register|Save|Store|New)$/.test(verb) && isFilled) return { ...common, kind: 'create' };
    if (/^(Update|Edit|Change|Modify|Replace)$/.test(verb)) return { ...common, kind: 'update' };
  }
  if (given.length === 1 && isID(first)) {
    if (/^(Delete|Remove)(ByID|ById)?$/.test(verb) && returned.length === 0) return { ...common, kind: 'delete' };
    if (/^(Get|Find|Fetch|Load|Read)(ByID|ById)?$/.test(verb) && returned.length === 1 && isEntity(result)) {
      return { ...common, kind: 'get' };
    }
  }
  const names = parameters.slice(1).map((one) => one.name);
  const paged = given.length === 2 && given.every((type) => type === 'int') && names.join() === 'limit,offset';
  const isSlice = (result ?? '').startsWith('[]') && isEntity(result?.slice(2));
  const counts = more === undefined || /^int(32|64)?$/.test(more);
  if (/^(List|GetAll|FindAll|FetchAll|ListAll|All|Fetch|Get|Find)$/.test(verb) && isSlice && counts) {
    if (given.length === 0 || paged) {
      const returnsPointer = (result ?? '').startsWith('[]*');
      return { ...common, kind: 'list', paged, total: more, returnsPointer };
    }
  }
  return undefined;
}

/** Whether a type is the entity, and no other of the same name. */
function isOfEntity(
  type: string | undefined,
  path: string,
  folder: string,
  entity: EntityShape,
  survey: Survey,
): boolean {
  const [, qualifier = '', name = ''] = /^\*?(?:(\w+)\.)?([A-Z]\w*)$/.exec(type ?? '') ?? [];
  const owner = qualifier === '' ? folder : folderImportedAs(qualifier, path, survey);
  return name === entity.name && owner === entity.folder;
}
