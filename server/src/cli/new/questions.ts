/** Questions to a person, and how a generator's no becomes a message. */
import type { Problem, Result } from '../../scaffold/result.ts';
import { TemplateError } from '../../scaffold/template.ts';
import { UsageError } from '../io.ts';
import type { NewIo } from './io.ts';

export async function askChoice(
  io: NewIo,
  title: string,
  choices: readonly string[],
  standard: string,
): Promise<string> {
  const answer = await askUntilValid(io, `${title} (${choices.join(' | ')}) [${standard}]: `, (text) =>
    text === '' || choices.includes(text) ? undefined : `"${text}" is not one of ${choices.join(', ')}`,
  );
  return answer === '' ? standard : answer;
}

export async function askUntilValid(
  io: NewIo,
  question: string,
  problemOf: (answer: string) => string | undefined,
): Promise<string> {
  for (;;) {
    const answer = (await io.ask(question)).trim();
    const problem = problemOf(answer);
    if (problem === undefined) {
      return answer;
    }
    io.err(`${problem}\n`);
  }
}

export function refuseProblems(problems: readonly Problem[]): void {
  if (problems.length > 0) {
    throw new UsageError(problems.map((problem) => problem.message).join('\n'));
  }
}

/** A template that does not render is the team's to mend, so it is told without a stack. */
export function withValue<T>(make: () => Result<T>): T {
  try {
    const result = make();
    if (!result.ok) {
      throw new UsageError(result.problems.map((problem) => problem.message).join('\n'));
    }
    return result.value;
  } catch (error) {
    if (error instanceof TemplateError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}
