/**
 * `.go-arch-lint.yml`, versions 1 to 3, to a configuration of our own: components become layers, `mayDependOn` and `canUse`
 * what they may import.
 *
 * Differs on purpose where the other tool's behaviour surprises: the most specific pattern owns a package, not the component
 * with the fewest files; a layer may import itself; an allowed library comes with its subpackages; patterns are relative to
 * the module and match whole segments. What looks through interfaces (`deepScan`) has no counterpart.
 */
import { type PathPattern, parsePattern, samePattern } from '../pattern.ts';
import { configText, layerName, type WrittenEntry, type WrittenImports, type WrittenLayer } from './configText.ts';
import { withoutEmptyParts } from './emptyParts.ts';
import { patternOfFiles } from './fileExpressions.ts';
import { groupContains } from './groups.ts';
import { type PeerValue, readPeerDocument } from './peerDocument.ts';
import type { ModuleContext, Translation, TranslationNote } from './translation.ts';

const keys = {
  file: [
    'version',
    'workdir',
    'allow',
    'exclude',
    'excludeFiles',
    'components',
    'vendors',
    'commonComponents',
    'commonVendors',
    'deps',
  ],
  allow: ['depOnAnyVendor', 'deepScan', 'ignoreNotFoundComponents'],
  component: ['in'],
  rule: ['anyVendorDeps', 'anyProjectDeps', 'mayDependOn', 'canUse', 'deepScan'],
};

interface Component {
  readonly name: string;
  readonly layer: string;
  readonly patterns: PathPattern[];
  readonly comments: string[];
  readonly line: number;
}

export function translateGoArchLint(text: string, context: ModuleContext): Translation {
  const read = readPeerDocument(text);
  if (!read.ok) return read;
  const { root, problems } = read;
  if (!root.isMapping)
    return { ok: false, problems: [{ line: 1, column: 1, message: 'This file is no mapping with components.' }] };
  root.expectKeys(keys.file);
  const version = root.field('version')?.number();
  if (root.field('version') === undefined) root.fail('"version" is missing; go-arch-lint knows 1, 2 and 3.');
  else if (version !== undefined && ![1, 2, 3].includes(version)) {
    root.field('version')?.fail(`Version ${version} is not known; 1, 2 and 3 are.`);
  }
  if (root.field('components') === undefined) root.fail('"components" is missing.');
  const reader = new Reader(root, context, version ?? 3);
  const config = reader.config();
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config, notes: reader.notes };
}

class Reader {
  readonly notes: TranslationNote[] = [];
  readonly #root: PeerValue;
  readonly #context: ModuleContext;
  readonly #version: number;
  readonly #workdir: string;
  readonly #components = new Map<string, Component>();
  readonly #vendors = new Map<string, string[]>();

  constructor(root: PeerValue, context: ModuleContext, version: number) {
    this.#root = root;
    this.#context = context;
    this.#version = version;
    this.#workdir = plainPath(root.field('workdir')?.text() ?? '');
  }

