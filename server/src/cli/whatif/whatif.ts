/**
 * `go-architect whatif`: what a change of the architecture would break, before anybody makes it. Nothing is written.
 *
 * Three questions: what if imports from here to there were forbidden, what if a package stood elsewhere, what if another configuration
 * were in force. Exit status 0 when nothing would break, 1 when something would, 2 when the question makes no sense.
 */
import type { Rule } from '../../rules/rule.ts';
import { joinPath, toSlashes } from '../../workspace/paths.ts';
import { loadTarget, type Target } from '../../workspace/target.ts';
import { Workspace } from '../../workspace/workspace.ts';
import { refuseBroken } from '../brokenConfigurations.ts';
import { type CreateEngine, depthFor } from '../check.ts';
import { type CommandIo, type ExitStatus, UsageError } from '../io.ts';
import { relativePath } from '../report.ts';
import { tellUnreadModules } from '../unreadModules.ts';
import { type Answer, answerText } from './answer.ts';
import { difference, snapshot } from './difference.ts';
import { whatIfForbidden } from './forbidden.ts';
import { whatIfMoved } from './moved.ts';

export interface WhatIfOptions {
  /** Such as `usecase->repository`; several are asked at once. */
  readonly forbid: readonly string[];
  readonly move?: string | undefined;
  readonly to?: string | undefined;
  readonly config?: string | undefined;
  readonly format: string;
}

/** What every question is asked of. */
export interface Asked {
  readonly workspace: Workspace;
  readonly target: Target;
  readonly cwd: string;
}

const formats = ['text', 'json'];

export async function whatIf(
  options: WhatIfOptions,
  io: CommandIo,
  allRules: readonly Rule[],
  createEngine: CreateEngine,
): Promise<ExitStatus> {
  const { forbid, move, to, config, format } = options;
  if (!formats.includes(format)) {
    throw new UsageError(`There is no format "${format}"; choose one of ${formats.join(', ')}.`);
  }
  if ((move === undefined) !== (to === undefined)) {
    throw new UsageError('--move names a package and --to its new folder; pass both.');
  }
  if ([forbid.length > 0, move !== undefined, config !== undefined].filter(Boolean).length !== 1) {
    throw new UsageError("Ask one question: --forbid 'FROM->TO', --move PACKAGE --to FOLDER, or --config FILE.");
  }
  const rules = allRules.filter(({ meta }) => meta.id.startsWith('architecture/'));
  const target = loadTarget([], io.cwd);
  const workspace = await Workspace.open({
    roots: target.roots,
    engine: createEngine(rules),
    depth: depthFor(rules),
    knownRules: allRules.map(({ meta }) => meta),
    log: (message) => io.err(`${message}\n`),
  });
  const asked: Asked = { workspace, target, cwd: io.cwd };
  refuseBroken(workspace, io.cwd);
  tellUnreadModules(workspace, io);
  if (workspace.project.files.size === 0) {
    throw new UsageError(`No Go files under ${target.roots.map((root) => relativePath(io.cwd, root)).join(', ')}.`);
  }
  const answer =
    move !== undefined && to !== undefined
      ? await whatIfMoved(asked, move, to)
      : config !== undefined
        ? await whatIfConfigured(asked, config)
        : whatIfForbidden(asked, forbid);
  io.out(
    format === 'json' ? `${JSON.stringify({ version: 1, ...answer }, null, 2)}\n` : answerText(answer, io.useColour),
  );
  return answer.new.some(({ severity }) => severity === 'error') ? 1 : 0;
}

async function whatIfConfigured(asked: Asked, config: string): Promise<Answer> {
  const { workspace, cwd } = asked;
  const before = snapshot(asked);
  workspace.useConfiguration(joinPath(cwd, toSlashes(config)));
  await workspace.reload();
  refuseBroken(workspace, cwd);
  return { questions: [`config ${config}`], ...difference(before, snapshot(asked)), notes: [] };
}
