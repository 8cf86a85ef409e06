/** `go-architect explain`: the page of a rule, why a file is in its layer, or how one package comes to depend on another. */
import { meantRule, nearestName } from '../config/suggest.ts';
import { explainFile, explanationText, type FileExplanation, plainText } from '../model/explain.ts';
import { importChain } from '../model/importChain.ts';
import { importOrigin } from '../model/importOrigin.ts';
import type { Package, ProjectFile } from '../model/project.ts';
import type { Rule } from '../rules/rule.ts';
import { rulePage } from '../workspace/pages.ts';
import { joinPath, relativeTo, toSlashes } from '../workspace/paths.ts';
import { loadTarget, MissingPathError, type Target } from '../workspace/target.ts';
import { Workspace } from '../workspace/workspace.ts';
import { refuseBroken } from './brokenConfigurations.ts';
import type { CreateEngine } from './check.ts';
import { chainJson, filesJson, ruleJson } from './explainJson.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';
import { relativePath } from './report.ts';
import { unknownRule } from './ruleNames.ts';

export async function explain(
  what: string,
  format: string,
  io: CommandIo,
  rules: readonly Rule[],
  createEngine: CreateEngine,
): Promise<ExitStatus> {
  const isJson = wantsJson(format);
  const rule = rules.find(({ meta }) => meta.id === what);
  if (rule) {
    const page = rulePage(rule.meta.id);
    if (page === undefined) throw new UsageError(`The page of ${what} is not installed; reinstall go-architect.`);
    const text = page.endsWith('\n') ? page : `${page}\n`;
    io.out(isJson ? ruleJson(rule.meta, page) : text);
    return 0;
  }
  const target = fileNamed(what, io, rules);
  const headersOnly = rules.filter(({ meta }) => meta.needs === 'imports');
  const workspace = await Workspace.open({
    roots: target.roots,
    within: io.cwd,
    engine: createEngine(headersOnly),
    depth: 'imports',
    knownRules: rules.map(({ meta }) => meta),
    log: (message) => io.err(`${message}\n`),
  });
  refuseBroken(workspace, io.cwd);
  const explained = new Set<string>();
  const explanations: FileExplanation[] = [];
  for (const file of workspace.project.files.values()) {
    if (!target.includes(file.path)) continue;
    const isNamed = target.asked.includes(file.path);
    // A folder is explained by what is built, unless it holds tests alone.
    const isBeside = file.isTest && [...(workspace.project.packageOf(file)?.files.values() ?? [])].some(isBuilt);
    if (isBeside && !isNamed) continue;
    const explanation = explainFile(workspace.project, file);
    // Files of one package that are the same to its rules have one answer.
    const answer = `${explanation.packagePath} ${isNamed ? explanation.role : ''}`;
    if (explained.has(answer)) continue;
    explained.add(answer);
    explanations.push(explanation);
  }
  if (explained.size === 0) {
    const skipped = workspace.skipped.find(({ path }) => target.includes(path));
    throw new UsageError(
      skipped ? `${what} is not looked at: ${skipped.reason}.` : `${what} is no Go file of a module.`,
    );
  }
  if (isJson) io.out(filesJson(explanations, io.cwd));
  else for (const explanation of explanations) io.out(`${explanationText(explanation, plainText)}\n\n`);
  return 0;
}

function wantsJson(format: string): boolean {
  if (format !== 'text' && format !== 'json') {
    throw new UsageError(`There is no format "${format}"; choose text or json.`);
  }
  return format === 'json';
}

/** What is no path may be the name of a rule with a slip of the pen. */
function fileNamed(what: string, io: CommandIo, rules: readonly Rule[]): Target {
  try {
    return loadTarget([what], io.cwd);
  } catch (error) {
    if (!(error instanceof MissingPathError)) throw error;
    const isFamily = rules.some(({ meta }) => meta.id.startsWith(`${what.split('/')[0]}/`));
    const looksLikeRule = /^[a-z]+\/[a-z-]+$/.test(what) && isFamily;
    const ids = rules.map(({ meta }) => meta.id);
    if (!looksLikeRule && meantRule(what, ids) === undefined) throw error;
    throw new UsageError(`${unknownRule(what, rules)} There is no file or folder of that name either.`);
  }
}

function isBuilt({ isTest }: ProjectFile): boolean {
  return !isTest;
}

/**
 * Prints the shortest chain of imports from one package to another: exit status 0 when there is one, 1 when there is none.
 *
 * @param to a folder of the workspace, or an import path, also of a package from outside
 */
