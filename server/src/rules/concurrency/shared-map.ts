/**
 * concurrency/shared-map: goroutines that a loop starts write to the same map without a lock. Go ends the program when it notices.
 *
 * A hint, because what keeps the goroutines apart may stand elsewhere. Silent when the literal locks anything, when it belongs to a
 * group that runs one at a time, and when each round has a map of its own.
 */

import type { Binding } from '../../go/bindings.ts';
import { Field, Kind } from '../../go/kinds.ts';
import type { SourceView } from '../../go/sourceView.ts';
import type { Symbolic } from '../../go/symbols.ts';
import type { TextEdit } from '../../go/textEdit.ts';
import {
  ancestors,
  childByField,
  endOf,
  kindOf,
  NO_NODE,
  parentOf,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { defineRule, type FixContext } from '../rule.ts';
import { functionNameAt } from '../support/contextInScope.ts';
import { indentationAt, wholeLines } from '../support/errorFlow.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly map: string;
  readonly type: Symbolic;
  readonly function: string;
}

export const sharedMap = defineRule<Observation, Record<never, never>>({
  meta: {
    id: 'concurrency/shared-map',
    title: 'Goroutines do not write to one map without a lock',
    severity: 'hint',
    recommended: true,
    needs: 'syntax',
    defaults: {},
  },
  sites: [{ kind: Kind.index_expression }],
  inText: /\bgo\s|\bGo\b/,
  observe(index, view) {
    const { tree } = view;
    const place = writtenAt(view, index);
    if (!place) return undefined;
    const { map, literal } = place;
    const [first] = writesWithin(view, map, literal);
    if (first !== index) return undefined;
    return {
      start: startOf(tree, index),
      end: endOf(tree, index),
      map: map.name,
      type: view.inference.ofBinding(map),
      function: functionNameAt(view, index),
    };
  },
  judge({ start, end, map, type, function: functionName }, { project, file }) {
    if (project.types.underlying(project.types.typeOf(type, file), file).kind !== 'map') return undefined;
    return {
      message: `Goroutines write to ${map} at the same time: guard it with a mutex, or collect what they find behind them.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}: ${map}`,
    };
  },
  fixes(finding, context) {
    const edits = mutexEdits(finding.start, context);
    if (!edits) return [];
    return [
      {
        id: 'mutex',
        title: 'Guard the map with a mutex',
        preferred: true,
        changes: () => [{ kind: 'edit', path: finding.path, edits }],
      },
    ];
  },
});

interface Place {
  readonly map: Binding;
  readonly literal: SyntaxNode;
  readonly loop: SyntaxNode;
}

