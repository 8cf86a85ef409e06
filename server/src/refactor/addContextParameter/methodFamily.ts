/**
 * The methods that have to change together: an interface's, those of every type that may implement it, those of interfaces
 * that may be assigned from it.
 *
 * Go says nowhere that a type is meant for an interface. So whatever may implement it is taken to: changing too much together
 * builds, changing too little does not. Where an interface or a type outside the project is one of them, nothing can be changed,
 * and that is an obstacle.
 */
import type { FunctionType, GoType } from '../../model/goType.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { printType } from '../../model/typeString.ts';
import { hasUnknown } from '../../model/types.ts';
import type { DeclarationIndex } from './declarationIndex.ts';
import { type Declaration, filesOfPackage, filesThatSee, typePath } from './declarations.ts';
import type { Handed } from './handedOn.ts';
import { looselySame, mayImplement } from './mayImplement.ts';
import type { Sources, Task } from './sources.ts';

export interface MethodFamily {
  readonly declarations: readonly Declaration[];
  readonly fullNames: ReadonlySet<string>;
  readonly signature: FunctionType | undefined;
  /** Every type of the project that has a method of the name, as `path.Type`. */
  readonly carriers: ReadonlySet<string>;
  /** The files that can hold values of the types. */
  readonly files: readonly ProjectFile[];
  readonly obstacles: readonly string[];
  /** What packages outside the workspace might be given, which may demand the methods as they are; to be looked for. */
  readonly handed?: Handed;
}

/** A type of the project with a method of the name, declared or promoted. */
interface Carrier {
  readonly key: string;
  readonly name: string;
  readonly file: ProjectFile;
  readonly holder: GoType;
  readonly isInterface: boolean;
  readonly generic: boolean;
  /** Of the method; undefined when it is not known. */
  readonly fullName: string | undefined;
  readonly signature: FunctionType | undefined;
}

export function* methodFamily(start: Declaration & { readonly type: string }, sources: Sources): Task<MethodFamily> {
  const { project } = sources;
  const method = start.fact.name;
  const exported = /^\p{Lu}/u.test(method);
  const everywhere = exported
    ? [...project.filesAround(start.file.module)]
    : [...(project.packageOf(start.file)?.files.values() ?? [])];
  const visible = exported ? undefined : new Set(everywhere);
  const index = yield* sources.index();
  const declared = index.methods(method).filter(({ file }) => visible?.has(file) ?? sources.isAround(file));
  const carriers = yield* carriersOf(declared, method, index, sources);
  const links = yield* linksOf(carriers, project);
  const fullNames = new Set([fullNameOf(start)]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const [wanted, carrier] of links) {
      for (const [from, to] of [[wanted, carrier] as const, [carrier, wanted] as const]) {
        if (from.fullName === undefined || to.fullName === undefined) continue;
        if (!fullNames.has(from.fullName) || fullNames.has(to.fullName)) continue;
        fullNames.add(to.fullName);
        grown = true;
      }
    }
  }
  const declarations = declared.filter((each) => fullNames.has(fullNameOf(each)));
  const involved = carriers.filter(({ fullName }) => fullName !== undefined && fullNames.has(fullName));
  const own = new Set(declared.map(fullNameOf));
  const obstacles = [
    ...[...fullNames].filter((each) => !own.has(each)).map((each) => `${each} is declared outside the workspace`),
    ...(exported ? yield* outsideObstacles(method, involved, sources) : []),
  ];
  const paths = new Set(involved.map(({ file }) => typePath(file).replace(/_test$/, '')));
  const files = exported ? filesThatSee(sources, paths) : everywhere;
  const signature = involved.find((each) => each.signature)?.signature;
  const concrete = involved.filter((each) => !each.isInterface);
  const mayBeHanded = exported && obstacles.length === 0 && concrete.length > 0;
  return {
    declarations,
    fullNames,
    signature,
    carriers: new Set(carriers.map(({ key }) => key)),
    files,
    obstacles,
    ...(mayBeHanded
      ? {
          handed: {
            method,
            keys: new Set(concrete.map(({ key }) => key)),
            names: new Set(concrete.map(({ name }) => name)),
            home: new Set(concrete.map(({ file }) => file.dir)),
            files,
          },
        }
      : {}),
  };
}

