/**
 * context/background: a function that was given a context, or a request that has one, begins a new one with context.Background()
 * or context.TODO(). What it calls then no longer hears that the caller has given up, and loses deadline, trace and values.
 *
 * Work that is meant to outlive the caller is left alone: goroutines and what is started as one, deferred calls, clean-up, what comes
 * after waiting for the end, contexts that are stored, and code whose comment speaks of it. So are tests, where gopls offers t.Context().
 */
import { isTold, type Told } from '../../go/facts.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import {
  ancestors,
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
import { defineRule, type FixOffer } from '../rule.ts';
import { commentAbove } from '../support/comments.ts';
import {
  type ContextCandidate,
  contextCandidates,
  contextOf,
  functionNameAt,
  isCallOf,
  isGoAtLeast,
  runsApart,
} from '../support/contextInScope.ts';
import { statementAround } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { withImports } from '../support/importExchange.ts';
import { isPassedOn } from './passedOn.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  /** As written: `context.Background()`. */
  readonly text: string;
  readonly function: string;
  readonly candidates: readonly ContextCandidate[];
}

/** `sendFailureEvent`: the context of what failed may be why it failed. */
const TELLS_OF_FAILURE = /[a-z](?:Fail(?:ure|ed)?|Err(?:or)?)(?:[A-Z]|$)/;

/** What silences another linter and says that the context is meant to be this one. */
const SILENCED_WITH_A_WORD = /^\/\/\s*(?:nolint|nosec)\b.*(?:cancel|context|ctx|deadline|detach)/i;

/** Words of a comment that explains why the work goes on without its caller. */
const TELLS_OF_CONTEXTS = /context|background|disconnect|survive|outlive|cancel|detach|best[- ]effort/i;

interface Data {
  readonly expression: string;
  /** What the file calls package context. */
  readonly package: string;
}

export const background = defineRule<Observation | Told, Record<never, never>>({
  meta: {
    id: 'context/background',
    title: 'A function that is given a context passes it on',
    severity: 'warning',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
    honours: ['contextcheck', 'gosec', 'G118'],
  },
  sites: [{ kind: Kind.call_expression, callee: ['Background', 'TODO'] }, { kind: Kind.go_statement }],
  observe(call, view) {
    const { tree, header } = view;
    if (kindOf(tree, call) === Kind.go_statement) return startedWithContext(view, call);
    // What tests and their helpers begin with is gopls' to say.
    if (header.imports.some(({ path }) => path === 'testing')) return undefined;
    if (!isCallOf(view, call, 'context', ['Background', 'TODO'])) return undefined;
    if (runsApart(view, call) || isExplained(view, call) || isDefault(view, call)) return undefined;
    if (tiesItself(view, call) || TELLS_OF_FAILURE.test(functionNameAt(view, call))) return undefined;
    if (!isPassedOn(view, call)) return undefined;
    const candidates = contextCandidates(view, call);
    if (candidates.length === 0) return undefined;
    return {
      start: startOf(tree, call),
      end: endOf(tree, call),
      text: textOf(tree, call),
      function: functionNameAt(view, call),
      candidates,
    };
  },
  judge(observation, context) {
    const { project, file } = context;
    if (isTold(observation)) return undefined;
    const { start, end, text, function: name, candidates } = observation;
    const found = contextOf(candidates, context, true);
    if (!found || startedIn(project).has(name)) return undefined;
    const data: Data = { expression: found.expression, package: text.slice(0, text.indexOf('.')) };
    return {
      message: `${text} drops the caller's cancellation, deadline and trace: pass ${found.expression}.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${name}`,
      data,
    };
  },
  fixes(finding, context) {
    const { expression, package: packageName } = finding.data as Data;
    const offers: FixOffer[] = [
      {
        id: 'use',
        title: `Pass ${expression}`,
        preferred: true,
        changes: () => {
          const view = viewOf(context);
          const edit = { start: finding.start, end: finding.end, newText: expression };
          const edits = view && withImports(view.tree, [edit], { goes: ['context'] });
          return edits ? [{ kind: 'edit', path: finding.path, edits }] : [];
        },
      },
    ];
    if (isGoAtLeast(context.file, 21)) {
      const newText = `${packageName}.WithoutCancel(${expression})`;
      offers.push({
        id: 'detach',
        title: `Keep its values, not its cancellation: ${newText}`,
        changes: () => [
          { kind: 'edit', path: finding.path, edits: [{ start: finding.start, end: finding.end, newText }] },
        ],
      });
    }
    return offers;
  },
});

