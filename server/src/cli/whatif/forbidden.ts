/**
 * What if imports from here to there were forbidden: every such import that is allowed today.
 *
 * A side is a layer, a folder or pattern of packages as the configuration sees them, an import path, or `*`; what is imported may also
 * be a third-party or standard package with all below it. Direct imports only.
 */
import { coversImport } from '../../config/importPath.ts';
import { matchPattern, type PathPattern, parsePattern } from '../../config/pattern.ts';
import { nearestName } from '../../config/suggest.ts';
import { roleOf } from '../../model/fileRole.ts';
import { importOrigin } from '../../model/importOrigin.ts';
import { type Package, type Project, type ProjectFile, packagePath } from '../../model/project.ts';
import { innerTarget } from '../../rules/architecture/edges.ts';
import type { Finding } from '../../rules/rule.ts';
import { forbidsImport } from '../../workspace/forbiddenImports.ts';
import { UsageError } from '../io.ts';
import { reportFindings } from '../report.ts';
import { plural } from '../reporters/words.ts';
import type { Answer } from './answer.ts';
import { answered, statsNow } from './difference.ts';
import type { Asked } from './whatif.ts';

type Side =
  | { readonly kind: 'any' }
  | { readonly kind: 'layer'; readonly name: string }
  | { readonly kind: 'packages'; readonly pattern: PathPattern; readonly text: string; readonly importPath?: string }
  | { readonly kind: 'outside'; readonly path: string };

interface Ban {
  readonly from: Side;
  readonly to: Side;
}

export function whatIfForbidden(asked: Asked, wanted: readonly string[]): Answer {
  const { workspace, cwd } = asked;
  const { project } = workspace;
  const bans = wanted.map((text) => banOf(text, project));
  const forbidden = forbiddenNow(asked);
  const findings: Finding[] = [];
  const packages = new Set<string>();
  let already = 0;
  let tests = 0;
  let keptForTests = 0;
  for (const { file, import: imported } of project.imports()) {
    const ban = bans.find(({ from, to }) => concerns(project, file, imported.path, from, to));
    if (!ban) continue;
    const permission = permissionOf(project, file, imported.path, ban);
    if (permission === 'tests') {
      keptForTests++;
    } else if (permission === 'forbidden' || forbidden.has(`${file.path}\0${imported.start}`)) {
      already++;
    } else {
      if (file.isTest) tests++;
      packages.add(packagePath(file.module, file.dir));
      findings.push({
        rule: 'whatif/forbid',
        severity: 'error',
        message: `${nameOf(ban.from, file)} would no longer be allowed to import ${ban.to.kind === 'layer' ? ban.to.name : imported.path}.`,
        path: file.path,
        start: imported.start,
        end: imported.end,
        key: imported.path,
      });
    }
  }
  findings.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start));
  const notes = [
    `${plural(findings.length, 'import')} in ${plural(packages.size, 'package')} would be forbidden (${tests} in tests); ${already} forbidden already`,
    ...(keptForTests > 0
      ? [
          `${plural(keptForTests, 'import')} in test files left out, because \`tests\` allows them whatever the layer may import`,
        ]
      : []),
  ];
  return {
    questions: wanted.map((text) => `forbid ${text}`),
    new: reportFindings(findings, workspace, cwd).map(answered),
    gone: [],
    stay: already,
    notes,
    stats: statsNow(asked),
  };
}

function banOf(text: string, project: Project): Ban {
  const sides = text.split(/\s*(?:->|→)\s*/);
  const [from = '', to = ''] = sides.map((side) => side.trim());
  if (sides.length !== 2 || from === '' || to === '') {
    throw new UsageError(`--forbid takes FROM->TO in quotes, such as 'usecase->repository', not "${text}".`);
  }
  return { from: sideOf(from, project, false), to: sideOf(to, project, true) };
}

