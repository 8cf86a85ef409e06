/**
 * What a generator asks a person, one question after the other, and what it makes of the answers. The editor walks through
 * this list; the parts that the catalogue defines itself are in partInterviews.ts.
 *
 * Answers are held to the same functions that the generators use themselves, so that what is accepted while it is typed is
 * not refused afterwards. Nothing here reads a disk or shows anything.
 */
import type { FlatTree } from '../go/tree.ts';
import { featureNameProblem, pluralForms, structureProblem } from './feature.ts';
import { fieldTypes, parseFields } from './fields.ts';
import { inOwnLines, type Lines, withPlainLines } from './lineEnds.ts';
import { migrationFolder, newMigration } from './migrations.ts';
import { type ModuleSurvey, newDockerfile, newWorkflow, workflowPath } from './moduleParts.ts';
import { featureIn, featureRoles, lackingFor, openPlaces } from './parts/features.ts';
import { directoryProblems } from './parts/part.ts';
import { type ModuleReader, surveyModule } from './parts/survey.ts';
import type { FileChange } from './preview.ts';
import { failure, type GeneratedFile, type Result, success } from './result.ts';
import type { Templates } from './templates.ts';

/** By the id of the question. */
export type Answers = Readonly<Record<string, string>>;

export interface Question {
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** What is meant when nothing else is said. */
  readonly standard?: string;
  /** Everything that can be answered; free text without it. */
  readonly choices?: readonly string[];
  readonly problem: (answer: string) => string | undefined;
}

/** A module as a generator sees it. Paths are relative to its root, with `/`. */
export interface ModuleView {
  readonly read: (path: string) => string | undefined;
  readonly namesIn: (folder: string) => readonly string[];
  /** Every Go file of the module. */
  readonly goFiles: () => readonly string[];
  /** The folder for which the user asked; `''` is the root. */
  readonly folder: string;
  /** Now, as `YYYYMMDDhhmmss` in UTC. */
  readonly timestamp: string;
  readonly parse: (text: string) => FlatTree;
  readonly repository: () => RepositoryView;
}

/** The repository that a module lies in; paths are relative to its root. A module that lies in none is one. */
export interface RepositoryView extends Lines {
  /** The folder of the module; `''` where it is the root. */
  readonly within: string;
}

/** @param outer reads by paths that are relative to the repository */
export function repositoryAround(
  { goFiles }: Pick<Lines, 'goFiles'>,
  within: string,
  outer: Pick<Lines, 'read' | 'namesIn'>,
): RepositoryView {
  return { ...outer, within, goFiles: within === '' ? goFiles : goFiles.map((path) => `${within}/${path}`) };
}

export interface Made {
  readonly changes: readonly FileChange[];
  /** What is left for a person. */
  readonly next: readonly string[];
  /** The file to go on with, also when it was there already. */
  readonly open: string;
  /** Whether the paths are relative to the repository and not to the module. */
  readonly inRepository?: boolean;
}

export interface Interview {
  /** As in the catalogue. */
  readonly name: string;
  /** Why it cannot work in this module, whatever is answered. */
  refusal?(module: ModuleView): string | undefined;
  /** All questions, in order; a later one may depend on earlier answers. */
  questions(answers: Answers, module: ModuleView): readonly Question[];
  make(answers: Answers, module: ModuleView, templates: Templates): Result<Made>;
}

