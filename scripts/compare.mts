/**
 * Our findings beside golangci-lint's: `npm run compare -- DIR REPORT.json [--family NAME] [--show N]`.
 *
 * REPORT.json is what golangci-lint wrote about the module in DIR (`--output.json.path`). Findings are matched by file, line and the rule
 * that means the same; a table says how many both have, only we, only they, and samples of what only they have are printed for
 * reading. Files we do not judge (generated ones) are left out on both sides.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Engine } from '../server/src/rules/engine.ts';
import { allRules } from '../server/src/rules/registry.ts';
import type { Rule } from '../server/src/rules/rule.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';

interface LinterIssue {
  readonly FromLinter: string;
  readonly Text: string;
  readonly SourceLines?: readonly string[];
  readonly Pos: { readonly Filename: string; readonly Line: number };
}

/** Which of their findings mean which of our rules; the first that fits counts. */
const SAME: readonly (readonly [linter: string, text: RegExp, rules: readonly string[]])[] = [
  ['wrapcheck', /./, ['errors/wrap']],
  ['errorlint', /comparing with|switch on an error/, ['errors/compare']],
  ['errorlint', /type (assertion|switch) on error/, ['errors/assert']],
  ['errorlint', /non-wrapping format verb/, ['errors/verb']],
  ['err113', /do not define dynamic errors/, ['errors/sentinel']],
  ['err113', /do not compare errors/, ['errors/compare']],
  ['nilerr', /./, ['errors/swallowed']],
  ['nilnesserr', /./, ['errors/swallowed']],
  ['errname', /./, ['errors/naming']],
  ['errcheck', /./, ['errors/ignored']],
  ['staticcheck', /^ST1005/, ['errors/string-style']],
  ['staticcheck', /^ST1012/, ['errors/naming']],
  ['staticcheck', /^SA1012/, ['context/nil']],
  ['staticcheck', /^SA1029/, ['context/key-type']],
  ['staticcheck', /^SA2000/, ['concurrency/waitgroup-add']],
  ['staticcheck', /^SA2001/, ['concurrency/unlock']],
  ['staticcheck', /^SA1015/, ['concurrency/time-after']],
  ['noctx', /./, ['context/no-context-call', 'context/missing']],
  ['containedctx', /./, ['context/in-struct']],
  ['contextcheck', /./, ['context/background', 'context/missing']],
  ['fatcontext', /./, ['context/loop']],
  ['sqlclosecheck', /./, ['sql/rows-close']],
  ['rowserrcheck', /./, ['sql/rows-err']],
  ['gosec', /^G118/, ['context/cancel', 'context/background']],
  ['gosec', /^G20[12]/, ['sql/concat']],
  ['revive', /^context-as-argument/, ['context/first']],
  ['govet', /^lostcancel/, ['context/cancel']],
  ['govet', /^copylocks/, ['concurrency/lock-copy']],
  ['govet', /^waitgroup/, ['concurrency/waitgroup-add']],
];

