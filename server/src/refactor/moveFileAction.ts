/** "Move the file" as it is asked for: on the package clause, one proposal for each layer whose rules its imports keep. */
import { likelyPlaces, planInLayer } from './placeForFile.ts';
import type { Proposal, Refactoring } from './refactoring.ts';

export const moveFileAction: Refactoring = {
  id: 'move-file',
  kind: 'refactor.move.file',
  proposals({ project, sources, file, view, start, end }) {
    const { packageStart, packageEnd } = view.header;
    if (packageStart < 0 || start > packageEnd || end < packageStart) return [];
    return likelyPlaces(project, file).map(
      (place): Proposal => ({
        id: `to-${place.layer.name}`,
        title: `Move only this file to layer ${place.layer.name}: ${place.destination}`,
        preview: true,
        run: () => planInLayer(project, sources, file, place),
      }),
    );
  },
};
