/**
 * "Invert the dependency" as the fix of a forbidden import: offered where the import goes for good, in this file at least. Where
 * it cannot be done, the refactoring on the field or parameter says why.
 */
import * as z from 'zod/mini';
import type { Project } from '../../model/project.ts';
import { type Inversion, invertDependency } from '../../refactor/invertDependency.ts';
import { type InversionRequest, importMayGo } from '../../refactor/invertPlan.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';

const importData = z.object({ import: z.string() });

export function invertingOffers(
  finding: Finding,
  { project, file, sources }: FixContext<unknown>,
): readonly FixOffer[] {
  const data = importData.safeParse(finding.data);
  if (!data.success || file.isTest || !file.facts.declarations) return [];
  const request = { project, sources, file, importPath: data.data.import };
  if (!importMayGo(request)) return [];
  const inversion = invertedOnce(request);
  if ('refused' in inversion || !inversion.importGoes) return [];
  return [{ id: 'invert', title: inversion.title, preview: true, changes: () => inversion.changes }];
}

type Outcome = Inversion | { readonly refused: string };

/** The last answers for a project as it is: editors ask again at every move of the cursor, and once more for the edits. */
const answers = new WeakMap<Project, { readonly generation: number; readonly outcomes: Map<string, Outcome> }>();

function invertedOnce(request: InversionRequest): Outcome {
  const { project, file, importPath } = request;
  let known = answers.get(project);
  if (known?.generation !== project.generation) {
    known = { generation: project.generation, outcomes: new Map() };
    answers.set(project, known);
  }
  const key = `${file.path}\0${importPath}`;
  const outcome = known.outcomes.get(key) ?? invertDependency(request);
  known.outcomes.set(key, outcome);
  return outcome;
}
