/**
 * Generators for the editor: what there is, what each asks, and what it makes of the answers.
 *
 * Parts of a module are answered as changes that the client shows and makes; a new project is written here. Templates of ours
 * are read when the first thing is generated, a team's own every time, and only where the client says that they may run.
 */

import { diffLines } from 'diff';
import {
  type GenerateRequest,
  type Generation,
  GeneratorsRequest,
  type QuestionRequest,
  type ValidateRequest,
} from '../protocol.ts';
import { generators } from '../scaffold/catalog.ts';
import {
  type Interview,
  type Made,
  type ModuleView,
  moduleInterviews,
  type Question,
  repositoryAround,
} from '../scaffold/interviews.ts';
import { partInterviews } from '../scaffold/partInterviews.ts';
import type { FileChange } from '../scaffold/preview.ts';
import { newProject } from '../scaffold/project.ts';
import { projectOptionsOf, projectQuestions } from '../scaffold/projectInterview.ts';
import type { Problem, Result } from '../scaffold/result.ts';
import { TemplateError } from '../scaffold/template.ts';
import { mergeTemplates, type Templates, unusedTemplates } from '../scaffold/templates.ts';
import { timestamp } from '../workspace/clock.ts';
import { goFilesOf, moduleRoot, namesIn, repositoryRoot } from '../workspace/moduleFiles.ts';
import { shippedTemplates, teamTemplates } from '../workspace/templates.ts';
import { isOccupied, writeFiles } from '../workspace/writeFiles.ts';
import type { Session } from './session.ts';
import { pathOfUri, TextPositions, uriOfPath } from './textPlaces.ts';

interface Refusal {
  readonly kind: 'refused';
  readonly reason: string;
}

const interviews: readonly Interview[] = [...moduleInterviews, ...partInterviews];

/** What a request speaks about, worked out once. */
type Subject =
  | { readonly kind: 'project'; readonly parent: string }
  | { readonly kind: 'part'; readonly interview: Interview; readonly root: string; readonly module: ModuleView };

interface UsedTemplates {
  readonly templates: Templates;
  readonly unused: readonly string[];
  /** Whether some are the team's. */
  readonly areTeams: boolean;
}

export interface Scaffolding {
  generators(): GeneratorsRequest.Result;
  question(params: QuestionRequest.Params): Promise<QuestionRequest.Result>;
  validate(params: ValidateRequest.Params): Promise<ValidateRequest.Result>;
  generate(params: GenerateRequest.Params): Promise<GenerateRequest.Result>;
}

/** Answers to the requests of the same names. */
export function scaffolding(session: Session): Scaffolding {
  let shipped: Promise<Templates> | undefined;
  const templatesFor = async (folder: string, useOwn: boolean): Promise<UsedTemplates> => {
    shipped ??= shippedTemplates();
    const ours = await shipped;
    const theirs = useOwn ? await teamTemplates(folder) : new Map<string, string>();
    return {
      templates: mergeTemplates(ours, theirs),
      unused: unusedTemplates(ours, theirs),
      areTeams: theirs.size > 0,
    };
  };

  return {
    generators: () =>
      generators
        .filter(({ name }) => name === GeneratorsRequest.project || interviews.some((each) => each.name === name))
        .map(({ name, title }) => ({ name, title })),

    question: async (params) => {
      const subject = subjectOf(params, session);
      if (subject.kind === 'refused') return subject;
      const reason = subject.kind === 'part' ? subject.interview.refusal?.(subject.module) : undefined;
      if (reason !== undefined) return { kind: 'refused', reason };
      const questions = questionsOf(subject, params, () => false);
      const index = questions.findIndex(({ id }) => params.answers[id] === undefined);
      const next = questions[index];
      if (next === undefined) {
        return { kind: 'ready', ownTemplates: (await teamTemplates(folderOf(subject))).size > 0 };
      }
      const { problem: _problem, ...question } = next;
      return { kind: 'ask', question: { ...question, step: index + 1, steps: questions.length } };
    },

    validate: async (params) => {
      const subject = subjectOf(params, session);
      if (subject.kind === 'refused') return subject.reason;
      const { question, answer } = params;
      const isPath = /[\\/]/.test(answer);
      const occupied = subject.kind === 'project' && !isPath && (await isOccupied(`${subject.parent}/${answer}`));
      const asked = questionsOf(subject, params, () => occupied).find(({ id }) => id === question);
      return asked?.problem(answer) ?? null;
    },

    generate: async (params) => {
      const subject = subjectOf(params, session);
      if (subject.kind === 'refused') return subject;
      const used = await templatesFor(folderOf(subject), params.useOwnTemplates);
      try {
        return subject.kind === 'project'
          ? await writtenProject(subject.parent, params, used, session)
          : changesOf(subject.root, subject.interview.make(params.answers, subject.module, used.templates), used);
      } catch (error) {
        // A template that does not render is the team's to mend.
        if (error instanceof TemplateError) return { kind: 'refused', reason: error.message };
        throw error;
      }
    },
  };
}

