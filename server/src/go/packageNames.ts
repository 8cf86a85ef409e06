/** What a package is probably called, told from its path alone. */
const likelyNames = new Map<string, readonly string[]>();
const NAMES_KEPT = 20_000;

/** Names a package with this path probably has, the likeliest first. */
export function likelyPackageNames(path: string): readonly string[] {
  let names = likelyNames.get(path);
  if (!names) {
    names = namesFrom(path);
    if (likelyNames.size >= NAMES_KEPT) likelyNames.clear();
    likelyNames.set(path, names);
  }
  return names;
}

function namesFrom(path: string): readonly string[] {
  const elements = path.split('/');
  let last = elements.pop() ?? '';
  if (/^v\d+$/.test(last) && elements.length > 0) last = elements.pop() ?? '';
  last = last.replace(/\.v\d+$/, '');
  const names = [last];
  if (last.startsWith('go-')) names.push(last.slice(3));
  if (last.endsWith('-go') || last.endsWith('.go')) names.push(last.slice(0, -3));
  return [
    ...names,
    ...names.map((name) => name.replace(/[-.]/g, '_')),
    ...names.map((name) => name.replace(/[-.]/g, '')),
  ];
}
