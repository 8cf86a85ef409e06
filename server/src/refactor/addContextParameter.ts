/**
 * "Add context parameter": a function takes `ctx context.Context` first, and everybody who calls it passes one.
 *
 * Two proposals, which differ in what callers do that have no context themselves: take one in turn, up to handlers, `main` and tests,
 * or pass `context.TODO()`. How references are found, what changes together and what stands against it is in the folder beside
 * this file.
 */
import type { Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';
import { carriedBy } from './addContextParameter/contextInScope.ts';
import { type Declaration, declarationAt } from './addContextParameter/declarations.ts';
import { obstaclesOf } from './addContextParameter/obstacles.ts';
import { type Plan, plan, type Reach, type Refused } from './addContextParameter/planner.ts';
import { Sources } from './addContextParameter/sources.ts';
import type { Proposal, Refactoring, RefactoringControl, RefactoringOutcome, RefactoringPlace } from './refactoring.ts';

const TITLES: Readonly<Record<Reach, string>> = {
  propagate: 'Add context parameter and propagate through callers',
  todo: 'Add context parameter and use context.TODO() in callers',
};

export const addContextParameter: Refactoring = {
  id: 'add-context-parameter',
  kind: 'refactor.rewrite.addContextParameter',
  proposals({ project, file, start, end, sources }) {
    const declaration = declarationAt(file, start, end);
    if (!declaration) return [];
    const read = new Sources(project, file.module, sources, SILENT);
    if (carriedBy(declaration, read) !== undefined || obstaclesOf(declaration, read).length > 0) return [];
    return (['propagate', 'todo'] as const).map(
      (reach): Proposal => ({
        id: reach,
        title: TITLES[reach],
        preview: true,
        run: (control) => run(declaration, reach, project, sources, control),
      }),
    );
  },
};

/** Whether there is anything to propose, for the fix of a finding. */
export function canAddContextParameter(place: RefactoringPlace): boolean {
  return addContextParameter.proposals(place).length > 0;
}

const SILENT = { report: () => undefined };

async function run(
  declaration: Declaration,
  reach: Reach,
  project: Project,
  provider: SourceProvider,
  control: RefactoringControl,
): Promise<RefactoringOutcome> {
  const task = plan(declaration, reach, new Sources(project, declaration.file.module, provider, control));
  for (;;) {
    const step = task.next();
    if (step.done) return outcomeOf(declaration, step.value);
    await control.pause();
  }
}

/** The same without pauses, for the fix of a finding: the function is named by the offset of its name. */
export function addContextParameterTo(
  nameStart: number,
  reach: Reach,
  {
    project,
    file,
    sources,
  }: { readonly project: Project; readonly file: ProjectFile; readonly sources: SourceProvider },
): RefactoringOutcome {
  const declaration = declarationAt(file, nameStart, nameStart);
  if (!declaration) return { refused: 'There is no function any more where one was.' };
  const task = plan(declaration, reach, new Sources(project, file.module, sources, SILENT));
  for (;;) {
    const step = task.next();
    if (step.done) return outcomeOf(declaration, step.value);
  }
}

const SHOWN = 8;

function outcomeOf({ fact }: Declaration, result: Plan | Refused): RefactoringOutcome {
  if ('obstacles' in result) {
    return { refused: `${fact.name} cannot take a context: ${listed(result.obstacles).join('; ')}.` };
  }
  const { changes, notes } = result;
  return { changes, ...(notes.length > 0 ? { notes: listed(notes).map((note) => `${note}.`) } : {}) };
}

function listed(lines: readonly string[]): string[] {
  const shown = lines.slice(0, SHOWN);
  return lines.length > SHOWN ? [...shown, `and ${lines.length - SHOWN} more`] : shown;
}
