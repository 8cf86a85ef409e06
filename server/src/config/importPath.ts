/** Import paths as a configuration names them. */
import { infrastructureWord, isInfrastructurePackage } from './infrastructure.ts';

/**
 * A path covers itself and what lies below it, or only itself when it ends in `$`; `*` and `**` mean in it what they mean in
 * patterns of directories.
 */
export function coversImport(path: string, importPath: string): boolean {
  if (path === infrastructureWord) return isInfrastructurePackage(importPath);
  if (path.endsWith('$')) return importPath === path.slice(0, -1);
  if (!path.includes('*')) return importPath === path || importPath.startsWith(`${path}/`);
  const wanted = path.split('/');
  const names = importPath.split('/');
  return coversSegments(wanted, 0, names, 0);
}

function coversSegments(wanted: readonly string[], w: number, names: readonly string[], n: number): boolean {
  if (w === wanted.length) return true;
  const segment = wanted[w] ?? '';
  if (segment === '**') {
    for (let skip = n; skip <= names.length; skip++) if (coversSegments(wanted, w + 1, names, skip)) return true;
    return false;
  }
  if (n === names.length) return false;
  return (segment === '*' || segment === names[n]) && coversSegments(wanted, w + 1, names, n + 1);
}
