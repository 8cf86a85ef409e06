/**
 * What New Project asks, and the options that the answers amount to. Unlike the other generators it needs no module; where
 * the files go, and whether that place is free, is its caller's business.
 */
import type { Answers, Question } from './interviews.ts';
import {
  cacheNames,
  defaultProjectOptions,
  loggerNames,
  migrationToolNames,
  type ProjectOptions,
  projectOptionProblems,
  routerNames,
} from './project.ts';

/** `occupied` says whether the parent folder has something of this name already. */
export function projectQuestions(answers: Answers, occupied: (name: string) => boolean): readonly Question[] {
  const problemOf = (option: string) => (answer: string) =>
    projectOptionProblems(projectOptionsOf({ ...answers, [option]: answer })).find(
      (problem) => problem.option === option,
    )?.message;
  const choice = (
    id: string,
    title: string,
    prompt: string,
    choices: readonly string[],
    standard: string,
  ): Question => ({
    id,
    title,
    prompt,
    choices: [standard, ...choices.filter((other) => other !== standard)],
    standard,
    problem: problemOf(id),
  });
  const nameProblem = problemOf('name');
  return [
    {
      id: 'name',
      title: 'Name',
      prompt: 'The name of the project and of its folder',
      placeholder: 'orders',
      problem: (answer) =>
        nameProblem(answer) ??
        (occupied(answer) ? `"${answer}" is there already and not empty; choose another name` : undefined),
    },
    {
      id: 'module',
      title: 'Module path',
      prompt: 'What other code imports',
      placeholder: `github.com/acme/${answers['name'] ?? 'orders'}`,
      problem: problemOf('module'),
    },
    choice('router', 'Router', 'The HTTP router', routerNames, defaultProjectOptions.router),
    choice('logger', 'Logger', 'The logger of every layer', loggerNames, defaultProjectOptions.logger),
    choice('migrations', 'Migrations', 'What applies them', migrationToolNames, defaultProjectOptions.migrations),
    choice('cache', 'Cache', 'In front of the repositories', cacheNames, defaultProjectOptions.cache),
    {
      id: 'grpc',
      title: 'gRPC',
      prompt: 'Offer gRPC beside HTTP',
      choices: ['no', 'yes'],
      standard: 'no',
      problem: (answer) => (answer === 'yes' || answer === 'no' ? undefined : `"${answer}" is neither yes nor no`),
    },
  ];
}

/** What is not answered is the default; what cannot be an option is found by `projectOptionProblems`. */
export function projectOptionsOf({ name = '', module = '', grpc, ...choices }: Answers): ProjectOptions {
  return { ...defaultProjectOptions, ...choices, name, module, grpc: grpc === 'yes' } as ProjectOptions;
}
