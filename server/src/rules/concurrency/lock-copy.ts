/**
 * concurrency/lock-copy: a value that holds a lock is copied. Each copy then has a lock of its own, and none of them guards anything.
 *
 * gopls reports this by default (copylocks), so the rule is off until asked for; what it adds are fixes: a pointer receiver, and a loop
 * over indexes. It looks at receivers, parameters and what loops go over; assignments are left to gopls.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import { isPredeclared } from '../../go/scopes.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  childByField,
  childOfKind,
  endOf,
  fieldOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { GoType } from '../../model/goType.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { isNamed } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { indentationAt } from '../support/errorFlow.ts';

const LOCKS = ['Mutex', 'RWMutex', 'WaitGroup', 'Once', 'Cond', 'Pool', 'Map'];
const MAXIMUM_TYPES = 60;

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly what: 'receiver' | 'parameter' | 'element';
  readonly name: string;
  readonly type: Symbolic;
  /** Of an element, what the loop goes over. */
  readonly over?: Symbolic;
  readonly function: string;
  readonly edits?: readonly TextEdit[];
}

export const lockCopy = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/lock-copy',
    title: 'A lock is not copied',
    severity: 'warning',
    recommended: false,
    needs: 'syntax',
    defaults: {},
    honours: ['govet', 'copylocks'],
    gopls: 'copylocks',
  },
  sites: [{ kind: Kind.parameter_declaration }, { kind: Kind.range_clause }],
  observe(node, view) {
    return kindOf(view.tree, node) === Kind.range_clause ? elementOf(view, node) : parameterOf(view, node);
  },
  judge({ start, end, what, name, type, over, function: functionName, edits }, { project, file }) {
    const copied = project.types.typeOf(type, file);
    const lock = lockWithin(copied, project, file);
    if (lock === undefined) return undefined;
    const isOfSlice =
      over === undefined || project.types.underlying(project.types.typeOf(over, file), file).kind === 'slice';
    const subject = { receiver: 'The receiver', parameter: 'The parameter', element: 'Each round' }[what];
    return {
      message: `${subject} copies ${lock}, and a copy guards nothing: use a pointer.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${name}`,
      ...(edits && isOfSlice ? { data: { what, edits } } : {}),
    };
  },
  fixes(finding) {
    const data = finding.data as { readonly what: string; readonly edits: readonly TextEdit[] } | undefined;
    if (!data) return [];
    return [
      {
        id: data.what === 'element' ? 'index' : 'pointer',
        title: data.what === 'element' ? 'Go over the indexes' : 'Make the receiver a pointer',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits: data.edits }],
      },
    ];
  },
});

/** A receiver or parameter of a declared function that is neither a pointer nor plain. */
function parameterOf(view: SourceView, declaration: SyntaxNode): Observation | undefined {
  const { tree } = view;
  const list = parentOf(tree, declaration);
  const owner = parentOf(tree, list);
  const ownerKind = kindOf(tree, owner);
  if (ownerKind !== Kind.method_declaration && ownerKind !== Kind.function_declaration) return undefined;
  const role = fieldOf(tree, list);
  const type = childByField(tree, declaration, Field.type);
  const name = childByField(tree, declaration, Field.name);
  if (type === NO_NODE || name === NO_NODE || (role !== Field.receiver && role !== Field.parameters)) return undefined;
  const kind = kindOf(tree, type);
  if (kind !== Kind.type_identifier && kind !== Kind.qualified_type && kind !== Kind.generic_type) return undefined;
  if (isPredeclared(textOf(tree, type)) || textOf(tree, type) === 'context.Context') return undefined;
  const binding = view.scopes.declared(name);
  if (!binding) return undefined;
  const isReceiver = role === Field.receiver;
  const at = startOf(tree, type);
  const edits = isReceiver && isOnlySelected(view, binding) ? [{ start: at, end: at, newText: '*' }] : undefined;
  return {
    start: startOf(tree, name),
    end: endOf(tree, type),
    what: isReceiver ? 'receiver' : 'parameter',
    name: textOf(tree, name),
    type: view.inference.ofBinding(binding),
    function: textOf(tree, childByField(tree, owner, Field.name)),
    ...(edits ? { edits } : {}),
  };
}

/** The element variable of `for _, x := range xs`. */
function elementOf(view: SourceView, clause: SyntaxNode): Observation | undefined {
  const { tree } = view;
  const left = childByField(tree, clause, Field.left);
  const right = childByField(tree, clause, Field.right);
  if (left === NO_NODE || right === NO_NODE || childOfKind(tree, clause, Kind[':=']) === NO_NODE) return undefined;
  const element = namedChildren(tree, left)[1];
  if (element === undefined || kindOf(tree, element) !== Kind.identifier || textOf(tree, element) === '_')
    return undefined;
  const binding = view.scopes.declared(element);
  if (!binding) return undefined;
  const edits = indexEdits(view, clause, binding);
  return {
    start: startOf(tree, element),
    end: endOf(tree, element),
    what: 'element',
    name: binding.name,
    type: view.inference.ofBinding(binding),
    over: view.typeOf(right),
    function: functionNameAt(view, clause),
    ...(edits ? { edits } : {}),
  };
}

/** `for i := range xs { x := &xs[i]`; nothing where x is used in any way but for its fields and methods. */
function indexEdits(view: SourceView, clause: SyntaxNode, element: Binding): readonly TextEdit[] | undefined {
  const { tree } = view;
  const body = childByField(tree, parentOf(tree, clause), Field.body);
  const [key] = namedChildren(tree, childByField(tree, clause, Field.left));
  const operand = textOf(tree, childByField(tree, clause, Field.right));
  if (body === NO_NODE || key === undefined || !/^[\w.]+$/.test(operand) || !isOnlySelected(view, element))
    return undefined;
  const written = textOf(tree, key);
  const name = written === '_' ? 'i' : written;
  const open = tree.text.indexOf('\n', startOf(tree, body));
  if (open < 0 || !/^\s*(?:\/\/.*)?$/.test(tree.text.slice(startOf(tree, body) + 1, open))) return undefined;
  for (let node = clause; node < body + sizeOf(tree, body); node++) {
    const isName = kindOf(tree, node) === Kind.identifier && textOf(tree, node) === name;
    if (isName && written === '_') return undefined;
  }
  const indentation = indentationAt(tree.text, startOf(tree, parentOf(tree, clause)));
  return [
    { start: startOf(tree, key), end: endOf(tree, element.node), newText: name },
    { start: open, end: open, newText: `\n${indentation}\t${element.name} := &${operand}[${name}]` },
  ];
}

function isOnlySelected({ tree, scopes }: SourceView, binding: Binding): boolean {
  return scopes.uses(binding).every((use) => {
    const parent = parentOf(tree, use);
    return kindOf(tree, parent) === Kind.selector_expression && fieldOf(tree, use) === Field.operand;
  });
}

/** The name of a lock that a value of the type holds itself, not behind a pointer; undefined when there is none or it is not known. */
function lockWithin(type: GoType, project: Project, file: ProjectFile): string | undefined {
  const pending = [type];
  for (let count = 0; count < MAXIMUM_TYPES; count++) {
    const next = pending.pop();
    if (!next) return undefined;
    const name = LOCKS.find((each) => isNamed(next, 'sync', each));
    if (name !== undefined) return `a sync.${name}`;
    const behind = project.types.underlying(next, file);
    if (behind.kind === 'struct') pending.push(...behind.fields.map((field) => field.type));
    else if (behind.kind === 'array') pending.push(behind.element);
  }
  return undefined;
}
