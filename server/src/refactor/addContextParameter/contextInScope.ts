/**
 * Which context a place in the code can pass on: a variable, what a request, a command or a test carries, or none, and then
 * which function would have to be given one.
 *
 * Of several the one of the innermost function wins, because a handler's own request is a better context than that of the
 * function which registered the handler. Variables win over requests, and `ctx` over other names.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { ancestors, childByField, kindOf, NO_NODE, type SyntaxNode, sizeOf } from '../../go/tree.ts';
import type { GoType } from '../../model/goType.ts';
import { isNamed } from '../../model/types.ts';
import { type Declaration, declarationAround, filesOfPackage } from './declarations.ts';
import type { OpenFile, Sources } from './sources.ts';

export type Available =
  | { readonly kind: 'expression'; readonly text: string }
  /** Nobody above could have one: `main`, `init`, a test, the initialisation of a package. */
  | { readonly kind: 'root' }
  /** The function around would have to take one. */
  | { readonly kind: 'function'; readonly declaration: Declaration }
  /** It takes one already, without a name or under one that is hidden here. */
  | { readonly kind: 'unnamed'; readonly declaration: Declaration };

/** What carries a context, and how it is asked for. Parameters alone count: one that a test makes by hand may lack it. */
const CARRIERS: ReadonlyMap<string, string> = new Map([
  ['*net/http.Request', '.Context()'],
  ['*github.com/gin-gonic/gin.Context', '.Request.Context()'],
  ['github.com/labstack/echo/v4.Context', '.Request().Context()'],
  ['*github.com/labstack/echo/v5.Context', '.Request().Context()'],
  ['*github.com/gofiber/fiber/v2.Ctx', '.UserContext()'],
  ['github.com/gofiber/fiber/v3.Ctx', '.Context()'],
  ['*github.com/spf13/cobra.Command', '.Context()'],
  ['*github.com/urfave/cli/v2.Context', '.Context'],
]);

const TESTS: ReadonlySet<string> = new Set(['*testing.T', '*testing.B', '*testing.F', 'testing.TB']);

interface Candidate {
  readonly text: string | undefined;
  /** Where the function begins that declares it: the innermost begins last. */
  readonly depth: SyntaxNode;
  readonly rank: number;
  readonly from: SyntaxNode;
}

export function contextAt(at: OpenFile, node: SyntaxNode, sources: Sources): Available {
  const { tree, view, file } = at;
  const { types } = sources.project;
  const functions = functionsAround(at, node);
  const candidates: Candidate[] = [];
  for (const binding of view.scopes.bindingsAround(node)) {
    if (!isValue(binding) || binding.from > node || node >= binding.until) continue;
    if (view.scopes.local(binding.name, node) !== binding) continue;
    const type = types.typeOf(view.inference.ofBinding(binding), file);
    if (type.kind === 'unknown') continue;
    const depth = functions.find((each) => each <= binding.node && binding.node < each + sizeOf(tree, each)) ?? NO_NODE;
    const common = { depth, from: binding.from };
    if (isContext(type)) {
      candidates.push({ ...common, text: binding.name, rank: binding.name === 'ctx' ? 3 : 2 });
      continue;
    }
    if (binding.kind !== 'parameter') continue;
    const key = shortName(type);
    const access = key === undefined ? undefined : CARRIERS.get(key);
    if (access !== undefined) candidates.push({ ...common, text: binding.name + access, rank: 1 });
    else if (key !== undefined && TESTS.has(key)) {
      const has = atLeast(file.module.goVersion, 24) && !inCleanup(at, node, depth);
      // A context that was made in the test further out is meant for what happens inside.
      candidates.push({ ...common, depth: NO_NODE, text: has ? `${binding.name}.Context()` : undefined, rank: 0 });
    } else if (carriesContext(type, at, sources)) {
      candidates.push({ ...common, text: `${binding.name}.Context()`, rank: 1 });
    }
  }
  candidates.sort((a, b) => b.depth - a.depth || b.rank - a.rank || b.from - a.from);
  const [best] = candidates;
  if (best) return best.text === undefined ? { kind: 'root' } : { kind: 'expression', text: best.text };
  if (!view.scopes.local('ctx', node) && hasPackageContext(at, sources)) return { kind: 'expression', text: 'ctx' };
  const declaration = declarationAround(at, node);
  if (!declaration || isRoot(declaration)) return { kind: 'root' };
  return { kind: contextParameters(declaration, sources).length > 0 ? 'unnamed' : 'function', declaration };
}

