/** Paths as services want them: from the root of the repository, whatever folder the check ran in. */

/** @param prefix from the root of the repository to the working directory, `''` or ending with `/` */
export function fromRepository(prefix: string, file: string): string {
  const parts = prefix.split('/').filter((part) => part !== '');
  let rest = file;
  while (rest.startsWith('../') && parts.length > 0) {
    parts.pop();
    rest = rest.slice(3);
  }
  return [...parts, rest].join('/');
}
