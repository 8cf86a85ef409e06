/**
 * The one place that adds imports to a file and takes them away, so that no fix leaves a missing or an unused one.
 *
 * Works on the header's offsets and the text around them, the way gofmt and goimports leave files: the standard library, other
 * modules and the own module in groups of their own, sorted by path within a group. It deliberately reorders and reformats
 * nothing that is there already, and it does not know other files: what their package declares comes as `surroundings`.
 */
import type { GoHeader, GoImport } from './imports.ts';
import { headerOfTree } from './importsOfTree.ts';
import { Kind } from './kinds.ts';
import { likelyPackageNames } from './packageNames.ts';
import { FileScopes } from './scopes.ts';
import type { TextEdit } from './textEdit.ts';
import { endOf, type FlatTree, kindOf, type SyntaxNode, startOf, textOf } from './tree.ts';

export interface ImportAddition {
  /** None when the package is imported already under a name that can be used. */
  readonly edits: readonly TextEdit[];
  /** What the package is called in this file. */
  readonly localName: string;
  /** It is imported already, under a name that means something else where it will be used: the edits import it a second time. */
  readonly isSecond?: true;
}

/** What a file's own text does not show. */
export interface ImportSurroundings {
  /** Path of the module the file belongs to; its packages are grouped apart. */
  readonly module?: string;
  /** Names that other files of the package declare: an import of the same name does not compile. */
  readonly packageNames?: ReadonlySet<string>;
  /** Whether the package with this path imports the file's own, in however many steps. */
  readonly leadsBack?: (path: string) => boolean;
  /** Where else the same edit will use it: a name that means something else at one of these is avoided, so that one import does for all. */
  readonly alsoAt?: readonly SyntaxNode[];
}

/** The file cannot import a package, because that one imports it: within the standard library even `errors` may. */
export class ImportCycle extends Error {
  constructor(path: string) {
    super(`${path} imports this package itself`);
    this.name = 'ImportCycle';
  }
}

/** By its name, because refactorings are a bundle with a class of their own. */
export function isImportCycle(error: unknown): boolean {
  return error instanceof Error && error.name === 'ImportCycle';
}

/**
 * Makes a package usable in a file.
 *
 * @param preferredName what the package shall be called when it is not imported yet; by default what its path says
 * @param at where it will be used: a name that means something else there is avoided
 * @throws ImportCycle
 */
export function addImport(
  tree: FlatTree,
  path: string,
  preferredName?: string,
  at?: SyntaxNode,
  surroundings: ImportSurroundings = {},
): ImportAddition {
  const header = headerOfTree(tree);
  const scopes = new FileScopes(tree, header);
  const hidden = (name: string) => at !== undefined && scopes.local(name, at) !== undefined;
  let isSecond = false;
  for (const each of header.imports) {
    if (each.path !== path || each.alias === '_' || each.alias === '.') continue;
    const localName = nameOf(tree, each);
    if (!hidden(localName)) return { edits: [], localName };
    isSecond = true;
  }
  if (surroundings.leadsBack?.(path)) throw new ImportCycle(path);
  const natural = naturalName(path);
  const wanted = preferredName ?? natural;
  const taken = (name: string) =>
    hidden(name) ||
    surroundings.alsoAt?.some((place) => scopes.local(name, place) !== undefined) === true ||
    scopes.packageNames().has(name) ||
    surroundings.packageNames?.has(name) === true ||
    header.imports.some((each) => each.alias !== '_' && each.alias !== '.' && nameOf(tree, each) === name);
  let localName = wanted;
  if (taken(localName)) localName = isStandard(path) ? `std${wanted}` : `${wanted}pkg`;
  for (let number = 2; taken(localName); number++) localName = `${wanted}${number}`;
  const spec = likelyPackageNames(path).includes(localName) ? `"${path}"` : `${localName} "${path}"`;
  const edits = insertion(tree.text, header, path, spec, surroundings.module);
  return { edits, localName, ...(isSecond ? { isSecond } : {}) };
}

/**
 * Removes the import of a package that nothing refers to any more.
 *
 * @param edits what else happens to the file: text they replace is gone, text they bring counts
 */
