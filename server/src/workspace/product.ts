/** What is installed: read from the package.json that every form of the product carries beside its bundles. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version, such as `0.1.0`. */
export function productVersion(): string {
  return manifestEntry('version') ?? '';
}

/** Where the product is at home on the web, without a slash at the end; undefined when it says nowhere. */
export function productHomepage(): string | undefined {
  return manifestEntry('homepage')?.replace(/\/+$/, '');
}

function manifestEntry(name: string): string | undefined {
  const here = dirname(__filename);
  const root = __filename.endsWith('.ts') ? join(here, '..', '..', '..') : join(here, '..');
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  const entry: unknown = Object.entries(manifest).find(([key]) => key === name)?.[1];
  return typeof entry === 'string' ? entry : undefined;
}

/** Tells this build from every other; undefined when it runs from sources, which change without anything telling. */
export function buildIdentity(): string | undefined {
  if (__filename.endsWith('.ts')) return undefined;
  const bundles = [__filename, join(dirname(__filename), 'worker.js')].map((path) => {
    const { size, mtimeMs } = statSync(path);
    return `${size}-${mtimeMs}`;
  });
  return [productVersion(), ...bundles].join(' ');
}
