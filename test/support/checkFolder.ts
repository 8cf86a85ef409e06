/** The one caller of the engine in tests of rules: reads a folder as the product does and judges it. */

import type { SourceProvider } from '../../server/src/model/sources.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import type { Finding, FixOffer } from '../../server/src/rules/rule.ts';
import { type SkippedSource, Workspace } from '../../server/src/workspace/workspace.ts';

export interface CheckedFolder {
  /** Findings of the wanted rules, by path, then in document order. */
  readonly findings: readonly Finding[];
  readonly sources: SourceProvider;
  readonly skipped: readonly SkippedSource[];
  readonly filesWithSyntaxErrors: readonly string[];
  offers(finding: Finding): readonly FixOffer[];
}

/** A rule that throws fails the test. `day` is what suppressions with a date are compared with. */
export async function checkFolder(
  folder: string | readonly string[],
  rules: readonly string[],
  day = '2026-01-31',
): Promise<CheckedFolder> {
  const engine = new Engine(
    allRules,
    ({ rule, path, error }) => {
      throw new Error(`${rule} failed on ${path}`, { cause: error });
    },
    () => day,
  );
  const workspace = await Workspace.open({
    roots: typeof folder === 'string' ? [folder] : folder,
    engine,
    depth: 'syntax',
    log: (message) => {
      throw new Error(message);
    },
  });
  const issues = [...workspace.configurationIssues.values()].flat().filter((issue) => issue.severity === 'error');
  if (issues.length > 0) throw new Error(`configuration: ${issues.map((issue) => issue.message).join(' ')}`);
  const files = [...workspace.project.files.values()];
  const findings = [
    ...files.flatMap((file) => workspace.verdict(file.path)?.findings ?? []),
    ...[...workspace.findingsOutsideGo().values()].flat(),
  ].filter((finding) => rules.includes(finding.rule));
  return {
    findings,
    sources: workspace,
    skipped: workspace.skipped,
    filesWithSyntaxErrors: files.filter((file) => file.facts.hasSyntaxErrors).map((file) => file.path),
    offers: (finding) => workspace.fixes(finding),
  };
}
