/**
 * architecture/interface-location: an exported interface beside its only implementation, which its own package never uses and
 * others do. In Go an interface belongs to who calls it: there it can be as small as the caller's need.
 *
 * Goes by what is declared: parameters, results, fields and methods as written. An implementation counts by its methods'
 * names and signatures. Says nothing of an interface that is implemented, embedded or taken as a parameter anywhere that
 * would give it a reason to stay, of generic ones, of one that more than three packages take, of input ports, and of one whose
 * implementation only stands in for others.
 */
import type { FunctionFact, SignatureFact, TypeFact } from '../../go/facts.ts';
import { likelyPackageNames } from '../../go/packageNames.ts';
import type { ModuleInfo, Project, ProjectFile } from '../../model/project.ts';
import { defineRule } from '../rule.ts';
import { declaringOffers } from './declaringAtConsumers.ts';

export const interfaceLocation = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/interface-location',
    title: 'An interface is declared where it is used',
    severity: 'hint',
    recommended: true,
    needs: 'declarations',
    defaults: {},
    honours: ['iface', 'ireturn'],
  },
  *judgeFile({ project, file }) {
    const { declarations, header } = file.facts;
    const own = project.packageOf(file);
    if (!declarations || !own || file.isTest || header.packageName === 'main') return;
    const candidates = declarations.types.filter(isCandidate);
    if (candidates.length === 0) return;
    const known = overviewOf(project, own.module);
    for (const declared of candidates) {
      const path = `${own.path}.${declared.name}`;
      const use = known.uses.get(path);
      if (!use || use.keeps || use.consumers.size === 0 || use.consumers.size > mostConsumers) continue;
      const implementing = implementations(declared, known);
      const [only] = implementing;
      if (implementing.length !== 1 || only?.package !== own.path || !signaturesAgree(declared, only)) continue;
      if (standsIn.test(only.name) || known.functions.has(`${only.package}.${only.name}`)) continue;
      const users = [...use.consumers].sort().map((consumer) => consumer.slice(consumer.lastIndexOf('/') + 1));
      yield {
        message: `${declared.name} stands beside ${only.name}, its only implementation, and is used in ${listed(users)}; declare it there, with the methods used there.`,
        start: declared.nameStart,
        end: declared.nameStart + declared.name.length,
        key: path,
        data: { interface: declared.name, implementation: only.name },
      };
    }
  },
  fixes: (finding, context) => declaringOffers(finding, context),
});

/** What more packages take is a contract of its own, and a copy in each of them would serve nobody. */
const mostConsumers = 3;

/** Does nothing, so that something else can take its place: the other implementations are where nobody looks. */
const standsIn = /^(?:no_?op|nop|null|dummy|discard|disabled|unlimited|unimplemented)|(?:No_?[oO]p|Nop)$/i;

/** By which the inside of an architecture is called, and which belongs to the inside: callers are not to have their own. */
const inputPort = /(?:Use_?Cases?|Port|Interactor)$/;

function isCandidate({ name, alias, methods, embeds, typeParameters }: TypeFact): boolean {
  if (alias || !/^\p{Lu}/u.test(name) || typeParameters.length > 0 || (embeds?.length ?? 0) > 0) return false;
  if (inputPort.test(name)) return false;
  // With an unexported method nobody else can declare it.
  return methods !== undefined && methods.length > 0 && methods.every((method) => /^\p{Lu}/u.test(method.name));
}

interface Implementation {
  readonly package: string;
  readonly name: string;
  readonly methods: Map<string, string>;
}

interface Use {
  /** Packages other than its own that take it: as a parameter or in a field. */
  readonly consumers: Set<string>;
  /** Something that gives it a reason to stay: its package takes it, or another type or interface is made of it. */
  keeps: boolean;
}

interface Overview {
  readonly surface: number;
  readonly byMethod: ReadonlyMap<string, readonly Implementation[]>;
  readonly uses: ReadonlyMap<string, Use>;
  /** Types that are functions: options and adapters of a signature, made where the interface is. */
  readonly functions: ReadonlySet<string>;
}

/** One for all modules, or for each where a path may mean several packages. */
const overviews = new WeakMap<Project, Map<ModuleInfo | undefined, Overview>>();

