/**
 * sql/pool: a database that is opened and never told how many connections it may have. By default that is any number, of which two
 * are kept: a burst of requests opens as many, and the database refuses them all.
 *
 * Looks at the package that opens it; a pool that is sized elsewhere cannot be seen, which is why this is information. pgxpool
 * limits itself and is left alone, and so are SQLite, tests and tools.
 */
import { calleeText } from '../../go/calleeText.ts';
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
  type SyntaxNode,
  startOf,
  textOf,
} from '../../go/tree.ts';
import { type Acquisition, acquisitionOf, pathOf } from '../../go/valueFlow.ts';
import { usesOf } from '../../go/valueUses.ts';
import type { Project, ProjectFile } from '../../model/project.ts';
import { defineRule } from '../rule.ts';
import { callAt, functionNameAt, isCallOf } from '../support/contextInScope.ts';
import { viewOf } from '../support/fixView.ts';
import { addImport } from '../support/importEdits.ts';
import { insertBehind } from './support/deferBehind.ts';

interface Observation {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly function: string;
}

const SIZINGS = ['SetMaxOpenConns', 'SetMaxIdleConns'];

const OPENINGS: readonly (readonly [path: string, names: readonly string[]])[] = [
  ['database/sql', ['Open', 'OpenDB']],
  ['github.com/jmoiron/sqlx', ['Open', 'Connect', 'ConnectContext', 'MustOpen', 'MustConnect']],
];
const ELSEWHERE = /(?:^|\/)(?:\w*migrat\w*|seeds?|fixtures?|\w*test\w*|tools?|scripts?|examples?|mocks?)(?:\/|$)/i;
/** Functions that may be given a database without sizing it; of any other that is not known. */
const HARMLESS = /^(?:New\w*|With\w*|Register\w*|Ping\w*|Use\w*)$/;

export const pool = defineRule<Observation | Told, Record<never, never>>({
  meta: {
    id: 'sql/pool',
    title: 'Connection pools have a size',
    severity: 'information',
    recommended: true,
    needs: 'syntax',
    tests: false,
    defaults: {},
  },
  sites: [{ kind: Kind.call_expression, callee: [...new Set(OPENINGS.flatMap(([, names]) => names)), ...SIZINGS] }],
  observe(call, view) {
    const { tree } = view;
    if (SIZINGS.includes(view.calleeName(call) ?? '')) return { told: 'sizes a pool' };
    if (!OPENINGS.some(([path, names]) => isCallOf(view, call, path, names))) return undefined;
    const given = textOf(tree, childByField(tree, call, Field.arguments));
    if (/sqlite|duckdb|:memory:|sqlmock|ramsql|txdb/i.test(given) || importsSqlite(view)) return undefined;
    const acquired = acquisitionOf(view, call);
    if (acquired && isSeenTo(view, call, acquired)) return undefined;
    const callee = childByField(tree, call, Field.function);
    return {
      start: startOf(tree, call),
      end: endOf(tree, call),
      name: calleeText(tree, callee),
      function: functionNameAt(view, call),
    };
  },
  judge(observation, { project, file }) {
    if (isTold(observation) || ELSEWHERE.test(file.dir) || isSizedIn(project, file)) return undefined;
    const { start, end, name, function: functionName } = observation;
    return {
      message: `${name} sets no limit: a burst of requests opens as many connections, and two are kept. Size the pool.`,
      start,
      end,
      key: `${project.packageOf(file)?.path ?? file.dir}.${functionName}`,
    };
  },
  fixes(finding, context) {
    const view = viewOf(context);
    const call = view && callAt(view, finding.start, finding.end);
    const acquired = view && call !== undefined ? acquisitionOf(view, call) : undefined;
    const target = acquired?.targets[0];
    if (!view || !acquired || target === undefined || !pathOf(view, target)) return [];
    const db = textOf(view.tree, target);
    const time = addImport(view.tree, 'time', undefined, target, context);
    const inserted = insertBehind(view, acquired, [
      `${db}.SetMaxOpenConns(25)`,
      `${db}.SetMaxIdleConns(25)`,
      `${db}.SetConnMaxLifetime(30 * ${time.localName}.Minute)`,
      `${db}.SetConnMaxIdleTime(5 * ${time.localName}.Minute)`,
    ]);
    if (!inserted) return [];
    const { at, text } = inserted;
    return [
      {
        id: 'size',
        title: 'Size the pool',
        preferred: true,
        changes: () => [
          { kind: 'edit', path: finding.path, edits: [...time.edits, { start: at, end: at, newText: text }] },
        ],
      },
    ];
  },
});

/** Some file of the package sizes a pool: which one, nobody can tell from here. */
function isSizedIn(project: Project, file: ProjectFile): boolean {
  const files = project.packageOf(file)?.files.values() ?? [file];
  for (const { facts } of files) if (facts.observations['sql/pool']?.some(isTold)) return true;
  return false;
}

function importsSqlite({ header }: SourceView): boolean {
  return header.imports.some(({ path }) => /sqlite|duckdb|sqlmock/i.test(path));
}

/** It is handed to something that may size it, or ends with the function. */
function isSeenTo(view: SourceView, call: SyntaxNode, { targets: [target], statement }: Acquisition): boolean {
  const path = target === undefined ? undefined : pathOf(view, target);
  const around = view.enclosingFunction(call);
  if (!path || around === NO_NODE) return false;
  return usesOf(view, path, around).some((use) => {
    if (use.node < statement || use.partial) return false;
    if (use.how === 'argument') return !HARMLESS.test(view.calleeName(use.call) ?? '');
    if (use.how !== 'method' || use.name !== 'Close') return false;
    // Closed when it has failed, it serves when it has not.
    return use.runs === 'deferred' ? !isServer(view, around) : use.runs === 'now' && !isBehindFailure(view, use.node);
  });
}

/** Inside a block that stands there for an error. */
function isBehindFailure({ tree }: SourceView, node: SyntaxNode): boolean {
  for (const up of ancestors(tree, node)) {
    if (kindOf(tree, up) !== Kind.if_statement) continue;
    const condition = childByField(tree, up, Field.condition);
    if (condition !== NO_NODE && /[eE]rr\w*(?:\(\))? != nil|[!]ok\b/.test(textOf(tree, condition))) return true;
  }
  return false;
}

/** A function that closes what it opened serves for as long as it runs only when it waits for requests. */
function isServer({ tree }: SourceView, functionNode: SyntaxNode): boolean {
  const body = childByField(tree, functionNode, Field.body);
  if (body === NO_NODE || namedChildren(tree, body).length === 0) return false;
  return (
    kindOf(tree, functionNode) !== Kind.func_literal &&
    /\.(?:ListenAndServe\w*|Serve\w*|Listen|Run|Start)\(/.test(textOf(tree, body))
  );
}
