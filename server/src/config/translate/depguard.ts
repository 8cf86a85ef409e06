/**
 * The depguard section of golangci-lint's configuration, versions 1 and 2, to a configuration of our own. Every set of files
 * that a rule speaks of and every package of the module that it names becomes a layer.
 *
 * Differs on purpose: prefixes match whole segments, the longest of all entries decides (theirs looks at one neighbour in a
 * sorted list and can miss it), globs are relative to the module instead of the disk, a layer may import itself, and an import
 * is reported once however many rules forbid it. Written from the documentation and by watching the tool at work.
 */
import { coversImport } from '../layers.ts';
import { configText, noLayerCycles, type WrittenEntry } from './configText.ts';
import { foldersOfGlob } from './fileExpressions.ts';
import { composeLayers, GroupBook, type GroupRule, type Membership, nameFrom, type PackageGroup } from './groups.ts';
import { isOutOfModule, PathBook } from './modulePrefixes.ts';
import type { OutsideDecision } from './outside.ts';
import { type PeerValue, readPeerDocument } from './peerDocument.ts';
import { PlacedNotes } from './placedNotes.ts';
import type { ModuleContext, Translation, TranslationNote } from './translation.ts';

type ListMode = 'original' | 'strict' | 'lax';

interface Entry {
  /** As written, `$` at its end for that package alone; `$gostd` for the standard library. */
  readonly path: string;
  readonly reason: string | undefined;
}

export function translateDepguard(text: string, context: ModuleContext): Translation {
  const read = readPeerDocument(text);
  if (!read.ok) return read;
  const { root, problems } = read;
  const linters = root.field('linters');
  const settings = linters?.field('settings')?.field('depguard') ?? root.field('linters-settings')?.field('depguard');
  if (settings === undefined && !isTurnedOn(linters)) {
    const message =
      'There is no section for depguard in this file (linters.settings.depguard, or linters-settings.depguard).';
    return { ok: false, problems: [...problems, { line: 1, column: 1, message }] };
  }
  const reader = new Reader(settings, context);
  reader.surroundings(root);
  const config = reader.config();
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config, notes: reader.notes };
}

function isTurnedOn(linters: PeerValue | undefined): boolean {
  const named = (key: string) => {
    const value = linters?.field(key);
    return value?.isList === true && value.texts().some(({ text }) => text === 'depguard');
  };
  const all = linters?.field('default')?.text() === 'all' || linters?.field('enable-all')?.text() === 'true';
  return !named('disable') && (all || named('enable'));
}

class Reader {
  readonly #notes = new PlacedNotes();
  /** The folder that the rule at hand is about, where it is about one. */
  #about: PackageGroup | undefined;
  readonly #settings: PeerValue | undefined;
  readonly #context: ModuleContext;
  readonly #book = new GroupBook();
  readonly #prefixes: PathBook;
  readonly #rules: GroupRule[] = [];
  readonly #replace: WrittenEntry[] = [];

  constructor(settings: PeerValue | undefined, context: ModuleContext) {
    this.#settings = settings;
    this.#context = context;
    this.#prefixes = new PathBook(this.#book, context.modulePath);
    this.#book.of(['**'], 'rest', 'Packages no other layer claims.');
  }

  get notes(): readonly TranslationNote[] {
    return this.#notes.all;
  }

