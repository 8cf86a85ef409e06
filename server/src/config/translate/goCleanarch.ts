/**
 * The flags of go-cleanarch to a configuration of our own. Its four layers are found by the names of folders anywhere in the
 * module; what lies above such a folder is a module of its own, into which only the infrastructure of another may look, and
 * there only at the interfaces.
 *
 * Differs on purpose: only folders of this module count, not those above it and not the paths of third parties, and a package
 * without a layer is reported instead of skipped.
 */

import { configText, layerName, type WrittenEntry, type WrittenLayer } from './configText.ts';
import { withoutEmptyParts } from './emptyParts.ts';
import type { ModuleContext, Translation, TranslationNote } from './translation.ts';

export interface GoCleanarchFlags {
  readonly domain?: string | undefined;
  readonly application?: string | undefined;
  readonly interfaces?: string | undefined;
  readonly infrastructure?: string | undefined;
  readonly ignoreTests: boolean;
  readonly ignorePackages: readonly string[];
}

/** From the inside out, each with the names a folder of it may have. */
const layers = [
  { name: 'domain', aliases: ['domain', 'entities'] },
  { name: 'application', aliases: ['app', 'application', 'usecases', 'usecase', 'use_cases'] },
  { name: 'interfaces', aliases: ['interfaces', 'interface', 'adapters', 'adapter'] },
  { name: 'infrastructure', aliases: ['infrastructure', 'infra'] },
] as const;

type LayerName = (typeof layers)[number]['name'];

