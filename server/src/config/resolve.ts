/**
 * Puts a configuration together from what it extends and what it says itself: later parts win, layer by layer and field
 * by field, and every part keeps the place it comes from.
 *
 * It also finds what a schema cannot: names of layers that do not exist, patterns that are none, two layers with the same
 * pattern. It reads no file; `load.ts` brings the parts.
 */

import type {
  Config,
  ConfigIssue,
  DeprecatedEdge,
  ImportKind,
  ImportReplacement,
  ImportRules,
  Layer,
  LayerPattern,
  Origin,
  RuleEntry,
  SliceRule,
} from './config.ts';
import { type PathPattern, parsePattern, samePattern } from './pattern.ts';
import { whyOf } from './rationale.ts';
import type { ConfigInput, ImportsInput, LayerInput, SelectionInput } from './schema.ts';
import { namesIn, selectionOf } from './selection.ts';
import { nearestName } from './suggest.ts';
import { importPathFault, meantImportPath } from './writtenImportPath.ts';

/** One document that takes part: a file, a preset, a detected layout. */
export interface ConfigPart {
  readonly input: Partial<ConfigInput>;
  /** The place of the value at a path of keys, such as `['layers', 'domain', 'paths', 0]`. */
  readonly originOf: (path: readonly (string | number)[]) => Origin;
  /** The place of the last key of such a path. */
  readonly keyOriginOf: (path: readonly (string | number)[]) => Origin;
  /** Layers of which something, or all, had to be left out of the input. */
  readonly faultyLayers?: readonly string[];
}

export interface ResolvedConfig {
  readonly config: Config;
  readonly issues: readonly ConfigIssue[];
}

/** Names of what the parts were, for the parts of the answer that are not found in the parts themselves. */
export interface ConfigFrame {
  readonly file: string | undefined;
  readonly files: readonly string[];
  readonly layouts: readonly string[];
  readonly ruleSet: 'recommended' | 'strict';
  /** Whole parts could not be read: nothing is said of names that those may bring. */
  readonly lacksParts?: boolean;
}

type Path = readonly (string | number)[];

export function resolveConfig(parts: readonly ConfigPart[], frame: ConfigFrame): ResolvedConfig {
  const resolver = new Resolver(parts, frame);
  return { config: resolver.config(frame), issues: resolver.issues };
}

const noImports: ImportRules = { layers: undefined, std: undefined, external: undefined };

class Resolver {
  readonly issues: ConfigIssue[] = [];
  readonly #parts: readonly ConfigPart[];
  readonly #layerNames: Set<string>;
  readonly #lacksParts: boolean;
  /** Layers for which paths are written, right or wrong. */
  readonly #withPaths = new Set<string>();

  constructor(parts: readonly ConfigPart[], { lacksParts = false }: ConfigFrame) {
    this.#parts = parts;
    this.#lacksParts = lacksParts;
    this.#layerNames = new Set();
    for (const { input, faultyLayers = [] } of parts) {
      for (const name of faultyLayers) {
        this.#layerNames.add(name);
        this.#withPaths.add(name);
      }
      for (const [name, layer] of Object.entries(input.layers ?? {})) {
        if (layer === 'off') this.#layerNames.delete(name);
        else this.#layerNames.add(name);
      }
    }
  }