  /** Settings around the section that change what it does. */
  surroundings(root: PeerValue): void {
    const linters = root.field('linters');
    if (!isTurnedOn(linters)) {
      this.#leave(linters?.line, 'depguard is not turned on in this file, so nothing of this was reported so far.');
    }
    for (const value of [linters?.field('exclusions'), root.field('issues')]) {
      if (value !== undefined) {
        this.#leave(
          value.line,
          'Exclusions of golangci-lint are not read; say them with exclude, or with a comment beside the import.',
        );
      }
    }
  }

  config(): string {
    const rules = this.#settings?.field('rules');
    const named = rules?.isMapping ? rules.entries() : [];
    for (const { name, value, line } of named) this.#rule(name, value, line);
    if (rules === undefined) this.#oldRules();
    else if (named.length === 0) this.#onlyStandard(rules.line);
    const composed = composeLayers(this.#book.groups, this.#rules, this.#context.directories);
    this.#about = undefined;
    if (composed.stricterTests.length > 0) {
      this.#leave(
        undefined,
        `${composed.stricterTests.join(', ')}: rules for test files alone ($test) can only allow more here, not less, so they are left out.`,
      );
    }
    const { layers, leftOut } = this.#notes.settled(composed, this.#context);
    return configText({
      introduction: ['Configuration of Go Architect, translated from the depguard rules of golangci-lint.'],
      layersComment: [
        'A layer may always import itself, and the most specific path decides which layer a package is in.',
      ],
      layers,
      replace: this.#replace,
      unmatched: 'warning',
      unmatchedComment: 'Every package is in a layer as long as there is one for the rest.',
      rules: [noLayerCycles],
      leftOut,
    });
  }

  #rule(name: string, rule: PeerValue, line: number): void {
    this.#about = undefined;
    rule.expectKeys(['list-mode', 'files', 'allow', 'deny']);
    const mode = this.#mode(rule);
    const globs = (rule.field('files')?.texts() ?? []).map(({ text, at }) => globOf(text, at.line));
    const files = this.#files(name, globs);
    if (files === undefined) return;
    this.#about = files.folder;
    const allow = this.#entries(rule.field('allow'));
    const deny = this.#entries(rule.field('deny'));
    if (allow.length + deny.length === 0) return;
    this.#judge(`${name} (line ${line})`, mode, files, allow, deny);
  }

  #judge(name: string, mode: ListMode, files: Files, allow: readonly Entry[], deny: readonly Entry[]): void {
    const decide = (path: string) => decision(mode, allow, deny, path);
    // A ban everywhere keeps its reason, which a list of layers cannot.
    const banned = files.everywhere && mode !== 'strict' && allow.length === 0 ? deny : [];
    const replaced = banned.filter(
      ({ path, reason }) => reason !== undefined && isOutOfModule(path, this.#context.modulePath),
    );
    for (const { path, reason } of replaced) {
      this.#replace.push({ text: `{ import: ${JSON.stringify(path)}, reason: ${JSON.stringify(reason)} }` });
    }
    const left = deny.filter((entry) => !replaced.includes(entry));
    const paths = [...allow, ...left].map(({ path }) => path);
    const inner = paths.flatMap((path) => this.#prefixes.groupOf(path) ?? []);
    // An entry may also be the module itself, or whoever keeps it.
    const speaksOfAll = paths.some((path) => covers(path, `${this.#context.modulePath}/zzzz`));
    const speaksOfInner = inner.length > 0 || speaksOfAll || allow.length > 0 || mode === 'strict';
    const outside = (standard: boolean): OutsideDecision | undefined => {
      const mentioned = paths.filter(
        (path) => isOutOfModule(path, this.#context.modulePath) && isStandard(path) === standard,
      );
      if (mentioned.length === 0 && allow.length === 0 && mode !== 'strict') return undefined;
      return {
        mentioned: mentioned.filter((path) => !path.startsWith('$')),
        allows: (path) => replaced.some((entry) => covers(entry.path, path)) || decide(path),
        reasons: new Map(left.flatMap(({ path, reason }) => (reason === undefined ? [] : [[path, reason] as const]))),
      };
    };
    const std = outside(true);
    const external = outside(false);
    for (const entry of left) {
      // A word for many packages, and a path of the module itself, is no name that could carry it.
      const isName = this.#prefixes.groupOf(entry.path) || isOutOfModule(entry.path, this.#context.modulePath);
      if (entry.reason !== undefined && (!isName || entry.path.startsWith('$'))) {
        this.#leave(undefined, `${name}, why ${entry.path} is denied: ${entry.reason}`);
      }
    }
    const said: Omit<GroupRule, 'concerns' | 'files'> = {
      ...(speaksOfInner
        ? {
            inner: {
              style: allow.length > 0 && mode !== 'lax' ? 'allow' : 'deny',
              allows: (imported: Membership) => decide(this.#prefixes.pathOf(imported)),
              reason: (imported: Membership) => closestOf(left, this.#prefixes.pathOf(imported))?.reason,
            },
          }
        : {}),
      ...(std === undefined ? {} : { std }),
      ...(external === undefined ? {} : { external }),
    };
    // Which files of a package are held to it may differ from package to package.
    for (const which of ['all', 'production', 'tests'] as const) {
      const concerns = (membership: Membership) => files.of(membership) === which;
      this.#rules.push({ concerns, files: which, ...said });
    }
  }

  #mode(rule: PeerValue): ListMode {
    const at = rule.field('list-mode');
    const mode = at?.text()?.toLowerCase() ?? 'original';
    if (mode === 'original' || mode === 'strict' || mode === 'lax') return mode;
    at?.fail(`There is no list mode "${mode}"; original, strict and lax are known.`);
    return 'original';
  }

  #files(name: string, globs: readonly Glob[]): Files | undefined {
    const terms: FilesTerm[] = [];
    for (const { text, denied, line } of globs) {
      const folders =
        text === '$all'
          ? { kind: 'everything' as const }
          : text === '$test'
            ? { kind: 'tests' as const }
            : foldersOfGlob(text);
      if (folders.kind === 'unknown') {
        const written = denied ? `!${text}` : text;
        this.#leave(line, `${name}: the glob ${written} does not speak of whole folders and is left out.`);
        if (!denied && globs.length === 1) return undefined;
      } else if (folders.kind !== 'folders') {
        terms.push({ denied, testsOnly: folders.kind === 'tests', group: undefined });
      } else {
        const pattern = this.#anchored(folders.pattern);
        const comment = `The files ${text} of depguard's rule ${name}.`;
        const group = this.#book.of([pattern], nameFrom([pattern], name), comment);
        if (group === undefined) this.#leave(line, `${name}: the glob ${text} cannot be said as a path pattern.`);
        else terms.push({ denied, testsOnly: folders.testsOnly, group });
      }
    }
    return new Files(terms);
  }

  /** `**` in front was needed because paths were absolute; where it changes nothing it is left out. */
  #anchored(pattern: string): string {
    if (!pattern.startsWith('**/')) return pattern;
    const short = pattern.slice('**/'.length);
    const literal = short.replace(/\/?\*\*$/, '');
    if (literal.includes('*') || literal === '') return pattern;
    const within = (directory: string) => directory === literal || directory.startsWith(`${literal}/`);
    const anywhere = (directory: string) => `/${directory}/`.includes(`/${literal}/`);
    const { directories } = this.#context;
    return directories.some(within) && directories.every((directory) => within(directory) || !anywhere(directory))
      ? short
      : pattern;
  }

  #entries(value: PeerValue | undefined): Entry[] {
    if (value === undefined) return [];
    // Deny lists were mappings before they were lists.
    if (value.isMapping) {
      return value.entries().map(({ name, value: reason }) => ({ path: tidy(name), reason: reasonOf(reason) }));
    }
    return value.items().flatMap((item): Entry[] => {
      const path = item.isMapping ? item.field('pkg')?.text() : item.text();
      if (path === undefined) {
        if (item.isMapping) item.fail('An entry needs a "pkg".');
        return [];
      }
      if (path.includes('*')) {
        this.#leave(item.line, `${path}: depguard knows no wildcards, so this matched nothing and is left out.`);
        return [];
      }
      if (/[-_.]$/.test(path))
        this.#leave(item.line, `${path}: a path matches whole segments here, not ${path}anything.`);
      return [{ path: tidy(path), reason: item.isMapping ? reasonOf(item.field('desc')) : undefined }];
    });
  }

  /** The form before rules had names: one list, and further guards of the same form. */
  #oldRules(): void {
    const further = this.#settings?.field('additional-guards')?.items() ?? [];
    const guards = [
      ...(this.#settings ? [{ name: 'the list', guard: this.#settings }] : []),
      ...further.map((guard) => ({ name: `the guard of line ${guard.line}`, guard })),
    ];
    const judged = guards.filter(({ name, guard }) => this.#oldRule(name, guard));
    if (judged.length > 0) return;
    this.#onlyStandard(this.#settings?.line);
  }

  /** Without any rule, depguard has one of its own for all files. */
  #onlyStandard(line: number | undefined): void {
    this.#leave(
      line,
      'No rule is written down. depguard then allows only the standard library in all files; here packages of this module may still import each other.',
    );
    this.#judge('the rule of depguard itself', 'original', new Files([]), [standardLibrary], []);
  }

  /** @returns whether it names any package */
  #oldRule(name: string, guard: PeerValue): boolean {
    const listed =
      guard
        .field('packages')
        ?.texts()
        .map(({ text }) => ({ path: tidy(text), reason: undefined })) ?? [];
    const reasons = guard.field('packages-with-error-message')?.items() ?? [];
    const explained = reasons.flatMap((item) =>
      item.entries().map(({ name: path, value }) => ({ path: tidy(path), reason: reasonOf(value) })),
    );
    const all = [...listed.filter(({ path }) => !explained.some((other) => other.path === path)), ...explained];
    if (all.length === 0) return false;
    const files = this.#files(name, this.#considered(name, guard.field('ignore-file-rules')));
    if (files === undefined) return true;
    this.#about = files.folder;
    const withStandard = guard.field('include-go-root')?.flag() ?? false;
    const entries = withStandard ? all : all.filter(({ path }) => !isStandard(path));
    if (entries.length < all.length) {
      const unread = all.filter((entry) => !entries.includes(entry)).map(({ path }) => path);
      const message = `${name}: without include-go-root depguard did not look at the standard library, so ${unread.join(', ')} is left out.`;
      this.#leave(guard.field('packages')?.line, message);
    }
    const type = guard.field('list-type')?.text()?.toLowerCase() ?? 'denylist';
    const allows = type === 'allowlist' || type === 'whitelist';
    if (!allows) this.#judge(name, 'original', files, [], entries);
    else this.#judge(name, 'original', files, withStandard ? entries : [standardLibrary, ...entries], []);
    this.#about = undefined;
    return true;
  }

  /** Files were named by which of them are ignored: whatever one of these matches. */
  #considered(name: string, ignored: PeerValue | undefined): Glob[] {
    const globs = (ignored?.texts() ?? []).map(({ text, at }) => {
      const { denied, ...glob } = globOf(text, at.line);
      return { ...glob, denied: !denied };
    });
    const only = globs.filter(({ denied }) => !denied);
    if (only.length <= 1) return globs;
    // Each of them leaves the files of the others out; a list of files here is one or another.
    for (const { text, line } of only.slice(1)) {
      this.#leave(
        line,
        `${name}: of several rules with "!" in ignore-file-rules the first is kept; !${text} is left out.`,
      );
    }
    return globs.filter((glob) => glob.denied || glob === only[0]);
  }

  #leave(line: number | undefined, message: string): void {
    this.#notes.add(line, message, this.#about);
  }
}

