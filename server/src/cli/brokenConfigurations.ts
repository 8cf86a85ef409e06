/** Configurations that cannot be read: who asks about an architecture must not be answered from none. */
import type { Workspace } from '../workspace/workspace.ts';
import { UsageError } from './io.ts';
import { relativePath } from './report.ts';

export function brokenConfigurations(workspace: Workspace, cwd: string): string[] {
  return configurationIssues(workspace, cwd, 'error');
}

/** What is said of configurations and baselines, each with its place. */
export function configurationIssues(workspace: Workspace, cwd: string, severity: 'error' | 'warning'): string[] {
  const lines: string[] = [];
  for (const [path, issues] of workspace.configurationIssues) {
    const text = workspace.text(path) ?? '';
    for (const issue of issues) {
      if (issue.severity !== severity) continue;
      const before = text.slice(0, issue.start).split('\n');
      lines.push(`${relativePath(cwd, path)}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${issue.message}`);
    }
  }
  return lines;
}

/** @throws UsageError with every fault and its place */
export function refuseBroken(workspace: Workspace, cwd: string): void {
  const broken = brokenConfigurations(workspace, cwd);
  if (broken.length > 0) throw new UsageError(broken.join('\n'));
}
