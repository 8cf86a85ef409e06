/**
 * Several changes to the imports of one file at once: some go, some lead elsewhere, some come.
 *
 * `go/importEdits.ts` adds or removes one import. A refactoring that moves dependencies does all of it together, in the same lines,
 * and has to leave runs of imports sorted by their new paths as gofmt wants them; so it rewrites the runs it touches. Imports that
 * share a line are changed in place and nothing is sorted there.
 */
import type { GoHeader, GoImport } from '../go/imports.ts';
import type { TextEdit } from '../go/textEdit.ts';

export interface NewImport {
  readonly path: string;
  /** `''` for none. */
  readonly alias: string;
}

export interface ImportChanges {
  /** By `specStart`. */
  readonly removed?: ReadonlySet<number>;
  /** By `specStart`. */
  readonly replaced?: ReadonlyMap<number, NewImport>;
  readonly added?: readonly NewImport[];
  /** Path of the module, whose packages are grouped apart. */
  readonly module: string;
}

interface Line {
  readonly path: string;
  readonly alias: string;
  /** Behind the path on the same line, with the space before it. */
  readonly rest: string;
}

type ImportLine = NewImport & Partial<Line>;

/** Imports on consecutive lines of one declaration. */
interface Run {
  readonly imports: readonly GoImport[];
  /** From the first line's beginning to the last line's end, without its line break. */
  readonly start: number;
  readonly end: number;
}

export function importBlockEdits(text: string, header: GoHeader, changes: ImportChanges): TextEdit[] {
  const groups = runsOf(
    text,
    header.imports.filter((each) => each.grouped),
  );
  const single = header.imports.filter((each) => !each.grouped);
  const added = [...(changes.added ?? [])].sort((a, b) => compare(a.path, b.path));
  const placed = placeAdded(groups, added, changes);
  const edits: TextEdit[] = [];
  const homeless = placed.get(undefined) ?? [];
  if (groups.length > 0) {
    // A run that would be left empty is room for imports of another kind.
    const room = homeless.length > 0 ? groups.find((run) => !placed.has(run) && isEmptied(run, changes)) : undefined;
    for (const run of groups) {
      if (run === room) {
        const newText = groupedLines(homeless, changes.module);
        edits.push({ start: headingStart(text, run.start), end: run.end, newText });
      } else edits.push(...runEdits(text, header, run, groups, changes, placed.get(run) ?? []));
    }
    if (homeless.length > 0 && !room) edits.push(...newRuns(text, groups, homeless, changes.module));
    edits.push(...single.flatMap((each) => singleEdits(text, each, changes)));
    return edits;
  }
  const [only, second] = single;
  if (only && !second && only.path !== 'C') return rewriteOnly(text, only, homeless, changes);
  edits.push(...single.flatMap((each) => singleEdits(text, each, changes)));
  if (homeless.length === 0) return edits;
  const last = single.at(-1);
  const at = last ? lineEnd(text, last.end) : lineEnd(text, Math.max(0, header.packageEnd));
  const before = last && last.path !== 'C' ? '\n' : '\n\n';
  edits.push({ start: at, end: at, newText: `${before}${declarationOf(homeless, changes.module)}` });
  return edits;
}

/** Which run each new import joins: the one with the nearest paths of its class. */
function placeAdded(
  groups: readonly Run[],
  added: readonly NewImport[],
  changes: ImportChanges,
): Map<Run | undefined, NewImport[]> {
  const placed = new Map<Run | undefined, NewImport[]>();
  for (const each of added) {
    let best: { readonly run: Run; readonly shared: number } | undefined;
    for (const run of groups) {
      for (const imported of run.imports) {
        if (imported.alias === '_' || imported.path === 'C') continue;
        if (classOf(imported.path, changes.module) !== classOf(each.path, changes.module)) continue;
        const shared = sharedElements(imported.path, each.path);
        if (!best || shared > best.shared) best = { run, shared };
      }
    }
    // A group of one run holds everything already, whatever its class.
    const run = best?.run ?? (groups.length === 1 && mixed(groups[0], changes.module) ? groups[0] : undefined);
    placed.set(run, [...(placed.get(run) ?? []), each]);
  }
  return placed;
}