/**
 * A function that is started with a context among its arguments, told to whoever judges the function: who is started like that
 * (`go h.Validate(r.Context(), id)`) knows that the context may end before it does.
 */
function startedWithContext({ tree }: SourceView, statement: SyntaxNode): Told | undefined {
  const call = namedChildren(tree, statement)[0];
  if (call === undefined || kindOf(tree, call) !== Kind.call_expression) return undefined;
  const given = childByField(tree, call, Field.arguments);
  if (given === NO_NODE || !/\b[cC]tx\b|\bContext\(\)/.test(textOf(tree, given))) return undefined;
  const name = /(\w+)$/.exec(textOf(tree, childByField(tree, call, Field.function)))?.[1];
  return name === undefined ? undefined : { told: name };
}

const startedByProject = new WeakMap<Project, { readonly generation: number; readonly names: ReadonlySet<string> }>();

/** Names of the functions that somebody starts with `go` and a context. */
function startedIn(project: Project): ReadonlySet<string> {
  const known = startedByProject.get(project);
  if (known?.generation === project.generation) return known.names;
  const names = new Set<string>();
  for (const { facts } of project.files.values()) {
    for (const each of facts.observations['context/background'] ?? []) {
      if (isTold(each)) names.add(each.told);
    }
  }
  startedByProject.set(project, { generation: project.generation, names });
  return names;
}

/** A comment right above the line or the statement says that this is meant, or above the `if` that is about nothing else. */
function isExplained({ tree }: SourceView, call: SyntaxNode): boolean {
  const { statement } = statementAround(tree, call);
  const isSaid = [call, statement].some((node) => {
    const above = node === NO_NODE ? '' : commentAbove(tree, node);
    return /^\/\/\s*(?!nolint|nosec|architect:)\S|\*\/$/.test(above) || SILENCED_WITH_A_WORD.test(above);
  });
  if (isSaid || statement === NO_NODE) return isSaid;
  const list = parentOf(tree, statement);
  const around = parentOf(tree, parentOf(tree, list));
  const isFirst = kindOf(tree, list) === Kind.statement_list && namedChildren(tree, list)[0] === statement;
  return isFirst && kindOf(tree, around) === Kind.if_statement && TELLS_OF_CONTEXTS.test(commentAbove(tree, around));
}

/** `if ctx == nil { … }` knows what it does, and after a failure it may be the context that has failed. */
function isDefault({ tree }: SourceView, call: SyntaxNode): boolean {
  let below = call;
  for (const up of ancestors(tree, call)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration)
      return false;
    const isBranch = kind === Kind.if_statement && kindOf(tree, below) !== Kind.short_var_declaration;
    if (isBranch || kind === Kind.expression_case) {
      const condition = childByField(tree, up, isBranch ? Field.condition : Field.value);
      const asks = condition === NO_NODE || condition === below ? '' : textOf(tree, condition);
      if (/ctx|context|[rR]eq|[eE]rr\w* != nil/.test(asks)) return true;
    }
    below = up;
  }
  return false;
}

/** A function that gives contexts back, or asks one for its end or deadline, knows what it does with them. */
function tiesItself(view: SourceView, call: SyntaxNode): boolean {
  const { tree } = view;
  for (const up of ancestors(tree, call)) {
    const kind = kindOf(tree, up);
    if (kind !== Kind.func_literal && kind !== Kind.function_declaration && kind !== Kind.method_declaration) continue;
    const result = childByField(tree, up, Field.result);
    if (result !== NO_NODE && /\bContext\b/.test(textOf(tree, result))) return true;
    if (/\.(?:Done|Deadline)\(\)/.test(textOf(tree, up))) return true;
  }
  return false;
}
