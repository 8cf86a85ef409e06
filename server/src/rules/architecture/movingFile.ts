/**
 * "Move the file" as the fix of a forbidden import, where there is exactly one layer that it may stand in.
 *
 * Of an import from outside of the workspace, the importing file: what maps to a database belongs where others do so. Where several
 * layers would do, the one whose files import the same package is meant, when it is one. Of an import of another layer, the imported
 * file, when one file declares all that is used: what inner layers need may lie too far out.
 */
import * as z from 'zod/mini';
import type { Layer } from '../../config/config.ts';
import { isInfrastructurePackage } from '../../config/infrastructure.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import type { SourceProvider } from '../../model/sources.ts';
import type { FileMovePlan } from '../../refactor/moveFile.ts';
import { mentionsOf, openFile, packageNameOf } from '../../refactor/outerUses.ts';
import { likelyPlaces, planInLayer } from '../../refactor/placeForFile.ts';
import { type LayerPlace, layerHeldBy } from '../../refactor/placeForPackage.ts';
import type { Finding, FixContext, FixOffer } from '../rule.ts';
import { untilChanged } from '../support/untilChanged.ts';

const importData = z.object({ import: z.string() });

/** For `architecture/external-import` and `architecture/std-import`: the file that imports. */
export function movingImporterOffers(finding: Finding, context: FixContext<unknown>): readonly FixOffer[] {
  const data = importData.safeParse(finding.data);
  return data.success ? offersFor(context, context.file, data.data.import) : [];
}

/** For `architecture/layer-import`: the file that declares all that is used of the imported package. */
export function movingImportedOffers(finding: Finding, context: FixContext<unknown>): readonly FixOffer[] {
  const { project, file, sources } = context;
  const data = importData.safeParse(finding.data);
  if (!data.success || file.isTest) return [];
  const target = project.packageAt(data.data.import, file.module);
  const name = target && packageNameOf(target);
  const open = name === undefined ? undefined : openFile(file, sources);
  if (!open || name === undefined || !target) return [];
  const used = new Set(mentionsOf(open, data.data.import, name).map((mention) => mention.name));
  const declaring = [...target.files.values()].filter((each) => declaresAny(each, used));
  const [only, ...others] = declaring;
  return !only || others.length > 0 || holdsInfrastructure(only) ? [] : offersFor(context, only);
}

function declaresAny({ isTest, facts }: ProjectFile, names: ReadonlySet<string>): boolean {
  const { functions, types, values } = facts.declarations ?? { functions: [], types: [], values: [] };
  return (
    !isTest &&
    [...functions.filter(({ receiver }) => !receiver), ...types, ...values].some(({ name }) => names.has(name))
  );
}

export function holdsInfrastructure({ facts }: ProjectFile): boolean {
  return facts.header.imports.some(({ path }) => path === 'database/sql' || isInfrastructurePackage(path));
}

/** Says which layer a move leaves without packages, if it leaves one so. */
export function emptying(offer: FixOffer, left: Layer | undefined): FixOffer {
  return left
    ? { ...offer, title: `${offer.title}, which leaves ${left.name} without packages`, empties: true }
    : offer;
}

/** @param atHome a package that is imported where the file belongs, if that decides it */
function offersFor({ project, sources }: FixContext<unknown>, file: ProjectFile, atHome?: string): readonly FixOffer[] {
  // Until whole files are read, what stands in the way of a move is not known.
  if (file.isTest || !file.facts.declarations) return [];
  const places = placesOnce(project, sources, file);
  const likely = places.length > 1 && atHome !== undefined ? importing(project, file, atHome, places) : places;
  const [only, ...others] = likely;
  if (!only || others.length > 0) return [];
  const { layer, destination } = only.place;
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const title = `Move ${name} to layer ${layer.name}: ${destination}`;
  const own = project.packageOf(file);
  const isWhole = own !== undefined && [...own.files.values()].every((each) => each === file || each.isTest);
  const offer = { id: 'move-file', title, preview: true, changes: () => only.plan.changes };
  return [emptying(offer, isWhole ? layerHeldBy(project, own) : undefined)];
}

/** The places in layers with a file that imports the package, besides the one that moves. */
function importing(project: Project, moved: ProjectFile, path: string, places: readonly Found[]): readonly Found[] {
  const layers = new Set<string>();
  for (const file of project.importersOf(path, moved.module)) {
    if (file === moved || file.isTest) continue;
    const answer = file.module.scope.layerOf(file.dir);
    if (answer.kind === 'layer') layers.add(answer.layer.name);
  }
  return places.filter(({ place }) => layers.has(place.layer.name));
}

interface Found {
  readonly place: LayerPlace;
  readonly plan: FileMovePlan;
}

/** A file may have several findings. */
const found = untilChanged<readonly Found[]>();

function placesOnce(project: Project, sources: SourceProvider, file: ProjectFile): readonly Found[] {
  return found(project, file.path, () => placesOf(project, sources, file));
}

function placesOf(project: Project, sources: SourceProvider, file: ProjectFile): readonly Found[] {
  return likelyPlaces(project, file).flatMap((place) => {
    const plan = planInLayer(project, sources, file, place);
    return 'refused' in plan ? [] : [{ place, plan }];
  });
}
