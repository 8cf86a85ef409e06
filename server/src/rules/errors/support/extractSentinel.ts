/** From an error made on the spot to a variable of the package: its name, its declaration, and what takes the place of the call. */
import { goWord } from '../../../go/goWord.ts';
import { Field, Kind } from '../../../go/kinds.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import type { TextEdit } from '../../../go/textEdit.ts';
import {
  childByField,
  endOf,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  ROOT,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../../go/tree.ts';
import type { Project, ProjectFile } from '../../../model/project.ts';
import type { FixContext } from '../../rule.ts';
import { indentationAt } from '../../support/errorFlow.ts';
import { viewOf } from '../../support/fixView.ts';
import { addImport } from '../../support/importEdits.ts';
import { withImports } from '../../support/importExchange.ts';

interface Extraction {
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/** The package variable for an error that a call makes, in place of the call, with its text; undefined where that cannot be written. */
export function extractSentinel(start: number, end: number, context: FixContext<unknown>): Extraction | undefined {
  const view = viewOf(context);
  const call = view && callBetween(view.tree, start, end);
  if (!view || call === undefined) return undefined;
  const { tree } = view;
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  const [literal] = given;
  if (literal === undefined) return undefined;
  const isFormat = (view.calleeName(call) ?? '').endsWith('f');
  const format = textOf(tree, literal).slice(1, -1);
  const parts = isFormat ? beforeFirstVerb(format) : { text: format, rest: '' };
  if (!parts || (parts.rest === '') !== (given.length === 1)) return undefined;
  const name = sentinelName(parts.text);
  const known = name === undefined ? 'other' : declared(name, parts.text, context);
  if (name === undefined || known === 'other') return undefined;
  if (view.scopes.local(name, call)) return undefined;
  const package_ = importOf(call, view);
  // Others attach a stack where the error is made, and their formats know no %w.
  if (package_ !== 'errors' && package_ !== 'fmt') return undefined;
  const errors = addImport(tree, 'errors', undefined, call, context);
  if (errors.isSecond) return undefined;
  const edits: TextEdit[] = [
    parts.rest === '' ? { start, end, newText: name } : inserted(tree, literal, given[1], parts.rest, name),
  ];
  if (known === 'same') {
    const settled = withImports(tree, edits, { goes: [package_] });
    return settled && { name, edits: settled };
  }
  const at = declarationPlace(tree);
  edits.push({ start: at, end: at, newText: `\n\nvar ${name} = ${errors.localName}.New("${parts.text}")` });
  const settled = withImports(tree, edits, { comes: { path: 'errors', addition: errors }, goes: [package_] });
  return settled && { name, edits: settled };
}

/** The error goes before the format's first argument, on a line of its own where that begins one; the rest stays as it is written. */
function inserted(
  tree: FlatTree,
  literal: SyntaxNode,
  next: SyntaxNode | undefined,
  rest: string,
  name: string,
): TextEdit {
  const end = endOf(tree, literal);
  const at = next === undefined ? end : startOf(tree, next);
  const begins = tree.text.slice(end, at).includes('\n');
  const space = begins ? `\n${indentationAt(tree.text, at)}` : ' ';
  return { start: startOf(tree, literal), end, newText: `"%w${rest}",${space}${name}` };
}

/** `"unknown kind %q"` is the error "unknown kind", and what is unknown. The text in front must say something. */
function beforeFirstVerb(format: string): { text: string; rest: string } | undefined {
  if (format.includes('%[')) return undefined;
  const verb = /%(?!%)/.exec(format);
  if (!verb) return { text: format.replaceAll('%%', '%'), rest: '' };
  const text = format.slice(0, verb.index).replace(/[\s:([{'`,=-]*(?:\\")?$/, '');
  if (text.includes('%') || text.split(/\s+/).filter((word) => /\p{L}{2}/u.test(word)).length < 2) return undefined;
  return { text, rest: format.slice(text.length) };
}

/** `ErrSoldOut` for "item is sold out": the words that carry meaning, about five. */
function sentinelName(text: string): string | undefined {
  const words = text
    .replace(/\\./g, ' ')
    .split(/[^\p{L}\p{Nd}]+/u)
    .filter((word) => word !== '' && !FILLERS.has(word.toLowerCase()));
  let count = Math.min(words.length, 5);
  while (count < words.length && OPEN_ENDS.has(words[count - 1]?.toLowerCase() ?? '')) count++;
  words.length = count;
  if (words.length === 0) return undefined;
  return `Err${words.map(goWord).join('')}`;
}

/** Words that a name cannot end with: more was to come. */
const OPEN_ENDS = new Set('in not no from with at on by as and or but got if when than that because due'.split(' '));

const FILLERS = new Set([
  'a',
  'an',
  'the',
  'is',
  'are',
  'was',
  'were',
  'be',
  'been',
  'has',
  'have',
  'of',
  'to',
  'for',
  'error',
  'err',
]);

/** Whether the package has the name already: for an error with the same text, for something else, or not at all. */
function declared(
  name: string,
  text: string,
  { project, file, sources }: FixContext<unknown>,
): 'free' | 'same' | 'other' {
  const own = filesOfPackage(project, file);
  const owner = own.find(({ facts: { declarations } }) =>
    [
      ...(declarations?.functions.filter(({ receiver }) => !receiver) ?? []),
      ...(declarations?.types ?? []),
      ...(declarations?.values ?? []),
    ].some((each) => each.name === name),
  );
  if (!owner) return 'free';
  const source = sources.text(owner.path) ?? '';
  const at = owner.facts.declarations?.values.find((each) => each.name === name)?.nameStart;
  if (at === undefined) return 'other';
  const line = source.slice(at, source.indexOf('\n', at)).replace(/\s+/g, ' ');
  return line.startsWith(`${name} = errors.New("${text}")`) ? 'same' : 'other';
}

function filesOfPackage(project: Project, file: ProjectFile): ProjectFile[] {
  return [...(project.packageOf(file)?.files.values() ?? [])].filter(
    (each) => each.facts.header.packageName === file.facts.header.packageName,
  );
}

/** Behind the imports, or behind the package clause. */
function declarationPlace(tree: FlatTree): number {
  let place = 0;
  for (const node of namedChildren(tree, ROOT)) {
    const kind = kindOf(tree, node);
    if (kind !== Kind.package_clause && kind !== Kind.import_declaration) break;
    const line = tree.text.indexOf('\n', endOf(tree, node));
    place = line < 0 ? tree.text.length : line;
  }
  return place;
}

function importOf(call: SyntaxNode, view: SourceView): string | undefined {
  const operand = childByField(view.tree, childByField(view.tree, call, Field.function), Field.operand);
  if (operand === NO_NODE || kindOf(view.tree, operand) !== Kind.identifier) return undefined;
  const meaning = view.scopes.resolve(operand);
  return meaning.kind === 'import' ? meaning.import.path : undefined;
}

function callBetween(tree: FlatTree, start: number, end: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (startOf(tree, node) !== start || endOf(tree, node) !== end) continue;
    if (kindOf(tree, node) === Kind.call_expression) return node;
  }
  return undefined;
}
