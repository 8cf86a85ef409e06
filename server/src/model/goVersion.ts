/** What the Go version of a go.mod rules out. A module that names none is built as Go 1.16, which has what is asked for here. */

/** Whether a module says that it is written for an older Go than `version`, such as `1.13`. */
export function isOlderThan(goVersion: string | undefined, version: string): boolean {
  if (goVersion === undefined) return false;
  const [major = 0, minor = 0] = goVersion.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = version.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

/** The first Go with `%w`, errors.Is and errors.As. */
export const FIRST_WITH_WRAPPING = '1.13';
