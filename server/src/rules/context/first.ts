/**
 * context/first: a function takes a context, but not as its first parameter. Everybody who reads Go looks for it there.
 *
 * Looks at declared functions and methods and at methods of interfaces. A `testing.T` or `testing.B` may come before, as may another
 * context, also that of a framework. Function literals and types are mostly shaped by somebody else and are not looked at.
 */
import * as z from 'zod/mini';
import type { MethodFact, ParameterFact, SignatureFact } from '../../go/facts.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { isNamed } from '../../model/types.ts';
import { defineRule, type Report } from '../rule.ts';
import { moveContextFirst } from './moveContext.ts';

const options = z.strictObject({
  after: z
    .optional(z.array(z.string()))
    .check(
      z.describe(
        'Types, as written, that may stand before the context besides those of package testing: `*zap.Logger`.',
      ),
    ),
});

type Options = z.infer<typeof options>;

export const contextFirst = defineRule<never, Options>({
  meta: {
    id: 'context/first',
    title: 'A context is the first parameter',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    options,
    defaults: {},
    honours: ['revive', 'golint'],
  },
  *judgeFile({ project, file, options: { after = [] } }) {
    const { declarations } = file.facts;
    if (!declarations) return;
    const owner = project.packageOf(file)?.path ?? file.dir;
    for (const { signature, name, key } of declared(declarations)) {
      const report = judgeSignature(signature, name, project, file, after);
      if (report) yield { ...report, key: `${owner}.${key}` };
    }
  },
  fixes(finding, context) {
    const changes = moveContextFirst(finding.start, context);
    if (!changes) return [];
    const preview = changes.length > 1;
    return [
      {
        id: 'move',
        title: 'Move the context to the front',
        preferred: true,
        safe: !preview,
        preview,
        changes: () => changes,
      },
    ];
  },
});

interface Named {
  readonly signature: SignatureFact;
  readonly name: string;
  readonly key: string;
}

function* declared({ functions, types }: NonNullable<ProjectFile['facts']['declarations']>): Iterable<Named> {
  for (const signature of functions) {
    const { name, receiver } = signature;
    yield { signature, name, key: receiver ? `${receiver.type}.${name}` : name };
  }
  for (const type of types) {
    for (const method of type.methods ?? ([] as readonly MethodFact[])) {
      yield { signature: method, name: method.name, key: `${type.name}.${method.name}` };
    }
  }
}

function judgeSignature(
  { parameters, start, end }: SignatureFact,
  name: string,
  project: Project,
  file: ProjectFile,
  after: readonly string[],
): Omit<Report, 'key'> | undefined {
  // Whatever stands in the first place is no finding, and hardly any function has a context in another.
  if (!parameters.some(({ type }, index) => index > 0 && type.endsWith('Context'))) return undefined;
  const found = parameters.findIndex(
    ({ type, variadic }) =>
      !variadic && type.endsWith('Context') && isNamed(project.types.typeWritten(type, file), 'context', 'Context'),
  );
  if (found < 1) return undefined;
  // A handler of a gRPC method has the parameters that package grpc calls it with.
  if (parameters.some(({ type }) => type.endsWith('.UnaryServerInterceptor'))) return undefined;
  const before = parameters.slice(0, found);
  if (before.every((parameter) => mayPrecede(parameter, after))) return undefined;
  const parameter = parameters[found];
  const called = parameter && parameter.name !== '' && parameter.name !== '_' ? parameter.name : 'the context';
  return {
    message: `${name} takes ${called} as parameter ${found + 1}: callers look for a context in the first place.`,
    start,
    end,
  };
}

/** Also contexts, types that carry one, and what tests pass on. */
function mayPrecede({ type }: ParameterFact, after: readonly string[]): boolean {
  return /Context$|^\*?testing\.|(?:^|\.)(?:TB|TestingT|GinkgoTInterface|T)$/.test(type) || after.includes(type);
}
