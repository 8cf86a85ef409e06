/**
 * A look at a workspace as it would be with other texts, after which everything is as before.
 *
 * Which modules there are and which files lie on disk stays as it is: a text for a file that is not there belongs to the module around
 * its path, and a configuration can have another text but not come or go.
 */
import type { Workspace } from './workspace.ts';

/** @param texts by absolute path; undefined for a Go file that would not be there */
export async function withTexts<Result>(
  workspace: Workspace,
  texts: ReadonlyMap<string, string | undefined>,
  look: () => Result,
): Promise<Result> {
  const others = [...texts].filter(([path]) => !path.endsWith('.go'));
  const open = [...texts.keys()].flatMap((path) => workspace.document(path) ?? []);
  const opened = open.map(({ path, version, text }) => ({ path, version, text }));
  try {
    for (const [path, text] of others) workspace.setBuffer(path, text);
    if (others.length > 0) await workspace.reload();
    for (const [path, text] of texts) {
      if (!path.endsWith('.go')) continue;
      if (text === undefined) workspace.project.removeFile(path);
      else workspace.openDocument(path, 0, text);
    }
    return look();
  } finally {
    for (const path of texts.keys()) workspace.closeDocument(path);
    for (const [path] of others) workspace.setBuffer(path, undefined);
    await workspace.reload({}, new Set(texts.keys()));
    for (const { path, version, text } of opened) workspace.openDocument(path, version, text);
  }
}
