/**
 * Types without a compiler: what Go calls return and take, as far as the project, the catalogue and the sources of dependencies
 * say.
 *
 * A rule asks in two steps, because syntax and project never meet. While it observes, it writes down symbolic expressions,
 * which are plain data and belong into the observation:
 *
 *     observe(node, view) {
 *       return { start: …, call: view.callee(node), value: view.typeOf(childByField(view.tree, node, Field.operand)) };
 *     }
 *
 * When it judges, it has them worked out for the file they come from:
 *
 *     judge(observation, { project, file }) {
 *       const callee = project.types.callee(observation.call, file);
 *       if (callee?.fullName !== '(*database/sql.DB).Query') return undefined;
 *       const type = project.types.typeOf(observation.value, file);          // a GoType; kind 'unknown' when not known
 *       if (project.types.implementsError(type, file) !== true) return undefined;
 *     }
 *
 * Questions about identifiers inside one file need no project: `view.scopes.resolve(identifier)` says what a name means,
 * `view.scopes.uses(binding)` where it is used. `rules/support/calls.ts` matches callees against tables.
 *
 * Unknown is always a possible answer: `undefined`, or a type of kind 'unknown', which may also stand inside another type. A
 * rule must not act on it, so compare with `=== true` and `=== false`. What is not unknown is right, or it is a bug.
 */
import type { Symbolic } from '../go/symbols.ts';
import type { Catalogue } from './catalogue.ts';
import type { PackageScope } from './declared.ts';
import { type CallOutcome, Evaluator } from './evaluate.ts';
import type { FileContext } from './fileContext.ts';
import { type FunctionType, type GoType, UNKNOWN } from './goType.ts';
import { hasUnknown, type Member, Members } from './members.ts';
import { valueType } from './operand.ts';
import type { ModuleInfo, Project, ProjectFile } from './project.ts';
import { sameApi } from './sameApi.ts';
import { type DependencySources, Universe } from './universe.ts';

export { hasUnknown, shownName } from './members.ts';
export type { DependencySources } from './universe.ts';

export interface Callee {
  readonly kind: 'function' | 'method' | 'interfaceMethod' | 'value' | 'builtin' | 'conversion';
  /**
   * `fmt.Errorf`, `(*database/sql.DB).QueryContext`, `(io.Closer).Close`, `len`: where it is declared, with the full import
   * path, without type arguments; `func value` or `func literal` for values of function type; empty for a conversion.
   */
  readonly fullName: string;
  /** As instantiated for this call, if it is known. Built-in functions and conversions have none. */
  readonly signature: FunctionType | undefined;
  /** Undefined when their number is not known. One of them may be unknown still. */
  readonly results: readonly GoType[] | undefined;
  /** The type of what a method is called on. */
  readonly receiver: GoType | undefined;
}

export interface OutsideType {
  /** A pointer to the type, unless it is an interface. */
  readonly type: GoType;
  readonly isInterface: boolean;
}

export class TypeResolver {
  readonly #project: Project;
  readonly #universe: Universe;
  #evaluators = new Map<ModuleInfo, Evaluator>();
  #contexts = new WeakMap<ProjectFile, FileContext>();
  /** By package and method; working one out looks at every type that embeds another. */
  readonly #outside = new WeakMap<Members, Map<string, readonly OutsideType[]>>();
  #surface = -1;

