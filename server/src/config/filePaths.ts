/** Paths of configuration files with `/`, absolute or relative, as the files name each other. Nothing is asked of the disk. */

/** The path of a file that is named relative to another. */
export function besides(from: string, name: string): string {
  const segments = from.split('/').slice(0, -1);
  for (const segment of name.split('/')) {
    if (segment === '.' || segment === '') continue;
    const last = segments.at(-1);
    if (segment === '..' && last !== undefined && last !== '..' && last !== '') segments.pop();
    else segments.push(segment);
  }
  return segments.join('/');
}
