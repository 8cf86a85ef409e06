/** Whether a package imports another, directly or through others: what imports the one back would not build. */
import type { Problem } from '../result.ts';
import { folderOf, type Survey } from './survey.ts';

/** Why nothing in a folder can import the package of an entity: that package imports it, as where entities read themselves. */
export function circleProblem(entity: string, folder: string, survey: Survey): Problem | undefined {
  return entity !== folder && reaches(entity, folder, survey)
    ? {
        option: 'directory',
        message: `${entity} imports ${folder}, which therefore cannot import it; say another folder`,
      }
    : undefined;
}

export function reaches(from: string, to: string, { reader, header, module }: Survey): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (folder === to) {
      return true;
    }
    if (seen.has(folder)) {
      continue;
    }
    seen.add(folder);
    const files = reader.goFiles.filter((path) => folderOf(path) === folder && !path.endsWith('_test.go'));
    const imported = files.flatMap((path) => header(path).imports.map((one) => one.path));
    waiting.push(
      ...imported.flatMap((path) =>
        path === module ? [''] : path.startsWith(`${module}/`) ? [path.slice(module.length + 1)] : [],
      ),
    );
  }
  return false;
}