/** Nothing where it says nothing. */
function reasonOf(value: PeerValue | undefined): string | undefined {
  const text = value?.text()?.trim();
  return text === '' ? undefined : text;
}

const standardLibrary: Entry = { path: '$gostd', reason: undefined };

interface Glob {
  readonly text: string;
  /** Files that match are not held to the rule. */
  readonly denied: boolean;
  readonly line: number;
}

function globOf(text: string, line: number): Glob {
  const denied = text.startsWith('!');
  return { text: denied ? text.slice(1) : text, denied, line };
}

interface FilesTerm {
  readonly denied: boolean;
  readonly testsOnly: boolean;
  /** Undefined for files of every folder. */
  readonly group: PackageGroup | undefined;
}

/** The files that a rule is about: those of any positive term, of whatever folder without one, and of no negative term. */
class Files {
  readonly #positive: readonly FilesTerm[];
  readonly #negative: readonly FilesTerm[];

  constructor(terms: readonly FilesTerm[]) {
    this.#positive = terms.filter(({ denied }) => !denied);
    this.#negative = terms.filter(({ denied }) => denied);
  }

  /** All files of every folder. */
  get everywhere(): boolean {
    const all = ({ group, testsOnly }: FilesTerm) => group === undefined && !testsOnly;
    return this.#negative.length === 0 && (this.#positive.length === 0 || this.#positive.some(all));
  }

