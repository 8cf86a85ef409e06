/**
 * architecture/ambiguous-layer: a package that two layers of the configuration claim with equal right. Nobody can say which rules it has to
 * keep, so its imports are not judged: a fault of the configuration, whatever `unmatched` says.
 *
 * The same pattern in two layers is refused when the configuration is read; two patterns that only meet in some folders are found here,
 * where a package lies in one. One finding for each package, at the package clause of its first file.
 */
import type { LayerPattern } from '../../config/config.ts';
import { defineRule, type RelatedPlace } from '../rule.ts';
import { assigningOffers, folderName } from './assigning.ts';
import { representativeFile } from './edges.ts';

export const ambiguousLayer = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/ambiguous-layer',
    title: 'No package belongs to two layers',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    defaults: {},
  },
  *judgeFile({ project, file }) {
    const { scope } = file.module;
    if (scope.source !== 'file') return;
    const answer = scope.layerOf(file.dir);
    if (answer.kind !== 'tie') return;
    const owner = project.packageOf(file);
    if (!owner || representativeFile(owner) !== file) return;
    const { packageStart: start, packageEnd: end } = file.facts.header;
    const where = folderName(file);
    const [a, b] = answer.patterns;
    yield {
      message: `${where} is claimed by ${a.layer.name} (${a.pattern.text}) and ${b.layer.name} (${b.pattern.text}) with equal right, so its imports are not checked; make one of the patterns more specific.`,
      start,
      end,
      key: owner.path,
      related: [a, b].flatMap(claim),
    };
  },
  fixes: (_finding, context) => assigningOffers(context),
});

function claim({ pattern, layer, origin }: LayerPattern): RelatedPlace[] {
  if (origin.file === '') return [];
  const { file: path, start, end } = origin;
  return [{ path, start, end, message: `${layer.name} claims it by ${pattern.text}.` }];
}