export function translateGoCleanarch(flags: GoCleanarchFlags, context: ModuleContext): Translation {
  const notes: TranslationNote[] = [];
  const aliases = new Map<string, LayerName>();
  for (const { name, aliases: usual } of layers) {
    const given = flags[name];
    for (const alias of given === undefined ? usual : [given]) {
      if (alias === '' || /[/*{}?[\]\\]/.test(alias)) {
        const message = `-${name} ${alias}: a layer is the name of one folder.`;
        return { ok: false, problems: [{ line: 1, column: 1, message }] };
      }
      aliases.set(alias, name);
    }
  }
  const inside = directoriesByLayer(context.directories, aliases);
  const shared = sharedPackages(flags.ignorePackages, context, aliases, notes);
  const written = layers.map(({ name }, level): WrittenLayer => {
    const own = [...aliases].flatMap(([alias, layer]) => (layer === name ? [alias] : []));
    const paths = own.map((alias) => `**/${alias}/**`);
    const found = inside.get(name);
    const imports = [...layers.slice(0, level).map((inner) => inner.name), ...shared.map((layer) => layer.name)];
    return {
      name,
      comments: [],
      // A folder that does not exist would be reported as a pattern that matches nothing.
      paths:
        found === undefined ? paths : [...paths.filter((_, index) => found.used.has(own[index] ?? '')), ...found.exact],
      imports: { layers: imports },
      ...(flags.ignoreTests ? { testImports: { layers: '*' } as const } : {}),
    };
  });
  for (const layer of shared) {
    const original = written.find(({ name }) => name === layer.like);
    written.push({
      name: layer.name,
      comments: [`-ignore-package ${layer.path}: every layer may import it.`],
      paths: [`${layer.directory}/**`],
      imports:
        original === undefined
          ? {}
          : { layers: [layer.like ?? '', ...selected(original)].filter((name) => name !== '' && name !== layer.name) },
      ...(flags.ignoreTests ? { testImports: { layers: '*' } as const } : {}),
    });
  }
  const slices = slicesOf(context.directories, aliases, notes);
  const filled = withoutEmptyParts(written, context);
  notes.push(...filled.notes);
  const config = configText({
    introduction: ['Configuration of Go Architect, translated from the flags of go-cleanarch.'],
    layersComment: ['From the inside out. The last folder of a path that is called like a layer decides.'],
    layers: filled.layers,
    slices,
    unmatched: 'warning',
    unmatchedComment:
      'Packages in no such folder were skipped in silence; here they are reported. Say off to go on like that.',
    leftOut: filled.notes,
  });
  return { ok: true, config, notes };
}

function selected({ imports }: WrittenLayer): readonly string[] {
  return Array.isArray(imports.layers) ? imports.layers : [];
}

/**
 * The names in use by layer, and folders that two names claim (`app/domain`), which are given to the last of them in so
 * many words.
 */
function directoriesByLayer(
  directories: readonly string[],
  aliases: ReadonlyMap<string, LayerName>,
): Map<LayerName, { readonly used: Set<string>; readonly exact: Set<string> }> {
  const found = new Map<LayerName, { used: Set<string>; exact: Set<string> }>();
  for (const directory of directories) {
    const segments = directory.split('/');
    const places = segments.flatMap((segment, index) => (aliases.has(segment) ? [index] : []));
    const last = places.at(-1);
    if (last === undefined) continue;
    const alias = segments[last] ?? '';
    const layer = aliases.get(alias);
    if (layer === undefined) continue;
    const entry = found.get(layer) ?? { used: new Set<string>(), exact: new Set<string>() };
    found.set(layer, entry);
    entry.used.add(alias);
    if (places.some((place) => aliases.get(segments[place] ?? '') !== layer)) {
      entry.exact.add(`${segments.slice(0, last + 1).join('/')}/**`);
    }
  }
  return found;
}

interface SharedPackage {
  readonly name: string;
  readonly path: string;
  readonly directory: string;
  readonly like: LayerName | undefined;
}

function sharedPackages(
  paths: readonly string[],
  { modulePath }: ModuleContext,
  aliases: ReadonlyMap<string, LayerName>,
  notes: TranslationNote[],
): SharedPackage[] {
  const taken = new Set<string>(layers.map(({ name }) => name));
  return paths.flatMap((path) => {
    if (!path.startsWith(`${modulePath}/`)) {
      // Third parties have no layer, so there is nothing to be ignored.
      notes.push({
        line: undefined,
        message: `-ignore-package ${path}: not a package of this module, so it has no layer anyway.`,
      });
      return [];
    }
    const directory = path.slice(modulePath.length + 1).replace(/\/+$/, '');
    const alias = directory.split('/').findLast((segment) => aliases.has(segment));
    const name = layerName(`shared-${directory.split('/').at(-1) ?? ''}`, taken);
    taken.add(name);
    return [{ name, path, directory, like: alias === undefined ? undefined : aliases.get(alias) }];
  });
}

/** One entry where the modules lie side by side in one folder, as they usually do. */
function slicesOf(
  directories: readonly string[],
  aliases: ReadonlyMap<string, LayerName>,
  notes: TranslationNote[],
): WrittenEntry[] {
  const modules = new Set<string>();
  for (const directory of directories) {
    const segments = directory.split('/');
    const last = segments.findLastIndex((segment) => aliases.has(segment));
    const above = segments.slice(0, Math.max(last, 0));
    // A layer inside of a layer (`domain/entities`) does not make a module of the outer one.
    if (last >= 0 && !above.some((segment) => aliases.has(segment))) modules.add(above.join('/'));
  }
  if (modules.size < 2) return [];
  const parents = new Map<string, string[]>();
  for (const module of modules) {
    const cut = module.lastIndexOf('/');
    const parent = cut < 0 ? '' : module.slice(0, cut);
    if (module !== '') parents.set(parent, [...(parents.get(parent) ?? []), module]);
  }
  const open = [...aliases].flatMap(([alias, layer]) => (layer === 'interfaces' ? [alias] : []));
  const message =
    'Only the infrastructure of another module might import its interfaces; here interfaces of another module may as well.';
  notes.push({ line: undefined, message });
  const entries: WrittenEntry[] = [];
  for (const [parent, children] of parents) {
    if (children.length < 2) continue;
    const path = JSON.stringify(parent === '' ? '{module}/**' : `${parent}/{module}/**`);
    const used = open.filter((alias) =>
      children.some((child) => directories.some((each) => `${each}/`.startsWith(`${child}/${alias}/`))),
    );
    const visible = used.map((alias) => JSON.stringify(`${alias}/**`)).join(', ');
    entries.push({
      text: `{ path: ${path}, isolate: module${visible === '' ? '' : `, public: [${visible}]`} }`,
      ...(entries.length === 0 ? { comment: `Modules do not look into each other. ${message}` } : {}),
    });
  }
  if (parents.size > 1 || modules.has('')) {
    const apart = 'Modules that do not lie in one folder are not kept apart; write a slice for them.';
    notes.push({ line: undefined, message: apart });
    entries.push({ comment: apart });
  }
  return entries;
}
