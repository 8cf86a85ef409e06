/**
 * context/nil: nil is passed where a context is expected. The first call that asks it for its end panics, perhaps years later, when
 * somebody adds that call.
 *
 * gopls reports this by default (SA1012), so the rule is off until asked for; what it adds is the context that is in scope.
 */
import { Kind } from '../../go/kinds.ts';
import type { Symbolic } from '../../go/symbols.ts';
import { endOf, kindOf, namedChildren, parentOf, startOf } from '../../go/tree.ts';
import { takesContext } from '../../model/types.ts';
import { defineRule } from '../rule.ts';
import { type ContextCandidate, contextCandidates, contextOf, functionNameAt } from '../support/contextInScope.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly function: string;
  readonly call: Symbolic;
  readonly candidates: readonly ContextCandidate[];
}

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
  judge({ start, end, function: name, call, candidates }, context) {
    const { project, file } = context;
    const callee = project.types.callee(call, file);
    if (!callee?.signature || takesContext(callee.signature) !== true) return undefined;
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

function nodeAt(tree: Parameters<typeof kindOf>[0], start: number): number | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) === Kind.nil && startOf(tree, node) === start) return node;
  }
  return undefined;
}
