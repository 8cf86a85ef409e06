/** The pages of the rules as they are installed: beside the bundles in every form of the product. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Directory of the pages; undefined when they are not installed. */
export function pagesDirectory(): string | undefined {
  const here = dirname(__filename);
  const directory = join(here, __filename.endsWith('.ts') ? '../../../docs/rules' : '../docs/rules');
  return existsSync(directory) ? directory.replaceAll('\\', '/') : undefined;
}

/** The text of a rule's page; undefined when it is not installed. */
export function rulePage(rule: string): string | undefined {
  const directory = pagesDirectory();
  if (directory === undefined) return undefined;
  const path = `${directory}/${rule}.md`;
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
