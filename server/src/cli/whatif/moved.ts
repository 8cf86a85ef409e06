/**
 * What if a package stood in another folder: its files and all imports of it as the refactoring would change them, judged by the rules of
 * the place it would come to. Packages below it stay where they are.
 */
import type { FileChange } from '../../go/textEdit.ts';
import { applyEdits } from '../../go/textEdit.ts';
import { type Package, packagePath } from '../../model/project.ts';
import { movePackage, type PackageMove, whyByHand, whyImpossible } from '../../refactor/movePackage.ts';
import { joinPath, relativeTo, toSlashes } from '../../workspace/paths.ts';
import { withTexts } from '../../workspace/withTexts.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { packageNamed } from '../explain.ts';
import { UsageError } from '../io.ts';
import { plural } from '../reporters/words.ts';
import type { Answer } from './answer.ts';
import { difference, snapshot } from './difference.ts';
import type { Asked } from './whatif.ts';

export async function whatIfMoved(asked: Asked, what: string, to: string): Promise<Answer> {
  const { workspace, cwd } = asked;
  const { project } = workspace;
  const moved = packageNamed(what, workspace, cwd);
  if (!moved) throw new UsageError(`${what} is no package of this workspace: name its folder or its import path.`);
  const destination = relativeTo(moved.module.dir, joinPath(cwd, toSlashes(to).replace(/\/$/, '')));
  if (destination === undefined) throw new UsageError(`${to} lies outside of the module ${moved.module.path}.`);
  const move: PackageMove = { project, sources: workspace, package: moved, destination };
  const refused = whyImpossible(move);
  if (refused !== undefined) throw new UsageError(`${what} cannot be moved to ${to}. ${refused}`);
  const byHand = whyByHand(move);
  const changes = movePackage(move);
  // Counted now: what is moved is a live part of the project.
  const files = moved.files.size;
  const importers = changes.filter(({ kind, path }) => kind === 'edit' && !moved.files.has(path)).length;
  const texts = textsAfter(changes, workspace);
  const newPath = packagePath(moved.module, destination);
  const before = snapshot(asked);
  const after = await withTexts(workspace, texts, () => snapshot(asked, renamed(newPath, moved.path)));
  const [from, here] = [layerName(moved, moved.dir), layerName(moved, destination)];
  const notes = [`${plural(files, 'file')} would move, ${plural(importers, 'other file')} would change`];
  if (here === undefined)
    notes.push(`no layer claims ${destination}, so that nobody would judge what the package imports`);
  if (after.known < before.known) {
    const forgotten = plural(before.known - after.known, 'known finding');
    notes.push(`${forgotten} would be reported under the new path until the baseline is updated`);
  }
  if (byHand !== undefined) notes.push(`the editor would not move it: ${byHand}`);
  const names = [`${moved.path} (${from ?? 'no layer'})`, `${newPath} (${here ?? 'no layer'})`];
  return { questions: [`move ${names.join(' to ')}`], ...difference(before, after), notes };
}

function layerName({ module: { scope } }: Package, dir: string): string | undefined {
  const answer = scope.layerOf(dir);
  return answer.kind === 'layer' ? `layer ${answer.layer.name}` : undefined;
}

/** Texts by path as they would be, undefined for files that would be gone. */
function textsAfter(changes: readonly FileChange[], workspace: Workspace): Map<string, string | undefined> {
  const texts = new Map<string, string | undefined>();
  for (const change of changes) {
    if (change.kind === 'edit') texts.set(change.path, applyEdits(workspace.text(change.path) ?? '', change.edits));
    else if (change.kind === 'rename') {
      texts.set(change.newPath, texts.get(change.path) ?? workspace.text(change.path));
      texts.set(change.path, undefined);
    }
  }
  return texts;
}

/** The package under its old path, also where it is a part of what a finding is about. */
function renamed(from: string, to: string): (id: string) => string {
  const whole = new RegExp(`(?<![\\w./~-])${from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w/~-])`, 'g');
  return (id) => id.replace(whole, () => to);
}