const feature: Interview = {
  name: 'feature',
  refusal: (module) => {
    const survey = surveyModule(readerOf(module), new Map(), module.parse);
    if (!survey.ok) return survey.problems[0]?.message;
    if (survey.value.isOurs) return structureProblem(module.read);
    // Folders that nobody can know are asked for.
    const folders = survey.value.layers.size === 0 ? { domain: '.', usecase: '.', repository: '.', delivery: '.' } : {};
    return lackingFor({ name: '' }, folders, survey.value)?.message;
  },
  questions: ({ name = '' }, module) => [
    {
      id: 'name',
      title: 'Name',
      prompt: 'The entity, in the singular',
      placeholder: 'Order',
      problem: (answer) => featureNameProblem({ name: answer, plural: undefined }),
    },
    {
      id: 'plural',
      title: 'Plural',
      prompt: 'What several are called: the table, the path and the list are named after it',
      standard: pluralForms(name, undefined).pascal,
      problem: (answer) => featureNameProblem({ name, plural: answer }),
    },
    {
      id: 'fields',
      title: 'Fields',
      prompt: `Each as name:type, with spaces between; types: ${fieldTypes.join(', ')}`,
      placeholder: 'number:string total:int64 paid:bool',
      problem: (answer) => {
        const parsed = parseFields(fieldsIn(answer));
        return parsed.ok ? undefined : parsed.problems[0]?.message;
      },
    },
    ...(name === '' ? [] : folderQuestions(name, module)),
  ],
  make(answers, module, templates) {
    const { name = '', plural, fields = '', domain, usecase, repository, delivery, migrations } = answers;
    const regular = plural === undefined || plural === pluralForms(name, undefined).pascal;
    const options = { name, fields: fieldsIn(fields), ...(regular ? {} : { plural }) };
    const folders = {
      ...(domain ? { domain } : {}),
      ...(usecase ? { usecase } : {}),
      ...(repository ? { repository } : {}),
      ...(delivery ? { delivery } : {}),
      ...(migrations ? { migrations } : {}),
    };
    const made = featureIn(options, folders, readerOf(module), templates, module.parse);
    if (!made.ok) return made;
    const { changes, next } = made.value;
    const entity = changes.find(({ path, before }) => before === undefined && /(?<!_test)\.go$/.test(path));
    return success({ changes, next, open: (entity ?? changes[0])?.path ?? 'go.mod' });
  },
};

/** The folders that the layout leaves open: one of several, or any where no layout is recognised. */
function folderQuestions(name: string, module: ModuleView): readonly Question[] {
  const survey = surveyModule(readerOf(module), new Map(), module.parse);
  if (!survey.ok || survey.value.isOurs) return [];
  const open = openPlaces(name, survey.value);
  const asked = survey.value.layers.size === 0 ? [...new Set([...featureRoles, ...open.keys()])] : [...open.keys()];
  return asked.map((role) => {
    const choices = open.get(role);
    const common = { id: role, title: 'Folder', prompt: `The folder of the ${role}, relative to the module` };
    if (choices === undefined) {
      return { ...common, problem: (answer: string) => directoryProblems(answer)[0]?.message };
    }
    const problem = (answer: string) => (choices.includes(answer) ? undefined : `choose one of ${choices.join(', ')}`);
    return { ...common, choices, standard: choices[0] ?? '', problem };
  });
}

export function readerOf({ read, namesIn, timestamp, goFiles }: ModuleView): ModuleReader {
  return { read, namesIn, timestamp, goFiles: goFiles() };
}

/** Fields as they are typed: with spaces or commas between them. */
export function fieldsIn(answer: string): readonly string[] {
  return answer.split(/[\s,]+/).filter((field) => field !== '');
}

const migration: Interview = {
  name: 'migration',
  questions: ({ directory }, module) => {
    const problemOf = (option: string, name: string, folder: string) => {
      const made = newMigration(migrationRequest(name, folder, module));
      return made.ok ? undefined : made.problems.find((problem) => problem.option === option)?.message;
    };
    const standard = usualMigrations(module);
    const folder = directory ?? standard;
    return [
      {
        id: 'directory',
        title: 'Folder',
        prompt: 'The folder of migrations, relative to the module',
        standard,
        problem: (answer) => problemOf('directory', 'a_name', answer),
      },
      {
        id: 'name',
        title: 'Name',
        prompt: `What it does; it becomes version ${versionIn(folder, module)} in ${folder}`,
        placeholder: 'add_phone_to_users',
        problem: (answer) => problemOf('name', answer, folder),
      },
    ];
  },
  make({ name = '', directory = 'migrations' }, module) {
    const made = newMigration(migrationRequest(name, directory, module));
    return made.ok ? settled(made.value.files, made.value.next, readerOf(module)) : made;
  },
};