export function removeImportIfUnused(
  tree: FlatTree,
  path: string,
  edits: readonly TextEdit[] = [],
): readonly TextEdit[] {
  const header = headerOfTree(tree);
  const scopes = new FileScopes(tree, header);
  const removed: TextEdit[] = [];
  for (const each of header.imports) {
    if (each.path !== path || each.path === 'C' || each.alias === '_' || each.alias === '.') continue;
    const name = nameOf(tree, each);
    if (edits.some((edit) => mentions(edit.newText, name)) || isUsed(tree, scopes, name, edits)) continue;
    removed.push(removal(tree.text, header, each));
  }
  return removed;
}

/**
 * `edits`, and the removal of imports whose last uses they take away together, although none of them does so alone.
 */
export function withoutLostImports(tree: FlatTree, edits: readonly TextEdit[]): readonly TextEdit[] {
  const gone = edits.map(({ start, end }) => tree.text.slice(start, end));
  const lost = headerOfTree(tree)
    .imports.filter((each) => gone.some((text) => text.includes(`${nameOf(tree, each)}.`)))
    .filter(({ path }) => removeImportIfUnused(tree, path).length === 0)
    .flatMap(({ path }) => removeImportIfUnused(tree, path, edits))
    .filter((removed) => !edits.some(({ start, end }) => start < removed.end && removed.start < end));
  return [...edits, ...lost];
}

/** Whether edits take away an import that other edits of the same file write a use of. */
export function takeAwayUsed(tree: FlatTree, edits: readonly TextEdit[], others: readonly TextEdit[]): boolean {
  const gone = headerOfTree(tree).imports.filter((each) =>
    edits.some(
      ({ start, end, newText }) => start <= each.start && each.end <= end && !newText.includes(`"${each.path}"`),
    ),
  );
  return gone.some((each) => others.some(({ newText }) => mentions(newText, nameOf(tree, each))));
}

/** What an import is called in its file. Without an alias its path allows several names: the one in use is right. */
export function nameOf(tree: FlatTree, imported: GoImport): string {
  if (imported.alias !== '') return imported.alias;
  const names = likelyPackageNames(imported.path).filter(isIdentifier);
  if (names.length <= 1) return names[0] ?? imported.path;
  return names.find((name) => mentions(tree.text, name)) ?? names[0] ?? imported.path;
}

/** The path of the package that an identifier stands for, `redis` of `github.com/redis/go-redis/v9` included. */
export function packageBehind(
  { tree, header, scopes }: { readonly tree: FlatTree; readonly header: GoHeader; readonly scopes: FileScopes },
  identifier: SyntaxNode,
): string | undefined {
  const meaning = scopes.resolve(identifier);
  if (meaning.kind === 'import') return meaning.import.path;
  if (meaning.kind !== 'elsewhere') return undefined;
  const name = textOf(tree, identifier);
  return header.imports.find((each) => nameOf(tree, each) === name)?.path;
}

function naturalName(path: string): string {
  return likelyPackageNames(path).find(isIdentifier) ?? 'pkg';
}

function isIdentifier(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name);
}

function mentions(text: string, name: string): boolean {
  if (!isIdentifier(name)) return false;
  return new RegExp(`(?<![\\p{L}\\p{Nd}_.])${name}\\s*\\.`, 'u').test(text);
}

function isUsed(tree: FlatTree, scopes: FileScopes, name: string, gone: readonly TextEdit[]): boolean {
  for (let node = 0; node < tree.count; node++) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.identifier && kind !== Kind.package_identifier) continue;
    const start = startOf(tree, node);
    const end = endOf(tree, node);
    if (gone.some((edit) => edit.start <= start && end <= edit.end)) continue;
    if (textOf(tree, node) !== name || scopes.local(name, node)) continue;
    // The alias in the import itself and the package clause are no uses.
    if (tree.text[end] === '.') return true;
    if (/^\s*\./.test(tree.text.slice(end, end + 200))) return true;
  }
  return false;
}

type ImportClass = 'standard' | 'other' | 'own';
const ORDER: readonly ImportClass[] = ['standard', 'other', 'own'];

function isStandard(path: string): boolean {
  const slash = path.indexOf('/');
  return !(slash < 0 ? path : path.slice(0, slash)).includes('.');
}

function classOf(path: string, module: string | undefined): ImportClass {
  if (module !== undefined && (path === module || path.startsWith(`${module}/`))) return 'own';
  return isStandard(path) ? 'standard' : 'other';
}

/** Imports on consecutive lines of one declaration: what gofmt sorts. */
type Group = readonly GoImport[];

