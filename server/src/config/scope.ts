/**
 * The configuration as it applies to one Go module: directories of the module are answered for, wherever the root is that
 * the patterns are relative to, and each rule has its level and options.
 *
 * What governs a module is decided outside: a file at its root, a file at the root of the workspace, a detected layout, or
 * nothing at all. This only answers.
 */

import type { Config, RuleEntry, RuleLevel } from './config.ts';
import { type LayerAnswer, LayerMap } from './layers.ts';

/** The part of a rule's description that settings depend on. */
export interface ConfigurableRule {
  readonly id: string;
  readonly severity: Exclude<RuleLevel, 'off'>;
  readonly recommended: boolean;
  readonly defaults: unknown;
}

export interface RuleSetting {
  readonly level: RuleLevel;
  readonly options: unknown;
}

export type ConfigurationSource = 'file' | 'detected' | 'none';

export class ScopeConfiguration {
  readonly config: Config;
  readonly source: ConfigurationSource;
  /** Layers, by directories relative to the root of the configuration. */
  readonly layers: LayerMap;
  readonly #moduleDirectory: string;
  /** Asked for every import of every file, and a path that was put together anew is looked up slowly. */
  readonly #answers = new Map<string, LayerAnswer>();

  /**
   * @param moduleDirectory the module's directory relative to the root the patterns are relative to, `''` when it is that
   *   root. A module outside of that root is governed by something else.
   */
  constructor(config: Config, source: ConfigurationSource, moduleDirectory = '', layers = new LayerMap(config)) {
    this.config = config;
    this.source = source;
    this.layers = layers;
    this.#moduleDirectory = moduleDirectory;
  }

  /** A directory of the module as patterns see it. */
  patternPath(directory: string): string {
    if (this.#moduleDirectory === '') return directory;
    return directory === '' ? this.#moduleDirectory : `${this.#moduleDirectory}/${directory}`;
  }

  /** The layer of a directory that is relative to the module, `''` for its root. */
  layerOf(directory: string): LayerAnswer {
    if (this.#moduleDirectory === '') return this.layers.layerOf(directory);
    let answer = this.#answers.get(directory);
    if (answer === undefined) {
      answer = this.layers.layerOf(this.patternPath(directory));
      this.#answers.set(directory, answer);
    }
    return answer;
  }

  ruleSetting(rule: ConfigurableRule): RuleSetting {
    let level: RuleLevel = levelInSet(rule, this.config.ruleSet);
    // The key of its own that the configuration has for this rule; `rules` can still say otherwise.
    if (rule.id === 'architecture/unmatched') level = this.config.unmatched.level;
    let options = rule.defaults;
    for (const entry of this.config.rules) {
      if (!concerns(entry, rule.id)) continue;
      if (entry.level !== undefined) level = entry.level;
      else if (level === 'off') level = rule.severity;
      if (entry.options !== undefined) options = merged(options, entry.options);
    }
    return { level, options };
  }
}

/** `recommended` is what everybody gets. `strict` is every rule; a hint stays a hint, but `check` prints it. */
function levelInSet(rule: ConfigurableRule, set: Config['ruleSet']): RuleLevel {
  return set === 'strict' || rule.recommended ? rule.severity : 'off';
}

function concerns(entry: RuleEntry, id: string): boolean {
  if (entry.pattern === '*' || entry.pattern === id) return true;
  return entry.pattern.endsWith('/*') && id.startsWith(entry.pattern.slice(0, -1));
}

function merged(defaults: unknown, written: Readonly<Record<string, unknown>>): unknown {
  return typeof defaults === 'object' && defaults !== null ? { ...defaults, ...written } : written;
}
