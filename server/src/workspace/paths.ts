/**
 * Absolute paths as text, with `/` on every system: joined, split and compared without asking the disk. Paths of Windows
 * keep their drive letter; it is compared without regard to case by whoever makes the path, not here.
 */

/** A path of this system with `/` between its segments. */
export function toSlashes(path: string): string {
  return path.includes('\\') && (process.platform === 'win32' || /^[A-Za-z]:\\/.test(path))
    ? path.replaceAll('\\', '/')
    : path;
}

/** Resolves `.` and `..` of `name`, which may itself be absolute. */
export function joinPath(directory: string, name: string): string {
  if (!name.includes('/') && name !== '.' && name !== '..') return `${directory}/${name}`;
  const absolute = name.startsWith('/') || /^[A-Za-z]:\//.test(name);
  const segments = absolute ? [] : directory.split('/');
  for (const segment of (absolute ? name : `/${name}`).split('/').slice(absolute ? 0 : 1)) {
    if (segment === '.' || (segment === '' && segments.length > 0)) continue;
    if (segment !== '..') segments.push(segment);
    else if (segments.length > 1) segments.pop();
  }
  return segments.join('/');
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

/** The path from a directory to what lies in it; `''` for itself, undefined for what lies elsewhere. */
export function relativeTo(directory: string, path: string): string | undefined {
  if (path === directory) return '';
  return path.startsWith(directory) && path[directory.length] === '/' ? path.slice(directory.length + 1) : undefined;
}

/** The directory itself, its parent and so on up to the root. */
export function ancestorsOf(directory: string): string[] {
  const result = [];
  for (let at = directory; ; at = parentOf(at)) {
    result.push(at);
    if (!at.includes('/')) return result;
  }
}