function mixed(run: Run | undefined, module: string): boolean {
  return new Set(run?.imports.map((each) => classOf(each.path, module))).size > 1;
}

function runEdits(
  text: string,
  header: GoHeader,
  run: Run,
  groups: readonly Run[],
  changes: ImportChanges,
  added: readonly NewImport[],
): TextEdit[] {
  const touched = run.imports.some(
    ({ specStart }) => changes.removed?.has(specStart) || changes.replaced?.has(specStart),
  );
  if (!touched && added.length === 0) return [];
  const before = run.imports.map((each, index) => lineOf(text, each, endOfRest(text, run, index)));
  const lines = run.imports.flatMap((each, index) => {
    if (changes.removed?.has(each.specStart)) return [];
    const replacement = changes.replaced?.get(each.specStart);
    const line = before[index] as Line;
    return [replacement ? { ...line, ...replacement } : line];
  });
  lines.push(...added.map((each) => ({ rest: '', ...each })));
  if (lines.length === 0) return [emptied(text, header, run, groups)];
  const wasSorted = before.every((line, index) => index === 0 || compareLines(before[index - 1] as Line, line) <= 0);
  if (wasSorted) lines.sort(compareLines);
  return [{ start: run.start, end: run.end, newText: lines.map((line) => `\t${specText(line)}`).join('\n') }];
}

/** Takes a run away with its heading and the blank line that set it apart, or the whole declaration when it was all of it. */
function emptied(text: string, header: GoHeader, run: Run, groups: readonly Run[]): TextEdit {
  const declStart = run.imports[0]?.declStart ?? run.start;
  const others = groups.filter((other) => other !== run && other.imports[0]?.declStart === declStart);
  const open = text.indexOf('(', declStart);
  const close = text.indexOf(')', run.end);
  const heading = headingStart(text, run.start);
  const inside = text.slice(open + 1, heading) + text.slice(run.end, close);
  if (others.length === 0 && inside.trim() === '') return wholeDeclaration(text, header, declStart, close + 1);
  let start = heading;
  let { end } = run;
  const previous = lineStart(text, Math.max(0, start - 1));
  const blankBefore = start > 0 && text.slice(previous, start).trim() === '';
  const after = Math.min(text.length, end + 1);
  const blankAfter = text.slice(after, lineEnd(text, after)).trim() === '';
  end = after;
  if (blankBefore) start = previous;
  else if (blankAfter) end = Math.min(text.length, lineEnd(text, after) + 1);
  return { start, end, newText: '' };
}

