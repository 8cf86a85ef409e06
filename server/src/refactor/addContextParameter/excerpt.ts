/**
 * The functions of a file that use a word, each parsed alone.
 *
 * A method called `Start` is mentioned by hundreds of files and used by few of them. Parsing the functions around a mention costs a tenth of
 * parsing the files, and names mean the same in them, because what they do not declare themselves is asked of the project.
 */
import type { FunctionFact } from '../../go/facts.ts';
import type { ProjectFile } from '../../model/project.ts';

/**
 * In order; undefined when a variable or something unknown has one of the words, or the file does not parse. Types neither call nor hold
 * values.
 */
export function functionsAround(file: ProjectFile, text: string, words: Iterable<number>): FunctionFact[] | undefined {
  const { declarations, hasSyntaxErrors } = file.facts;
  if (!declarations || hasSyntaxErrors) return undefined;
  const { functions, types } = declarations;
  const found: FunctionFact[] = [];
  let next = 0;
  for (const at of words) {
    while (next < functions.length && (functions[next]?.declarationEnd ?? 0) <= at) next++;
    const around = functions[next];
    if (around && around.declarationStart <= at) {
      if (found.at(-1) !== around) found.push(around);
    } else if (
      !types.some((each) => each.declarationStart <= at && at < each.declarationEnd) &&
      !isInComment(text, at)
    ) {
      return undefined;
    }
  }
  return found;
}

/** A Go file that has nothing but this function. */
export function alone(file: ProjectFile, text: string, { declarationStart, declarationEnd }: FunctionFact): string {
  return `${before(file)}${text.slice(declarationStart, declarationEnd)}\n`;
}

/** Of what stands before the function in such a file. */
export function lengthBefore(file: ProjectFile): number {
  return before(file).length;
}

function before({ facts }: ProjectFile): string {
  return `package ${facts.header.packageName}\n`;
}

/** Whether a line begins with a comment; within a literal over several lines no code stands either. */
function isInComment(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*\/\//.test(text.slice(lineStart, at));
}
