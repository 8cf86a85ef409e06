/**
 * Names in a package that is being changed: what packages are called in its files, which imports that adds, and which names are
 * free for a new declaration.
 *
 * A package may be imported only where the language and the configuration allow it; a change that mends one edge must not bring
 * another forbidden one.
 */
import { likelyPackageNames } from '../go/packageNames.ts';
import type { Project } from '../model/project.ts';
import type { NewImport } from './importBlock.ts';
import type { InversionPlan, InvertibleType } from './invertPlan.ts';
import { type OpenFile, packageNameOf, topLevelNames } from './outerUses.ts';
import { NotWritable } from './typeText.ts';

export class ImportedNames {
  readonly #plan: InversionPlan;
  readonly #project: Project;
  readonly #added = new Map<OpenFile, Map<string, NewImport & { readonly name: string }>>();

  constructor(plan: InversionPlan, project: Project) {
    this.#plan = plan;
    this.#project = project;
  }

  added(open: OpenFile): readonly NewImport[] {
    return [...(this.#added.get(open)?.values() ?? [])].map(({ path, alias }) => ({ path, alias }));
  }

  /** What a package is called in a file, where it is imported from now on if it was not. */
  qualifier(open: OpenFile, path: string): string {
    const { outer, outerName } = this.#plan;
    if (path === outer.path) throw new NotWritable(`its signature speaks of types of ${outerName}`);
    const known = open.view.header.imports.find((each) => each.path === path && !/^[_.]$/.test(each.alias));
    if (known) return known.alias === '' ? this.#nameOf(path).name : known.alias;
    const added = this.#added.get(open) ?? new Map<string, NewImport & { readonly name: string }>();
    const before = added.get(path);
    if (before) return before.name;
    this.#allow(open, path);
    const { name: natural, certain } = this.#nameOf(path);
    const taken = this.#taken(open, added);
    let name = natural;
    for (let number = 1; taken.has(name); number++) name = number === 1 ? `${natural}pkg` : `${natural}${number}`;
    added.set(path, { path, alias: certain && name === natural ? '' : name, name });
    this.#added.set(open, added);
    return name;
  }

  /** A package's own name, as far as the project or the package that imports it shows. */
  #nameOf(path: string): { readonly name: string; readonly certain: boolean } {
    const target = this.#project.resolveImport(path, this.#plan.own.module);
    const own = target.origin === 'project' ? packageNameOf(target.package) : undefined;
    if (own !== undefined) return { name: own, certain: true };
    const [likely, ...others] = [
      ...new Set(likelyPackageNames(path).filter((name) => /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name))),
    ];
    if (likely === undefined) throw new NotWritable(`it is not known what ${path} is called`);
    if (target.origin === 'standard') return { name: likely, certain: true };
    for (const { facts } of this.#plan.outer.files.values()) {
      const imported = facts.header.imports.find((each) => each.path === path && !/^[_.]$/.test(each.alias));
      if (imported && imported.alias !== '') return { name: imported.alias, certain: false };
      if (imported && others.length === 0) return { name: likely, certain: true };
    }
    return { name: likely, certain: false };
  }

  #taken(open: OpenFile, added: ReadonlyMap<string, { readonly name: string }>): Set<string> {
    const taken = packageLevelNames(this.#plan);
    for (const { name } of added.values()) taken.add(name);
    for (const { path, alias } of open.view.header.imports) {
      if (path !== this.#plan.outer.path) taken.add(alias === '' ? this.#nameOf(path).name : alias);
    }
    return taken;
  }

  #allow(open: OpenFile, path: string): void {
    const { own } = this.#plan;
    const inside = /^(.*?)(?:^|\/)internal(?:\/|$)/.exec(path);
    if (inside && !`${own.path}/`.startsWith(inside[1] === '' ? 'internal/' : `${inside[1]}/`)) {
      throw new NotWritable(`${path} is internal to another part of the code`);
    }
    const { scope } = own.module;
    const layer = scope.layerOf(open.file.dir);
    if (layer.kind !== 'layer') return;
    const target = this.#project.resolveImport(path, own.module);
    if (target.origin === 'project') {
      const { module, dir } = target.package;
      const other = module.scope.layerOf(dir);
      if (module.scope.layers !== scope.layers || other.kind !== 'layer') return;
      const verdict = scope.layers.mayImport(layer.layer, other.layer);
      if (!verdict.allowed) throw new NotWritable(`its signature speaks of ${path}, and ${verdict.because}`);
      return;
    }
    const verdict =
      target.origin === 'standard'
        ? scope.layers.mayImportStandard(layer.layer, path)
        : scope.layers.mayImportExternal(layer.layer, path);
    if (!verdict.allowed) throw new NotWritable(`its signature speaks of ${path}, and ${verdict.because}`);
  }
}

/** Every name that is declared at the top level of the package. */
function packageLevelNames({ files }: InversionPlan): Set<string> {
  const names = new Set<string>();
  for (const open of files) for (const name of topLevelNames(open)) names.add(name);
  return names;
}

/** A name for a new declaration that means nothing else anywhere in the package. */
export function freeName(
  wanted: string,
  plan: InversionPlan,
  { declared }: InvertibleType,
  alsoTaken: readonly string[],
): string {
  const taken = packageLevelNames(plan);
  for (const name of alsoTaken) taken.add(name);
  for (const { file } of plan.files) {
    for (const { alias, path } of file.facts.header.imports) {
      taken.add(alias === '' ? (likelyPackageNames(path)[0] ?? '') : alias);
    }
  }
  const free = (name: string) =>
    !taken.has(name) &&
    declared.every(({ mention: { open, type } }) => open.view.scopes.lookup(name, type).kind === 'elsewhere');
  const outer = plan.outerName.charAt(0).toUpperCase() + plan.outerName.slice(1);
  const found = [wanted, `${outer}${wanted}`, `${wanted}Port`, `${outer}${wanted}Port`].find(free);
  if (found === undefined) throw new NotWritable(`no name is free for an interface instead of it`);
  return found;
}
