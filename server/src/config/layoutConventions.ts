/**
 * What the imports of a module say about the direction of its layers, where the names of directories would be taken too
 * literally. Two things overrule a name:
 *
 * - A layer that is called outer but imports nothing from within, and that several files use from there, is no outer layer here. It lies
 *   below those, as a toolbox does. Ports, and whatever else lies in a core, are within.
 * - What most files of a layer do is how the team works and not a mistake in each of these files. One file is no habit.
 *
 * Both take a direction away; nothing here forbids anything. The second goes for drivers and frameworks in the innermost layer too.
 */

/** A layer as it was recognised, with the names of those it may not import; the set is reduced. */
export interface DirectedLayer {
  readonly name: string;
  readonly forbids: Set<string>;
  /** `core` is what an outer layer cannot do without; helpers are neither core nor outer. */
  readonly place: 'core' | 'between' | 'outer' | 'helpers';
}

/** What lies in the core without being one of its layers. */
export const restOfCore = 'the rest of the core';

/** The layer a file lies in and the layers it imports, itself excluded, `restOfCore` among them. */
export interface LayerFile {
  readonly layer: string;
  readonly imports: ReadonlySet<string>;
}

export interface Conventions {
  /** What is left open and why. */
  readonly remarks: readonly string[];
  /** By layer, what it is not to import in a configuration that is written down, although it is left open here. */
  readonly closed: ReadonlyMap<string, ReadonlySet<string>>;
  /** What of it is done all the same. */
  readonly circles: readonly Circle[];
}

/** Two layers that import each other: one way that is to go, and a sentence for people. */
export interface Circle {
  readonly from: string;
  readonly to: string;
  readonly remark: string;
}

/** Takes away what the imports contradict, and says what and why. */
export function heedConventions(layers: readonly DirectedLayer[], files: readonly LayerFile[]): Conventions {
  const before = new Map(layers.map(({ name, forbids }) => [name, new Set(forbids)]));
  const remarks = [...toolboxes(layers, files), ...habits(layers, files)];
  return { remarks, ...oneWay(layers, before, files) };
}

/**
 * Nothing that is left open may be held against anybody, but a configuration that lets two layers import each other has no direction to keep.
 * Of two such layers the way nobody goes is closed or, where both are gone, the one that the layout forbids or that fewer files go. Two
 * layers that leave each other alone may begin either way.
 */
function oneWay(
  layers: readonly DirectedLayer[],
  before: ReadonlyMap<string, ReadonlySet<string>>,
  files: readonly LayerFile[],
): Omit<Conventions, 'remarks'> {
  const closed = new Map<string, Set<string>>();
  const circles: Circle[] = [];
  const uses = (from: string, to: string) =>
    files.filter(({ layer, imports }) => layer === from && imports.has(to)).length;
  const weight = (from: string, to: string): number => {
    const count = uses(from, to);
    // What the layout forbids weighs less than any use of what it does not.
    return count === 0 || before.get(from)?.has(to) !== true ? count : count / (files.length + 1);
  };
  for (const [index, one] of layers.entries()) {
    for (const other of layers.slice(index + 1)) {
      if (one.forbids.has(other.name) || other.forbids.has(one.name)) continue;
      const [there, back] = [weight(one.name, other.name), weight(other.name, one.name)];
      if (there === back) continue;
      const [from, to] = there < back ? [one.name, other.name] : [other.name, one.name];
      closed.set(from, (closed.get(from) ?? new Set()).add(to));
      if (uses(from, to) > 0) circles.push(circle([from, uses(from, to), to]));
    }
  }
  return { closed, circles };
}

function circle([from, count, to]: readonly [string, number, string]): Circle {
  const files = count === 1 ? 'one file' : `${count} files`;
  const remark = `${from} and ${to} import each other; what ${files} of ${from} import of ${to} is not allowed here, because a configuration that allows both has no direction to keep. \`go-architect check --update-baseline --accept-new\` takes what is there as known.`;
  return { from, to, remark };
}

/** A single file must not take back the rule it breaks. */
const fewestForHabit = 2;

/** One import of a layer that is still to look inside is a mistake as likely as not; who does not use it has no claim to it. */
function toolboxes(layers: readonly DirectedLayer[], files: readonly LayerFile[]): string[] {
  const remarks: string[] = [];
  for (const { name, place } of layers) {
    const inner = layers.filter((layer) => layer.forbids.has(name) && layer.place !== 'helpers');
    // Without a core to look at, an outer layer has no reason to look inside: interfaces are met without importing them.
    if (place !== 'outer' || !inner.some((layer) => layer.place === 'core')) continue;
    const innerNames = new Set(inner.map((layer) => layer.name));
    const within = layers.filter((layer) => layer.place === 'core' || layer.place === 'between');
    const seen = new Set([...innerNames, ...within.map((layer) => layer.name), restOfCore]);
    const looksInside = files.some(({ layer, imports }) => layer === name && intersects(imports, seen));
    const using = files.filter(({ layer, imports }) => innerNames.has(layer) && imports.has(name));
    if (looksInside || using.length < fewestForHabit) continue;
    const users = new Set(using.map(({ layer }) => layer));
    for (const layer of inner) if (users.has(layer.name)) layer.forbids.delete(name);
    remarks.push(`Nothing in ${name} imports the layers it should depend on, so here it lies below them.`);
  }
  return remarks;
}

function habits(layers: readonly DirectedLayer[], files: readonly LayerFile[]): string[] {
  const remarks: string[] = [];
  for (const { name, forbids } of layers) {
    const own = files.filter(({ layer }) => layer === name);
    for (const other of [...forbids]) {
      const importing = own.filter(({ imports }) => imports.has(other)).length;
      if (importing < fewestForHabit || importing <= own.length / 2) continue;
      forbids.delete(other);
      remarks.push(`${importing} of ${own.length} files of ${name} import ${other}, so that is how this team works.`);
    }
  }
  return remarks;
}

/** A file of one layer: its package, and what it imports from outside the module. */
export interface OutsideFile {
  readonly directory: string;
  readonly imports: readonly string[];
}

/** So many packages of a large layer are no slips either, even if they are the smaller part. */
const packagesForHabit = 10;
const shareForHabit = 1 / 4;

/**
 * What of the outside a layer is built on as a matter of course, and a sentence for each.
 *
 * @param nameOf what an import counts as when it should not be there, such as its module; undefined for all others
 */
export function outsideHabits(
  layer: string,
  files: readonly OutsideFile[],
  nameOf: (path: string) => string | undefined,
): { readonly outside: string[]; readonly remarks: string[] } {
  const importing = new Map<string, OutsideFile[]>();
  for (const file of files) {
    for (const name of new Set(file.imports.map(nameOf))) {
      if (name !== undefined) importing.set(name, [...(importing.get(name) ?? []), file]);
    }
  }
  const packagesOf = (some: readonly OutsideFile[]) => new Set(some.map(({ directory }) => directory)).size;
  const outside: string[] = [];
  const remarks: string[] = [];
  for (const [name, found] of importing) {
    const packages = packagesOf(found);
    const areMost = found.length >= fewestForHabit && found.length > files.length / 2;
    if (!areMost && (packages < packagesForHabit || packages < packagesOf(files) * shareForHabit)) continue;
    outside.push(name);
    const share = areMost ? `${found.length} of ${files.length} files` : `${packages} of ${packagesOf(files)} packages`;
    remarks.push(`${share} of ${layer} import ${name}, so that is how this team works.`);
  }
  return { outside, remarks };
}

function intersects(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const one of a) if (b.has(one)) return true;
  return false;
}