/** Lines of comment directly above a run were about it. */
function headingStart(text: string, start: number): number {
  let heading = start;
  for (;;) {
    const above = lineStart(text, Math.max(0, heading - 1));
    if (above === heading || !/^[ \t]*\/\//.test(text.slice(above, heading))) return heading;
    heading = above;
  }
}

function wholeDeclaration(text: string, header: GoHeader, start: number, close: number): TextEdit {
  let end = Math.min(text.length, lineEnd(text, close) + 1);
  // One blank line above is left; the one below goes.
  const isFirst = header.imports.every((each) => each.declStart >= start);
  if (isFirst && text[end] === '\n') end++;
  return { start, end, newText: '' };
}

function singleEdits(text: string, each: GoImport, changes: ImportChanges): TextEdit[] {
  const replacement = changes.replaced?.get(each.specStart);
  if (replacement) {
    return [{ start: each.specStart, end: each.specEnd, newText: specText({ ...replacement, rest: '' }) }];
  }
  if (!changes.removed?.has(each.specStart)) return [];
  return [singleRemoval(text, each)];
}

function singleRemoval(text: string, each: GoImport): TextEdit {
  const start = lineStart(text, each.declStart);
  let end = Math.min(text.length, lineEnd(text, each.specEnd) + 1);
  const blankBefore = text.slice(lineStart(text, Math.max(0, start - 1)), start).trim() === '';
  if (blankBefore && text[end] === '\n') end++;
  return { start, end, newText: '' };
}

/** `import "os"` alone: rewritten as whatever is left of it and added to it. */
function rewriteOnly(text: string, only: GoImport, added: readonly NewImport[], changes: ImportChanges): TextEdit[] {
  if (added.length === 0) return singleEdits(text, only, changes);
  const goes = changes.removed?.has(only.specStart) === true;
  // A remark behind an import was about it: it stays on its line, or goes with it.
  const line = lineEnd(text, only.specEnd);
  const isRemark = /^\s*(?:\/[/*]|$)/.test(text.slice(only.specEnd, line));
  const end = goes || isRemark ? line : only.specEnd;
  const { rest } = lineOf(text, only, end);
  const { path, alias } = changes.replaced?.get(only.specStart) ?? only;
  const kept = goes ? [] : [{ path, alias, rest }];
  return [{ start: only.declStart, end, newText: declarationOf([...kept, ...added], changes.module) }];
}

function isEmptied(run: Run, { removed }: ImportChanges): boolean {
  return run.imports.every(({ specStart }) => removed?.has(specStart));
}

/** Runs of their own for classes of imports that have none yet: behind the last run of an earlier class, or first of all. */
function newRuns(text: string, groups: readonly Run[], imports: readonly NewImport[], module: string): TextEdit[] {
  return ORDER.flatMap((wanted, rank) => {
    const members = imports.filter((each) => classOf(each.path, module) === wanted);
    if (members.length === 0) return [];
    const lines = groupedLines(members, module);
    const earlier = groups.filter((run) =>
      run.imports.some((each) => ORDER.indexOf(classOf(each.path, module)) <= rank),
    );
    const previous = earlier.at(-1);
    if (previous) return [{ start: previous.end, end: previous.end, newText: `\n\n${lines}` }];
    const open = text.indexOf('(', groups[0]?.imports[0]?.declStart ?? 0);
    const at = lineEnd(text, open) + 1;
    return [{ start: at, end: at, newText: `${lines}\n\n` }];
  });
}

function declarationOf(imports: readonly ImportLine[], module: string): string {
  const [only] = imports;
  if (imports.length === 1 && only) return `import ${specText({ rest: '', ...only })}`;
  return `import (\n${groupedLines(imports, module)}\n)`;
}

function groupedLines(imports: readonly ImportLine[], module: string): string {
  const groups = ORDER.map((wanted) =>
    imports
      .filter((each) => classOf(each.path, module) === wanted)
      .map((each) => ({ rest: '', ...each }))
      .sort(compareLines)
      .map((line) => `\t${specText(line)}`)
      .join('\n'),
  ).filter((group) => group !== '');
  return groups.join('\n\n');
}

function runsOf(text: string, imports: readonly GoImport[]): Run[] {
  const runs: Run[] = [];
  let current: GoImport[] = [];
  const finish = () => {
    const [first] = current;
    const last = current.at(-1);
    if (first && last) {
      runs.push({ imports: current, start: lineStart(text, first.specStart), end: lineEnd(text, last.specEnd) });
    }
    current = [];
  };
  for (const each of imports) {
    const previous = current.at(-1);
    if (previous) {
      const between = text.slice(lineEnd(text, previous.specEnd), each.specStart);
      if (previous.declStart !== each.declStart || !/^\r?\n[ \t]*$/.test(between)) finish();
    }
    current.push(each);
  }
  finish();
  return runs;
}

function endOfRest(text: string, run: Run, index: number): number {
  const each = run.imports[index];
  return each ? lineEnd(text, each.specEnd) : run.end;
}

function lineOf(text: string, { path, alias, specEnd }: GoImport, end: number): Line {
  return { path, alias, rest: text.slice(specEnd, end).replace(/\r$/, '') };
}

function specText({ alias, path, rest }: Line): string {
  return `${alias === '' ? '' : `${alias} `}"${path}"${rest}`;
}

/** As gofmt sorts: by path, then by name. */
function compareLines(a: Line, b: Line): number {
  return compare(a.path, b.path) || compare(a.alias, b.alias) || compare(a.rest, b.rest);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

type ImportClass = 'standard' | 'other' | 'own';
const ORDER: readonly ImportClass[] = ['standard', 'other', 'own'];

function classOf(path: string, module: string): ImportClass {
  if (path === module || path.startsWith(`${module}/`)) return 'own';
  const slash = path.indexOf('/');
  return (slash < 0 ? path : path.slice(0, slash)).includes('.') ? 'other' : 'standard';
}

function sharedElements(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  let shared = 0;
  while (shared < left.length && left[shared] === right[shared]) shared++;
  return shared;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