/** As `Callee.fullName` has it. */
function fullNameOf(declaration: Declaration): string {
  if (declaration.kind === 'function') return `${typePath(declaration.file)}.${declaration.fact.name}`;
  const pointer = declaration.kind === 'method' && declaration.fact.receiver?.pointer === true;
  return `(${pointer ? '*' : ''}${typePath(declaration.file)}.${declaration.type}).${declaration.fact.name}`;
}

const CARRIERS_BETWEEN_PAUSES = 10;

type OfType = Declaration & { readonly type: string };

/** Types that declare the method, and whatever embeds, renames or extends one of those. */
function* carriersOf(
  declared: readonly OfType[],
  method: string,
  index: DeclarationIndex,
  sources: Sources,
): Task<Carrier[]> {
  const { project } = sources;
  const carriers = new Map<string, Carrier>();
  const pending: { readonly name: string; readonly file: ProjectFile }[] = declared.map(({ type, file }) => ({
    name: type,
    file,
  }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const key = `${typePath(next.file)}.${next.name}`;
    if (carriers.has(key)) continue;
    const carrier = carrierOf(key, next.name, next.file, method, project);
    if (!carrier) continue;
    carriers.set(key, carrier);
    if (carriers.size % CARRIERS_BETWEEN_PAUSES === 0) yield;
    const seeing = new Set([...filesOfPackage(project, next.file), ...sources.importersOf(typePath(next.file))]);
    pending.push(...index.builtOn(next.name).filter((built) => seeing.has(built.file)));
  }
  return [...carriers.values()];
}

function carrierOf(
  key: string,
  name: string,
  file: ProjectFile,
  method: string,
  project: Project,
): Carrier | undefined {
  const { types } = project;
  const type = types.typeWritten(name, file);
  if (type.kind === 'unknown') return undefined;
  const isInterface = types.underlying(type, file).kind === 'interface';
  const holder: GoType = isInterface || type.kind === 'pointer' ? type : { kind: 'pointer', element: type };
  const member = types.member(holder, method, file);
  const fact = file.facts.declarations?.types.find((each) => each.name === name);
  const known = member.kind === 'method' ? member : undefined;
  return {
    key,
    name,
    file,
    holder,
    isInterface,
    generic: (fact?.typeParameters.length ?? 0) > 0,
    fullName: known?.fullName,
    signature: known?.signature,
  };
}

/** Pairs of an interface and a type that may be assigned to it. */
function* linksOf(carriers: readonly Carrier[], project: Project): Task<readonly (readonly [Carrier, Carrier])[]> {
  const found: (readonly [Carrier, Carrier])[] = [];
  for (const wanted of carriers) {
    if (!wanted.isInterface || !wanted.signature) continue;
    let compared = 0;
    yield;
    for (const carrier of carriers) {
      if (carrier === wanted || carrier.fullName === wanted.fullName || !carrier.signature) continue;
      if (!looselySame(carrier.signature, wanted.signature)) continue;
      if (++compared % CARRIERS_BETWEEN_PAUSES === 0) yield;
      if (mayImplement(carrier.holder, wanted.holder, project.types, carrier.file)) found.push([wanted, carrier]);
    }
  }
  return found;
}

/** Interfaces outside the project that one of the types implements, and types outside that implement one of its interfaces. */
function* outsideObstacles(method: string, involved: readonly Carrier[], sources: Sources): Task<string[]> {
  const [first] = involved;
  if (!first) return [];
  const { types } = sources.project;
  const obstacles: string[] = [];
  const paths = new Set(involved.map(({ file }) => typePath(file).replace(/_test$/, '')));
  const outside = types.outsideTypesWith(method, first.file, filesThatSee(sources, paths));
  for (const carrier of involved) {
    yield;
    const told = obstacles.length;
    for (const { type, isInterface } of outside) {
      if (isInterface && mayImplement(carrier.holder, type, types, carrier.file)) {
        obstacles.push(`${carrier.name} implements ${printType(type)}, which declares ${method} as it is`);
      } else if (carrier.isInterface && mayImplement(type, carrier.holder, types, carrier.file)) {
        obstacles.push(`${printType(type)} implements ${carrier.name} with ${method} as it is`);
      }
      if (obstacles.length > told) break;
    }
    if (obstacles.length === told && !carrier.isInterface && carrier.signature && hasUnknown(carrier.signature)) {
      obstacles.push(
        `${carrier.name}.${method} has types of packages that could not be read, which may demand it as it is`,
      );
    }
  }
  return obstacles;
}
