/**
 * What the neighbours put in front of their routes, where each has a function that registers them: seen in those functions, or given to
 * them by the caller. A guard that cannot be said where the caller stands is none that is known.
 */
import { Field, Kind } from '../../go/kinds.ts';
import { childByField, type FlatTree, nodesOfKind, type SyntaxNode, textOf } from '../../go/tree.ts';
import { type Guards, guardsIn, isResource, prevailingGuards } from './routeTable.ts';
import { type FunctionShape, receiverOf } from './shapes.ts';
import type { Survey } from './survey.ts';

/** A call of a function that is given the router. */
export interface Registration {
  readonly called: FunctionShape;
  readonly name: string;
  readonly given: readonly string[];
}

const middlewareTypes: readonly string[] = ['gin.HandlerFunc', 'echo.MiddlewareFunc'];
/** What stands around the handlers themselves, and so cannot be repeated at the router. */
const chain = /(^|\.)Negroni$/;
const guarding = /auth|guard|jwt|acl|permission|\bmw\b|middleware/i;
/** What a neighbour is given that lets nobody in, whatever it is called. */
const others = /^\*?(\w+\.)?\w*(Service|Use[Cc]ase|Interactor|RateLimiter|Handlers?|Controller|Group|Engine|Echo)$/;

/** Nothing where it cannot be told. */
export function guardsBefore(registrations: readonly Registration[], survey: Survey): Guards | undefined {
  return guardsSeen(registrations, survey) ?? guardsGiven(registrations, survey);
}

/**
 * What most of the functions that register routes put in front of them, in the expressions of the caller; nothing where no function
 * registers any at the router it is given. What lets people in is no example for what they get in to.
 */
function guardsSeen(registrations: readonly Registration[], survey: Survey): Guards | undefined {
  const about = registrations.filter(({ called }) =>
    called.path.split('/').every((one) => isResource(one.replace('.go', ''))),
  );
  const found = about.flatMap((registration) => {
    const { called, name, given } = registration;
    const tree = survey.parse(survey.reader.read(called.path) ?? '');
    const node = functionCalled(name, tree);
    const inside = node === undefined ? undefined : guardsIn(node, tree, survey.router);
    return inside === undefined ? [] : [{ guards: inside, called, given }];
  });
  const said = found.map(({ guards, called, given }) => {
    const all = guards.all.map((guard) => fromCaller(guard, called, given));
    const writes = guards.writes.map((guard) => fromCaller(guard, called, given));
    const known = (one: string | undefined) => one !== undefined;
    return all.every(known) && writes.every(known) ? { all, writes } : undefined;
  });
  return found.length === 0 || found.length < about.length ? undefined : prevailingGuards(said);
}

/** What stands for an expression of the function that is called where it is called. */
function fromCaller(expression: string, { parameters }: FunctionShape, given: readonly string[]): string | undefined {
  const [, name = '', rest = ''] = /^([A-Za-z_]\w*)((?:\.\w+)*)$/.exec(expression) ?? [];
  const text = given[parameters.findIndex((parameter) => parameter.name === name)];
  return text !== undefined && /^[A-Za-z_][\w.]*$/.test(text) ? `${text}${rest}` : undefined;
}

/** A middleware that the neighbours are given; none where they are not guarded, nothing where it cannot be told. */
function guardsGiven(registrations: readonly Registration[], survey: Survey): Guards | undefined {
  const guards = registrations.flatMap(({ called, given }) =>
    called.parameters.flatMap(({ type }, index) => {
      const text = given[index] ?? '';
      const isMiddleware = middlewareTypes.includes(type);
      if (chain.test(type)) {
        return [''];
      }
      return (isMiddleware || !others.test(type)) && guarding.test(text)
        ? [isMiddleware && /^[A-Za-z_]\w*$/.test(text) ? text : '']
        : [];
    }),
  );
  const [guard, ...more] = [...new Set(guards)];
  if (guard === '' || more.length > 0) {
    return undefined;
  }
  const isGuardedInside = registrations.some(({ called }) => hasGuard(survey.reader.read(called.path) ?? ''));
  return guard !== undefined ? { all: [guard], writes: [] } : isGuardedInside ? undefined : { all: [], writes: [] };
}

/** The group that each of the functions makes of the router it is given, where it is a version or the word `api`. */
export function baseBelow(registrations: readonly Registration[], { reader }: Survey): string {
  const found = registrations.map(
    ({ called }) =>
      /\.(?:Group|PathPrefix)\("\/?((?:api|rest|v\d+)(?:\/(?:api|rest|v\d+))*)\/?"/.exec(
        reader.read(called.path) ?? '',
      )?.[1],
  );
  const [first] = found;
  return first !== undefined && found.every((one) => one === first) ? `/${first}` : '';
}

/** The declaration of a function, or of a method written `Type.Method`. */
export function functionCalled(name: string, tree: FlatTree): SyntaxNode | undefined {
  const [type, method] = name.split('.');
  const nodes =
    method === undefined ? nodesOfKind(tree, Kind.function_declaration) : nodesOfKind(tree, Kind.method_declaration);
  return [...nodes].find(
    (node) =>
      textOf(tree, childByField(tree, node, Field.name)) === (method ?? type) &&
      (method === undefined || receiverOf(tree, node) === type),
  );
}

/** Whether a file that registers routes puts something in front of them that lets in whom it knows. */
function hasGuard(text: string): boolean {
  return /\.(Use|With|Group|GET|POST|PUT|DELETE|Get|Post|Put|Delete)\([^\n]*\b\w*(auth|jwt|session|guard|permission)\w*\b/i.test(
    text.replaceAll(/"[^"\n]*"/g, '""').replaceAll(/\/\/.*$/gm, ''),
  );
}
