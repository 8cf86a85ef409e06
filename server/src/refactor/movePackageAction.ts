/**
 * "Move the package" as it is asked for: on the package clause, one proposal for each layer whose rules the package would keep
 * there.
 */
import { movePackage, whyNotMove } from './movePackage.ts';
import { placesForPackage } from './placeForPackage.ts';
import type { Proposal, Refactoring } from './refactoring.ts';

export const movePackageAction: Refactoring = {
  id: 'move-package',
  kind: 'refactor.move.package',
  proposals({ project, sources, file, view, start, end }) {
    const { packageStart, packageEnd } = view.header;
    const moved = project.packageOf(file);
    if (!moved || packageStart < 0 || start > packageEnd || end < packageStart) return [];
    return placesForPackage(project, sources, moved).map(({ layer, destination }): Proposal => {
      const move = { project, sources, package: moved, destination };
      return {
        id: `to-${layer.name}`,
        title: `Move the package to layer ${layer.name}: ${destination}`,
        preview: true,
        run() {
          const refused = whyNotMove(move);
          return refused === undefined ? { changes: movePackage(move) } : { refused };
        },
      };
    });
  },
};