function migrationRequest(name: string, directory: string, module: ModuleView) {
  const fileNames = module.namesIn(directory);
  const read = (file: string) => module.read(`${directory}/${file}`);
  return { name, directory, fileNames, read, goMod: module.read('go.mod') ?? '', timestamp: module.timestamp };
}

function versionIn(folder: string, module: ModuleView): string {
  return migrationFolder(module.namesIn(folder), 'golang-migrate', module.timestamp).nextVersion;
}

const usualFolders = ['migrations', 'db/migrations', 'database/migrations', 'internal/migrations', 'sql/migrations'];

/** The folder that was asked for where it holds migrations, or one of the usual that does. */
function usualMigrations(module: ModuleView): string {
  const holdsSql = (folder: string) => module.namesIn(folder).some((name) => name.endsWith('.sql'));
  if (module.folder !== '' && (/(^|\/)migrations?$/.test(module.folder) || holdsSql(module.folder))) {
    return module.folder;
  }
  return usualFolders.find(holdsSql) ?? 'migrations';
}

/** What is next after a file that fits a module only roughly. */
export const readIt = ['read it, and change what this module does differently'];

const dockerfile: Interview = {
  name: 'dockerfile',
  questions: () => [],
  make(_answers, module, templates) {
    const made = newDockerfile(surveyOf(module), templates);
    return made.ok ? settled(made.value, readIt, readerOf(module)) : made;
  },
};

const workflow: Interview = {
  name: 'ci',
  questions: () => [],
  make(_answers, module, templates) {
    const made = newWorkflow(surveyOf(module, module.repository()), templates);
    const files = made.ok ? settled(made.value, readIt, module.repository()) : made;
    return files.ok ? success({ ...files.value, inRepository: true }) : files;
  },
};

/** What a module has that single files have to fit. */
export function surveyOf(
  { read, namesIn }: Pick<ModuleView, 'read' | 'namesIn'>,
  repository: Omit<RepositoryView, 'goFiles'> = { within: '', read, namesIn },
): ModuleSurvey {
  const { within } = repository;
  return {
    goMod: read('go.mod') ?? '',
    hasSum: read('go.sum') !== undefined,
    commands: namesIn('cmd').filter((name) => read(`cmd/${name}/main.go`) !== undefined),
    mainAtRoot: read('main.go') !== undefined,
    mainInCmd: read('cmd/main.go') !== undefined,
    within,
    workflow: repository
      .namesIn('.github/workflows')
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => `.github/workflows/${name}`)
      .filter((path) => path !== workflowPath(within))
      .find((path) => tests(within, repository.read(path) ?? '')),
    dockerfile: ['Dockerfile', 'build/Dockerfile', 'docker/Dockerfile'].find((path) => read(path) !== undefined),
    hasDockerIgnore: read('.dockerignore') !== undefined,
  };
}

/** Whether a workflow tests the module in a folder: in one of another folder `go test ./...` tests another module. */
function tests(within: string, workflow: string): boolean {
  return /\b(go|make) test\b/.test(workflow) && workflow.includes(within);
}

/** What is missing of the files, in the line ends of the module; one that is there and differs is never replaced. */
export function settled(files: readonly GeneratedFile[], next: readonly string[], reader: Lines): Result<Made> {
  const module = withPlainLines(reader);
  const taken = files.filter(({ path, content }) => ![undefined, content].includes(module.read(path)));
  if (taken.length > 0) {
    const list = taken.map(({ path }) => path).join(', ');
    return failure({
      option: 'project',
      message: `nothing was written, because this is there already and differs: ${list}; change it by hand, or move it away and ask again`,
    });
  }
  const changes = files
    .filter(({ path }) => module.read(path) === undefined)
    .map(({ path, content }) => ({ path, after: content }));
  return success({ changes: inOwnLines(changes, reader), next, open: files[0]?.path ?? '' });
}

export const moduleInterviews: readonly Interview[] = [feature, migration, dockerfile, workflow];
