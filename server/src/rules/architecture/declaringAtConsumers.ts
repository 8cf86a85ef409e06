/**
 * "Declare it where it is used" as the fix of architecture/interface-location: every package that takes the interface gets one of
 * its own with the methods it uses. The old one stays where it is, for constructors that return it; once nobody takes it, its
 * package may return the type itself.
 */
import * as z from 'zod/mini';
import type { Package, ProjectFile } from '../../model/project.ts';
import { type Inversion, invertDependency } from '../../refactor/invertDependency.ts';
import { planInversion } from '../../refactor/invertPlan.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';

const interfaceData = z.object({ interface: z.string() });

export function declaringOffers(finding: Finding, context: FixContext<unknown>): readonly FixOffer[] {
  const data = interfaceData.safeParse(finding.data);
  const own = context.project.packageOf(context.file);
  if (!data.success || !own) return [];
  const typeName = data.data.interface;
  const inversions: Inversion[] = [];
  for (const file of consumingFiles(context, own, typeName)) {
    const request = { project: context.project, sources: context.sources, file, importPath: own.path, typeName };
    const plan = planInversion(request);
    if ('refused' in plan || plan.obstacles.length > 0) return [];
    const mentioned = plan.mentions.filter(({ name, open }) => name === typeName && !open.file.isTest).length;
    if (mentioned === 0) continue;
    const inversion = invertDependency(request);
    const replaced = plan.types.reduce((count, { declared }) => count + declared.length, 0);
    // What is left would go on being a use of the old one.
    if ('refused' in inversion || replaced < mentioned) return [];
    inversions.push(inversion);
  }
  if (inversions.length === 0) return [];
  const title = `Declare ${typeName} where it is used, with the methods used there`;
  return [{ id: 'declare', title, preview: true, changes: () => inversions.flatMap(({ changes }) => changes) }];
}

/** One file of each package that imports another and speaks of its type: hundreds may import what two of them take. */
function consumingFiles({ project, sources }: FixContext<unknown>, from: Package, type: string): Iterable<ProjectFile> {
  const files = new Map<Package, ProjectFile>();
  for (const file of project.importersOf(from.path, from.module)) {
    const owner = project.packageOf(file);
    if (owner === undefined || file.isTest || files.has(owner)) continue;
    const isUnnamed = file.facts.header.imports.some(({ path, alias }) => path === from.path && alias === '.');
    if (isUnnamed || sources.text(file.path)?.includes(`.${type}`)) files.set(owner, file);
  }
  return files.values();
}
