/**
 * "Move the package" as the fix of a forbidden import: the imported package, where there is exactly one layer whose rules it would
 * keep and that everybody who imports it may see. What holds a driver or a framework does what its layer is for and is not
 * offered to be moved: importers need an interface there, not the driver further in.
 *
 * The importing package is not offered to be moved after what it imports: that would mend the finding and not the design. Whoever
 * means it finds the refactoring on the package clause.
 */
import * as z from 'zod/mini';
import { movePackage } from '../../refactor/movePackage.ts';
import { type LayerPlace, layerHeldBy, placesForPackage } from '../../refactor/placeForPackage.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';
import { untilChanged } from '../support/untilChanged.ts';
import { emptying, holdsInfrastructure } from './movingFile.ts';

/** Many files import the one package that stands in the wrong place. */
const places = untilChanged<readonly LayerPlace[]>();

const importData = z.object({ import: z.string() });

export function movingOffers(finding: Finding, { project, file, sources }: FixContext<unknown>): readonly FixOffer[] {
  const data = importData.safeParse(finding.data);
  // Until whole files are read, what stands in the way of a move is not known.
  if (!data.success || file.isTest || !file.facts.declarations) return [];
  const moved = project.packageAt(data.data.import, file.module);
  if (!moved) return [];
  if ([...moved.files.values()].some((each) => !each.isTest && holdsInfrastructure(each))) return [];
  const [place, ...others] = places(project, `${moved.module.dir}/${moved.dir}`, () =>
    placesForPackage(project, sources, moved),
  );
  if (!place || others.length > 0) return [];
  const { layer, destination } = place;
  const from = moved.module.scope.layerOf(moved.dir);
  const now = from.kind === 'layer' ? ` from layer ${from.layer.name}` : '';
  const title = `Move package ${moved.module.scope.patternPath(moved.dir)}${now} to layer ${layer.name}: ${destination}`;
  const changes = () => movePackage({ project, sources, package: moved, destination });
  return [emptying({ id: 'move', title, preview: true, changes }, layerHeldBy(project, moved))];
}
