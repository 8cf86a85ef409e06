/** What a check looked at, so that nobody mistakes silence for innocence: files, packages, edges by rule, what was skipped and why. */
import { countEdges, rulesAboutEdges } from '../rules/architecture/edgeCounts.ts';
import type { Finding } from '../rules/rule.ts';
import type { Target } from '../workspace/target.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { relativePath } from './report.ts';
import type { CheckStats, RuleStats } from './result.ts';

/** Everything but what only the run knows: the baseline, the revision, the time. */
export function statsOf(
  workspace: Workspace,
  target: Target,
  findings: readonly Finding[],
  suppressed: number,
  cwd: string,
): Omit<CheckStats, 'durationMs'> {
  const { project, engine } = workspace;
  const files = [...project.files.values()].filter((file) => target.includes(file.path));
  const edgesOf = new Map<string, number>();
  const edges = { project: 0, standard: 0, external: 0 };
  for (const file of files) {
    countEdges(
      project,
      file,
      (id) => {
        const rule = engine.rules.get(id);
        return rule && engine.setting(rule, file.module);
      },
      edgesOf,
    );
    for (const { path } of file.facts.header.imports) {
      const { origin } = project.resolveImport(path);
      edges[origin === 'missing' ? 'project' : origin]++;
    }
  }
  const rules: Record<string, RuleStats> = {};
  for (const rule of engine.rules.values()) {
    const { id } = rule.meta;
    const looked = files.filter(
      (file) => !file.facts.header.generated && engine.setting(rule, file.module).level !== 'off',
    ).length;
    const found = findings.filter((finding) => finding.rule === id).length;
    if (looked === 0 && found === 0) continue;
    const counted = { files: looked, findings: found };
    rules[id] = rulesAboutEdges.includes(id) ? { ...counted, edges: edgesOf.get(id) ?? 0 } : counted;
  }
  const modules = new Set(files.map((file) => file.module));
  return {
    modules: modules.size,
    packages: new Set(files.map((file) => `${file.module.dir}/${file.dir}`)).size,
    files: files.length,
    edges,
    skipped: workspace.skipped
      .filter(({ path }) => target.includes(path))
      .map(({ path, reason }) => ({ file: relativePath(cwd, path), reason })),
    rules,
    suppressed,
    layouts: workspace.governance
      .filter(({ module }) => [...modules].some((used) => used.dir === module.dir))
      .map(({ module, scope, detected }) => ({
        module: module.goMod.modulePath,
        source: scope.source,
        name: scope.source === 'file' ? (scope.config.layouts[0] ?? 'custom') : (detected?.name ?? 'unknown'),
        layers: scope.config.layers.size,
      })),
  };
}
