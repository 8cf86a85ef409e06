/**
 * architecture/std-import: a file imports a package of the standard library that its layer may not use, such as
 * `database/sql` in a domain that is to be pure.
 *
 * Speaks only where something was said about standard packages of the layer. It judges packages, not calls: `time` is fine
 * in a pure layer although `time.Now` reads a clock.
 */
import { roleOf } from '../../model/fileRole.ts';
import { defineRule } from '../rule.ts';
import { allowingImportOffers } from './allowing.ts';
import { decisionOf, edgeKey, ownLayer, whyForbiddenHere } from './edges.ts';
import { outsideMessage, speaksOfRole } from './external-import.ts';
import { movingImporterOffers } from './movingFile.ts';

export const stdImport = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/std-import',
    title: 'A layer uses only the standard packages it is allowed to',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    fixesNeed: 'syntax',
    defaults: {},
    echoOf: ['architecture/replace'],
    honours: ['depguard'],
  },
  *judgeFile({ project, file }) {
    const own = ownLayer(file);
    if (!own?.layer.imports.std || !speaksOfRole(own, file, 'std')) return;
    for (const imported of file.facts.header.imports) {
      if (imported.path === '' || project.resolveImport(imported.path, file.module).origin !== 'standard') continue;
      // Without this package there is no test.
      if (file.isTest && imported.path === 'testing') continue;
      const verdict = file.module.scope.layers.mayImportStandard(own.layer, imported.path, roleOf(file));
      if (verdict.allowed) continue;
      yield {
        message: outsideMessage(own, imported.path, verdict),
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
    yield* allowingImportOffers(finding, context, 'std');
    yield* movingImporterOffers(finding, context);
  },
});
