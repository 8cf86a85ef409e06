/**
 * What a translated configuration would say of nothing: layers and paths without packages, third-party packages that nothing imports. The
 * other tool let them pass in silence, and ours would warn of each on the first day. They are left out, and what they were is told.
 */
import { coversImport } from '../importPath.ts';
import { infrastructureWord } from '../infrastructure.ts';
import { type PathPattern, parsePattern } from '../pattern.ts';
import { PatternIndex } from '../patternIndex.ts';
import type { WrittenImports, WrittenLayer, WrittenSelection } from './configText.ts';
import type { ModuleContext, TranslationNote } from './translation.ts';

export interface WithoutEmptyParts {
  readonly layers: readonly WrittenLayer[];
  /** What was left out. */
  readonly notes: readonly TranslationNote[];
}

/** @param mayBeEmpty layers without packages are meant to stay */
export function withoutEmptyParts(
  written: readonly WrittenLayer[],
  context: ModuleContext,
  mayBeEmpty = false,
): WithoutEmptyParts {
  const notes: TranslationNote[] = [];
  const filled = mayBeEmpty ? written : withPackages(written, context.directories, notes);
  const names = new Set(filled.map(({ name }) => name));
  const unused = new Set<string>();
  const layers = filled.map((layer): WrittenLayer => {
    const { testImports, visibleTo } = layer;
    return {
      ...layer,
      imports: shortened(layer.imports),
      ...(testImports === undefined ? {} : { testImports: shortened(testImports) }),
      ...(visibleTo === undefined ? {} : { visibleTo: visibleTo.filter((name) => names.has(name)) }),
    };
  });
  if (unused.size > 0) {
    const message = `Nothing imports ${[...unused].sort().join(', ')}, so no list names it; add it to "external" of the layer that is to use it.`;
    notes.push({ line: undefined, message });
  }
  return { layers, notes };

  function shortened({ layers: inner, std, external }: WrittenImports): WrittenImports {
    const known = inner === undefined ? undefined : withoutNames(inner, (name) => names.has(name));
    const used = external === undefined ? undefined : imported(external);
    return {
      ...(known === undefined ? {} : { layers: known }),
      ...(std === undefined ? {} : { std }),
      ...(used === undefined ? {} : { external: used }),
    };
  }

  function imported(selection: WrittenSelection): WrittenSelection {
    const isUsed = (path: string) => {
      if (path === infrastructureWord || path === '*' || path === '**' || context.imported === undefined) return true;
      if (context.imported.some((each) => coversImport(path, each))) return true;
      unused.add(path.replace(/\$$/, ''));
      return false;
    };
    if (typeof selection === 'string') return selection;
    if (!('deny' in selection)) return selection.filter(isUsed);
    return selection.allow === undefined ? selection : { ...selection, allow: selection.allow.filter(isUsed) };
  }
}

/** Layers that own a package, with those of their paths that match one. */
function withPackages(
  layers: readonly WrittenLayer[],
  directories: readonly string[],
  notes: TranslationNote[],
): readonly WrittenLayer[] {
  if (directories.length === 0) return layers;
  const patterns = layers.flatMap((layer) =>
    layer.paths.flatMap((path) => {
      const parsed = parsePattern(path);
      return parsed.ok ? [{ pattern: parsed.pattern, path, layer }] : [];
    }),
  );
  const index = new PatternIndex(patterns);
  const matched = new Set<(typeof patterns)[number]>();
  const owners = new Map<WrittenLayer, Set<string>>();
  for (const directory of directories) {
    const found = index.matches(directory);
    for (const each of found) {
      matched.add(each);
      owners.set(each.layer, (owners.get(each.layer) ?? new Set()).add(found[0]?.layer.name ?? ''));
    }
  }
  return layers.flatMap((layer): WrittenLayer[] => {
    const own = patterns.filter((each) => each.layer === layer);
    // It stands for what no path claims, or for whatever is left.
    if (own.length === 0 || own.every(({ pattern }) => isCatchAll(pattern))) return [layer];
    const kept = own.filter((each) => matched.has(each));
    const winners = owners.get(layer);
    if (winners === undefined || !winners.has(layer.name)) {
      const why =
        winners === undefined ? 'no package is there' : `its packages are in ${[...winners].join(' and in ')}`;
      notes.push({ line: undefined, message: `${layer.name} (${listed(own)}) is no layer, because ${why}.` });
      return [];
    }
    if (kept.length === own.length) return [layer];
    const gone = own.filter((each) => !matched.has(each));
    notes.push({ line: undefined, message: `${layer.name}: no package is in ${listed(gone)}.` });
    return [{ ...layer, paths: kept.map(({ path }) => path) }];
  });
}

function listed(patterns: readonly { readonly path: string }[]): string {
  return patterns.map(({ path }) => path).join(', ');
}

function isCatchAll({ segments }: PathPattern): boolean {
  return segments.every(({ kind }) => kind === 'deep' || kind === 'one');
}

/** A list of what is denied that is empty denies nothing, and is not written. */
function withoutNames(selection: WrittenSelection, keep: (name: string) => boolean): WrittenSelection | undefined {
  if (typeof selection === 'string') return selection;
  if (!('deny' in selection)) return selection.filter(keep);
  const deny = selection.deny.filter(keep);
  const allow = selection.allow?.filter(keep);
  if (deny.length > 0) return { ...selection, ...(allow === undefined ? {} : { allow }), deny };
  return allow;
}
