/**
 * architecture/deprecated: an import that is still allowed but on its way out, as `deprecated` in the configuration says,
 * with what to use instead.
 *
 * Only imports within the workspace can be deprecated; third-party packages have architecture/replace.
 */
import { deprecationOf } from '../../config/edges.ts';
import { reasonBehind } from '../../config/rationale.ts';
import { defineRule } from '../rule.ts';
import { decidedHere, decisionOf, edgeKey, innerTarget, layerOfTarget, linkedHere, ownLayer } from './edges.ts';

export const deprecated = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/deprecated',
    title: 'Dependencies on their way out are not used',
    severity: 'information',
    recommended: true,
    needs: 'imports',
    defaults: {},
    // What is forbidden is not on its way out.
    echoOf: ['architecture/layer-import', 'architecture/visibility', 'architecture/slice-isolation'],
  },
  *judgeFile({ project, file }) {
    const { config } = file.module.scope;
    if (config.deprecated.length === 0) return;
    const own = ownLayer(file)?.layer;
    const ownPackage = project.packageOf(file);
    for (const imported of file.facts.header.imports) {
      const target = innerTarget(project, file, imported.path);
      // An external test imports its own package.
      if (!target || (target.package !== undefined && target.package === ownPackage)) continue;
      const directory = target.module.scope.patternPath(target.dir);
      const edge = deprecationOf(config, own, layerOfTarget(target)?.layer, directory);
      if (!edge) continue;
      const what = 'layer' in edge.to ? edge.to.layer : directory;
      const instead = edge.use === undefined ? '' : `; use ${edge.use} instead`;
      yield {
        message: `${own?.name ?? 'This package'} should no longer import ${what}${instead}${reasonBehind(edge.why)}.`,
        start: imported.start,
        end: imported.end,
        key: edgeKey(project, file, imported),
        tag: 'deprecated',
        related: [...decidedHere(edge.origin, 'this dependency is on its way out'), ...linkedHere(edge.why)],
        ...decisionOf(edge.why),
      };
    }
  },
});
