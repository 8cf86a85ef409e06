/**
 * The fix of context/first: a function's context moves to the front, in its declaration and in every call.
 *
 * Only for functions that one package alone can name and that are never used as values: then every call is in sight. Methods may
 * have to fit an interface and are left to gopls' "move parameter left".
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { FileChange, TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  childrenByField,
  endOf,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { FixContext } from '../rule.ts';
import { viewOf } from '../support/fixView.ts';

/** Undefined where not every use is understood. `start` is that of the parameter list. */
export function moveContextFirst(start: number, context: FixContext<unknown>): readonly FileChange[] | undefined {
  const { file, project, sources } = context;
  const declared = file.facts.declarations?.functions.find((each) => each.start === start);
  if (!declared || declared.receiver || !/^[a-z_]/.test(declared.name)) return undefined;
  const { name } = declared;
  const own = viewOf(context);
  const declaration = own && declarationAt(own, start);
  if (!own || declaration === undefined) return undefined;
  const index = contextIndex(own, declaration);
  const list = childByField(own.tree, declaration, Field.parameters);
  const moved = index === undefined ? undefined : movedToFront(own, list, index);
  if (index === undefined || !moved) return undefined;
  const changes: FileChange[] = [];
  for (const { path } of project.packageOf(file)?.files.values() ?? []) {
    const text = sources.text(path);
    // Most files of a package do not speak of the function; parsing them to learn that would cost most of the time.
    const view = text?.includes(name) ? viewOf(context, path) : undefined;
    const edits = text === undefined ? undefined : view ? callEdits(view, name, index) : [];
    if (!edits) return undefined;
    const all = path === file.path ? [...moved, ...edits] : edits;
    if (all.length > 0) changes.push({ kind: 'edit', path, edits: all });
  }
  return changes;
}

function declarationAt({ tree }: SourceView, start: number): SyntaxNode | undefined {
  for (const node of namedChildren(tree, 0)) {
    if (kindOf(tree, node) !== Kind.function_declaration) continue;
    const list = childByField(tree, node, Field.parameters);
    if (list !== NO_NODE && startOf(tree, list) === start) return node;
  }
  return undefined;
}

/** Which argument is the context; undefined when parameters have no names or the context shares its type with others. */
function contextIndex({ tree }: SourceView, declaration: SyntaxNode): number | undefined {
  let index = 0;
  for (const parameter of namedChildren(tree, childByField(tree, declaration, Field.parameters))) {
    const names = childrenByField(tree, parameter, Field.name).filter((name) => kindOf(tree, name) === Kind.identifier);
    if (names.length === 0 || kindOf(tree, parameter) !== Kind.parameter_declaration) return undefined;
    const type = childByField(tree, parameter, Field.type);
    if (type !== NO_NODE && /Context$/.test(textOf(tree, type))) return names.length === 1 ? index : undefined;
    index += names.length;
  }
  return undefined;
}

/** Edits that move the element at `index` of a list to its front; parameters count by their names. */
function movedToFront({ tree }: SourceView, list: SyntaxNode, index: number): TextEdit[] | undefined {
  const elements = namedChildren(tree, list);
  let at = 0;
  let position = 0;
  while (position < index && at < elements.length) {
    const element = elements[at] as SyntaxNode;
    const names = childrenByField(tree, element, Field.name).filter((name) => kindOf(tree, name) === Kind.identifier);
    position += kindOf(tree, element) === Kind.parameter_declaration ? names.length : 1;
    at++;
  }
  const first = elements[0];
  const before = elements[at - 1];
  const element = elements[at];
  if (first === undefined || before === undefined || element === undefined || position !== index) return undefined;
  if (kindOf(tree, element) === Kind.variadic_argument) return undefined;
  return [
    { start: startOf(tree, first), end: startOf(tree, first), newText: `${textOf(tree, element)}, ` },
    {
      start: commaBefore(tree.text, endOf(tree, before), startOf(tree, element)),
      end: endOf(tree, element),
      newText: '',
    },
  ];
}

function callEdits(view: SourceView, name: string, index: number): TextEdit[] | undefined {
  const { tree, scopes } = view;
  const edits: TextEdit[] = [];
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) !== Kind.identifier || textOf(tree, node) !== name) continue;
    const parent = parentOf(tree, node);
    if (kindOf(tree, parent) === Kind.function_declaration || scopes.local(name, node)) continue;
    if (kindOf(tree, parent) === Kind.literal_element) return undefined;
    if (kindOf(tree, parent) !== Kind.call_expression || fieldOf(tree, node) !== Field.function) return undefined;
    const list = childByField(tree, parent, Field.arguments);
    // Calls within the arguments of a call would be edited twice.
    const moved = list === NO_NODE ? undefined : movedToFront(view, list, index);
    if (!moved || moved.some((edit) => edits.some((other) => edit.start < other.end && other.start < edit.end)))
      return undefined;
    edits.push(...moved);
  }
  return edits;
}

/** Comments may stand between an element and the comma behind it. */
function commaBefore(text: string, from: number, until: number): number {
  return Math.max(text.lastIndexOf(',', until - 1), from);
}