  config(): string {
    this.#readComponents();
    this.#readVendors();
    const allow = this.#root.field('allow');
    allow?.expectKeys(keys.allow);
    const anyVendor = allow?.field('depOnAnyVendor')?.flag() ?? false;
    const ignoreEmpty = allow?.field('ignoreNotFoundComponents')?.flag() ?? false;
    const common = {
      layers: this.#names('commonComponents'),
      vendors: this.#vendorPaths(this.#root.field('commonVendors')),
    };
    const { exclude, testsFree } = this.#exclusions();
    const rules = new Map((this.#root.field('deps')?.entries() ?? []).map((entry) => [entry.name, entry]));
    for (const { name, value } of rules.values()) {
      if (!this.#components.has(name)) value.fail(`There is no component "${name}".`);
      value.expectKeys(keys.rule);
    }
    const layers = [...this.#components.values()].flatMap((component): WrittenLayer[] => {
      const rule = rules.get(component.name);
      const imports = this.#imports(component, rule?.value, common, anyVendor);
      const comments = [...component.comments];
      if (rule === undefined) comments.push('No rule speaks of it, so it may import only what everybody may.');
      const deep = rule?.value.field('deepScan');
      if (deep?.flag() === true) comments.push(this.#note(deep.line, 'deepScan has no counterpart here.'));
      const tests = testsFree ? { testImports: { layers: '*' } as const } : this.#judgedTests(imports);
      return component.patterns.length === 0
        ? []
        : [
            {
              name: component.layer,
              comments,
              paths: component.patterns.map((pattern) => pattern.text || '.'),
              imports,
              ...tests,
            },
          ];
    });
    layers.push(...this.#outside(layers));
    const unattached = unattachedLayer(layers);
    layers.push(unattached);
    const leftOut: TranslationNote[] = [];
    const deepScan = allow?.field('deepScan');
    if (deepScan?.flag() ?? this.#version >= 3) {
      const message =
        'deepScan (who is handed to an interface of a component) has no counterpart; only imports are judged.';
      leftOut.push({ line: deepScan?.line, message });
      this.notes.push({ line: deepScan?.line, message });
    }
    const filled = withoutEmptyParts(layers, this.#context, ignoreEmpty);
    this.notes.push(...filled.notes);
    leftOut.push(...filled.notes);
    return configText({
      introduction: [
        'Configuration of Go Architect, translated from .go-arch-lint.yml.',
        'A layer may always import itself, the most specific path owns a package, and a third-party path covers its subpackages.',
      ],
      layersComment: [
        'The components. A layer may import the layers and the third-party packages listed, and no others.',
      ],
      layers: filled.layers,
      unmatched: 'error',
      unmatchedAs: unattached.name,
      unmatchedComment: 'As before, a package that no component claims is an error, and so is an import of it.',
      exclude,
      ...(ignoreEmpty
        ? {
            rules: [
              {
                text: '"architecture/empty-rule": off',
                comment: 'ignoreNotFoundComponents: components may have no packages.',
              },
            ],
          }
        : {}),
      leftOut,
    });
  }

  #readComponents(): void {
    const taken = new Set<string>();
    for (const { name, value, line } of this.#root.field('components')?.entries() ?? []) {
      value.expectKeys(keys.component);
      const places = value.field('in');
      if (places === undefined) {
        value.fail(`The component "${name}" has no "in".`);
        continue;
      }
      if (this.#version === 1 && places.isList)
        places.fail('Version 1 knows one path for a component; several need version 2.');
      const layer = layerName(name, taken);
      taken.add(layer);
      const comments = layer === name ? [] : [`The component "${name}".`];
      const component: Component = { name, layer, patterns: [], comments, line };
      this.#components.set(name, component);
      for (const { text, at } of places.texts()) this.#addPattern(component, text, at);
      if (component.patterns.length === 0) comments.push('None of its paths can be carried over.');
    }
  }

  #addPattern(component: Component, text: string, at: PeerValue): void {
    const path = joined(this.#workdir, plainPath(text)) || '.';
    const parsed = parsePattern(path);
    if (!parsed.ok) {
      component.comments.push(this.#note(at.line, `The path ${text} is left out. ${parsed.message}`));
      return;
    }
    for (const other of this.#components.values()) {
      if (other === component || !other.patterns.some((pattern) => samePattern(pattern, parsed.pattern))) continue;
      component.comments.push(
        this.#note(
          at.line,
          `${text} is left out, because ${other.name} claims it as well and a package has one layer.`,
        ),
      );
      return;
    }
    component.patterns.push(parsed.pattern);
  }

  #readVendors(): void {
    for (const { name, value } of this.#root.field('vendors')?.entries() ?? []) {
      value.expectKeys(keys.component);
      const paths = value.field('in')?.texts() ?? [];
      if (paths.length === 0) value.fail(`The vendor "${name}" has no "in".`);
      this.#vendors.set(
        name,
        paths.map(({ text, at }) => {
          if (/(?:^|\/)[^/]*[^/*][*]|[*][^/*]/.test(text)) {
            this.#note(
              at.line,
              `In ${text} a "*" stands for part of a segment, which matches nothing here; spell the segment out.`,
            );
          }
          return text.replace(/(?:\/\*\*)+$/, '');
        }),
      );
    }
  }

  #imports(
    { layer }: Component,
    rule: PeerValue | undefined,
    common: { readonly layers: readonly string[]; readonly vendors: readonly string[] },
    anyVendor: boolean,
  ): WrittenImports {
    const wanted = new Set([...common.layers, ...this.#namesIn(rule?.field('mayDependOn'))]);
    const all = [...this.#components.values()];
    // Allowing a component allowed all folders its paths cover, those of narrower components included.
    const named = all.filter(({ name }) => wanted.has(name));
    const allowed = all.filter((one) =>
      named.some((other) => other === one || (one.patterns.length > 0 && covers(other, one))),
    );
    const external = [...new Set([...common.vendors, ...this.#vendorPaths(rule?.field('canUse'))])];
    const anyProject = rule?.field('anyProjectDeps')?.flag() ?? false;
    return {
      layers: anyProject
        ? '*'
        : allowed.filter((one) => one.layer !== layer && one.patterns.length > 0).map((one) => one.layer),
      ...(anyVendor || rule?.field('anyVendorDeps')?.flag() ? {} : { external }),
    };
  }

  /** Tests were held to the same rules; ours speak of third-party packages of tests only where something is said. */
  #judgedTests({ external }: WrittenImports): Pick<WrittenLayer, 'testImports'> {
    return external === undefined ? {} : { testImports: { external: [] } };
  }

  #names(key: string): string[] {
    return this.#namesIn(this.#root.field(key));
  }

  #namesIn(value: PeerValue | undefined): string[] {
    return (value?.items() ?? []).flatMap((item) => {
      const name = item.text();
      if (name === undefined) return [];
      if (this.#components.has(name)) return [name];
      item.fail(`There is no component "${name}".`);
      return [];
    });
  }

  #vendorPaths(value: PeerValue | undefined): string[] {
    return (value?.items() ?? []).flatMap((item) => {
      const name = item.text();
      if (name === undefined) return [];
      const paths = this.#vendors.get(name);
      if (paths === undefined) item.fail(`There is no vendor "${name}".`);
      return paths ?? [];
    });
  }

  #exclusions(): { readonly exclude: WrittenEntry[]; readonly testsFree: boolean } {
    const exclude: WrittenEntry[] = [];
    let testsFree = false;
    for (const item of this.#root.field('exclude')?.items() ?? []) {
      const text = item.text();
      if (text === undefined) continue;
      const path = joined(this.#workdir, plainPath(text));
      const parsed = parsePattern(path || '**');
      if (parsed.ok) exclude.push({ text: JSON.stringify(path || '**') });
      else exclude.push({ comment: this.#note(item.line, `${text} is left out. ${parsed.message}`) });
    }
    for (const item of this.#root.field('excludeFiles')?.items() ?? []) {
      const text = item.text();
      if (text === undefined) continue;
      const files = patternOfFiles(text);
      if (files === 'tests') {
        testsFree = true;
        exclude.push({
          comment: `${text}: test files are looked at, but may import what they like (tests of each layer).`,
        });
      } else if (files === undefined) {
        exclude.push({
          comment: this.#note(item.line, `The regular expression ${text} is left out; write it as a path pattern.`),
        });
      } else exclude.push({ text: JSON.stringify(files) });
    }
    return { exclude, testsFree };
  }

  /** Packages outside of `workdir` were not looked at. */
  #outside(layers: readonly WrittenLayer[]): WrittenLayer[] {
    if (this.#workdir === '') return [];
    const first = this.#workdir.split('/')[0] ?? '';
    const others = new Set(this.#context.directories.map((directory) => directory.split('/')[0] ?? ''));
    others.delete(first);
    const paths = [...others].sort().map((name) => (name === '' ? '.' : `${name}/**`));
    if (paths.length === 0) return [];
    const name = layerName('outside', new Set(layers.map((layer) => layer.name)));
    const comments = [`What lies outside of workdir ${this.#workdir} was not judged.`];
    return [{ name, comments, paths, imports: {} }];
  }

  /** Takes a note down and gives its text for a comment. */
  #note(line: number, message: string): string {
    this.notes.push({ line, message });
    return message;
  }
}

/** Files without a component were not judged themselves, but no list of what may be imported spoke of them. */
function unattachedLayer(layers: readonly WrittenLayer[]): WrittenLayer {
  const name = layerName('unattached', new Set(layers.map((layer) => layer.name)));
  const comments = ['What no component claims: imported by nobody who has a list, and free to import.'];
  return { name, comments, paths: [], imports: { layers: '*' } };
}

function covers(outer: Component, inner: Component): boolean {
  return groupContains(
    { name: '', comments: [], patterns: outer.patterns },
    { name: '', comments: [], patterns: inner.patterns },
  );
}

/** Without what says nothing: `./`, slashes at the ends, a last `.` for the folder itself. */
function plainPath(path: string): string {
  return path
    .replaceAll('\\', '/')
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

function joined(folder: string, path: string): string {
  return [folder, path].filter((part) => part !== '').join('/');
}
