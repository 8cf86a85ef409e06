/**
 * architecture/unmatched: a package that no layer of the configuration claims, or that two claim with equal right. Its
 * imports are not judged, which must not happen in silence.
 *
 * The level is what `unmatched` in the configuration says. Without a configuration there is nothing to be missing from, so
 * a recognised layout never reports. One finding for each package, at the package clause of its first file.
 */
import { assignPackage } from '../../config/assignPackage.ts';
import type { LayerPattern } from '../../config/config.ts';
import type { ProjectFile } from '../../model/project.ts';
import { configurationFileName } from '../../protocol.ts';
import { defineRule, type FixContext, type FixOffer, type RelatedPlace } from '../rule.ts';
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
    if (answer.kind === 'layer') return;
    const owner = project.packageOf(file);
    if (!owner || representativeFile(owner) !== file) return;
    const { packageStart: start, packageEnd: end } = file.facts.header;
    const where = folderName(file);
    if (answer.kind === 'unmatched') {
      const message = `${where} belongs to no layer, so its imports are not checked; add it to the paths of one.`;
      yield { message, start, end, key: owner.path };
      return;
    }
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

function folderName({ dir, module }: ProjectFile): string {
  const path = module.scope.patternPath(dir);
  return path === '' ? 'The root package' : path;
}

/** One offer for each layer, the one whose paths are nearest first. */
function assigningOffers({ file, sources }: FixContext<unknown>): readonly FixOffer[] {
  const { scope } = file.module;
  const path = scope.config.file;
  const text = path === undefined ? undefined : sources.text(path);
  if (path === undefined || text === undefined) return [];
  const directory = scope.patternPath(file.dir);
  const layers = [...scope.config.layers.values()]
    .map((layer) => ({ layer, nearness: Math.max(0, ...layer.patterns.map((entry) => nearness(entry, directory))) }))
    .sort((a, b) => b.nearness - a.nearness);
  return layers.flatMap(({ layer }) => {
    const edit = assignPackage(text, layer, directory);
    if (!edit) return [];
    const title = `Assign ${folderName(file)} to layer ${layer.name} in ${configurationFileName}`;
    return [{ id: `assign-${layer.name}`, title, changes: () => [{ kind: 'edit', path, edits: [edit] }] }];
  });
}

/** How many folders a pattern and a directory have in common from the top. */
function nearness({ pattern }: LayerPattern, directory: string): number {
  const names = directory.split('/');
  const other = pattern.segments.findIndex(
    (segment, index) => segment.kind !== 'literal' || segment.text !== names[index],
  );
  return other < 0 ? pattern.segments.length : other;
}
