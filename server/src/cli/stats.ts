/** What a check looked at, so that nobody mistakes silence for innocence: files, packages, edges by rule, what was skipped and why. */
import type { ModuleInfo, ProjectFile } from '../model/project.ts';
import { EdgeCounter, rulesAboutEdges } from '../rules/architecture/edgeCounts.ts';
import type { Finding } from '../rules/rule.ts';
import type { Target } from '../workspace/target.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { relativePath } from './report.ts';
import type { CheckStats, ModuleProblem, RuleStats } from './result.ts';

/** Everything but what only the run knows: the baseline, the revision, what it does not list, the time. */
export function statsOf(
  workspace: Workspace,
  target: Target,
  findings: readonly Finding[],
  suppressed: number,
  cwd: string,
): Omit<CheckStats, 'durationMs' | 'hintsNotShown'> {
  const { project, engine } = workspace;
  const files = [...project.files.values()].filter((file) => target.includes(file.path));
  const modules = new Set(files.map((file) => file.module));
  const edges = new EdgeCounter(project, (id, module) => {
    const rule = engine.rules.get(id);
    return rule && engine.setting(rule, module);
  });
  const judged = new Map<ModuleInfo, number>();
  for (const file of files) {
    edges.add(file);
    if (!file.facts.header.generated) judged.set(file.module, (judged.get(file.module) ?? 0) + 1);
  }
  const found = new Map<string, number>();
  for (const { rule } of findings) found.set(rule, (found.get(rule) ?? 0) + 1);
  const rules: Record<string, RuleStats> = {};
  for (const rule of engine.rules.values()) {
    const { id } = rule.meta;
    let looked = 0;
    for (const module of modules) {
      if (engine.setting(rule, module).level !== 'off') looked += judged.get(module) ?? 0;
    }
    const counted = { files: looked, findings: found.get(id) ?? 0 };
    if (counted.files === 0 && counted.findings === 0) continue;
    rules[id] = rulesAboutEdges.includes(id) ? { ...counted, edges: edges.countOf(id) } : counted;
  }
  const { missing, ...origins } = edges.origins;
  const unparsed = files.filter(({ facts }) => facts.hasSyntaxErrors).map(({ path }) => relativePath(cwd, path));
  return {
    ...(unparsed.length > 0 ? { unparsed: unparsed.sort() } : {}),
    ...(workspace.moduleProblems.length > 0 ? { moduleProblems: moduleProblems(workspace, cwd) } : {}),
    modules: modules.size,
    packages: packagesOf(files),
    files: files.length,
    edges: { ...origins, project: origins.project + missing },
    skipped: workspace.skipped
      .filter(({ path }) => target.includes(path))
      .map(({ path, reason }) => ({ file: relativePath(cwd, path), reason })),
    rules,
    suppressed,
    layouts: workspace.governance
      .filter(({ module }) => [...modules].some((used) => used.dir === module.dir))
      .map(({ module, scope, detected }) => ({
        // Loose files belong to no module; their folder stands for it.
        module: module.goMod.modulePath || relativePath(cwd, module.dir) || '.',
        source: scope.source,
        name: scope.source === 'file' ? (scope.config.layouts[0] ?? 'custom') : (detected?.name ?? 'unknown'),
        layers: scope.config.layers.size,
        ...(scope.source === 'detected' && detected && detected.remarks.length > 0
          ? { remarks: detected.remarks }
          : {}),
      })),
  };
}

/** With the places where they stand. */
export function moduleProblems(workspace: Workspace, cwd: string): ModuleProblem[] {
  return workspace.moduleProblems.map(({ path, start, message }) => {
    const before = (workspace.text(path) ?? '').slice(0, start).split('\n');
    return {
      file: relativePath(cwd, path),
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      message,
    };
  });
}

function packagesOf(files: readonly ProjectFile[]): number {
  const directories = new Map<ModuleInfo, Set<string>>();
  for (const { module, dir } of files) {
    const known = directories.get(module);
    if (known) known.add(dir);
    else directories.set(module, new Set([dir]));
  }
  return [...directories.values()].reduce((sum, { size }) => sum + size, 0);
}
