/**
 * A proposal for a module whose folders show no layout: its top-level packages as layers, with what each of them imports now. It is
 * written as comments, because which of these imports are meant is nobody's guess; uncommented as it stands, it forbids everything that is not
 * there, and of two layers that import each other what fewer packages do.
 */

export interface ProposedFolder {
  /** A folder with Go files, relative to the module; `''` for its root. */
  readonly dir: string;
  /** Folders of the module that its files import, test files aside. */
  readonly imports: ReadonlySet<string>;
  /** Those that its test files import. */
  readonly testImports: ReadonlySet<string>;
  /** It holds a command. */
  readonly isMain: boolean;
}

interface FolderLayer {
  readonly name: string;
  readonly paths: readonly string[];
  readonly isMain: boolean;
  /** With how many of its packages do so. */
  readonly imports: Map<FolderLayer, number>;
  readonly testImports: Map<FolderLayer, number>;
}

/**
 * Lines of a comment without `#`; undefined where there is nothing to tell apart.
 *
 * @param guess what the folders may be, as a sentence
 */
export function folderProposal(folders: readonly ProposedFolder[], guess?: string): readonly string[] | undefined {
  const layers = layersOf(folders);
  if (layers.length < 2) return undefined;
  const width = Math.max(...layers.map(({ name }) => name.length)) + 1;
  return [
    ...(guess === undefined ? [] : [guess]),
    'No layout was recognised in the folders, so no import is judged yet. These are the packages there are, with what each imports now:',
    'take the # away from the lines that are to hold, join what belongs together, and leave out of "imports" what should not be there.',
    '`go-architect explain FILE` says which layer a file is in, `go-architect whatif --config FILE` what another configuration would find.',
    'layers:',
    ...layers.map((layer) => `  ${`${layer.name}:`.padEnd(width)} ${bodyOf(layer)}${circlesOf(layer)}`),
  ];
}

/** Of two layers that import each other, the way that fewer packages go is not for a configuration to allow. */
function isAgainstMost(from: FolderLayer, to: FolderLayer): boolean {
  return !from.isMain && !to.isMain && (from.imports.get(to) ?? 0) < (to.imports.get(from) ?? 0);
}

function circlesOf(layer: FolderLayer): string {
  const mutual = [...layer.imports].filter(([other]) => !layer.isMain && !other.isMain && other.imports.has(layer));
  const said = mutual.flatMap(([other, count]) => {
    const packages = (number: number) => (number === 1 ? '1 package' : `${number} packages`);
    const back = other.imports.get(layer) ?? 0;
    if (isAgainstMost(layer, other)) {
      return [`left out is ${other.name}, imported in ${packages(count)}; it imports this in ${back}`];
    }
    return back === count ? [`${other.name} and this import each other: leave one out`] : [];
  });
  return said.length === 0 ? '' : ` # ${said.join('; ')}`;
}

function layersOf(folders: readonly ProposedFolder[]): FolderLayer[] {
  const heads = new Map(folders.map((folder) => [folder.dir, headOf(folder, folders)]));
  const units = [...new Set(heads.values())].sort(
    (a, b) => Number(a === MAIN) - Number(b === MAIN) || (a < b ? -1 : 1),
  );
  const names = new Set<string>();
  const layers = new Map(
    units.map((unit): [string, FolderLayer] => {
      const roots = folders.filter(({ dir, isMain }) => isMain && heads.get(dir) === MAIN).map(({ dir }) => dir);
      // What a command keeps below it is a layer of its own, which must not claim the command.
      const claimed = roots.filter((dir) => units.some((other) => other !== '' && dir === other));
      const paths =
        unit === MAIN
          ? [...new Set([...roots.map((dir) => mainPath(dir)), ...claimed])]
          : [unit === '' ? '.' : `${unit}/**`];
      const name = nameOf(unit, names);
      names.add(name);
      return [unit, { name, paths, isMain: unit === MAIN, imports: new Map(), testImports: new Map() }];
    }),
  );
  for (const { dir, imports, testImports } of folders) {
    const own = layers.get(heads.get(dir) ?? '');
    if (!own) continue;
    for (const [paths, into] of [
      [imports, own.imports],
      [testImports, own.testImports],
    ] as const) {
      const others = new Set([...paths].map((path) => layers.get(heads.get(path) ?? '?')));
      for (const other of others) if (other && other !== own) into.set(other, (into.get(other) ?? 0) + 1);
    }
  }
  return [...layers.values()];
}

/** Stands for all commands: below `cmd`, or at the root. */
const MAIN = '\u{10ffff}main';

/** The folder that stands for one with all around it: the first below what only holds others, such as `internal`. */
function headOf({ dir, isMain }: ProposedFolder, folders: readonly ProposedFolder[]): string {
  if (isMain && (dir === '' || dir === 'cmd' || dir.startsWith('cmd/'))) return MAIN;
  const segments = dir.split('/');
  let head = segments[0] ?? '';
  for (let depth = 1; depth < Math.min(segments.length, DEEPEST) && isContainer(head, folders); depth++) {
    head = `${head}/${segments[depth]}`;
  }
  return head;
}

const DEEPEST = 3;

/** Without Go files of its own, and with more than one folder that has some. */
function isContainer(head: string, folders: readonly ProposedFolder[]): boolean {
  if (folders.some(({ dir }) => dir === head)) return false;
  const below = folders.filter(({ dir }) => dir.startsWith(`${head}/`)).map(({ dir }) => dir.slice(head.length + 1));
  return new Set(below.map((dir) => dir.split('/')[0])).size > 1;
}

function mainPath(dir: string): string {
  return dir === '' ? '.' : 'cmd/**';
}

/** The folder's own name, with those around it where another has it. */
function nameOf(unit: string, taken: ReadonlySet<string>): string {
  if (unit === MAIN) return taken.has('main') ? 'commands' : 'main';
  const segments = (unit === '' ? 'root' : unit).split('/').map((segment) => segment.replace(/[^\p{L}\p{N}_-]/gu, '-'));
  for (let from = segments.length - 1; from > 0; from--) {
    const name = segments.slice(from).join('-').replace(/^-+/, '');
    if (name !== '' && !taken.has(name)) return name;
  }
  const whole = segments.join('-').replace(/^-+/, '') || 'layer';
  let name = whole;
  for (let number = 2; taken.has(name); number++) name = `${whole}-${number}`;
  return name;
}

function bodyOf(layer: FolderLayer): string {
  const { paths, isMain, imports, testImports } = layer;
  const list = (layers: readonly FolderLayer[]) =>
    `[${layers
      .map(({ name }) => name)
      .sort()
      .join(', ')}]`;
  const kept = [...imports.keys()].filter((other) => !isAgainstMost(layer, other));
  const more = [...testImports.keys()].filter((other) => !kept.includes(other));
  const tests = isMain || more.length === 0 ? '' : `, tests: { imports: { layers: ${list(more)} } }`;
  const shown = isMain ? '"*"' : list(kept);
  return `{ paths: [${paths.map((path) => JSON.stringify(path)).join(', ')}], imports: { layers: ${shown} }${tests} }`;
}
