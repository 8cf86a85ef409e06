/**
 * context/nil: nil is passed where a context is expected. The first call that asks it for its end panics, perhaps years later, when
 * somebody adds that call.
 *
 * gopls reports this by default (SA1012), so the rule is off until asked for; what it adds is the context that is in scope. Functions of
 * the project that compare their own context with nil have made nil a value of theirs, and what calls them is left alone.
 */
import { isTold, type Told } from '../../go/facts.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  parentOf,
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import type { Project } from '../../model/project.ts';
import { takesContext } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { type ContextCandidate, contextCandidates, contextOf, functionNameAt } from '../support/contextInScope.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';

interface Passed {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly call: Symbolic;
  readonly candidates: readonly ContextCandidate[];
}

/** What compares its context with nil is observed too: its name. */
type Observation = Passed | Told;

export const contextNil = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'context/nil',
    title: 'A context is never nil',
    severity: 'warning',
    recommended: false,
    needs: 'syntax',
    defaults: {},
    honours: ['staticcheck', 'SA1012'],
    gopls: 'SA1012',
  },
  sites: [{ kind: Kind.nil }],
  observe(node, view) {
    const { tree } = view;
    const list = parentOf(tree, node);
    if (kindOf(tree, list) === Kind.binary_expression) return comparedParameter(view, list);
    if (kindOf(tree, list) !== Kind.argument_list || namedChildren(tree, list)[0] !== node) return undefined;
    const call = view.callee(parentOf(tree, list));
    if (call === 0) return undefined;
    return {
      start: startOf(tree, node),
      end: endOf(tree, node),
      function: functionNameAt(view, node),
      call,
      candidates: contextCandidates(view, node),
    };
  },
  judge(observation, context) {
    if (!('call' in observation)) return undefined;
    const { start, end, function: name, call, candidates } = observation;
    const { project, file } = context;
    const callee = project.types.callee(call, file);
    if (!callee?.signature || takesContext(callee.signature) !== true) return undefined;
    if (expectsNil(callee.fullName, project)) return undefined;
    const expression = contextOf(candidates, context)?.expression;
    return {
      message: `A nil context panics as soon as it is asked: pass ${expression ?? 'context.TODO() until there is one'}.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${name} ${callee.fullName}`,
      ...(expression === undefined ? {} : { data: expression }),
    };
  },
  fixes(finding, context) {
    const { data, start, end, path } = finding;
    if (typeof data === 'string') {
      const changes = () => [{ kind: 'edit' as const, path, edits: [{ start, end, newText: data }] }];
      return [{ id: 'pass', title: `Pass ${data}`, preferred: true, safe: true, changes }];
    }
    const changes = () => {
      const view = viewOf(context);
      if (!view) return [];
      const node = nodeAt(view.tree, start);
      const { edits, localName } = addImport(view.tree, 'context', undefined, node, context);
      return [{ kind: 'edit' as const, path, edits: [...edits, { start, end, newText: `${localName}.TODO()` }] }];
    };
    return [{ id: 'todo', title: 'Pass context.TODO()', preferred: true, safe: true, changes }];
  },
});

/** `ctx == nil` about a parameter of the function around. */
function comparedParameter(view: SourceView, comparison: SyntaxNode): Told | undefined {
  const { tree } = view;
  const left = childByField(tree, comparison, Field.left);
  if (left === NO_NODE || kindOf(tree, left) !== Kind.identifier) return undefined;
  const meaning = view.scopes.resolve(left);
  if (meaning.kind !== 'local' || meaning.binding.kind !== 'parameter') return undefined;
  const { origin } = meaning.binding;
  if (origin.by !== 'type' || !/\bContext$/.test(textOf(tree, origin.type))) return undefined;
  return { told: functionNameAt(view, comparison) };
}

/** Whether the function of that full name, `(*example.com/shop/user.Store).Find`, is known to look whether its context is nil. */
function expectsNil(fullName: string, project: Project): boolean {
  const name = fullName.slice(fullName.lastIndexOf('.') + 1);
  return [...project.files.values()].some(
    (file) =>
      fullName.includes(project.packageOf(file)?.path ?? file.dir) &&
      file.facts.observations['context/nil']?.some((each) => isTold(each) && each.told === name),
  );
}

function nodeAt(tree: Parameters<typeof kindOf>[0], start: number): number | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) === Kind.nil && startOf(tree, node) === start) return node;
  }
  return undefined;
}
