/**
 * architecture/unmatched: a package that no layer of the configuration claims. Its imports are not judged, or as those of the layer
 * that `unmatched` names, which must not happen in silence.
 *
 * The level is what `unmatched` in the configuration says. Without a configuration there is nothing to be missing from, so
 * a recognised layout never reports. One finding for each package, at the package clause of its first file.
 */
import { defineRule } from '../rule.ts';
import { assigningOffers, folderName } from './assigning.ts';
import { representativeFile } from './edges.ts';

export const unmatched = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/unmatched',
    title: 'Every package belongs to a layer',
    severity: 'warning',
    recommended: true,
    needs: 'imports',
    defaults: {},
  },
  *judgeFile({ project, file }) {
    const { scope } = file.module;
    if (scope.source !== 'file' || scope.config.layers.size === 0) return;
    const answer = scope.layerOf(file.dir);
    const isJudged = answer.kind === 'layer' && answer.unclaimed;
    if (answer.kind !== 'unmatched' && !isJudged) return;
    const owner = project.packageOf(file);
    if (!owner || representativeFile(owner) !== file) return;
    const { packageStart: start, packageEnd: end } = file.facts.header;
    const where = folderName(file);
    const message = isJudged
      ? `${where} belongs to no layer and is judged as ${answer.layer.name}; add it to the paths of one.`
      : `${where} belongs to no layer, so neither its imports nor imports of it are checked; add it to the paths of one, or say with "unmatched: { as: LAYER }" as what such packages are judged.`;
    yield { message, start, end, key: owner.path };
  },
  fixes: (_finding, context) => assigningOffers(context),
});