function subjectOf({ generator, uri }: Generation, session: Session): Subject | Refusal {
  const asked = uri === undefined ? undefined : pathOfUri(uri);
  if (generator === GeneratorsRequest.project) {
    if (asked === undefined)
      return { kind: 'refused', reason: 'A new project needs a folder on this machine to go to.' };
    return { kind: 'project', parent: asked };
  }
  const interview = interviews.find(({ name }) => name === generator);
  if (interview === undefined) return { kind: 'refused', reason: `There is no generator called "${generator}".` };
  const place = asked ?? session.workspace.project.modules[0]?.dir;
  const root = place === undefined ? undefined : moduleRoot(place)?.replaceAll('\\', '/');
  if (place === undefined || root === undefined) {
    return { kind: 'refused', reason: 'There is no go.mod here or in a folder above; choose a folder of a Go module.' };
  }
  return { kind: 'part', interview, root, module: moduleView(root, place, session) };
}

function moduleView(root: string, place: string, { workspace }: Session): ModuleView {
  const folder = place === root ? '' : place.slice(root.length + 1);
  return {
    read: (path) => workspace.text(`${root}/${path}`),
    namesIn: (name) => namesIn(root, name),
    goFiles: () => goFilesOf(root),
    folder: workspace.text(place) === undefined ? folder : folder.replace(/\/?[^/]*$/, ''),
    timestamp: timestamp(),
    parse: (text) => workspace.parse(text),
    repository: () => {
      const top = topOf(root);
      return repositoryAround({ goFiles: goFilesOf(root) }, root.slice(top.length + 1), {
        read: (path) => workspace.text(`${top}/${path}`),
        namesIn: (name) => namesIn(top, name),
      });
    },
  };
}

/** The root of the repository that a module lies in, or of the module. */
function topOf(root: string): string {
  return repositoryRoot(root)?.replaceAll('\\', '/') ?? root;
}

function folderOf(subject: Subject): string {
  return subject.kind === 'project' ? subject.parent : subject.root;
}

function questionsOf(
  subject: Subject,
  { answers }: Generation,
  occupied: (name: string) => boolean,
): readonly Question[] {
  return subject.kind === 'project'
    ? projectQuestions(answers, occupied)
    : subject.interview.questions(answers, subject.module);
}

async function writtenProject(
  parent: string,
  { answers }: Generation,
  { templates, unused, areTeams }: UsedTemplates,
  { workspace }: Session,
): Promise<GenerateRequest.Result> {
  const options = projectOptionsOf(answers);
  const made = newProject(options, templates, areTeams ? (text) => workspace.parse(text) : undefined);
  if (!made.ok) return refused(made.problems);
  const folder = `${parent}/${options.name}`;
  if (await isOccupied(folder)) return { kind: 'refused', reason: `${folder} is there already and not empty.` };
  const outcome = await writeFiles(folder, made.value);
  if (!outcome.ok) {
    return { kind: 'refused', reason: `These are there already: ${outcome.conflicts.join(', ')}` };
  }
  return {
    kind: 'written',
    folder: uriOfPath(folder),
    files: outcome.written.length,
    open: uriOfPath(`${folder}/README.md`),
    unused,
  };
}

function changesOf(root: string, made: Result<Made>, { unused }: UsedTemplates): GenerateRequest.Result {
  if (!made.ok) return refused(made.problems);
  const { changes, open, next, inRepository } = made.value;
  const top = inRepository === true ? topOf(root) : root;
  return {
    kind: 'changes',
    created: changes.flatMap(({ path, before, after }) =>
      before === undefined ? [{ uri: uriOfPath(`${top}/${path}`), text: after }] : [],
    ),
    edited: changes.flatMap((change) => editedFile(top, change)),
    open: uriOfPath(`${top}/${open}`),
    next,
    unused,
  };
}

function refused(problems: readonly Problem[]): Refusal {
  return { kind: 'refused', reason: problems.map(({ message }) => message).join('\n') };
}

/** Only the lines that differ, so that the preview shows them and nothing else of the file is touched. */
function editedFile(root: string, { path, before, after }: FileChange): readonly GenerateRequest.Edited[] {
  if (before === undefined) return [];
  const positions = new TextPositions(before);
  const edits: GenerateRequest.Edited['edits'][number][] = [];
  let offset = 0;
  for (const { value, added, removed } of diffLines(before, after)) {
    const end = added ? offset : offset + value.length;
    if (added || removed) edits.push({ ...positions.range(offset, end), newText: added ? value : '' });
    offset = end;
  }
  return [{ uri: uriOfPath(`${root}/${path}`), before, edits }];
}
