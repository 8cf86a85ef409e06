/**
 * architecture/external-import: a file imports a third-party package that its layer may not depend on.
 *
 * Speaks only where something was said about third-party packages of the layer: in a configuration, or in a layout, which
 * says of its domain that drivers, frameworks and brokers have no place there. What the same configuration governs is not
 * third-party, whatever its path looks like; what it does not govern is, wherever it lies.
 */

import type { Selection } from '../../config/config.ts';
import type { ImportVerdict } from '../../config/layers.ts';
import { reasonBehind } from '../../config/rationale.ts';
import { roleOf } from '../../model/fileRole.ts';
import { importOrigin } from '../../model/importOrigin.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { defineRule } from '../rule.ts';
import { allowingImportOffers } from './allowing.ts';
import { decisionOf, edgeKey, labelOf, type OwnLayer, ownLayer, whyForbiddenHere } from './edges.ts';
import { movingImporterOffers } from './movingFile.ts';

export const externalImport = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/external-import',
    title: 'A layer depends only on the third-party packages it is allowed to',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    fixesNeed: 'syntax',
    defaults: {},
    echoOf: ['architecture/replace'],
    honours: ['depguard', 'gomodguard'],
  },
  *judgeFile({ project, file }) {
    const own = ownLayer(file);
    if (!own?.layer.imports.external || !speaksOfRole(own, file, 'external')) return;
    for (const imported of file.facts.header.imports) {
      if (imported.path === '' || importOrigin(project, file, imported.path) !== 'external') continue;
      const verdict = file.module.scope.layers.mayImportExternal(own.layer, imported.path, roleOf(file));
      if (verdict.allowed) continue;
      yield {
        message: outsideMessage(own, imported.path, verdict) + whyExternal(project, file, imported.path),
        start: imported.start,
        end: imported.end,
        key: edgeKey(project, file, imported),
        related: whyForbiddenHere(verdict),
        ...decisionOf(verdict.why),
        data: { from: own.layer.name, import: imported.path },
      };
    }
  },
  *fixes(finding, context) {
    yield* allowingImportOffers(finding, context, 'external');
    yield* movingImporterOffers(finding, context);
  },
});

/** A package that lies at hand does not look third-party. */
function whyExternal(project: Project, file: ProjectFile, path: string): string {
  const isKnown = project.resolveImport(path, file.module).origin !== 'external';
  return isKnown ? ' This configuration does not govern its module, so it counts as third-party.' : '';
}

/** Test files are held to what the configuration says of tests, and to nothing where it does not speak of them. */
export function speaksOfRole({ layer }: OwnLayer, file: ProjectFile, kind: 'std' | 'external'): boolean {
  if (roleOf(file) === 'production') return true;
  const said: (Selection | undefined)[] = [layer.testImports[kind], layer.blackBoxTestImports[kind]];
  return said.some((selection) => selection !== undefined);
}

export function outsideMessage({ layer }: OwnLayer, path: string, { because, origin, why }: ImportVerdict): string {
  const what = `${layer.name} must not import ${path}`;
  const decided = `${labelOf(origin)}${reasonBehind(why)}`;
  return because === what ? `${what}${decided}.` : `${what}: ${because}${decided}.`;
}
