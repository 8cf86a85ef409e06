/**
 * JUnit XML, which every CI server can show. A rule is a test suite; each of its errors and warnings is a failed test, information and
 * hints are passed ones with output, and a rule that found nothing is one passed test, so that it shows that it ran. How many files and imports
 * a rule looked at are properties of its suite; what the check as a whole looked at and skipped are those of a suite before them.
 */
import type { CheckStats, ReportedFinding, Reporter, RuleStats } from '../result.ts';
import { skippedByReason } from './counters.ts';

export const reportJunit: Reporter = ({ findings, stats }) => {
  const suites = Object.entries(stats.rules).map(([rule, looked]) =>
    suite(
      rule,
      findings.filter((finding) => finding.rule === rule),
      looked,
    ),
  );
  const tests = suites.reduce((sum, each) => sum + each.tests, 0);
  const failures = suites.reduce((sum, each) => sum + each.failures, 0);
  const seconds = (stats.durationMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="go-architect" tests="${tests}" failures="${failures}" errors="0" time="${seconds}">`,
    looked(stats),
    ...suites.map(({ xml }) => xml),
    '</testsuites>',
    '',
  ].join('\n');
};

/** A suite of no tests: the format has no other place for what is not about one rule. */
function looked({
  modules,
  packages,
  files,
  edges,
  skipped,
  hintsNotShown,
  unparsed = [],
  moduleProblems = [],
}: CheckStats): string {
  const counts: [string, number][] = [
    ['modules', modules],
    ['packages', packages],
    ['files', files],
    ...Object.entries(edges).map(([origin, count]): [string, number] => [`edges ${origin}`, count]),
    ['hints not shown', hintsNotShown],
    ['unparsed', unparsed.length],
    ['module problems', moduleProblems.length],
    ['skipped', skipped.length],
    ...[...skippedByReason(skipped)].map(([reason, count]): [string, number] => [`skipped: ${reason}`, count]),
  ];
  const properties = counts.map(([name, value]) => `<property name="${text(name)}" value="${value}"/>`).join('');
  const open = '  <testsuite name="go-architect" tests="0" failures="0" errors="0" skipped="0">';
  return [open, `    <properties>${properties}</properties>`, '  </testsuite>'].join('\n');
}

function suite(rule: string, findings: readonly ReportedFinding[], { files, edges }: RuleStats) {
  const failures = findings.filter(isFailure).length;
  const cases =
    findings.length === 0 ? [`    <testcase name="${text(rule)}" classname="${text(rule)}"/>`] : findings.map(testCase);
  const tests = cases.length;
  const open = `  <testsuite name="${text(rule)}" tests="${tests}" failures="${failures}" errors="0" skipped="0">`;
  const looked = Object.entries({ files, ...(edges === undefined ? {} : { edges }) });
  const properties = looked.map(([name, value]) => `<property name="${name}" value="${value}"/>`).join('');
  const xml = [open, `    <properties>${properties}</properties>`, ...cases, '  </testsuite>'].join('\n');
  return { tests, failures, xml };
}

function testCase(finding: ReportedFinding): string {
  const { rule, file, line, column, message, severity } = finding;
  const place = `${file}:${line}:${column}`;
  const open = `    <testcase name="${text(place)}" classname="${text(rule)}" file="${text(file)}" line="${line}">`;
  const body = text(`${place}: ${severity}: ${message}`);
  const inner = isFailure(finding)
    ? `<failure type="${severity}" message="${text(message)}">${body}</failure>`
    : `<system-out>${body}</system-out>`;
  return `${open}${inner}</testcase>`;
}

function isFailure({ severity }: ReportedFinding): boolean {
  return severity === 'error' || severity === 'warning';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** For attributes and for text; characters XML 1.0 cannot hold become U+FFFD. */
function text(value: string): string {
  return value
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"'\t\n\r]/g, (character) => ENTITIES[character] ?? character);
}
