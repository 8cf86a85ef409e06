/**
 * Lets comments in the source silence findings, and reports the comments that do not do what their author believes:
 * those that do not count, and those that silence nothing.
 *
 * Peers' comments are honoured for the findings a rule shares with them, never reported: they are not ours to tidy.
 */
import { meantRule } from '../../config/suggest.ts';
import type { SuppressionFact } from '../../go/facts.ts';
import type { Finding, Rule, RuleId, RuleLevel } from '../rule.ts';
import { suppressionInvalid } from './invalid.ts';
import { suppressionUnused } from './unused.ts';

export interface SettleContext {
  readonly path: string;
  readonly suppressions: readonly SuppressionFact[];
  readonly rules: ReadonlyMap<string, Rule>;
  /** Ids of the rules that looked at this file; a comment for any other cannot be called unused. */
  readonly active: ReadonlySet<string>;
  /** `YYYY-MM-DD`; a suppression whose last day is before it no longer counts. */
  readonly today: () => string;
  levelOf(rule: Rule): RuleLevel;
}

export interface Settled {
  /** In document order. */
  readonly findings: readonly Finding[];
  readonly suppressed: number;
}

export function settleSuppressions(findings: readonly Finding[], context: SettleContext): Settled {
  const { suppressions } = context;
  if (suppressions.length === 0) return { findings: inOrder(findings), suppressed: 0 };
  const problems = new Map(suppressions.map((suppression) => [suppression, problemOf(suppression, context)]));
  const used = new Set<object>();
  const kept = findings.filter((finding) => {
    let silenced = false;
    for (const suppression of suppressions) {
      if (problems.get(suppression) !== undefined || !covers(suppression, finding)) continue;
      const name = nameThatSilences(suppression, context.rules.get(finding.rule));
      if (name === undefined) continue;
      used.add(name);
      silenced = true;
    }
    return !silenced;
  });
  const suppressed = findings.length - kept.length;
  for (const suppression of suppressions) {
    if (suppression.kind !== 'architect') continue;
    const problem = problems.get(suppression);
    if (problem !== undefined) {
      report(
        kept,
        suppressionInvalid,
        context,
        suppression,
        problem,
        suppression.names.map((name) => name.name).join(),
      );
      continue;
    }
    for (const name of suppression.names) {
      if (used.has(name) || !rulesNamed(name.name, context.rules).some((rule) => context.active.has(rule.meta.id)))
        continue;
      report(
        kept,
        suppressionUnused,
        context,
        name,
        `No finding of ${name.name} here: remove this suppression.`,
        name.name,
      );
    }
  }
  return { findings: inOrder(kept), suppressed };
}

function report(
  findings: Finding[],
  rule: Rule,
  context: SettleContext,
  range: { readonly start: number; readonly end: number },
  message: string,
  key: string,
): void {
  const level = context.levelOf(rule);
  if (level === 'off') return;
  const { start, end } = range;
  findings.push({ rule: rule.meta.id, severity: level, message, path: context.path, start, end, key });
}

/** Why one of our suppressions does not count; undefined when it does. */
function problemOf(suppression: SuppressionFact, context: SettleContext): string | undefined {
  if (suppression.kind !== 'architect') return undefined;
  if (suppression.invalid !== undefined) return suppression.invalid;
  const unknown = suppression.names.find((name) => rulesNamed(name.name, context.rules).length === 0);
  if (unknown)
    return `There is no rule ${unknown.name}${hint(unknown.name, context.rules)}; \`go-architect rules\` lists them all.`;
  if (suppression.until !== undefined && suppression.until < context.today()) {
    return `This suppression ended on ${suppression.until}: fix the finding, or decide anew and set another date.`;
  }
  return undefined;
}

function hint(name: string, rules: ReadonlyMap<string, Rule>): string {
  const meant = meantRule(name, rules.keys());
  return meant === undefined ? '' : ` (did you mean ${meant}?)`;
}

function covers(suppression: SuppressionFact, finding: Finding): boolean {
  return finding.start >= suppression.coversStart && finding.start < suppression.coversEnd;
}

/** The name in the comment that speaks for the rule; the comment itself when it silences everything. */
function nameThatSilences(suppression: SuppressionFact, rule: Rule | undefined): object | undefined {
  if (!rule) return undefined;
  const { id, honours = [] } = rule.meta;
  if (suppression.kind === 'architect') return suppression.names.find((name) => matchesRule(name.name, id));
  if (honours.length === 0) return undefined;
  if (suppression.names.length === 0) return suppression;
  return suppression.names.find((name) => name.name === 'all' || honours.includes(name.name));
}

function rulesNamed(name: string, rules: ReadonlyMap<string, Rule>): Rule[] {
  return [...rules.values()].filter((rule) => matchesRule(name, rule.meta.id));
}

/** `sql/*` names a family, `*` everything. */
function matchesRule(name: string, id: RuleId): boolean {
  return name === id || name === '*' || (name.endsWith('/*') && id.startsWith(name.slice(0, -1)));
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length < 2) return findings;
  return [...findings].sort((a, b) => a.start - b.start || a.end - b.end || (a.rule < b.rule ? -1 : 1));
}
