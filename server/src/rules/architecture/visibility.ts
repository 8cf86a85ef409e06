/**
 * architecture/visibility: a file imports a package of a layer that does not want to be imported from there.
 *
 * The other side of architecture/layer-import: there the importing layer says what it may see, here the imported one says
 * by whom it may be seen (`visibleTo`). An edge both forbid is reported there, and only there, unless the configuration turns that
 * rule off.
 */
import { roleOf } from '../../model/fileRole.ts';
import { defineRule } from '../rule.ts';
import { allowingSightOffers } from './allowing.ts';
import { decidedHere, edgeKey, innerTarget, labelOf, layerOfTarget, ownLayer } from './edges.ts';
import { layerImport } from './layer-import.ts';

export const visibility = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/visibility',
    title: 'A layer is imported only by the layers it is visible to',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    defaults: {},
    honours: ['depguard'],
  },
  *judgeFile({ project, file }) {
    const own = ownLayer(file);
    if (!own) return;
    const { scope } = file.module;
    const isAlone = scope.ruleSetting(layerImport.meta).level === 'off';
    for (const imported of file.facts.header.imports) {
      const target = innerTarget(project, file, imported.path);
      const layer = target && layerOfTarget(target)?.layer;
      if (!layer) continue;
      const hidden = scope.layers.hiddenFrom(own.layer, layer);
      if (!hidden) continue;
      if (!isAlone && scope.layers.mayImport(own.layer, layer, roleOf(file)).forbiddenBy !== 'visibility') continue;
      yield {
        message: `${own.layer.name} must not import ${layer.name}: ${hidden.because}${labelOf(hidden.origin)}.`,
        start: imported.start,
        end: imported.end,
        key: edgeKey(project, file, imported),
        related: decidedHere(hidden.origin, hidden.because),
        data: { from: own.layer.name, visible: layer.name, import: imported.path },
      };
    }
  },
  fixes: (finding, context) => allowingSightOffers(finding, context),
});
