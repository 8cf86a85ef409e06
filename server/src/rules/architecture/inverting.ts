/**
 * "Invert the dependency" as the fix of a forbidden import: offered where the import goes for good, in this file at least. Where
 * it cannot be done, the refactoring on the field or parameter says why.
 */
import * as z from 'zod/mini';
import { type Inversion, invertDependency } from '../../refactor/invertDependency.ts';
import { type InversionRequest, importMayGo } from '../../refactor/invertPlan.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';
import { untilChanged } from '../support/untilChanged.ts';

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

const outcomes = untilChanged<Outcome>();

function invertedOnce(request: InversionRequest): Outcome {
  const { project, file, importPath } = request;
  return outcomes(project, `${file.path}\0${importPath}`, () => invertDependency(request));
}