function insertion(
  text: string,
  header: GoHeader,
  path: string,
  spec: string,
  module: string | undefined,
): readonly TextEdit[] {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const imports = header.imports.filter((each) => each.grouped || each.path !== 'C');
  const grouped = imports.filter((each) => each.grouped);
  const last = header.imports.at(-1);
  if (grouped.length > 0) return intoGroups(text, groupsOf(text, grouped), path, spec, module, newline);
  const [only, second] = imports;
  if (only !== undefined && second !== undefined) {
    const following = imports.find((each) => each.path > path);
    if (following) return [insert(following.declStart, `import ${spec}${newline}`)];
    return [insert(lineEnd(text, (imports.at(-1) as GoImport).end), `${newline}import ${spec}`)];
  }
  if (only !== undefined) return intoSingle(text, only, path, spec, module, newline);
  if (last) return [insert(lineEnd(text, last.end), `${newline}${newline}import ${spec}`)];
  if (header.packageEnd < 0) return [insert(0, `import ${spec}${newline}${newline}`)];
  return [insert(afterPackageClause(text, header.packageEnd), `${newline}${newline}import ${spec}`)];
}

/** `import "os"` becomes a group of two. */
function intoSingle(
  text: string,
  only: GoImport,
  path: string,
  spec: string,
  module: string | undefined,
  newline: string,
): readonly TextEdit[] {
  const mine = ORDER.indexOf(classOf(path, module));
  const theirs = ORDER.indexOf(classOf(only.path, module));
  const gap = mine === theirs ? newline : `${newline}${newline}`;
  const before = mine < theirs || (mine === theirs && sortsBefore(path, spec, only));
  const end = lineEnd(text, only.end);
  return before
    ? [insert(only.specStart, `(${newline}\t${spec}${gap}\t`), insert(end, `${newline})`)]
    : [insert(only.specStart, `(${newline}\t`), insert(end, `${gap}\t${spec}${newline})`)];
}

function intoGroups(
  text: string,
  groups: readonly Group[],
  path: string,
  spec: string,
  module: string | undefined,
  newline: string,
): readonly TextEdit[] {
  const wanted = classOf(path, module);
  const members = (group: Group, alike: (each: GoImport) => boolean) => group.filter(alike).length;
  const candidates = groups.filter(
    (group) => members(group, (each) => each.alias !== '_' && classOf(each.path, module) === wanted) > 0,
  );
  const best = candidates
    .map((group) => ({ group, shared: Math.max(...group.map((each) => sharedElements(each.path, path))) }))
    .sort((a, b) => b.shared - a.shared)[0]?.group;
  if (best) return [intoGroup(text, best, path, spec, newline)];
  const rank = ORDER.indexOf(wanted);
  const before = groups.filter((group) => group.some((each) => ORDER.indexOf(classOf(each.path, module)) <= rank));
  const previous = before.at(-1)?.at(-1);
  if (previous) return [afterSpec(text, previous, `${newline}${newline}\t${spec}`, `; ${spec}`)];
  const first = groups[0]?.[0];
  if (!first) return [];
  if (!standsAlone(text, first)) return [insert(first.specStart, `${spec}; `)];
  const start = startOfComments(text, lineStart(text, first.specStart));
  return [insert(start, `\t${spec}${newline}${newline}`)];
}

function intoGroup(text: string, group: Group, path: string, spec: string, newline: string): TextEdit {
  const index = group.findIndex((each) => sortsBefore(path, spec, each));
  const previous = group[(index < 0 ? group.length : index) - 1];
  if (previous) return afterSpec(text, previous, `${newline}\t${spec}`, `; ${spec}`);
  const first = group[0] as GoImport;
  if (!standsAlone(text, first)) return insert(first.specStart, `${spec}; `);
  const start = lineStart(text, first.specStart);
  // What stands above a blank import says why it is there; above others it is the heading of the group.
  return insert(first.alias === '_' ? startOfComments(text, start) : start, `\t${spec}${newline}`);
}

/** gofmt's order: by path, then by name. */
function sortsBefore(path: string, spec: string, other: GoImport): boolean {
  const alias = spec.slice(0, spec.indexOf('"')).trim();
  return path < other.path || (path === other.path && alias < other.alias);
}

