/**
 * What changes together, and everything that refers to it: one function with its variants for other platforms, or a family of
 * methods. And why it cannot be changed, when it cannot.
 */
import { signatureOf } from '../../go/declarations.ts';
import { Field, Kind } from '../../go/kinds.ts';
import {
  ancestors,
  childByField,
  type FlatTree,
  fieldOf,
  hasError,
  kindOf,
  namedChildren,
  parentOf,
  ROOT,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { FunctionType } from '../../model/goType.ts';
import type { ProjectFile } from '../../model/project.ts';
import {
  type Declaration,
  filesOfPackage,
  functionDeclaration,
  keyOf,
  placeInFile,
  placeOf,
  shown,
} from './declarations.ts';
import type { Piece } from './edits.ts';
import { functionReferences, namesIn } from './functionReferences.ts';
import { handedOn } from './handedOn.ts';
import { looselySame } from './mayImplement.ts';
import { interfaceMethodsIn, namedIn } from './mentions.ts';
import { methodFamily } from './methodFamily.ts';
import { methodReferences } from './methodReferences.ts';
import { linkedModules } from './modules.ts';
import { obstaclesOf } from './obstacles.ts';
import { isOneCall, type Reference, useOf } from './references.ts';
import type { OpenFile, Sources, Task } from './sources.ts';
import { wrappedValue } from './wrapValue.ts';

export interface Subject {
  readonly name: string;
  readonly declarations: readonly Declaration[];
  readonly calls: readonly Reference[];
  /** Where it is passed on, and what is passed on instead. */
  readonly values: readonly { readonly reference: Reference; readonly text: Piece }[];
  /** Why it cannot be changed; complete or not, one is enough. */
  readonly obstacles: readonly string[];
  readonly notes: readonly string[];
}

const MAY_BE_DEMANDED = 'packages outside the workspace may demand methods as they are; build before you go on';

export class Subjects {
  readonly #sources: Sources;
  readonly #known = new Map<string, Subject>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** @param isAsked of the function that the user asked for everything is said that stands against it, of others one thing. */
  *of(declaration: Declaration, isAsked: boolean): Task<Subject> {
    const known = this.#known.get(keyOf(declaration));
    if (known) return known;
    const subject =
      declaration.kind === 'function'
        ? yield* this.#function(declaration, isAsked)
        : yield* this.#methods(declaration, isAsked);
    for (const each of [declaration, ...subject.declarations]) this.#known.set(keyOf(each), subject);
    return subject;
  }

  *#function(declaration: Declaration, isAsked: boolean): Task<Subject> {
    const { fact, file } = declaration;
    const declarations = filesOfPackage(this.#sources.project, file).flatMap((each) =>
      (each.facts.declarations?.functions ?? []).flatMap((found) =>
        found.name === fact.name && !found.receiver ? [functionDeclaration(each, found)] : [],
      ),
    );
    const obstacles = declarations.flatMap((each) => obstaclesOf(each, this.#sources));
    if (obstacles.length > 0)
      return { name: shown(declaration), declarations, calls: [], values: [], obstacles, notes: [] };
    const isEnough = this.#endsWith(declaration, isAsked);
    const references = yield* functionReferences(declarations, this.#sources, isEnough);
    return this.#settled(declaration, declarations, references, []);
  }

  *#methods(declaration: Declaration & { readonly type: string }, isAsked: boolean): Task<Subject> {
    const own = obstaclesOf(declaration, this.#sources);
    if (own.length > 0)
      return { name: shown(declaration), declarations: [], calls: [], values: [], obstacles: own, notes: [] };
    const family = yield* methodFamily(declaration, this.#sources);
    const { declarations, signature } = family;
    const obstacles = [
      ...family.obstacles,
      ...(signature ? [] : [`${shown(declaration)} differs between files for different platforms`]),
      ...declarations.flatMap((each) => obstaclesOf(each, this.#sources)),
    ];
    if (obstacles.length > 0 || !signature) {
      return { name: shown(declaration), declarations, calls: [], values: [], obstacles, notes: [] };
    }
    const question = { ...family, signature, name: declaration.fact.name };
    const hidden = yield* this.#hiddenUses(declaration.fact.name, signature, family.files);
    if (hidden.length > 0 && !isAsked) return this.#settled(declaration, declarations, [], hidden);
    const isEnough = this.#endsWith(declaration, isAsked);
    const references = yield* methodReferences(question, this.#sources, isEnough);
    const settled = this.#settled(declaration, declarations, references, hidden);
    if (!family.handed || (settled.obstacles.length > 0 && !isAsked)) return settled;
    const place = yield* handedOn(family.handed, this.#sources);
    if (place === undefined) return settled;
    if (place === 'many') return { ...settled, notes: [...settled.notes, MAY_BE_DEMANDED] };
    const demand = `which may demand ${declaration.fact.name} as it is`;
    const handed = `${place} hands it to a package outside the workspace, ${demand}`;
    return { ...settled, obstacles: [handed, ...settled.obstacles] };
  }

  /** Uses of a method that are no selectors: interfaces without a name, and names in strings. */
  *#hiddenUses(name: string, signature: FunctionType, files: readonly ProjectFile[]): Task<string[]> {
    const obstacles: string[] = [];
    for (const file of yield* this.#sources.mentioning(name, files)) {
      const text = this.#sources.text(file.path) ?? '';
      const [found] = namedIn(text, name);
      if (found !== undefined) obstacles.push(`${name} is found by its name at ${placeInFile(file, text, found)}`);
    }
    const nameless = yield* this.#sources.found(name, files, {
      *placesIn(text, file) {
        // An interface that is a top-level type's definition has been looked at as such.
        const declared = declaredInterfaceMethods(file);
        for (const at of interfaceMethodsIn(text, name)) if (!declared.has(at)) yield at;
      },
      findsIn: (at) => this.#namelessInterfaces(at, name, signature),
      inTypes: true,
    });
    obstacles.push(...nameless);
    return obstacles;
  }

  *#namelessInterfaces(at: OpenFile, name: string, signature: FunctionType): Generator<string> {
    const { tree } = at;
    const declared = declaredInterfaceMethods(at.file);
    for (const node of namesIn(at, name)) {
      const element = parentOf(tree, node);
      if (kindOf(tree, element) !== Kind.method_elem || fieldOf(tree, node) !== Field.name) continue;
      if (declared.has(startOf(tree, node) + at.moved) || !this.#sameShape(at, element, signature)) continue;
      yield `an interface without a name of its own demands ${name} at ${placeOf(at, node, this.#sources)}`;
    }
  }

  #sameShape({ tree, file }: OpenFile, element: SyntaxNode, signature: FunctionType): boolean {
    const fact = signatureOf(tree, element);
    const { types } = this.#sources.project;
    const list = (facts: typeof fact.parameters) =>
      facts.map(({ name, type }) => ({ name, type: types.typeWritten(type, file) }));
    const variadic = fact.parameters.at(-1)?.variadic === true;
    return looselySame(
      { kind: 'func', typeParameters: [], parameters: list(fact.parameters), variadic, results: list(fact.results) },
      signature,
    );
  }

  /** Tells calls that can be changed from everything that stands against it. */
  #settled(
    declaration: Declaration,
    declarations: readonly Declaration[],
    references: readonly Reference[],
    hidden: readonly string[],
  ): Subject {
    const name = shown(declaration);
    const calls: Reference[] = [];
    const values: { reference: Reference; text: Piece }[] = [];
    const obstacles = [...hidden];
    const notes = new Set<string>();
    for (const reference of references) {
      const { file } = reference.at;
      const obstacle = this.#obstacle(reference, declaration);
      const through = reference.use.kind === 'value' ? callsThrough(reference) : undefined;
      if (!linkedModules(file.module, declaration.file.module, this.#sources)) {
        notes.add(`${file.module.path} uses a published version of ${declaration.file.module.path} and stays as it is`);
      } else if (obstacle !== undefined) obstacles.push(`${placeOfReference(reference, this.#sources)} ${obstacle}`);
      else if (through) calls.push(...through);
      else if (reference.use.kind === 'value') {
        const text = isReflected(reference) ? undefined : wrappedValue(reference, declaration, this.#sources);
        if (text === undefined) continue;
        values.push({ reference, text });
        notes.add(
          `${placeOfReference(reference, this.#sources)} passes it on: the literal there passes context.TODO(), because who calls it has none to give`,
        );
      } else {
        calls.push(reference);
        if (!file.facts.header.generated) continue;
        notes.add(`${placeOfReference(reference, this.#sources)} is generated: what it is generated from must follow`);
      }
    }
    return { name, declarations, calls, values, obstacles, notes: [...notes] };
  }

  /** Of a caller that may have to take a context, the first thing that stands against it is enough. */
  #endsWith(declaration: Declaration, isAsked: boolean): (reference: Reference) => boolean {
    return (reference) => !isAsked && this.#obstacle(reference, declaration) !== undefined;
  }

  /** What a use has against the change, behind the place. */
  #obstacle(reference: Reference, declaration: Declaration): string | undefined {
    const { at, node, use, uncertain } = reference;
    const { file, tree } = at;
    if (!linkedModules(file.module, declaration.file.module, this.#sources)) return undefined;
    if (uncertain) return 'may use it, but the type of what it is selected from is not known';
    if (use.kind === 'value') {
      const through = callsThrough(reference);
      if (through && !through.some((call) => this.#mayPassSeveral(call, declaration))) return undefined;
      if (isReflected(reference) || wrappedValue(reference, declaration, this.#sources) !== undefined) return undefined;
      return 'passes it on as a value';
    }
    if (file.facts.hasSyntaxErrors && hasError(tree, topOf(tree, node))) return 'uses it in code that does not parse';
    return this.#mayPassSeveral(reference, declaration) ? 'passes it all results of another call at once' : undefined;
  }

  /** Whether the arguments may be all results of one call, before which nothing can be put. */
  #mayPassSeveral({ at, use }: Reference, { fact }: Declaration): boolean {
    if (use.kind !== 'call') return false;
    const { parameters } = fact;
    if (parameters.length === 1 && parameters[0]?.variadic !== true) return false;
    const call = isOneCall(at.tree, use.arguments);
    if (call === undefined) return false;
    const results = this.#sources.project.types.callee(at.view.callee(call), at.file)?.results;
    return results?.length !== 1;
  }
}

function placeOfReference({ at, node }: Reference, sources: Sources): string {
  return placeOf(at, node, sources);
}

/** The top-level declaration around a node. */
function topOf(tree: FlatTree, node: SyntaxNode): SyntaxNode {
  let top = node;
  for (const up of ancestors(tree, node)) if (up !== ROOT) top = up;
  return top;
}

/** Where the methods of a file's interfaces have their names. */
function declaredInterfaceMethods({ facts }: ProjectFile): ReadonlySet<number> {
  const types = facts.declarations?.types ?? [];
  return new Set(types.flatMap(({ methods = [] }) => methods.map(({ nameStart }) => nameStart)));
}

/** The calls of a local variable that holds the function and does nothing but be called: `find := s.Find`. */
function callsThrough({ at, use }: Reference): readonly Reference[] | undefined {
  if (use.kind !== 'value') return undefined;
  const { tree, view } = at;
  const right = parentOf(tree, use.expression);
  const statement = parentOf(tree, right);
  if (kindOf(tree, statement) !== Kind.short_var_declaration || fieldOf(tree, right) !== Field.right) return undefined;
  const target = namedChildren(tree, childByField(tree, statement, Field.left))[
    namedChildren(tree, right).indexOf(use.expression)
  ];
  const binding = target === undefined ? undefined : view.scopes.declared(target);
  if (!binding) return undefined;
  const calls: Reference[] = [];
  for (const node of view.scopes.uses(binding)) {
    const called = useOf(tree, node);
    if (called.kind !== 'call') return undefined;
    calls.push({ at, node, use: called, uncertain: false });
  }
  return calls;
}

/** `reflect.TypeOf((*Mock)(nil).Find)`, as generated stand-ins have it: takes functions of any type. */
function isReflected({ at, use }: Reference): boolean {
  if (use.kind !== 'value') return false;
  const list = parentOf(at.tree, use.expression);
  if (kindOf(at.tree, list) !== Kind.argument_list) return false;
  const called = childByField(at.tree, parentOf(at.tree, list), Field.function);
  return called >= 0 && textOf(at.tree, called) === 'reflect.TypeOf';
}