/** A local map that is written by a literal which a loop starts again and again. */
function writtenAt(view: SourceView, index: SyntaxNode): Place | undefined {
  const { tree, scopes } = view;
  const operand = childByField(tree, index, Field.operand);
  if (operand === NO_NODE || kindOf(tree, operand) !== Kind.identifier || statementOf(view, index) === NO_NODE)
    return undefined;
  const map = scopes.local(textOf(tree, operand), operand);
  const literal = view.enclosingFunction(index);
  if (!map || literal === NO_NODE || kindOf(tree, literal) !== Kind.func_literal || !isStarted(view, literal))
    return undefined;
  const loop = loopAround(view, literal);
  if (
    loop === NO_NODE ||
    map.node > loop ||
    /Lock\(|SetLimit\(1\)|\.Do\(|<-[\w(]|<- struct\{\}/.test(textOf(tree, loop))
  )
    return undefined;
  return { map, literal, loop };
}

/** The assignment, `++` or `--` that writes the element; NO_NODE when it is only read. */
function statementOf({ tree }: SourceView, index: SyntaxNode): SyntaxNode {
  const parent = parentOf(tree, index);
  const kind = kindOf(tree, parent);
  if (kind === Kind.inc_statement || kind === Kind.dec_statement) return parent;
  if (kind !== Kind.expression_list) return NO_NODE;
  const statement = parentOf(tree, parent);
  const isLeft = childByField(tree, statement, Field.left) === parent;
  return kindOf(tree, statement) === Kind.assignment_statement && isLeft ? statement : NO_NODE;
}

/** `go func() { … }()` or `g.Go(func() error { … })`. */
function isStarted(view: SourceView, literal: SyntaxNode): boolean {
  const { tree } = view;
  const parent = parentOf(tree, literal);
  if (kindOf(tree, parent) === Kind.argument_list) return view.calleeName(parentOf(tree, parent)) === 'Go';
  return kindOf(tree, parent) === Kind.call_expression && kindOf(tree, parentOf(tree, parent)) === Kind.go_statement;
}

function loopAround({ tree }: SourceView, literal: SyntaxNode): SyntaxNode {
  for (const up of ancestors(tree, literal)) {
    const kind = kindOf(tree, up);
    if (kind === Kind.for_statement) return up;
    if (kind === Kind.func_literal || kind === Kind.function_declaration || kind === Kind.method_declaration) break;
  }
  return NO_NODE;
}

function writesWithin(view: SourceView, map: Binding, literal: SyntaxNode): SyntaxNode[] {
  const { tree, scopes } = view;
  return scopes
    .uses(map)
    .filter((use) => use > literal && use < literal + sizeOf(tree, literal))
    .map((use) => parentOf(tree, use))
    .filter((index) => kindOf(tree, index) === Kind.index_expression && statementOf(view, index) !== NO_NODE);
}

/** A mutex before the loop, held around each statement that writes; nothing where the map is read in other ways too. */
function mutexEdits(start: number, context: FixContext<unknown>): readonly TextEdit[] | undefined {
  const view = viewOf(context);
  if (!view) return undefined;
  const { tree, scopes } = view;
  const index = indexAt(view, start);
  const place = index === undefined ? undefined : writtenAt(view, index);
  if (!place || kindOf(tree, parentOf(tree, place.loop)) !== Kind.statement_list) return undefined;
  const { map, literal, loop } = place;
  const statements = new Set(writesWithin(view, map, literal).map((each) => statementOf(view, each)));
  const isGuarded = (use: SyntaxNode): boolean =>
    [...statements].some((statement) => use >= statement && use < statement + sizeOf(tree, statement));
  const inside = scopes.uses(map).filter((use) => use >= loop && use < loop + sizeOf(tree, loop));
  if (!inside.every(isGuarded) || [...statements].some((statement) => !wholeLines(tree, statement))) return undefined;
  const name = freeName(view, loop);
  if (name === undefined) return undefined;
  const { edits, localName } = addImport(tree, 'sync', undefined, loop, context);
  const before = startOf(tree, loop);
  return [
    ...edits,
    { start: before, end: before, newText: `var ${name} ${localName}.Mutex\n${indentationAt(tree.text, before)}` },
    ...[...statements].flatMap((statement) => {
      const indentation = indentationAt(tree.text, startOf(tree, statement));
      const [from, to] = [startOf(tree, statement), endOf(tree, statement)];
      return [
        { start: from, end: from, newText: `${name}.Lock()\n${indentation}` },
        { start: to, end: to, newText: `\n${indentation}${name}.Unlock()` },
      ];
    }),
  ];
}

function indexAt({ tree }: SourceView, start: number): SyntaxNode | undefined {
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) === Kind.index_expression && startOf(tree, node) === start) return node;
  }
  return undefined;
}

function freeName(view: SourceView, at: SyntaxNode): string | undefined {
  const { tree } = view;
  const used = new Set<string>();
  const functionNode = view.enclosingFunction(at);
  for (let node = functionNode; node < functionNode + sizeOf(tree, functionNode); node++) {
    if (kindOf(tree, node) === Kind.identifier) used.add(textOf(tree, node));
  }
  return ['mu', 'mutex', 'guard'].find((name) => !used.has(name));
}