  constructor(project: Project, catalogue: Catalogue | undefined, dependencies?: DependencySources) {
    this.#project = project;
    this.#universe = new Universe(project, catalogue, dependencies, (symbolic, file, constant) => {
      const operand = this.#evaluator(file.scope.module).evaluate(constant ? symbolic : asValue(symbolic), file);
      return { type: valueType(operand), digits: operand.mode === 'value' ? operand.digits : undefined };
    });
  }

  /** The type of an expression. A call with no result or with several has a tuple. */
  typeOf(symbolic: Symbolic, file: ProjectFile): GoType {
    if (symbolic === 0) return UNKNOWN;
    this.#refresh();
    return this.#evaluator(file.module).typeOf(symbolic, this.#context(file));
  }

  /** What a call calls; undefined when that is not known or when the expression is no call. */
  callee(symbolic: Symbolic, file: ProjectFile): Callee | undefined {
    if (symbolic === 0) return undefined;
    this.#refresh();
    return calleeOf(this.#evaluator(file.module).call(symbolic, this.#context(file)));
  }

  /** A type as it is written in a file, such as a parameter's in its facts. */
  typeWritten(text: string, file: ProjectFile): GoType {
    this.#refresh();
    return this.#context(file).type(text);
  }

  /** The type behind a name; other types are their own. */
  underlying(type: GoType, file: ProjectFile): GoType {
    return this.#membersFor(file).underlying(type);
  }

  /** The field or method that `x.name` selects when x has this type. */
  member(type: GoType, name: string, file: ProjectFile): Member {
    return this.#membersFor(file).lookup(type, name);
  }

  /** Whether a value of the type is an error; undefined when that is not known. */
  implementsError(type: GoType, file: ProjectFile): boolean | undefined {
    return this.#membersFor(file).implementsError(type);
  }

  /** Whether a value of the type can be assigned to the interface type; undefined when that is not known. */
  implements(type: GoType, interfaceType: GoType, file: ProjectFile): boolean | undefined {
    return this.#membersFor(file).implements(type, interfaceType);
  }

  /** Whether the last result is an error; false without results. */
  returnsError(callee: Callee, file: ProjectFile): boolean | undefined {
    const { results } = callee;
    if (!results) return undefined;
    const last = results.at(-1);
    return last ? this.implementsError(last, file) : false;
  }

  /**
   * Named types outside the project that have a method of this name: of the standard library and of the packages that the files
   * `among` import, as far as those are known. Generic ones are without type arguments.
   */
  outsideTypesWith(method: string, file: ProjectFile, among: readonly ProjectFile[]): readonly OutsideType[] {
    const members = this.#membersFor(file);
    let known = this.#outside.get(members);
    if (!known) {
      known = new Map();
      this.#outside.set(members, known);
    }
    const found: OutsideType[] = [];
    for (const scope of this.#universe.outside(among)) {
      const key = `${scope.path} ${method}`;
      let types = known.get(key);
      if (!types) {
        types = outsideTypes(scope.path, scope.typesThatMayHave(method), method, members);
        known.set(key, types);
      }
      found.push(...types);
    }
    return found;
  }

  /** Whether anything is known of what a package outside the project declares. */
  knowsPackage(path: string, file: ProjectFile): boolean {
    return this.#universe.scope(path, file.module) !== undefined;
  }

  /** Whether these names of one package can be taken from the other instead; false where that is not known. */
  sameApi(names: readonly string[], from: string, to: string, file: ProjectFile): boolean {
    this.#refresh();
    const [before, after] = [this.#readScope(from, file), this.#readScope(to, file)];
    return before !== undefined && after !== undefined && sameApi(names, before, after);
  }

  /** A package all of whose declarations are known, as far as anything is. */
  #readScope(path: string, file: ProjectFile): PackageScope | undefined {
    const target = this.#project.resolveImport(path, file.module);
    const isUnread =
      target.origin === 'project' &&
      [...target.package.files.values()].some(
        ({ facts }) => facts.declarations === undefined && !facts.header.generated,
      );
    return isUnread ? undefined : this.#universe.scope(path, file.module);
  }

  #membersFor(file: ProjectFile): Members {
    this.#refresh();
    return this.#evaluator(file.module).members;
  }

  #context(file: ProjectFile): FileContext {
    let context = this.#contexts.get(file);
    if (!context) {
      context = this.#universe.scopeOfFile(file).context(file.facts, file.path.slice(file.path.lastIndexOf('/') + 1));
      this.#contexts.set(file, context);
    }
    return context;
  }

  #evaluator(module: ModuleInfo): Evaluator {
    let evaluator = this.#evaluators.get(module);
    if (!evaluator) {
      evaluator = new Evaluator(new Members(this.#universe, module));
      this.#evaluators.set(module, evaluator);
    }
    return evaluator;
  }

  #refresh(): void {
    if (this.#surface === this.#project.surface) return;
    this.#surface = this.#project.surface;
    this.#evaluators = new Map();
    this.#contexts = new WeakMap();
    this.#universe.reset();
  }
}

function outsideTypes(path: string, names: readonly string[], method: string, members: Members): OutsideType[] {
  return names.flatMap((name) => {
    const type: GoType = { kind: 'named', package: path, name, typeArguments: [] };
    const isInterface = members.underlying(type).kind === 'interface';
    const holder: GoType = isInterface ? type : { kind: 'pointer', element: type };
    return members.lookup(holder, method).kind === 'method' ? [{ type: holder, isInterface }] : [];
  });
}

/** Whether the first parameter is a `context.Context`; undefined when that is not known. */
export function takesContext(signature: FunctionType): boolean | undefined {
  const [first] = signature.parameters;
  if (!first || (signature.variadic && signature.parameters.length === 1)) return false;
  return first.type.kind === 'unknown' ? undefined : isNamed(first.type, 'context', 'Context');
}

/** Whether a type is this named type, not a pointer to it. */
export function isNamed(type: GoType, path: string, name: string): boolean {
  return type.kind === 'named' && type.package === path && type.name === name;
}

export function isError(type: GoType): boolean {
  return isNamed(type, '', 'error');
}

/** Whether the whole type is known. */
export function isKnown(type: GoType): boolean {
  return !hasUnknown(type);
}

function asValue(symbolic: Symbolic): Symbolic {
  return typeof symbolic === 'object' && (symbolic[0] === 'value' || symbolic[0] === 'type')
    ? symbolic
    : ['value', symbolic];
}

function calleeOf({ callee, signature, results }: CallOutcome): Callee | undefined {
  switch (callee.mode) {
    case 'function':
      return { kind: callee.kind, fullName: callee.fullName, signature, results, receiver: callee.receiver };
    case 'value':
      return {
        kind: 'value',
        fullName: callee.literal ? 'func literal' : 'func value',
        signature,
        results,
        receiver: undefined,
      };
    case 'builtin':
      return { kind: 'builtin', fullName: callee.name, signature, results, receiver: undefined };
    case 'type':
      return { kind: 'conversion', fullName: '', signature: undefined, results, receiver: undefined };
    default:
      return undefined;
  }
}
