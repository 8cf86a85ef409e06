/**
 * `go-architect graph`: who imports whom, what the configuration declares, and where both disagree. Prints one picture; findings do
 * not fail it, `check` does.
 */

import { nearestName } from '../config/suggest.ts';
import { type GraphFormatName, graphFormatNames, remarksOn, subjectOf } from '../draw/format.ts';
import { graphFormats } from '../draw/index.ts';
import { focusOn, type GraphLevel, type ImportGraph, importGraph, violationsOf } from '../model/graph.ts';
import type { Rule } from '../rules/rule.ts';
import { forbiddenImports } from '../workspace/forbiddenImports.ts';
import { joinPath } from '../workspace/paths.ts';
import { loadTarget } from '../workspace/target.ts';
import { Workspace } from '../workspace/workspace.ts';
import { refuseBroken } from './brokenConfigurations.ts';
import type { CreateEngine } from './check.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';
import { relativePath } from './report.ts';
import { tellUnreadModules } from './unreadModules.ts';

export interface GraphOptions {
  readonly format: string;
  readonly level: string;
  /** A layer, a module, or a package by its path or the end of it. */
  readonly focus: string | undefined;
  readonly violations: boolean;
}

export const graphLevels: readonly GraphLevel[] = ['layer', 'module', 'package'];

export async function graph(
  paths: readonly string[],
  options: GraphOptions,
  io: CommandIo,
  rules: readonly Rule[],
  createEngine: CreateEngine,
): Promise<ExitStatus> {
  const format = graphFormatNames.find((each) => each === options.format);
  if (!format) {
    throw new UsageError(`There is no format "${options.format}"; choose one of ${graphFormatNames.join(', ')}.`);
  }
  const level = graphLevels.find((each) => each === options.level);
  if (!level) throw new UsageError(`There is no level "${options.level}"; choose one of ${graphLevels.join(', ')}.`);
  const target = loadTarget(paths, io.cwd);
  const workspace = await Workspace.open({
    roots: target.roots,
    within: io.cwd,
    engine: createEngine(rules.filter(({ meta }) => meta.id.startsWith('architecture/') && meta.needs === 'imports')),
    depth: 'imports',
    knownRules: rules.map(({ meta }) => meta),
    log: (message) => io.err(`${message}\n`),
  });
  refuseBroken(workspace, io.cwd);
  tellUnreadModules(workspace, io);
  const { project } = workspace;
  if (project.files.size === 0) {
    throw new UsageError(`No Go files under ${target.roots.map((root) => relativePath(io.cwd, root)).join(', ')}.`);
  }
  let drawn = importGraph(project, { level, includes: target.includes, isForbidden: forbiddenImports(workspace) });
  if (options.focus !== undefined) {
    const { focus } = options;
    const focused = focusOn(
      drawn,
      /^\.{0,2}\/|\/$/.test(focus) ? relativePath(io.cwd, joinPath(io.cwd, focus)) : focus,
    );
    if (!focused) throw new UsageError(nothingToFocusOn(focus, level, drawn));
    drawn = focused;
  }
  if (options.violations) drawn = violationsOf(drawn);
  for (const remark of [...remarksOn(drawn), ...tooMuch(drawn, format)]) io.err(`${remark}\n`);
  io.out(await graphFormats[format]({ graph: drawn, title: titleOf(workspace, level, options) }));
  return 0;
}

/** Names that are listed where another one was asked for. */
const MOST_NAMES = 20;

function nothingToFocusOn(focus: string, level: GraphLevel, { nodes }: ImportGraph): string {
  // Layers of several modules share their names.
  const names = [...new Set(nodes.map(({ label }) => label))];
  const nearest = nearestName(focus, [...names, ...nodes.map(({ id }) => id)]);
  const list = `there are ${names.slice(0, MOST_NAMES).join(', ')}${names.length > MOST_NAMES ? ', …' : ''}`;
  const hint = nearest === undefined ? list : `did you mean ${nearest}?`;
  const elsewhere = level !== 'package' && focus.includes('/') ? ' Packages are nodes with --level package.' : '';
  return `There is no ${level} "${focus}" among what is drawn; ${hint.replace(/[^?]$/, '$&.')}${elsewhere}`;
}

/** Beyond these nobody sees anything in a picture, and GitHub draws no Mermaid at all. */
const MOST_NODES = 150;
const MOST_MERMAID_EDGES = 500;

function tooMuch({ nodes, edges, level }: ImportGraph, format: GraphFormatName): readonly string[] {
  if (format === 'json') return [];
  const less = `${level === 'layer' ? '' : '--level layer, '}--focus NAME or --violations shows less`;
  if (format === 'mermaid' && edges.length > MOST_MERMAID_EDGES) {
    return [
      `${edges.length} arrows are more than Mermaid draws by default (${MOST_MERMAID_EDGES}); ${less}, --format svg all of them.`,
    ];
  }
  return nodes.length > MOST_NODES ? [`${nodes.length} ${level}s in one picture are hard to read; ${less}.`] : [];
}

function titleOf({ project }: Workspace, level: GraphLevel, { focus, violations }: GraphOptions): string {
  const about = focus === undefined ? `${level}s` : `${level} ${focus} and its neighbours`;
  return `${subjectOf(project)}: ${violations ? 'forbidden imports between ' : ''}${about}`;
}