/** Who has which methods and who takes which type around a module, for as long as no declaration changes. */
function overviewOf(project: Project, module: ModuleInfo): Overview {
  const known = overviews.get(project) ?? new Map<ModuleInfo | undefined, Overview>();
  overviews.set(project, known);
  const key = project.sharesPaths ? module : undefined;
  const before = known.get(key);
  if (before?.surface === project.surface) return before;
  const types = new Map<string, Implementation>();
  const uses = new Map<string, Use>();
  const functions = new Set<string>();
  for (const file of project.filesAround(module)) {
    const owner = project.packageOf(file);
    if (!owner || file.isTest || file.facts.header.generated || !file.facts.declarations) continue;
    for (const { receiver, name, ...signature } of file.facts.declarations.functions) {
      if (!receiver) continue;
      const key = `${owner.path}.${receiver.type}`;
      const type = types.get(key) ?? { package: owner.path, name: receiver.type, methods: new Map<string, string>() };
      type.methods.set(name, shapeOf(signature));
      types.set(key, type);
    }
    for (const { name, type } of file.facts.declarations.types) {
      if (/^func\b/.test(type)) functions.add(`${owner.path}.${name}`);
    }
    addUses(project, file, owner.path, uses);
  }
  const byMethod = new Map<string, Implementation[]>();
  for (const type of types.values()) {
    for (const name of type.methods.keys()) {
      const others = byMethod.get(name);
      if (others) others.push(type);
      else byMethod.set(name, [type]);
    }
  }
  const overview = { surface: project.surface, byMethod, uses, functions };
  known.set(key, overview);
  return overview;
}

function addUses(project: Project, file: ProjectFile, owner: string, uses: Map<string, Use>): void {
  const { header, declarations } = file.facts;
  if (!declarations) return;
  const paths = new Map<string, string>();
  for (const { alias, path } of header.imports) {
    const target = project.packageAt(path, file.module);
    if (!target) continue;
    const clause = [...target.files.values()].find((one) => !one.isTest)?.facts.header.packageName;
    for (const name of alias === '' ? [clause ?? '', ...likelyPackageNames(path)] : [alias]) paths.set(name, path);
  }
  const seen = new Set<string>();
  const note = (type: string, keeps: boolean) => {
    // The same few types are written again and again.
    if (!keeps && seen.has(type)) return;
    seen.add(type);
    for (const [, qualifier, name = ''] of type.matchAll(NAMED)) {
      const path = qualifier === undefined ? owner : paths.get(qualifier);
      if (path === undefined) continue;
      const key = `${path}.${name}`;
      const use = uses.get(key) ?? { consumers: new Set<string>(), keeps: false };
      uses.set(key, use);
      if (keeps || path === owner) use.keeps = true;
      else use.consumers.add(owner);
    }
  };
  const takes = (signature: SignatureFact) => {
    for (const { type } of [...signature.typeParameters, ...signature.parameters]) note(type, false);
  };
  for (const declared of declarations.functions) takes(declared);
  for (const { fields, methods, embeds, alias, type } of declarations.types) {
    for (const field of fields ?? []) note(field.type, field.embedded === true);
    for (const method of methods ?? []) takes(method);
    for (const embedded of embeds ?? []) note(embedded, true);
    if (alias || (fields === undefined && methods === undefined)) note(type, true);
  }
}

/** Names of types with their qualifier, within a type as written. */
const NAMED = /(?<![\p{L}\p{Nd}_.])(?:([\p{L}_][\p{L}\p{Nd}_]*)\.)?(\p{Lu}[\p{L}\p{Nd}_]*)/gu;

/** Types of the project with every method of the interface, whatever their signatures: any of them may be meant. */
function implementations({ methods = [] }: TypeFact, { byMethod }: Overview): readonly Implementation[] {
  const [first] = methods;
  const found = first === undefined ? [] : (byMethod.get(first.name) ?? []);
  return found.filter((type) => methods.every(({ name }) => type.methods.has(name)));
}

function signaturesAgree({ methods = [] }: TypeFact, type: Implementation): boolean {
  return methods.every((method) => type.methods.get(method.name) === shapeOf(method));
}

function shapeOf({ parameters, results }: Pick<FunctionFact, 'parameters' | 'results'>): string {
  const types = (list: FunctionFact['parameters']) =>
    list.map(({ type, variadic }) => (variadic ? `...${type}` : type));
  return JSON.stringify([types(parameters), types(results)]);
}

function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
