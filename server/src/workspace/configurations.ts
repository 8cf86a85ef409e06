/**
 * Which configuration governs which module, kept through edits: the nearest `.go-architect.yaml` at or above the module, with the layout its
 * directories show where that names no layers, or else that layout alone, or else nothing but the recommended rules.
 *
 * A configuration with an error is reported and not used; the last good one of the same file stays in force, so that a
 * half-typed line does not flood the editor with findings or empty it of them.
 */
import type { Config, ConfigIssue } from '../config/config.ts';
import { exclusionOf } from '../config/exclude.ts';
import { LayerMap } from '../config/layers.ts';
import { type DetectedLayout, detectLayout, withLayout } from '../config/layout.ts';
import { emptyConfig, loadConfig } from '../config/load.ts';
import type { KnownRule } from '../config/ruleIssues.ts';
import { type ConfigurationSource, ScopeConfiguration } from '../config/scope.ts';
import { configurationFileName } from '../protocol.ts';
import type { DiscoveredModule, Discovery, Exclusion } from './discovery.ts';
import { packageLook } from './packageLook.ts';
import { parentOf, relativeTo } from './paths.ts';

/** What governs one module, with what people want to know about it. */
export interface Governance {
  readonly module: DiscoveredModule;
  readonly scope: ScopeConfiguration;
  /** The configuration file in force, also beside a detected layout; undefined for none. */
  readonly configurationPath: string | undefined;
  /** What the directories look like; undefined where a configuration that names layers is in force, because then nobody needs to know. */
  readonly detected: DetectedLayout | undefined;
}

export class Configurations {
  readonly #rules: readonly KnownRule[];
  readonly #read: (path: string) => string | undefined;
  readonly #lastGood = new Map<string, Config>();
  #instead: string | undefined;
  #issues = new Map<string, readonly ConfigIssue[]>();
  /** By configuration path, for the current state of the files. */
  #loaded = new Map<string, Config | undefined>();

  /** @param read the current text of a file, an open buffer before the disk; undefined when there is none */
  constructor(rules: readonly KnownRule[], read: (path: string) => string | undefined) {
    this.#rules = rules;
    this.#read = read;
  }

  /** Problems by file; a file without any that was read is listed with none. */
  get issues(): ReadonlyMap<string, readonly ConfigIssue[]> {
    return this.#issues;
  }

