/** Whether a package imports another, directly or through others: what imports the one back would not build. */
import { folderOf, type Survey } from './survey.ts';

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
