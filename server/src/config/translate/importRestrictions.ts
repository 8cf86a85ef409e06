/**
 * The `.import-restrictions` files of import-boss to one configuration: every folder with such a file becomes a layer, held
 * to the rules of its own file and of those above it, the nearest speaking first.
 *
 * Selectors are regular expressions; those that stand for one text are carried over, the others are named and left out. No
 * expression is ever run. An import of the layer's own packages is always right here.
 */
import { configText, noLayerCycles, type WrittenEntry } from './configText.ts';
import { literalOf } from './fileExpressions.ts';
import { composeLayers, GroupBook, type GroupRule, type Membership, type PackageGroup } from './groups.ts';
import { isOutOfModule, PathBook } from './modulePrefixes.ts';
import type { OutsideDecision } from './outside.ts';
import { type PeerValue, readPeerDocument } from './peerDocument.ts';
import { PlacedNotes } from './placedNotes.ts';
import type { ModuleContext, Translation, TranslationNote, TranslationProblem } from './translation.ts';

export interface RestrictionsFile {
  /** Relative to the module, `''` for its root. */
  readonly directory: string;
  readonly text: string;
}

interface PrefixRule {
  readonly selector: Selector;
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
  readonly transitive: boolean;
}

interface Selector {
  readonly text: string;
  readonly atStart: boolean;
  readonly atEnd: boolean;
  /** Where the paths it selects begin, as far as they are known; undefined when its text begins every one of them. */
  readonly known: readonly string[] | undefined;
}

interface Restrictions {
  readonly directory: string;
  readonly rules: readonly PrefixRule[];
  readonly inverse: readonly PrefixRule[];
}

export function translateImportRestrictions(files: readonly RestrictionsFile[], context: ModuleContext): Translation {
  const notes: NoteOfFile[] = [];
  const problems: TranslationProblem[] = [];
  const restrictions = files.flatMap((file) => {
    const read = readPeerDocument(file.text);
    const place = file.directory === '' ? '' : `${file.directory}: `;
    const named = (found: readonly TranslationProblem[]) =>
      found.map((problem) => ({ ...problem, message: `${place}${problem.message}` }));
    if (!read.ok) {
      problems.push(...named(read.problems));
      return [];
    }
    const take: TakeNote = (line, message) =>
      notes.push({ directory: file.directory, line, message: `${place}${message}` });
    const found = restrictionsOf(file.directory, read.root, { context, note: take });
    problems.push(...named(read.problems));
    return [found];
  });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, ...written(restrictions, context, notes) };
}

interface NoteOfFile extends TranslationNote {
  readonly directory: string;
}

