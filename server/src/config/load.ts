/**
 * Reads a configuration: text to a complete `Config`, or to what is wrong with it and where.
 *
 * Every fault names its place to the character, says what was expected and, where a name is nearly right, which was
 * meant. A file with an error is not used at all; whoever watches files keeps the last good configuration in force.
 *
 * It reads no file itself: what a configuration extends is asked of `read`. It is safe against hostile files: size,
 * aliases, depth and circles are bounded, and it never throws.
 */

import type { Config, ConfigIssue, Origin } from './config.ts';
import { readDocument } from './document.ts';
import { besides } from './filePaths.ts';
import { isLayoutName, isRuleSetName, layoutNames, layoutPreset, ruleSetNames } from './presets.ts';
import { linkedFiles } from './rationale.ts';
import { type ConfigPart, resolveConfig } from './resolve.ts';
import { type KnownRule, ruleIssues } from './ruleIssues.ts';
import { nearestName } from './suggest.ts';

export interface LoadOptions {
  /** The text of a file by path, or undefined when there is none. Paths are made from `path` and relative names. */
  readonly read: (path: string) => string | undefined;
  /** All rules there are; without it, what stands under `rules` is not checked against anything. */
  readonly rules?: readonly KnownRule[];
}

export type LoadResult =
  | { readonly ok: true; readonly config: Config; readonly issues: readonly ConfigIssue[] }
  /** `files` are those that were read, so that a repair of any of them is noticed. */
  | { readonly ok: false; readonly issues: readonly ConfigIssue[]; readonly files: readonly string[] };

const mostFiles = 64;

/** @param path the file's path with `/`, absolute or relative; it names the file in issues and origins. */
export function loadConfig(path: string, text: string, options: LoadOptions): LoadResult {
  const loader = new Loader(options);
  loader.file(path, text, [], path.slice(path.lastIndexOf('/') + 1));
  const { config, issues } = resolveConfig(loader.parts, {
    file: path,
    files: [...loader.files],
    layouts: loader.layouts,
    ruleSet: loader.ruleSet,
    lacksParts: loader.lacksParts,
  });
  const found = [...loader.issues, ...issues];
  if (options.rules !== undefined) {
    const faulty = loader.parts.flatMap(({ faultyLayers }) => faultyLayers ?? []);
    const layers = loader.lacksParts ? [] : [...config.layers.keys(), ...faulty];
    found.push(...ruleIssues(loader.parts, options.rules, layers));
  }
  const all = eachOnce(found);
  return all.some((issue) => issue.severity === 'error')
    ? { ok: false, issues: all, files: config.files }
    : { ok: true, config, issues: all };
}

/** What stands at an anchor is read wherever an alias repeats it, and is wrong once. */
function eachOnce(issues: readonly ConfigIssue[]): ConfigIssue[] {
  const byPlace = new Map(issues.map((issue) => [`${issue.file}:${issue.start}:${issue.end}:${issue.message}`, issue]));
  return [...byPlace.values()];
}

/** What is in force where nobody wrote anything: no layers, recommended rules. */
export function emptyConfig(): Config {
  return resolveConfig([], { file: undefined, files: [], layouts: [], ruleSet: 'recommended' }).config;
}

class Loader {
  readonly parts: ConfigPart[] = [];
  readonly issues: ConfigIssue[] = [];
  readonly files = new Set<string>();
  readonly layouts: string[] = [];
  ruleSet: Config['ruleSet'] = 'recommended';
  /** Something that is extended could not be read, so that names which seem to be missing may be there. */
  lacksParts = false;
  readonly #options: LoadOptions;

  constructor(options: LoadOptions) {
    this.#options = options;
  }

  /**
   * @param chain the files that led here, outermost first
   * @param label the path as it reads from the folder of the outermost
   */
  file(path: string, text: string, chain: readonly string[], label: string): void {
    this.files.add(path);
    const document = readDocument(path, text, label);
    this.issues.push(...document.issues);
    this.lacksParts ||= document.lacksParts;
    if (document.input === undefined) return;
    const { input, originOf, keyOriginOf, faultyLayers } = document;
    const extended = input.extends === undefined ? [] : [input.extends].flat();
    extended.forEach((name, index) => {
      const origin = originOf(Array.isArray(input.extends) ? ['extends', index] : ['extends']);
      this.#extend(name, origin, path, [...chain, path]);
    });
    this.parts.push({ input, originOf, keyOriginOf, faultyLayers });
    for (const [link, at] of linkedFiles(input)) {
      if (this.#options.read(besides(path, link)) !== undefined) continue;
      const { file, start, end } = originOf(at);
      const message = `There is no file "${link}", or it cannot be read; a link is an address, or a file relative to this one.`;
      this.issues.push({ severity: 'warning', message, file, start, end });
    }
  }

  #extend(name: string, origin: Origin, from: string, chain: readonly string[]): void {
    if (isLayoutName(name)) {
      this.layouts.push(name);
      this.parts.push({
        input: layoutPreset(name),
        originOf: () => presetOrigin(name),
        keyOriginOf: () => presetOrigin(name),
      });
    } else if (isRuleSetName(name)) {
      this.ruleSet = name;
    } else if (/^\.\.?\//.test(name) || /\.ya?ml$/.test(name)) {
      this.#extendFile(name, origin, from, chain);
    } else {
      const known = [...layoutNames, ...ruleSetNames];
      const nearest = nearestName(name, known);
      const hint =
        nearest === undefined ? `There are ${known.join(', ')}, and relative files.` : `Did you mean "${nearest}"?`;
      this.#report(origin, `There is no preset "${name}". ${hint}`, nearest);
    }
  }

  #extendFile(name: string, origin: Origin, from: string, chain: readonly string[]): void {
    if (!/\.ya?ml$/.test(name)) {
      this.#report(origin, `"${name}" is no YAML file; name one that ends in .yaml or .yml.`);
      return;
    }
    if (/^(?:\/|\\|[A-Za-z]+:)/.test(name)) {
      this.#report(origin, `"${name}" is not relative; name the file relative to this one, such as ./shared.yaml.`);
      return;
    }
    const path = besides(from, name);
    if (chain.includes(path)) {
      const circle = [...chain.slice(chain.indexOf(path)), path].join(' → ');
      this.#report(origin, `This extends in a circle: ${circle}. Remove one of the steps.`);
      return;
    }
    if (this.files.size >= mostFiles) {
      this.#report(origin, `More than ${mostFiles} files take part; put some of them together.`);
      return;
    }
    const text = this.#options.read(path);
    if (text === undefined) {
      this.#report(origin, `There is no file "${path}", or it cannot be read.`);
      return;
    }
    const before = this.issues.length;
    this.file(path, text, chain, besides(origin.label, name));
    const broken = this.issues
      .slice(before)
      .filter((issue) => issue.severity === 'error' && issue.file === path).length;
    if (broken > 0)
      this.#report(origin, `"${name}" has ${broken === 1 ? 'an error' : `${broken} errors`}; repair it first.`);
  }

  #report(origin: Origin, message: string, replacement?: string): void {
    this.lacksParts = true;
    const { file, start, end } = origin;
    const issue: ConfigIssue = { severity: 'error', message, file, start, end };
    this.issues.push(replacement === undefined ? issue : { ...issue, replacement: { text: replacement, start, end } });
  }
}

function presetOrigin(name: string): Origin {
  return { file: '', start: 0, end: 0, label: `preset ${name}` };
}
