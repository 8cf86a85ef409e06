/**
 * Which packages of the standard library reach outside the program: files, processes, network, databases, logs. The
 * domain of a backend has no business there, which is what `std: pure` says.
 *
 * Deliberately pure are `time` (its types are what a domain is made of; that `time.Now` reads a clock is the concern of a
 * rule about calls, not of one about imports), `io` and `io/fs` (interfaces), and what only computes on values although
 * its path says `net`: `net/url`, `net/netip`, `net/mail`.
 */
export function isPureStandardPackage(path: string): boolean {
  if (pureExceptions.has(path)) return true;
  if (impurePackages.has(path)) return false;
  const slash = path.indexOf('/');
  return slash < 0 || !impureTrees.has(path.slice(0, slash));
}

/** Impure with everything below. */
const impureTrees = new Set(['os', 'net', 'log', 'syscall', 'debug', 'testing']);

const impurePackages = new Set([
  ...impureTrees,
  'C',
  'crypto/tls',
  'database/sql',
  'database/sql/driver',
  'expvar',
  'flag',
  'io/ioutil',
  'path/filepath',
  'plugin',
  'runtime/cgo',
  'runtime/coverage',
  'runtime/debug',
  'runtime/metrics',
  'runtime/pprof',
  'runtime/trace',
  'time/tzdata',
]);

const pureExceptions = new Set(['net/url', 'net/netip', 'net/mail']);
