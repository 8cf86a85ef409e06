/**
 * concurrency/unbounded: a loop starts a goroutine for each element of a slice or map, however many there are. A thousand orders are then
 * a thousand queries at once.
 *
 * How many elements there are nobody can see here, so this is a hint, and silent where something limits the goroutines already: a
 * channel used as a semaphore, a limiter, SetLimit, batches. Nor does it speak of what is few by nature, such as workers or
 * listeners, and of goroutines that run until they are stopped.
 */
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import {
  ancestors,
  childByField,
  childOfKind,
  endOf,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { pathOf } from '../../go/valueFlow.ts';
import { defineRule } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { groupBehind } from '../support/errgroups.ts';
import { viewOf } from '../support/fixView.ts';
import { becomeErrgroup, limitByChannel, limitGroup } from './limiting.ts';

/** Elements of which a program has a few, and functions that make batches. */
const FEW =
  /worker|server|listener|shard|peer|node|replica|backend|provider|consumer|producer|handler|service|plugin|component|endpoint|target|runner|chan|subscri|watch|disk|drive|pool|cluster|region|zone|hook|middleware|client|conn|store|source|sink|signal|conf|queue|topic|partition|manager|controller|process|thread|check|batch|chunk|group|loop|agent|member|broker|host|addr|interface|driver|cache|rule|ring|option|opt|func|fn|callback|registr|scheduler|reader|writer|stage|probe|collector|scrap|exporter|notif|host|instance|pipeline|adapter|stream|clnt|tgt|sets?$|participant|types?$|arns?$|devices?$|locker/i;
const LIMITED = /\b(?:Acquire|TryAcquire|SetLimit|WaitN?\(ctx|Take|Throttle|limit\w*|sem\w*|tokens?|slots?)\b/i;

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly elements: string;
  readonly type: Symbolic;
  readonly function: string;
}

export const unbounded = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/unbounded',
    title: 'The number of goroutines does not grow with the data',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.go_statement }, { kind: Kind.call_expression, callee: ['Go'] }],
  observe(node, view) {
    const { tree, header } = view;
    if (header.imports.some(({ path }) => path === 'testing')) return undefined;
    const isStatement = kindOf(tree, node) === Kind.go_statement;
    if (!isStatement && !isOwnGroup(view, node)) return undefined;
    const loop = loopAround(view, node);
    const clause = loop === NO_NODE ? NO_NODE : childOfKind(tree, loop, Kind.range_clause);
    const elements = clause === NO_NODE ? NO_NODE : childByField(tree, clause, Field.right);
    if (elements === NO_NODE || isFew(view, elements) || isLimited(view, loop, node)) return undefined;
    const callee = isStatement ? NO_NODE : childByField(tree, node, Field.function);
    return {
      start: startOf(tree, node),
      end: isStatement ? startOf(tree, node) + 'go'.length : endOf(tree, callee),
      elements: textOf(tree, elements),
      type: view.typeOf(elements),
      function: functionNameAt(view, node),
    };
  },
  judge({ start, end, elements, type, function: functionName }, { project, file }) {
    const { kind } = project.types.underlying(project.types.typeOf(type, file), file);
    if (kind !== 'slice' && kind !== 'map') return undefined;
    return {
      message: `One goroutine for every element of ${elements.replace(/\s+/g, ' ')}, however many there are: limit them.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${elements}`,
    };
  },
  fixes(finding, context) {
    const view = viewOf(context);
    const node = view && startedAt(view, finding.start);
    if (!view || node === undefined) return [];
    const { path } = finding;
    if (kindOf(view.tree, node) === Kind.call_expression) {
      const edits = limitGroup(view, node);
      return edits
        ? [
            {
              id: 'limit',
              title: 'Limit the group to 10',
              preferred: true,
              changes: () => [{ kind: 'edit', path, edits }],
            },
          ]
        : [];
    }
    const loop = loopAround(view, node);
    const group = becomeErrgroup(view, node, loop, context);
    const channel = limitByChannel(view, node, loop);
    return [
      ...(group
        ? [
            {
              id: 'errgroup',
              title: 'Use an errgroup with a limit of 10',
              preferred: true,
              changes: () => [{ kind: 'edit' as const, path, edits: group }],
            },
          ]
        : []),
      ...(channel
        ? [
            {
              id: 'limit',
              title: 'Limit the goroutines to 10 at a time',
              preferred: !group,
              changes: () => [{ kind: 'edit' as const, path, edits: channel }],
            },
          ]
        : []),
    ];
  },
});

/** `g.Go(…)` of a local errgroup that this function never limits. */
function isOwnGroup(view: SourceView, call: SyntaxNode): boolean {
  const { tree, scopes } = view;
  const callee = childByField(tree, call, Field.function);
  if (kindOf(tree, callee) !== Kind.selector_expression) return false;
  const path = pathOf(view, childByField(tree, callee, Field.operand));
  if (!path?.binding || path.fields.length > 0 || groupBehind(view, path.binding) === undefined) return false;
  return scopes.uses(path.binding).every((use) => !tree.text.startsWith('.SetLimit(', endOf(tree, use)));
}

function loopAround({ tree }: SourceView, node: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, node)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.for_statement) return up;
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
  }
  return NO_NODE;
}

/** Written out, cut to size, or few by their name. */
function isFew(view: SourceView, elements: SyntaxNode): boolean {
  const { tree, scopes } = view;
  const kind = kindOf(tree, elements);
  if (kind === Kind.composite_literal || kind === Kind.slice_expression || FEW.test(textOf(tree, elements)))
    return true;
  if (kind !== Kind.identifier) return false;
  const origin = scopes.local(textOf(tree, elements), elements)?.origin;
  return (
    origin?.by === 'value' && kindOf(tree, origin.value) === Kind.composite_literal && sizeOf(tree, origin.value) > 8
  );
}

/** Something in the loop waits for a turn, or the goroutine does, or it goes on until it is stopped. */
function isLimited(view: SourceView, loop: SyntaxNode, started: SyntaxNode): boolean {
  const { tree } = view;
  const body = childByField(tree, loop, Field.body);
  const end = started + sizeOf(tree, started);
  for (let node = body; node < body + sizeOf(tree, body); node++) {
    const kind = kindOf(tree, node);
    const isInside = node > started && node < end;
    if (kind === Kind.send_statement && (!isInside || /struct\{\}\{\}|true$/.test(textOf(tree, node)))) return true;
    if (kind === Kind.unary_expression && !isInside && textOf(tree, node).startsWith('<-')) return true;
    if (kind === Kind.select_statement) return true;
    if (kind === Kind.for_statement && isInside) return true;
    if (kind === Kind.call_expression && !isInside && view.calleeName(node) === 'Wait') return true;
    if ((kind === Kind.identifier || kind === Kind.field_identifier) && LIMITED.test(textOf(tree, node))) return true;
    if (
      isInside &&
      kind === Kind.field_identifier &&
      /^(?:Run|Serve|Start|Listen\w*|Close|Stop|Shutdown)$/.test(textOf(tree, node))
    )
      return true;
  }
  return false;
}

function startedAt({ tree }: SourceView, start: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (startOf(tree, node) !== start) continue;
    const kind = kindOf(tree, node);
    if (kind === Kind.go_statement || (kind === Kind.call_expression && namedChildren(tree, node).length > 0))
      return node;
  }
  return undefined;
}