  /** Every file that takes part in a configuration in force. */
  get files(): ReadonlySet<string> {
    const files = new Set(this.#issues.keys());
    for (const config of this.#loaded.values()) for (const file of config?.files ?? []) files.add(file);
    return files;
  }

  /** Judges by this file in place of every other until it is undefined; its patterns mean what they would mean in the file it replaces. */
  useInstead(path: string | undefined): void {
    this.#instead = path;
    this.invalidate();
  }

  /** Forgets what the files said, not what was last good. */
  invalidate(): void {
    this.#loaded = new Map();
    this.#issues = new Map();
  }

  /** Problems of a configuration that governs nothing; none of a file that is no configuration. */
  issuesIn(path: string): readonly ConfigIssue[] {
    const text = path.endsWith(`/${configurationFileName}`) ? this.#read(path) : undefined;
    if (text === undefined) return [];
    const { issues } = loadConfig(path, text, { read: this.#read, rules: this.#rules });
    return issues.filter(({ file }) => file === path);
  }

  /** What a configuration excludes; discovery asks while it walks. */
  exclusionsOf(path: string): Exclusion | undefined {
    const config = this.#load(this.#instead ?? path);
    return config && exclusionOf(config);
  }

  /** What is excluded below a folder with no configuration above it. */
  exclusionsWithout(): Exclusion | undefined {
    return this.#instead === undefined ? undefined : this.exclusionsOf(this.#instead);
  }

  govern(discovery: Discovery): Governance[] {
    for (const file of discovery.misnamed) {
      const message = `Go Architect does not read this file; rename it to ${configurationFileName}.`;
      this.#note(file, [{ severity: 'error', message, file, start: 0, end: 0 }]);
    }
    const shared = new Map<string, LayerMap>();
    const governing = (module: DiscoveredModule) =>
      this.#instead ?? governingPath(discovery.configurations, module.dir);
    const inForce = new Set(discovery.modules.filter(({ inside }) => inside).map(governing));
    return discovery.modules.map((module) => {
      const path = governing(module);
      // What governs other modules alone is nobody's concern here, and neither are its mistakes.
      if (!module.inside && !inForce.has(path)) {
        const scope = new ScopeConfiguration(emptyConfig(), 'none');
        return { module, scope, configurationPath: undefined, detected: undefined };
      }
      const config = path === undefined ? undefined : this.#load(path);
      if (path === undefined || config === undefined) {
        const detected = detectLayout(directoriesOf(discovery, module), packageLook(discovery, module));
        const certain = path === undefined && detected.config !== undefined;
        const source: ConfigurationSource = certain ? 'detected' : 'none';
        const scope = new ScopeConfiguration(certain && detected.config ? detected.config : emptyConfig(), source);
        return { module, scope, configurationPath: undefined, detected };
      }
      let layers = shared.get(path);
      if (!layers) {
        layers = new LayerMap(config);
        shared.set(path, layers);
      }
      const base = this.#instead === undefined ? parentOf(path) : replacedBase(discovery, module);
      const below = relativeTo(base, module.dir) ?? '';
      if (!config.namesLayers) {
        const detected = detectLayout(directoriesOf(discovery, module), packageLook(discovery, module));
        const whole = withLayout(config, detected, below);
        if (whole) {
          const scope = new ScopeConfiguration(whole, 'detected', below);
          return { module, scope, configurationPath: path, detected };
        }
      }
      const scope = new ScopeConfiguration(config, 'file', below, layers);
      return { module, scope, configurationPath: path, detected: undefined };
    });
  }

  #load(path: string): Config | undefined {
    if (this.#loaded.has(path)) return this.#loaded.get(path);
    const text = this.#read(path);
    let config: Config | undefined;
    if (text === undefined) {
      // What stands there is meant to govern; to go on without it would call everything allowed.
      const message =
        path === this.#instead
          ? 'There is no such file, or it cannot be read; name the configuration to judge by.'
          : 'This configuration cannot be read: make it a readable file, or remove it.';
      this.#note(path, [{ severity: 'error', message, file: path, start: 0, end: 0 }]);
      config = this.#lastGood.get(path);
    } else {
      const result = loadConfig(path, text, { read: this.#read, rules: this.#rules });
      for (const file of result.ok ? result.config.files : result.files) this.#note(file, []);
      for (const issue of result.issues) this.#note(issue.file, [issue]);
      if (result.ok) this.#lastGood.set(path, result.config);
      config = result.ok ? result.config : this.#lastGood.get(path);
    }
    this.#loaded.set(path, config);
    return config;
  }

  #note(file: string, issues: readonly ConfigIssue[]): void {
    this.#issues.set(file, [...(this.#issues.get(file) ?? []), ...issues]);
  }
}

/** Where the configuration lies, or would lie, that another one stands in for. */
function replacedBase({ configurations, roots }: Discovery, { dir }: DiscoveredModule): string {
  const above = (candidates: readonly string[]) => candidates.filter((each) => relativeTo(each, dir) !== undefined);
  const [outermost] = above(configurations.map(parentOf)).sort((a, b) => a.length - b.length);
  return outermost ?? above(roots)[0] ?? dir;
}

/** The nearest configuration at or above a directory. */
function governingPath(configurations: readonly string[], dir: string): string | undefined {
  let best: string | undefined;
  for (const path of configurations) {
    if (relativeTo(parentOf(path), dir) === undefined) continue;
    if (best === undefined || parentOf(path).length > parentOf(best).length) best = path;
  }
  return best;
}

function directoriesOf(discovery: Discovery, module: DiscoveredModule): string[] {
  return [...discovery.packages.values()].filter((found) => found.module.dir === module.dir).map((found) => found.dir);
}
