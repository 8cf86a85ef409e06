/**
 * architecture/layer-import: a file imports a package of a layer that its own layer may not see.
 *
 * Judged from the import paths of the header alone, so it works on code that does not compile and on unsaved buffers. It has
 * no opinion on packages without a layer (`architecture/unmatched` speaks of those), on third-party code, and on modules
 * that another configuration governs.
 */
import type { FileRole } from '../../config/layers.ts';
import { reasonBehind } from '../../config/rationale.ts';
import type { GoImport } from '../../go/imports.ts';
import { roleOf } from '../../model/fileRole.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { defineRule, type Report } from '../rule.ts';
import { allowingOffers } from './allowing.ts';
import {
  decisionOf,
  edgeKey,
  innerTarget,
  layerOfTarget,
  type OwnLayer,
  ownLayer,
  packageClauseOf,
  whyForbiddenHere,
} from './edges.ts';
import { invertingOffers } from './inverting.ts';
import { movingOffers } from './moving.ts';
import { movingImportedOffers } from './movingFile.ts';

export const layerImport = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/layer-import',
    title: 'A layer imports only the layers it is allowed to see',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    fixesNeed: 'syntax',
    defaults: {},
    honours: ['depguard', 'gomodguard'],
  },
  *judgeFile({ project, file }) {
    const own = ownLayer(file);
    if (!own) return;
    const role = roleOf(file);
    for (const imported of file.facts.header.imports) {
      const report = judgeImport(project, file, own, role, imported);
      if (report) yield report;
    }
  },
  *fixes(finding, context) {
    yield* invertingOffers(finding, context);
    yield* allowingOffers(finding, context);
    // Last, because a move changes most and mends the least often what is wrong; it also takes longest to plan.
    const whole = movingOffers(finding, context);
    const mayBePart = whole.every(({ empties }) => empties);
    const moving = [...whole, ...(mayBePart ? movingImportedOffers(finding, context) : [])];
    yield* moving.filter(({ empties }) => !empties);
    yield* moving.filter(({ empties }) => empties);
  },
});

function judgeImport(
  project: Project,
  file: ProjectFile,
  own: OwnLayer,
  role: FileRole,
  imported: GoImport,
): Report | undefined {
  const { scope } = file.module;
  const target = innerTarget(project, file, imported.path);
  const answer = target && layerOfTarget(target);
  if (!answer) return undefined;
  const { layer } = answer;
  const verdict = scope.layers.mayImport(own.layer, layer, role);
  // Who may import a layer is said by architecture/visibility, so that no edge is reported twice.
  if (verdict.allowed || verdict.forbiddenBy === 'visibility') return undefined;
  const reverse = scope.layers.mayImport(layer, own.layer);
  const direction = reverse.allowed ? `; ${layer.name} may import ${own.layer.name}, not the other way round` : '';
  // A list of what is denied says just that.
  const what = `${own.layer.name} must not import ${layer.name}`;
  const related = [...whyForbiddenHere(verdict)];
  if (target.package) {
    const place = packageClauseOf(target.package);
    const claim = `${target.module.scope.patternPath(target.dir)} belongs to ${layer.name} by ${answer.pattern.pattern.text} (${answer.pattern.origin.label})`;
    if (place) related.push({ ...place, message: claim });
  }
  return {
    message: `${verdict.because === what ? what : `${what}: ${verdict.because}`}${direction}${reasonBehind(verdict.why)}.`,
    start: imported.start,
    end: imported.end,
    key: edgeKey(project, file, imported),
    related,
    ...decisionOf(verdict.why),
    data: { from: own.layer.name, to: layer.name, import: imported.path },
  };
}