function written(
  restrictions: readonly Restrictions[],
  context: ModuleContext,
  ofFiles: readonly NoteOfFile[],
): { config: string; notes: readonly TranslationNote[] } {
  const book = new GroupBook();
  const prefixes = new PathBook(book, context.modulePath);
  const rest = book.of(['**'], 'rest', 'Packages no other layer claims.');
  const groups = new Map<string, PackageGroup | undefined>();
  for (const { directory } of restrictions) {
    const pattern = directory === '' ? '**' : `${directory}/**`;
    const comment = `Restricted by ${directory === '' ? '' : `${directory}/`}.import-restrictions.`;
    groups.set(directory, directory === '' ? rest : book.of([pattern], directory.split('/').at(-1) ?? '', comment));
    if (directory !== '') prefixes.groupOf(`${context.modulePath}/${directory}`);
  }
  const notes = new PlacedNotes();
  for (const { directory, line, message } of ofFiles) notes.add(line, message, groups.get(directory));
  const rules: GroupRule[] = [];
  const transitive = new Set<PackageGroup>();
  for (const { directory } of restrictions) {
    const group = groups.get(directory);
    if (group === undefined) continue;
    // The nearest file first; those above are asked where it has no answer.
    const chain = restrictions
      .filter(
        (other) =>
          other.directory === '' || directory === other.directory || directory.startsWith(`${other.directory}/`),
      )
      .sort((a, b) => b.directory.length - a.directory.length);
    const deeper = [...groups].flatMap(([other, inner]) =>
      inner !== undefined && inner !== group && (directory === '' || other.startsWith(`${directory}/`)) ? [inner] : [],
    );
    const concerns = (membership: Membership) =>
      membership.has(group) && !deeper.some((inner) => membership.has(inner));
    const own = chain.flatMap((file) => file.rules);
    if (own.length > 0) rules.push(forwardRule(own, concerns, prefixes, context));
    if (own.some((rule) => rule.transitive)) {
      // Ours follows everything a layer must not import, so one rule of several cannot be followed alone.
      if (own.every((rule) => rule.transitive)) transitive.add(group);
      else
        notes.add(
          undefined,
          `${directory || '.'}: the transitive rule among others is kept for direct imports only.`,
          group,
        );
    }
    const inverse = chain.flatMap((file) => file.inverse);
    if (inverse.length > 0) {
      for (const prefix of inverse.flatMap(pathsOf)) prefixes.groupOf(prefix);
      rules.push({ concerns, files: 'all', visible: (importing) => evaluate(inverse, prefixes.pathOf(importing)) });
      if (inverse.some((rule) => rule.transitive)) {
        notes.add(undefined, `${directory || '.'}: a transitive inverse rule is kept for direct imports only.`, group);
      }
    }
  }
  const composed = composeLayers(book.groups, rules, context.directories);
  const followed = composed.layersOf((membership) => [...transitive].some((group) => membership.has(group)));
  const { layers, leftOut } = notes.settled(composed, context);
  const config = configText({
    introduction: ['Configuration of Go Architect, translated from .import-restrictions of import-boss.'],
    layersComment: ['One layer for each folder with restrictions, and one for each folder they name.'],
    layers,
    unmatched: 'warning',
    unmatchedComment: 'Every package is in a layer as long as there is one for the rest.',
    rules: [noLayerCycles, ...transitiveRule(followed.filter((name) => layers.some((layer) => layer.name === name)))],
    leftOut,
  });
  return { config, notes: notes.all };
}

function transitiveRule(layers: readonly string[]): WrittenEntry[] {
  if (layers.length === 0) return [];
  return [
    {
      comment:
        'Transitive: these layers must not reach through others what they must not import, standard packages aside.',
      text: `"architecture/transitive": { options: { layers: [${layers.map((name) => JSON.stringify(name)).join(', ')}] } }`,
    },
  ];
}

function forwardRule(
  rules: readonly PrefixRule[],
  concerns: (membership: Membership) => boolean,
  prefixes: PathBook,
  { modulePath }: ModuleContext,
): GroupRule {
  const paths = rules.flatMap(pathsOf);
  for (const path of paths) prefixes.groupOf(path);
  const outside = (standard: boolean): OutsideDecision | undefined => {
    const mentioned = paths.filter((path) => isOutOfModule(path, modulePath) && isStandard(path) === standard);
    return mentioned.length === 0 ? undefined : { mentioned, allows: (path) => evaluate(rules, path) };
  };
  const std = outside(true);
  const external = outside(false);
  const inner = {
    // Where some prefixes are allowed, what comes new is not.
    style: evaluate(rules, `${modulePath}/zzzz`) ? ('deny' as const) : ('allow' as const),
    allows: (imported: Membership) => evaluate(rules, prefixes.pathOf(imported)),
  };
  return {
    concerns,
    files: 'all',
    inner,
    ...(std === undefined ? {} : { std }),
    ...(external === undefined ? {} : { external }),
  };
}

/** The first rule that has an answer speaks; a path that was looked at without one is forbidden. */
function evaluate(rules: readonly PrefixRule[], path: string): boolean {
  let matched = false;
  for (const { selector, allowed, forbidden } of rules) {
    if (!selects(selector, path)) continue;
    matched = true;
    if (forbidden.some((prefix) => isBelow(prefix, path))) return false;
    if (allowed.some((prefix) => isBelow(prefix, path))) return true;
  }
  return !matched;
}