/** Whether the package has a variable `ctx` that this file sees: those of tests are for tests. */
function hasPackageContext({ file }: OpenFile, { project }: Sources): boolean {
  const declared = filesOfPackage(project, file).some(
    (each) =>
      (file.isTest || !each.isTest) && each.facts.declarations?.values.some(({ name }) => name === 'ctx') === true,
  );
  return declared && isContext(project.types.typeOf(['value', 'ctx'], file));
}

export function isContext(type: GoType): boolean {
  return isNamed(type, 'context', 'Context');
}

/** Indices of the parameters that are contexts already. */
export function contextParameters({ fact, file }: Declaration, { project }: Sources): number[] {
  return fact.parameters.flatMap(({ type, variadic }, index) =>
    !variadic && /Context$|[Cc]tx$/.test(type) && isContext(project.types.typeWritten(type, file)) ? [index] : [],
  );
}

/** How a declaration's own parameters give a context, such as `r.Context()`; undefined when none does. */
export function carriedBy({ fact, file }: Declaration, { project }: Sources): string | undefined {
  for (const { name, type } of fact.parameters) {
    const key = shortName(project.types.typeWritten(type, file));
    const access = key === undefined ? undefined : CARRIERS.get(key);
    if (access !== undefined) return name === '' || name === '_' ? `the context of its ${type}` : name + access;
  }
  return undefined;
}

function isValue({ kind }: Binding): boolean {
  return kind === 'parameter' || kind === 'variable';
}

/** `*net/http.Request` of a named type or a pointer to one. */
function shortName(type: GoType): string | undefined {
  if (type.kind === 'pointer') {
    const inner = shortName(type.element);
    return inner === undefined ? undefined : `*${inner}`;
  }
  return type.kind === 'named' && type.typeArguments.length === 0 ? `${type.package}.${type.name}` : undefined;
}

/** Such as the stream that a gRPC method is given. */
function carriesContext(type: GoType, { file }: OpenFile, { project }: Sources): boolean {
  const member = project.types.member(type, 'Context', file);
  if (member.kind !== 'method') return false;
  const { parameters, results } = member.signature;
  const [only] = results;
  return parameters.length === 0 && results.length === 1 && only !== undefined && isContext(only.type);
}

/** The functions around a node, innermost first. */
export function functionsAround({ tree }: OpenFile, node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration)
      found.push(up);
  }
  return found;
}

/** The context of a test is over when what was given to Cleanup runs. */
function inCleanup({ tree, view }: OpenFile, node: SyntaxNode, outermost: SyntaxNode): boolean {
  for (const up of ancestors(tree, node)) {
    if (up === outermost) return false;
    if (kindOf(tree, up) !== Kind.call_expression || view.calleeName(up) !== 'Cleanup') continue;
    const list = childByField(tree, up, Field.arguments);
    if (list !== NO_NODE && list < node && node < list + sizeOf(tree, list)) return true;
  }
  return false;
}

/** Whether a Go version such as `1.24.3` is 1.minor or later. */
export function atLeast(version: string | undefined, minor: number): boolean {
  const found = /^1\.(\d+)/.exec(version ?? '')?.[1];
  return found !== undefined && Number(found) >= minor;
}

/** Whether nothing in Go code calls the function: the runtime or a test runner does. */
export function isRoot(declaration: Declaration): boolean {
  const { file, fact } = declaration;
  if (declaration.kind === 'function') {
    if (fact.name === 'init' || (fact.name === 'main' && file.facts.header.packageName === 'main')) return true;
    return file.isTest && /^(?:Test|Benchmark|Fuzz|Example)(?:$|[^\p{Ll}])/u.test(fact.name);
  }
  // The methods of test suites are found by their names.
  return declaration.kind === 'method' && file.isTest && SUITE_METHOD.test(fact.name);
}

const SUITE_METHOD = /^(?:Test|Benchmark|SetupTest|SetupSuite|SetupSubTest|TearDown|BeforeTest|AfterTest|HandleStats)/;

/** Whether code at a node runs when the function around it is done, or beside it. */
export function isDetached({ tree }: OpenFile, node: SyntaxNode): boolean {
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.go_statement || kind === Kind.defer_statement) return true;
  }
  return false;
}

/** `context.Background()` or `context.TODO()`; undefined for any other call. */
export function emptyContext(at: OpenFile, call: SyntaxNode, sources: Sources): 'Background' | 'TODO' | undefined {
  if (kindOf(at.tree, call) !== Kind.call_expression) return undefined;
  const name = at.view.calleeName(call);
  if (name !== 'Background' && name !== 'TODO') return undefined;
  const callee = sources.project.types.callee(at.view.callee(call), at.file);
  return callee?.fullName === `context.${name}` ? name : undefined;
}