  /** The one folder it is about. */
  get folder(): PackageGroup | undefined {
    const [first, ...others] = this.#positive;
    return others.length > 0 ? undefined : first?.group;
  }

  /** Which files of a package; undefined for none. */
  of(membership: Membership): GroupRule['files'] | undefined {
    const covers = (terms: readonly FilesTerm[], tests: boolean) =>
      terms.some(({ group, testsOnly }) => (tests || !testsOnly) && (group === undefined || membership.has(group)));
    const concerns = (tests: boolean) =>
      (this.#positive.length === 0 || covers(this.#positive, tests)) && !covers(this.#negative, tests);
    if (concerns(false)) return concerns(true) ? 'all' : 'production';
    return concerns(true) ? 'tests' : undefined;
  }
}

/** Whether a rule of depguard lets a path in, as its documentation says of the three modes. */
function decision(mode: ListMode, allow: readonly Entry[], deny: readonly Entry[], path: string): boolean {
  const allowed = longest(allow, path);
  const denied = longest(deny, path);
  switch (mode) {
    case 'original':
      return (allow.length === 0 || allowed >= 0) && denied < 0;
    case 'strict':
      return allowed >= 0 && (denied < 0 || allowed > denied);
    case 'lax':
      return denied < 0 || allowed > denied;
  }
}

function closestOf(entries: readonly Entry[], path: string): Entry | undefined {
  return entries
    .filter((entry) => covers(entry.path, path))
    .sort((a, b) => b.path.length - a.path.length)
    .at(0);
}

function longest(entries: readonly Entry[], path: string): number {
  return Math.max(
    -1,
    ...entries.map((entry) =>
      covers(entry.path, path) ? (entry.path === '$gostd' ? path.length : entry.path.length) : -1,
    ),
  );
}

function covers(entry: string, path: string): boolean {
  return entry === '$gostd' ? isStandard(path) : coversImport(entry, path);
}

function isStandard(path: string): boolean {
  return path === '$gostd' || !(path.split('/')[0] ?? '').includes('.');
}

function tidy(path: string): string {
  return path.trim().replace(/\/+$/, '');
}