function selects({ text, atStart, atEnd }: Selector, path: string): boolean {
  if (atStart && atEnd) return path === text;
  // What ends in a slash is meant to be all below a folder, with the folder itself.
  if (atStart) return path.startsWith(text) || `${path}/` === text;
  return atEnd ? path.endsWith(text) : path.includes(text);
}

function isBelow(prefix: string, path: string): boolean {
  return prefix === '' || path === prefix || path.startsWith(`${prefix}/`);
}

/** Paths at which the answer may change. */
function pathsOf({ selector: { text, atEnd, known }, allowed, forbidden }: PrefixRule): string[] {
  const selected = known ?? [text.replace(/\/+$/, '')];
  const paths = [...selected.map((path) => (atEnd ? `${path}$` : path)), ...allowed, ...forbidden];
  return paths.filter((path) => path !== '' && path !== '$');
}

function isStandard(path: string): boolean {
  return !(path.split('/')[0] ?? '').includes('.');
}

interface Surroundings {
  readonly context: ModuleContext;
  readonly note: TakeNote;
}

function restrictionsOf(directory: string, root: PeerValue, around: Surroundings): Restrictions {
  if (!root.isMapping) root.fail('This file is no mapping with rules.');
  const read = (key: string) => (root.field(key, true)?.items() ?? []).flatMap((rule) => ruleOf(rule, around) ?? []);
  return { directory, rules: read('rules'), inverse: read('inverseRules') };
}

type TakeNote = (line: number | undefined, message: string) => void;

function ruleOf(rule: PeerValue, { context, note }: Surroundings): PrefixRule | undefined {
  const list = (key: string) =>
    (rule.field(key, true)?.items() ?? []).flatMap((item) => {
      const text = item.text();
      return text === undefined ? [] : [text.replace(/\/+$/, '')];
    });
  const at = rule.field('selectorRegexp', true);
  const expression = at?.text() ?? '';
  const selector = selectorOf(expression, context);
  if (selector === undefined) {
    const message = `The selector ${expression} stands for more than one text, so its rule is left out.`;
    note(at?.line, message);
    return undefined;
  }
  if (selector.known !== undefined) {
    const message = `The selector ${expression} may stand anywhere in a path, so its rule is kept for the packages that are there or imported today.`;
    note(at?.line, message);
  }
  return {
    selector,
    allowed: list('allowedPrefixes'),
    forbidden: list('forbiddenPrefixes'),
    transitive: rule.field('transitive', true)?.flag() ?? false,
  };
}

function selectorOf(expression: string, context: ModuleContext): Selector | undefined {
  const atStart = expression.startsWith('^');
  const atEnd = expression.endsWith('$') && !expression.endsWith('\\$');
  const text = literalOf(expression.replace(/^\^/, '').replace(/\$$/, '').replace(/^\.\*/, '').replace(/\.\*$/, ''));
  if (text === undefined) return undefined;
  const selector = { text, atStart, atEnd };
  const begins = atStart || text === '' || beginsPaths(text, context.modulePath);
  return { ...selector, known: begins ? undefined : knownPaths({ ...selector, known: undefined }, context) };
}

/** A text that begins with a host or with the module is found at the beginning of paths only, whatever the expression says. */
function beginsPaths(text: string, modulePath: string): boolean {
  const first = text.split('/')[0] ?? '';
  return /^[^.].*\.[a-z]/i.test(first) || `${text}/`.startsWith(`${modulePath}/`);
}

/** Of the packages that are there or imported, the selected ones: each up to the segment in which the text ends. */
function knownPaths(selector: Selector, { modulePath, directories, imported = [] }: ModuleContext): string[] {
  const own = directories.map((directory) => (directory === '' ? modulePath : `${modulePath}/${directory}`));
  const selected = [...own, ...imported].filter((path) => selects(selector, path));
  const { text, atEnd } = selector;
  const known = selected.map((path) => {
    const end = atEnd ? -1 : path.indexOf('/', path.indexOf(text) + text.replace(/\/+$/, '').length);
    return end < 0 ? path : path.slice(0, end);
  });
  return [...new Set(known)].sort();
}