export async function explainChain(
  from: string,
  to: string,
  format: string,
  io: CommandIo,
  rules: readonly Rule[],
  createEngine: CreateEngine,
): Promise<ExitStatus> {
  const isJson = wantsJson(format);
  const roots = existingRoots([from, to], io.cwd);
  const workspace = await Workspace.open({
    roots,
    within: io.cwd,
    engine: createEngine([]),
    depth: 'imports',
    knownRules: rules.map(({ meta }) => meta),
    log: (message) => io.err(`${message}\n`),
  });
  refuseBroken(workspace, io.cwd);
  const { project } = workspace;
  const source = packageNamed(from, workspace, io.cwd);
  if (!source) {
    throw new UsageError(
      `${from} is no package of this workspace: name its folder or its import path.${meantPackage(from, workspace)}`,
    );
  }
  const aim = packageNamed(to, workspace, io.cwd);
  if (!aim) refuseMisspelt(to, workspace);
  const goal = aim?.path ?? to;
  if (goal === source.path) throw new UsageError(`${from} and ${to} are the same package.`);
  const chain = importChain(project, source, goal);
  if (!chain) {
    io.out(isJson ? chainJson(source.path, goal, []) : `${source.path} does not depend on ${goal}.\n`);
    return 1;
  }
  const [sourceFile] = source.files.values();
  const layer = (of: Package | undefined) => {
    // Layers of another configuration may share a name, never a meaning.
    if (sourceFile && of && importOrigin(project, sourceFile, of.path) === 'external') return undefined;
    const answer = of?.module.scope.layerOf(of.dir);
    return answer?.kind === 'layer' ? answer.layer.name : '';
  };
  const steps = chain.map(({ file, import: imported, to: path, package: of }) => ({
    package: path,
    layer: layer(of),
    file: relativePath(io.cwd, file.path),
    line: (workspace.text(file.path) ?? '').slice(0, imported.start).split('\n').length,
  }));
  if (isJson) {
    const named = steps.map((step) => ({ ...step, layer: step.layer === '' ? undefined : step.layer }));
    io.out(chainJson(source.path, goal, named));
    return 0;
  }
  const words = (name: string | undefined) =>
    name === undefined ? '  (third-party to the configuration)' : name === '' ? '' : `  (${name})`;
  io.out(`${source.path} depends on ${goal}:\n  ${source.path}${words(layer(source))}\n`);
  for (const step of steps) io.out(`  → ${step.package}${words(step.layer)}  ${step.file}:${step.line}\n`);
  return 0;
}

/** What can only be a package of the workspace, and is none, would never be depended on; a package from outside may come one day. */
function refuseMisspelt(name: string, workspace: Workspace): void {
  const { project } = workspace;
  const [first = ''] = toSlashes(name).split('/');
  const isFolder =
    first.startsWith('.') || [...project.packages.values()].some(({ dir }) => dir.split('/')[0] === first);
  if (project.resolveImport(name).origin !== 'project' && !isFolder) return;
  throw new UsageError(`There is no package ${name} in this workspace.${meantPackage(name, workspace)}`);
}

function meantPackage(name: string, { project }: Workspace): string {
  const written = toSlashes(name).replace(/^\.\/|\/+$/g, '');
  const known = [...project.packages.values()].flatMap(({ path, dir }) => (dir === '' ? [path] : [path, dir]));
  const meant = nearestName(written, known);
  return meant === undefined ? '' : ` Did you mean ${meant}?`;
}

/** The modules around what exists on disk; import paths are looked for in the module around the working directory. */
function existingRoots(names: readonly string[], cwd: string): readonly string[] {
  const roots = new Set<string>();
  for (const name of names) {
    try {
      for (const root of loadTarget([name], cwd).roots) roots.add(root);
    } catch (error) {
      if (!(error instanceof MissingPathError)) throw error;
    }
  }
  return roots.size > 0 ? [...roots] : loadTarget([], cwd).roots;
}

/** A package by its import path or by its folder, relative to the working directory. */
export function packageNamed(name: string, { project }: Workspace, cwd: string): Package | undefined {
  const all = [...project.packages.values()];
  const byPath = all.filter(({ path }) => path === name);
  // Of two checkouts, the one that is worked in.
  const [first] = byPath;
  if (first) return byPath.find(({ module }) => relativeTo(module.dir, toSlashes(cwd)) !== undefined) ?? first;
  const directory = joinPath(toSlashes(cwd), toSlashes(name));
  return all.find(({ module, dir }) => (dir === '' ? module.dir : `${module.dir}/${dir}`) === directory);
}