/** @throws UsageError when nothing is called so: an answer about nothing would look like a good one */
function sideOf(text: string, project: Project, isImported: boolean): Side {
  if (text === '*') return { kind: 'any' };
  const layers = new Set(project.modules.flatMap(({ scope }) => [...scope.config.layers.keys()]));
  if (layers.has(text)) return { kind: 'layer', name: text };
  const packages = [...project.packages.values()];
  const written = text
    .replace(/^\.\//, '')
    .replace(/\/\.\.\.$/, '/**')
    .replace(/\/$/, '');
  const exact = packages.find(({ path }) => path === written);
  const parsed = parsePattern(exact ? patternPathOf(exact) || '.' : written);
  if (parsed.ok && packages.some((each) => matchPattern(parsed.pattern, patternPathOf(each)))) {
    return { kind: 'packages', pattern: parsed.pattern, text: written, ...(exact ? { importPath: exact.path } : {}) };
  }
  if (isImported) {
    for (const {
      file,
      import: { path },
    } of project.imports()) {
      const origin = importOrigin(project, file, path);
      if ((origin === 'standard' || origin === 'external') && coversImport(text, path))
        return { kind: 'outside', path: text };
    }
  }
  const nearest = nearestName(text, [...layers, ...packages.map(patternPathOf)]);
  const hint =
    nearest === undefined ? `The layers are ${[...layers].join(', ') || 'not known'}.` : `Did you mean ${nearest}?`;
  throw new UsageError(`There is no layer or package "${text}"${isImported ? ', and nobody imports it' : ''}. ${hint}`);
}

function patternPathOf({ module, dir }: Package): string {
  return module.scope.patternPath(dir);
}

function concerns(project: Project, file: ProjectFile, path: string, from: Side, to: Side): boolean {
  if (!isIn(from, file.module.scope, file.dir)) return false;
  const target = innerTarget(project, file, path);
  if (to.kind === 'outside') {
    const origin = importOrigin(project, file, path);
    return (origin === 'standard' || origin === 'external') && coversImport(to.path, path);
  }
  // A package that another configuration governs has no place among the patterns of this one.
  if (!target && to.kind === 'packages') return path === to.importPath;
  if (!target || !isIn(to, target.module.scope, target.dir)) return false;
  if (target.module === file.module && target.dir === file.dir) return false;
  // What is imported may import itself, as a layer may.
  return to.kind === 'any' || !isIn(to, file.module.scope, file.dir);
}

function isIn(side: Side, scope: ProjectFile['module']['scope'], dir: string): boolean {
  switch (side.kind) {
    case 'any':
      return true;
    case 'layer': {
      const answer = scope.layerOf(dir);
      return answer.kind === 'layer' && answer.layer.name === side.name;
    }
    case 'packages':
      return matchPattern(side.pattern, scope.patternPath(dir)) !== undefined;
    case 'outside':
      return false;
  }
}

/** What the configuration says of an import between two layers today, and would still say of tests. */
function permissionOf(
  project: Project,
  file: ProjectFile,
  path: string,
  { from, to }: Ban,
): 'tests' | 'forbidden' | undefined {
  const { layers } = file.module.scope;
  const own = file.module.scope.layerOf(file.dir);
  const target = innerTarget(project, file, path);
  const other = target?.module.scope.layerOf(target.dir);
  if (own.kind !== 'layer' || other?.kind !== 'layer') return undefined;
  if (!layers.mayImport(own.layer, other.layer, roleOf(file)).allowed) return 'forbidden';
  if (!file.isTest || from.kind !== 'layer' || to.kind !== 'layer') return undefined;
  return layers.testsMayImport(own.layer, other.layer, roleOf(file)) ? 'tests' : undefined;
}

/** Where an import is reported today, whether or not a baseline knows it. */
function forbiddenNow({ workspace }: Asked): ReadonlySet<string> {
  const forbidden = new Set<string>();
  for (const path of workspace.project.files.keys()) {
    for (const finding of workspace.verdict(path)?.findings ?? []) {
      if (forbidsImport(finding)) forbidden.add(`${path}\0${finding.start}`);
    }
  }
  return forbidden;
}

function nameOf(side: Side, { module, dir }: ProjectFile): string {
  return side.kind === 'layer' ? side.name : module.scope.patternPath(dir) || module.path;
}