  config({ file, files, layouts, ruleSet }: ConfigFrame): Config {
    const layers = this.#layers();
    this.#refuseSamePatterns(layers);
    return {
      file,
      files,
      layouts,
      ruleSet,
      layers,
      namesLayers: this.#parts.some(({ input }) => input.layers !== undefined),
      siblings: this.#all('siblings', (names, part, path) => {
        names.forEach((name, index) => {
          this.#expectLayer(name, part, [...path, index]);
        });
        this.#expectOnce(
          names.map((name, index) => ({ name, at: [...path, index] })),
          part,
        );
        return { layers: names, origin: part.originOf(path) };
      }),
      slices: this.#all('slices', (slice, part, path) => this.#slice(slice, part, path)),
      deprecated: this.#all('deprecated', (edge, part, path) => this.#deprecated(edge, part, path)),
      replacements: this.#all('replace', (replacement, part, path) => this.#replacement(replacement, part, path)),
      unmatched: this.#unmatched(),
      exclude: this.#all('exclude', (text, part, path) => {
        const pattern = this.#pattern(text, part, path);
        return pattern && { pattern, origin: part.originOf(path) };
      }),
      rules: this.#rules(),
      baseline: this.#last('baseline', (path, origin) => ({ path, origin })),
    };
  }

  #replacement(
    { import: written, use, in: layers, ...said }: NonNullable<ConfigInput['replace']>[number],
    part: ConfigPart,
    path: Path,
  ): ImportReplacement {
    layers?.forEach((name, index) => {
      this.#expectLayer(name, part, [...path, 'in', index]);
    });
    this.#expectImportPath(written, part, [...path, 'import']);
    const banned = meantImportPath(written);
    if (use !== undefined && this.#expectImportPath(use, part, [...path, 'use']) && /[*$]/.test(use)) {
      this.#report(part.originOf([...path, 'use']), `"${use}" is no single package; name the one to import instead.`);
    }
    if (use !== undefined && use === banned.replace(/\$$/, '')) {
      const message = `"${use}" is to be replaced by itself; name another package, or leave out "use" to ban it.`;
      this.#report(part.originOf([...path, 'use']), message);
    }
    return {
      path: banned,
      pathOrigin: part.originOf([...path, 'import']),
      use,
      layers,
      why: whyOf(said, part, path),
      origin: part.originOf(path),
    };
  }

  #unmatched(): Config['unmatched'] {
    const written = this.#last('unmatched', (value, origin, part) => {
      if (typeof value === 'string') return { level: value, as: undefined, origin };
      this.#expectLayer(value.as, part, ['unmatched', 'as']);
      return { level: value.severity ?? 'warning', as: value.as, origin };
    });
    return written ?? { level: 'warning', as: undefined, origin: undefined };
  }

  /** Every entry of a list, of all parts in order. */
  #all<Key extends 'siblings' | 'slices' | 'deprecated' | 'replace' | 'exclude', Result>(
    key: Key,
    make: (entry: NonNullable<ConfigInput[Key]>[number], part: ConfigPart, path: Path) => Result | undefined,
  ): Result[] {
    const results: Result[] = [];
    for (const part of this.#parts) {
      const entries: readonly NonNullable<ConfigInput[Key]>[number][] = part.input[key] ?? [];
      entries.forEach((entry, index) => {
        const result = make(entry, part, [key, index]);
        if (result !== undefined) results.push(result);
      });
    }
    return results;
  }

  #last<Key extends 'unmatched' | 'baseline', Result>(
    key: Key,
    make: (value: NonNullable<ConfigInput[Key]>, origin: Origin, part: ConfigPart) => Result,
  ): Result | undefined {
    for (const part of [...this.#parts].reverse()) {
      const value = part.input[key];
      if (value !== undefined) return make(value, part.originOf([key]), part);
    }
    return undefined;
  }

  #layers(): Map<string, Layer> {
    const layers = new Map<string, Layer>();
    for (const part of this.#parts) {
      for (const [name, written] of Object.entries(part.input.layers ?? {})) {
        if (written === 'off') {
          if (!layers.delete(name)) this.#unknownLayer(name, part, ['layers', name], layers.keys());
        } else {
          this.#expectUsableName(name, part);
          layers.set(name, this.#layer(name, written, layers.get(name), part));
        }
      }
    }
    const rest = this.#last('unmatched', (value) => (typeof value === 'string' ? '' : value.as));
    for (const layer of layers.values()) {
      if (layer.patterns.length > 0 || layer.name === rest || layer.origin.file === '') continue;
      // What is wrong with its paths is said where they stand.
      if (this.#lacksParts || this.#withPaths.has(layer.name)) continue;
      this.#report(layer.origin, `The layer "${layer.name}" has no paths; list the packages it is made of.`);
    }
    return layers;
  }

  #expectUsableName(name: string, part: ConfigPart): void {
    if (/^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u.test(name)) return;
    const origin = part.keyOriginOf(['layers', name]);
    this.#report(origin, `"${name}" cannot be the name of a layer; use letters, digits, "_", "-" and ".".`);
  }

  #layer(name: string, written: LayerInput, inherited: Layer | undefined, part: ConfigPart): Layer {
    const at = (...path: Path) => part.originOf(['layers', name, ...path]);
    const tests = (key: 'imports' | 'blackBox', before: ImportRules | undefined) =>
      this.#imports(written.tests?.[key], before, part, ['layers', name, 'tests', key]);
    if (written.visibleTo !== undefined && written.visibleTo !== '*') {
      written.visibleTo.forEach((other, index) => {
        this.#expectLayer(other, part, ['layers', name, 'visibleTo', index]);
      });
    }
    const patterns: LayerPattern[] = [];
    const layer: Layer = {
      name,
      description: written.description ?? inherited?.description ?? '',
      patterns,
      imports: this.#imports(written.imports, inherited?.imports, part, ['layers', name, 'imports']),
      testImports: tests('imports', inherited?.testImports),
      blackBoxTestImports: tests('blackBox', inherited?.blackBoxTestImports),
      visibleTo:
        written.visibleTo === undefined ? inherited?.visibleTo : { layers: written.visibleTo, origin: at('visibleTo') },
      origin: part.keyOriginOf(['layers', name]),
    };
    if (written.paths === undefined) {
      for (const { pattern, origin } of inherited?.patterns ?? []) patterns.push({ pattern, layer, origin });
      return layer;
    }
    this.#withPaths.add(name);
    written.paths.forEach((text, index) => {
      const path = ['layers', name, 'paths', index];
      const pattern = this.#pattern(text, part, path);
      if (pattern !== undefined) patterns.push({ pattern, layer, origin: part.originOf(path) });
    });
    return layer;
  }

  #imports(
    written: ImportsInput | undefined,
    inherited: ImportRules | undefined,
    part: ConfigPart,
    path: Path,
  ): ImportRules {
    if (written === undefined) return inherited ?? noImports;
    const select = (key: ImportKind) => {
      const value: SelectionInput | undefined = written[key];
      if (value === undefined) return inherited?.[key];
      const at = [...path, key];
      if (key === 'layers') this.#expectLayers(value, part, at);
      else this.#expectPackages(value, key, part, at);
      return selectionOf(value, part, at, key);
    };
    const why = whyOf(written, part, path) ?? inherited?.why;
    const rules = { layers: select('layers'), std: select('std'), external: select('external') };
    return why === undefined ? rules : { ...rules, why };
  }

  #expectLayers(value: SelectionInput, part: ConfigPart, path: Path): void {
    const names = namesIn(value, path);
    for (const { name, list, at } of names) {
      this.#expectLayer(name, part, at);
      if (list === 'deny' && name === path[1]) this.#useless(part.originOf(at), 'A layer may always import itself');
    }
    this.#expectOnce(names, part);
  }

  #expectOnce(
    names: readonly { readonly name: string; readonly list?: string; readonly at: Path }[],
    part: ConfigPart,
  ): void {
    const seen = new Set<string>();
    for (const { name, list, at } of names) {
      const entry = `${list} ${name}`;
      if (seen.has(entry)) this.#useless(part.originOf(at), `"${name}" stands in this list before`);
      seen.add(entry);
    }
  }

  #expectPackages(value: SelectionInput, kind: 'std' | 'external', part: ConfigPart, path: Path): void {
    const names = namesIn(value, path);
    this.#expectOnce(names, part);
    for (const { name, at } of names) {
      if (!this.#expectImportPath(name, part, at) || kind === 'external') continue;
      // The first segment of a module's path has a dot; a standard package has none.
      if (!(name.split('/')[0] ?? '').includes('.')) continue;
      this.#report(part.originOf(at), `"${name}" is no standard package; write it under "external".`);
    }
  }

  #expectImportPath(written: string, part: ConfigPart, path: Path): boolean {
    const fault = importPathFault(written);
    if (fault) this.#report(part.originOf(path), fault.message, fault.meant);
    return fault === undefined;
  }

  #slice(slice: NonNullable<ConfigInput['slices']>[number], part: ConfigPart, path: Path): SliceRule | undefined {
    const pattern = this.#pattern(slice.path, part, [...path, 'path']);
    if (pattern === undefined) return undefined;
    if (!pattern.captures.includes(slice.isolate)) {
      const known = pattern.captures.length === 0 ? 'none' : pattern.captures.map((name) => `{${name}}`).join(', ');
      const origin = part.originOf([...path, 'isolate']);
      const nearest = nearestName(slice.isolate, pattern.captures);
      const hint = nearest === undefined ? `Its path captures ${known}.` : `Did you mean "${nearest}"?`;
      this.#report(origin, `"${slice.isolate}" is not captured by "${slice.path}". ${hint}`, nearest);
      return undefined;
    }
    const publicPatterns = (slice.public ?? []).flatMap((text, index) => {
      const parsed = this.#pattern(text, part, [...path, 'public', index]);
      return parsed === undefined ? [] : [{ pattern: parsed, origin: part.originOf([...path, 'public', index]) }];
    });
    return {
      pattern,
      isolate: slice.isolate,
      publicPatterns,
      allow: (slice.allow ?? []).map((edge, index) => ({ ...edge, origin: part.originOf([...path, 'allow', index]) })),
      origin: part.originOf(path),
    };
  }

  #deprecated(
    edge: NonNullable<ConfigInput['deprecated']>[number],
    part: ConfigPart,
    path: Path,
  ): DeprecatedEdge | undefined {
    if (edge.from !== '*') this.#expectLayer(edge.from, part, [...path, 'from']);
    let to: DeprecatedEdge['to'] = { layer: edge.to };
    if (!this.#layerNames.has(edge.to)) {
      if (!/[/*]/.test(edge.to)) this.#expectLayer(edge.to, part, [...path, 'to']);
      const pattern = this.#pattern(edge.to, part, [...path, 'to']);
      if (pattern === undefined) return undefined;
      to = { pattern };
    }
    if (edge.from === edge.to) this.#useless(part.originOf([...path, 'to']), 'A layer may always import itself');
    return { from: edge.from, to, use: edge.use, why: whyOf(edge, part, path), origin: part.originOf(path) };
  }

  /** Within one part the more general entry is applied first; between parts, the later one is applied later. */
  #rules(): RuleEntry[] {
    const generality = (pattern: string) => (pattern === '*' ? 0 : pattern.endsWith('/*') ? 1 : 2);
    return this.#parts.flatMap((part) =>
      Object.entries(part.input.rules ?? {})
        .sort(([a], [b]) => generality(a) - generality(b))
        .map(([pattern, setting]) => ({
          pattern,
          level: typeof setting === 'string' ? setting : setting.severity,
          options: typeof setting === 'string' ? undefined : setting.options,
          origin: part.keyOriginOf(['rules', pattern]),
        })),
    );
  }

  #refuseSamePatterns(layers: ReadonlyMap<string, Layer>): void {
    const seen = new Map<string, LayerPattern[]>();
    for (const layer of layers.values()) {
      for (const entry of layer.patterns) {
        const key = entry.pattern.segments
          .map((s) => (s.kind === 'one' ? '*' : s.kind === 'deep' ? '**' : s.text))
          .join('/');
        const others = seen.get(key) ?? [];
        const rival = others.find((other) => other.layer !== layer && samePattern(other.pattern, entry.pattern));
        if (rival !== undefined) {
          const message = `The layers "${rival.layer.name}" and "${layer.name}" both claim "${entry.pattern.text}", and neither is more specific. Remove it from one of them.`;
          this.#report(entry.origin.file === '' ? rival.origin : entry.origin, message);
        }
        seen.set(key, [...others, entry]);
      }
    }
  }

  #pattern(text: string, part: ConfigPart, path: Path): PathPattern | undefined {
    const parsed = parsePattern(text);
    if (parsed.ok) return parsed.pattern;
    this.#report(part.originOf(path), parsed.message);
    return undefined;
  }

  #expectLayer(name: string, part: ConfigPart, path: Path): void {
    if (!this.#layerNames.has(name)) this.#unknownLayer(name, part, path, this.#layerNames);
  }

  #unknownLayer(name: string, part: ConfigPart, path: Path, known: Iterable<string>): void {
    if (name === '*' && (path.includes('imports') || path.includes('blackBox') || path.includes('visibleTo'))) {
      const instead = path.includes('deny')
        ? 'to forbid every layer, write [] in place of { allow, deny }'
        : 'for every layer, write "*" in place of the list';
      this.#report(part.originOf(path), `"*" in a list is no layer; ${instead}.`);
      return;
    }
    if (this.#lacksParts) return;
    const names = [...known];
    const nearest = nearestName(name, names);
    const list = names.length === 0 ? 'no layer is defined' : `there are ${names.join(', ')}`;
    const hint = nearest === undefined ? `Here ${list}.` : `Did you mean "${nearest}"?`;
    this.#report(part.originOf(path), `There is no layer "${name}". ${hint}`, nearest);
  }

  #useless({ file, start, end }: Origin, why: string): void {
    const message = `${why}, so this changes nothing; remove it.`;
    if (file !== '') this.issues.push({ severity: 'warning', message, file, start, end });
  }

  /** What a preset refers to may have been switched off; only what somebody wrote can be wrong. */
  #report(origin: Origin, message: string, replacement?: string): void {
    if (origin.file === '') return;
    const { file, start, end } = origin;
    const issue: ConfigIssue = { severity: 'error', message, file, start, end };
    this.issues.push(replacement === undefined ? issue : { ...issue, replacement: { text: replacement, start, end } });
  }
}
