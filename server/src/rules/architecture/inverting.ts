/**
 * "Invert the dependency" as the fix of a forbidden import: offered where the import goes for good, in this file at least. Where
 * it cannot be done, the refactoring on the field or parameter says why.
 */
import * as z from 'zod/mini';
import { type Inversion, invertDependency } from '../../refactor/invertDependency.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';

const importData = z.object({ import: z.string() });

export function invertingOffers(
  finding: Finding,
  { project, file, sources }: FixContext<unknown>,
): readonly FixOffer[] {
  const data = importData.safeParse(finding.data);
  if (!data.success || file.isTest || !file.facts.declarations) return [];
  const inversion: Inversion | { readonly refused: string } = invertDependency({
    project,
    sources,
    file,
    importPath: data.data.import,
  });
  if ('refused' in inversion || !inversion.importGoes) return [];
  return [{ id: 'invert', title: inversion.title, preview: true, changes: () => inversion.changes }];
}
