/** `go-architect explain`: the page of a rule, or why a file is in its layer. */
import { explainFile, explanationText, plainText } from '../model/explain.ts';
import type { Rule } from '../rules/rule.ts';
import { rulePage } from '../workspace/pages.ts';
import { loadTarget } from '../workspace/target.ts';
import { Workspace } from '../workspace/workspace.ts';
import type { CreateEngine } from './check.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';

export async function explain(
  what: string,
  io: CommandIo,
  rules: readonly Rule[],
  createEngine: CreateEngine,
): Promise<ExitStatus> {
  const rule = rules.find(({ meta }) => meta.id === what);
  if (rule) {
    const page = rulePage(rule.meta.id);
    if (page === undefined) throw new UsageError(`The page of ${what} is not installed; reinstall go-architect.`);
    io.out(page.endsWith('\n') ? page : `${page}\n`);
    return 0;
  }
  if (/^[a-z]+\/[a-z-]+$/.test(what) && rules.some(({ meta }) => meta.id.startsWith(`${what.split('/')[0]}/`))) {
    throw new UsageError(`There is no rule "${what}"; \`go-architect rules\` lists them.`);
  }
  const target = loadTarget([what], io.cwd);
  const headersOnly = rules.filter(({ meta }) => meta.needs === 'imports');
  const workspace = await Workspace.open({
    roots: target.roots,
    engine: createEngine(headersOnly),
    depth: 'imports',
    log: (message) => io.err(`${message}\n`),
  });
  const explained = new Set<string>();
  for (const file of workspace.project.files.values()) {
    if (!target.includes(file.path)) continue;
    const explanation = explainFile(workspace.project, file);
    // Files of one package have one answer.
    if (explained.has(explanation.packagePath)) continue;
    explained.add(explanation.packagePath);
    io.out(`${explanationText(explanation, plainText)}\n\n`);
  }
  if (explained.size === 0) {
    const skipped = workspace.skipped.find(({ path }) => target.includes(path));
    throw new UsageError(
      skipped ? `${what} is not looked at: ${skipped.reason}.` : `${what} is no Go file of a module.`,
    );
  }
  return 0;
}