const { values: options, positionals } = parseArgs({
  options: {
    family: { type: 'string', default: '' },
    show: { type: 'string', default: '10' },
    tests: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [directory, reportPath] = positionals;
if (directory === undefined || reportPath === undefined) {
  console.error('Say which module and which report: npm run compare -- DIR REPORT.json');
  process.exit(2);
}
const root = realpathSync(resolve(directory));
const rules = allRules
  .filter(({ meta }) => meta.id.startsWith(options.family))
  .map((rule) => ({ ...rule, meta: { ...rule.meta, recommended: true, defaults: defaultsOf(rule) } }));

/** What a rule leaves to gopls by default counts as well: golangci-lint runs without it. */
function defaultsOf({ meta }: Rule): unknown {
  return meta.id === 'sql/rows-err' ? { standard: true } : meta.defaults;
}

const engine = new Engine(
  rules,
  ({ rule, path, error }) => console.error(rule, path, error),
  () => '2026-01-31',
);
const workspace = await Workspace.open({ roots: [root], engine, depth: 'syntax', log: console.error });

/** Of every finding of ours: where, and of which rule. */
const ours = new Map<string, Set<string>>();
const within = new Map<string, Set<string>>();
/** Where a function is found whose context is missing or dropped, by its name: contextcheck names it at the call. */
const ofFunction = new Map<string, Set<string>>();
const NAMES_ITS_FUNCTION = /^Function `([^`]+)` should pass/;
/** A function without a context is found at its name and means every call in it that wants one. */
const MEANS_ITS_FUNCTION = 'context/missing';
/** Found at the whole signature, which may fill several lines; revive names the parameter. */
const MEANS_ITS_SIGNATURE = 'context/first';
/** Found at the loop, and by rowserrcheck at the query in front of it. */
const MEANS_ITS_QUERY = 'sql/rows-err';
for (const file of workspace.project.files.values()) {
  if (!options.tests && file.isTest) continue;
  for (const finding of workspace.verdict(file.path)?.findings ?? []) {
    const text = workspace.text(file.path) ?? '';
    const first = text.slice(0, finding.start).split('\n').length;
    const place = `${relative(root, file.path)}:${first}`;
    ours.set(place, (ours.get(place) ?? new Set()).add(finding.rule));
    if (finding.rule === MEANS_ITS_FUNCTION || finding.rule === 'context/background') {
      const name = finding.key.slice(finding.key.lastIndexOf('.') + 1);
      ofFunction.set(name, (ofFunction.get(name) ?? new Set()).add(place));
    }
    if (finding.rule === MEANS_ITS_QUERY) {
      const before = text.slice(0, finding.start).split('\n');
      const query = before.findLastIndex((line) =>
        new RegExp(`^\\s*(?:var )?[\\w, ]*\\b${String(finding.data)}\\b[\\w, ]*:?= `).test(line),
      );
      // A chain ends lines below where its statement begins.
      for (let line = query + 1; query >= 0 && line < first; line++) {
        const inside = `${relative(root, file.path)}:${line}`;
        within.set(inside, (within.get(inside) ?? new Set()).add(place));
      }
    }
    if (finding.rule === MEANS_ITS_SIGNATURE) {
      const lines = text.slice(finding.start, finding.end).split('\n').length;
      for (let line = first; line < first + lines; line++) {
        const inside = `${relative(root, file.path)}:${line}`;
        within.set(inside, (within.get(inside) ?? new Set()).add(place));
      }
    }
    if (finding.rule !== MEANS_ITS_FUNCTION) continue;
    const around = file.facts.declarations?.functions.find(({ nameStart }) => nameStart === finding.start);
    const lines = text.slice(finding.start, around?.declarationEnd ?? finding.end).split('\n').length;
    for (let line = first; line < first + lines; line++) {
      const inside = `${relative(root, file.path)}:${line}`;
      within.set(inside, (within.get(inside) ?? new Set()).add(place));
    }
  }
}

interface Row {
  both: number;
  onlyThey: LinterIssue[];
}
const rows = new Map<string, Row>();
const matched = new Map<string, Set<string>>();
const { Issues: issues } = JSON.parse(readFileSync(reportPath, 'utf8')) as { Issues: readonly LinterIssue[] | null };
for (const issue of issues ?? []) {
  const path = join(root, issue.Pos.Filename);
  const file = workspace.project.files.get(path);
  if (!file || file.facts.header.generated || (!options.tests && file.isTest)) continue;
  const same = SAME.find(([linter, text]) => linter === issue.FromLinter && text.test(issue.Text));
  if (!same?.[2].some((rule) => rule.startsWith(options.family))) continue;
  const row = rowOf(`${issue.FromLinter} → ${same[2].join(', ')}`);
  const place = [0, -1, 1].map((by) => `${relative(root, path)}:${issue.Pos.Line + by}`);
  const wide = [MEANS_ITS_FUNCTION, MEANS_ITS_QUERY, MEANS_ITS_SIGNATURE].some((rule) => same[2].includes(rule));
  const named = NAMES_ITS_FUNCTION.exec(issue.Text)?.[1]
    ?.split('->')
    .at(-1)
    ?.replace(/\$\d+$/, '');
  const [called] = named === undefined ? [] : (ofFunction.get(named) ?? []);
  const [around] = wide ? (within.get(place[0] ?? '') ?? []) : [];
  const found = place.find((each) => same[2].some((rule) => ours.get(each)?.has(rule))) ?? around ?? called;
  if (found === undefined) row.onlyThey.push(issue);
  else {
    row.both++;
    for (const rule of same[2]) matched.set(rule, (matched.get(rule) ?? new Set()).add(found));
  }
}

function rowOf(name: string): Row {
  const row = rows.get(name) ?? { both: 0, onlyThey: [] };
  rows.set(name, row);
  return row;
}

console.table(
  [...rows]
    .map(([name, { both, onlyThey }]) => ({
      name,
      both,
      onlyThey: onlyThey.length,
      share: percent(both, both + onlyThey.length),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1)),
);
const alone = rules
  .map(({ meta }) => {
    const places = [...ours].filter(([, found]) => found.has(meta.id)).map(([place]) => place);
    return {
      rule: meta.id,
      severity: meta.severity,
      all: places.length,
      onlyWe: places.filter((place) => !matched.get(meta.id)?.has(place)).length,
    };
  })
  .filter(({ all }) => all > 0);
console.table(alone);
for (const [name, { onlyThey }] of rows) {
  const most = Number(options.show);
  if (onlyThey.length === 0 || most === 0) continue;
  console.log(`\n== only they: ${name} (${onlyThey.length})`);
  for (let index = 0; index < Math.min(most, onlyThey.length); index++) {
    const issue = onlyThey[Math.floor((index * onlyThey.length) / Math.min(most, onlyThey.length))];
    if (issue)
      console.log(
        `${issue.Pos.Filename}:${issue.Pos.Line}: ${issue.Text}\n    ${issue.SourceLines?.[0]?.trim() ?? ''}`,
      );
  }
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
