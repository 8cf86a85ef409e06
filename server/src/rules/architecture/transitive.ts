/**
 * architecture/transitive: a layer reaches, through packages it may import, what it must not import itself. For layers that
 * ask for it, with the whole chain shown.
 *
 * Follows imports of production code within the workspace; what third-party packages import is not known here. A
 * forbidden direct import is architecture/layer-import's or architecture/external-import's and ends the search.
 */
import * as z from 'zod/mini';
import type { Layer, Rationale } from '../../config/config.ts';
import { reasonBehind } from '../../config/rationale.ts';
import type { GoImport } from '../../go/imports.ts';
import { importOrigin } from '../../model/importOrigin.ts';
import type { Package, Project, ProjectFile } from '../../model/project.ts';
import { defineRule, type RelatedPlace } from '../rule.ts';
import { decisionOf, edgeKey, explainedHere, innerTarget, layerOfTarget, ownLayer } from './edges.ts';

const options = z.strictObject({
  layers: z.optional(z.array(z.string())).check(z.describe('The layers to follow.')),
  external: z.optional(z.boolean()).check(z.describe('Judge third-party packages on the way as well.')),
});

export const transitive = defineRule<never, z.infer<typeof options>>({
  meta: {
    id: 'architecture/transitive',
    title: 'A layer does not reach through others what it must not import',
    severity: 'error',
    recommended: true,
    needs: 'imports',
    options,
    defaults: { layers: [], external: true },
  },
  *judgeFile({ project, file, options: { layers = [], external = true } }) {
    if (layers.length === 0 || file.isTest) return;
    const own = ownLayer(file)?.layer;
    if (!own || !layers.includes(own.name)) return;
    const rules = file.module.scope.layers;
    for (const imported of file.facts.header.imports) {
      const direct = innerTarget(project, file, imported.path);
      if (!direct?.package) continue;
      // Packages of the same layer are judged where they are; forbidden ones are reported by another rule.
      const first = layerOfTarget(direct)?.layer;
      if (first === own || (first && !rules.mayImport(own, first).allowed)) continue;
      const start = direct.package;
      const byName = new Map<string, Forbidden[]>();
      for (const found of forbiddenFrom(project, file, own, start)) {
        if (!found.step.to && !external) continue;
        byName.set(found.name, [...(byName.get(found.name) ?? []), found]);
      }
      for (const [name, [nearest, ...others]] of byName) {
        if (!nearest) continue;
        const chain = chainOf(nearest.step);
        const names = [folder(start), ...chain.map(({ to, import: { path } }) => (to ? folder(to) : path))];
        const more = nearest.step.to || others.length === 0 ? '' : ` (and ${others.length} more)`;
        yield {
          message: `${own.name} reaches ${name}${more} through ${names.join(' → ')}: ${nearest.because}${reasonBehind(nearest.why)}.`,
          start: imported.start,
          end: imported.end,
          key: `${edgeKey(project, file, imported)} => ${name}`,
          related: [...chain.map(stepPlace), ...explainedHere(nearest.why)],
          ...decisionOf(nearest.why),
        };
      }
    }
  },
});

/** Something a layer must not import, found on the way. */
interface Forbidden {
  /** The layer; `third-party packages` for those. */
  readonly name: string;
  readonly because: string;
  readonly why: Rationale | undefined;
  readonly step: Step;
}

/** An import on the way; `before` leads back to the package the search began with. */
interface Step {
  readonly from: Package;
  readonly file: ProjectFile;
  readonly import: GoImport;
  /** Undefined for a third-party package. */
  readonly to: Package | undefined;
  readonly before: Step | undefined;
}

/** By layer and package, for as long as nothing changes that other files can notice. */
const known = new WeakMap<Project, { headers: number; answers: Map<Layer, Map<Package, readonly Forbidden[]>> }>();

/** What a layer must not import among all that a package reaches, nearest first. */
function forbiddenFrom(project: Project, file: ProjectFile, own: Layer, start: Package): readonly Forbidden[] {
  let cache = known.get(project);
  if (cache?.headers !== project.headers) {
    cache = { headers: project.headers, answers: new Map() };
    known.set(project, cache);
  }
  const answers = cache.answers.get(own) ?? new Map<Package, readonly Forbidden[]>();
  cache.answers.set(own, answers);
  let answer = answers.get(start);
  if (!answer) {
    answer = search(project, file, own, start);
    answers.set(start, answer);
  }
  return answer;
}

/** Broadest first. What is forbidden is not followed further: all behind it comes with it. */
function search(project: Project, file: ProjectFile, own: Layer, start: Package): Forbidden[] {
  const found: Forbidden[] = [];
  const seen = new Set<string>([start.path]);
  const border: { of: Package; by: Step | undefined }[] = [{ of: start, by: undefined }];
  for (const { of, by } of border) {
    for (const step of stepsFrom(project, of, by)) {
      if (seen.has(step.import.path)) continue;
      seen.add(step.import.path);
      const target = step.to && innerTarget(project, file, step.to.path);
      const layer = target && layerOfTarget(target)?.layer;
      if (layer === own) continue;
      const isExternal = importOrigin(project, file, step.import.path) === 'external';
      const verdict = !isExternal
        ? layer && file.module.scope.layers.mayImport(own, layer)
        : file.module.scope.layers.mayImportExternal(own, step.import.path);
      if (verdict && !verdict.allowed) {
        found.push({ name: layer?.name ?? 'third-party packages', because: verdict.because, why: verdict.why, step });
      } else if (step.to) border.push({ of: step.to, by: step });
    }
  }
  return found;
}

function* stepsFrom(project: Project, from: Package, before: Step | undefined): Iterable<Step> {
  for (const file of from.files.values()) {
    if (file.isTest) continue;
    for (const imported of file.facts.header.imports) {
      const target = project.resolveImport(imported.path, file.module);
      if (target.origin === 'project') yield { from, file, import: imported, to: target.package, before };
      else if (target.origin === 'external') yield { from, file, import: imported, to: undefined, before };
    }
  }
}

function chainOf(last: Step): Step[] {
  const chain: Step[] = [];
  for (let step: Step | undefined = last; step; step = step.before) chain.unshift(step);
  return chain;
}

function stepPlace({ from, to, file, import: imported }: Step): RelatedPlace {
  const message = `${folder(from)} imports ${to ? folder(to) : imported.path}.`;
  return { path: file.path, start: imported.start, end: imported.end, message };
}

function folder({ module, dir, path }: Package): string {
  return module.scope.patternPath(dir) || path;
}
