/** What could not be read in go.mod and go.work files, for commands whose answer has no room to say so. */
import type { Workspace } from '../workspace/workspace.ts';
import type { CommandIo } from './io.ts';
import { moduleProblemLines } from './reporters/counters.ts';
import { moduleProblems } from './stats.ts';

export function tellUnreadModules(workspace: Workspace, io: CommandIo): void {
  for (const line of moduleProblemLines({ moduleProblems: moduleProblems(workspace, io.cwd) })) io.err(`${line}\n`);
}
