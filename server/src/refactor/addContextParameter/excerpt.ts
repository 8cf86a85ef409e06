/**
 * Declarations of a file, each as a file that has nothing else.
 *
 * A method called `Start` is mentioned by hundreds of files and used by few of them. Parsing the functions around a mention costs a tenth of
 * parsing the files, and names mean the same in them, because what they do not declare themselves is asked of the project.
 */
import type { TypeFact } from '../../go/facts.ts';
import type { ProjectFile } from '../../model/project.ts';

export interface Excerpt {
  readonly text: string;
  /** What has to be added to its offsets to make them those of the file. */
  readonly moved: number;
}

/** A function, or what stands between two of them. */
export interface Stretch {
  readonly declarationStart: number;
  readonly declarationEnd: number;
}

/**
 * The functions around some places in a text, and of what stands between functions that which is neither a type nor a comment, in order;
 * undefined when the file does not parse.
 *
 * @param inTypes types matter as well
 */
export function stretchesAround(
  file: ProjectFile,
  text: string,
  places: Iterable<number>,
  inTypes: boolean,
): readonly Stretch[] | undefined {
  const { declarations, hasSyntaxErrors } = file.facts;
  if (!declarations || hasSyntaxErrors) return undefined;
  const { functions, types } = declarations;
  const found: Stretch[] = [];
  let next = 0;
  for (const at of places) {
    while (next < functions.length && (functions[next]?.declarationEnd ?? 0) <= at) next++;
    const around = functions[next];
    if (around && around.declarationStart <= at) {
      if (found.at(-1) !== around) found.push(around);
      continue;
    }
    const last = found.at(-1);
    if (last && last.declarationStart <= at && at < last.declarationEnd) continue;
    if (isInComment(text, at)) continue;
    if (!inTypes && types.some((each) => each.declarationStart <= at && at < each.declarationEnd)) continue;
    const declarationStart = functions[next - 1]?.declarationEnd ?? 0;
    found.push({ declarationStart, declarationEnd: around?.declarationStart ?? text.length });
  }
  return found;
}

/** What stands from one offset to another: whole declarations, or all that comes before the first function. */
export function stretchText(file: ProjectFile, text: string, stretch: Stretch): Excerpt {
  return stretch.declarationStart === 0
    ? { text: text.slice(0, stretch.declarationEnd), moved: 0 }
    : excerpt(file, '', text, stretch);
}

/** The type alone, also where several stand in one pair of parentheses. */
export function typeText(file: ProjectFile, text: string, fact: TypeFact): Excerpt {
  return excerpt(file, 'type ', text, fact);
}

function excerpt(
  { facts }: ProjectFile,
  keyword: string,
  text: string,
  { declarationStart, declarationEnd }: Stretch,
): Excerpt {
  const before = `package ${facts.header.packageName}\n${keyword}`;
  return {
    text: `${before}${text.slice(declarationStart, declarationEnd)}\n`,
    moved: declarationStart - before.length,
  };
}

/** Whether a line begins with a comment; within a literal over several lines no code stands either. */
export function isInComment(text: string, at: number): boolean {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  return /^[ \t]*\/\//.test(text.slice(lineStart, at));
}