function afterSpec(text: string, previous: GoImport, onNewLine: string, onSameLine: string): TextEdit {
  if (!standsAlone(text, previous)) return insert(previous.specEnd, onSameLine);
  return insert(lineEnd(text, previous.specEnd), onNewLine);
}

function groupsOf(text: string, imports: readonly GoImport[]): Group[] {
  const groups: GoImport[][] = [];
  let previous: GoImport | undefined;
  for (const each of imports) {
    const between = previous && previous.declStart === each.declStart ? text.slice(previous.end, each.specStart) : '';
    const adjacent = previous?.declStart === each.declStart && between.split('\n').length <= 2;
    const group = groups.at(-1);
    if (group && adjacent) group.push(each);
    else groups.push([each]);
    previous = each;
  }
  return groups;
}

function sharedElements(a: string, b: string): number {
  const left = a.split('/');
  const right = b.split('/');
  let count = 0;
  while (count < left.length && left[count] === right[count]) count++;
  return count;
}

function removal(text: string, header: GoHeader, gone: GoImport): TextEdit {
  const siblings = header.imports.filter((each) => each.declStart === gone.declStart);
  const start = lineStart(text, gone.specStart);
  const next = lineEnd(text, gone.specEnd);
  const end = afterNewline(text, next);
  if (gone.grouped && siblings.length > 1) {
    if (!standsAlone(text, gone)) return separated(text, gone);
    const alone = isBlankLine(text, end) && (isBlankLine(text, before(text, start)) || opensGroup(text, start));
    if (alone) return { start, end: afterNewline(text, lineEnd(text, end)), newText: '' };
    const lastOfGroup = /^[ \t]*\)/.test(text.slice(end, end + 80)) && isBlankLine(text, before(text, start));
    return lastOfGroup ? { start: before(text, start), end, newText: '' } : { start, end, newText: '' };
  }
  const close = gone.grouped ? text.indexOf(')', gone.specEnd) : -1;
  const declarationEnd = afterNewline(text, lineEnd(text, close < 0 ? gone.specEnd : close + 1));
  // With the blank line behind it, so that the file has one where the declaration was.
  const blank = isBlankLine(text, declarationEnd);
  return {
    start: gone.declStart,
    end: blank ? afterNewline(text, lineEnd(text, declarationEnd)) : declarationEnd,
    newText: '',
  };
}

/** One of several imports on a line, with the semicolon that parts it from the next. */
function separated(text: string, gone: GoImport): TextEdit {
  const behind = /^[ \t]*;[ \t]*/.exec(text.slice(gone.specEnd));
  return { start: gone.specStart, end: gone.specEnd + (behind?.[0].length ?? 0), newText: '' };
}

function insert(offset: number, newText: string): TextEdit {
  return { start: offset, end: offset, newText };
}

/** Whether an import has its line for itself, comments aside. */
function standsAlone(text: string, each: GoImport): boolean {
  const ahead = text.slice(lineStart(text, each.specStart), each.specStart);
  return /^[ \t]*$/.test(ahead) && /^[ \t]*(\/\/|\/\*|$)/.test(text.slice(each.specEnd, lineEnd(text, each.specEnd)));
}

/** The end of the package clause's line where only a comment follows. */
function afterPackageClause(text: string, packageEnd: number): number {
  const end = lineEnd(text, packageEnd);
  return /^[ \t]*(\/\/.*|\/\*.*\*\/[ \t]*)?$/.test(text.slice(packageEnd, end)) ? end : packageEnd;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line's text ends, before its line break. */
function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return text.length;
  return text[newline - 1] === '\r' && newline > offset ? newline - 1 : newline;
}

function afterNewline(text: string, offset: number): number {
  if (text[offset] === '\r') return offset + 2;
  return offset < text.length ? offset + 1 : offset;
}

/** The line before the one that begins here. */
function before(text: string, start: number): number {
  return start === 0 ? 0 : lineStart(text, start - 1);
}

function isBlankLine(text: string, start: number): boolean {
  return start < text.length && text.slice(start, lineEnd(text, start)).trim() === '';
}

function opensGroup(text: string, start: number): boolean {
  return text.slice(before(text, start), start).trimEnd().endsWith('(');
}

/** Where the comments directly above a line begin. */
function startOfComments(text: string, start: number): number {
  let at = start;
  while (at > 0 && /^[ \t]*\/\//.test(text.slice(before(text, at), at))) at = before(text, at);
  return at;
}
