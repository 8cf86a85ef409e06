/** What is installed: read from the package.json that every form of the product carries beside its bundles. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version, such as `0.1.0`. */
export function productVersion(): string {
  const here = dirname(__filename);
  const root = __filename.endsWith('.ts') ? join(here, '..', '..', '..') : join(here, '..');
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
