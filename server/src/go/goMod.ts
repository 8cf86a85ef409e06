/**
 * What a go.mod file says, with the place of every statement. Reads as much as it can of a broken file and lists what
 * it could not read; it never throws and knows nothing of the file system or of module versions' order.
 */

import { type ModLine, type ModProblem, type ModToken, readModLines } from './modFile.ts';

export interface ModuleRequirement {
  readonly path: string;
  readonly version: string;
  readonly indirect: boolean;
  readonly start: number;
  readonly end: number;
}

export interface ModuleReplacement {
  readonly path: string;
  /** `''` replaces every version. */
  readonly version: string;
  /** A module path, or a directory when it begins with `./`, `../` or is absolute. */
  readonly target: string;
  /** `''` for a directory. */
  readonly targetVersion: string;
  readonly start: number;
  readonly end: number;
}

export interface GoMod {
  /** `''` when the file does not say. */
  readonly modulePath: string;
  readonly modulePathStart: number;
  readonly modulePathEnd: number;
  /** As written, such as `1.22` or `1.22.3`; `''` when the file does not say. */
  readonly goVersion: string;
  readonly requirements: readonly ModuleRequirement[];
  readonly replacements: readonly ModuleReplacement[];
  /** Directories the go command leaves out of `./...`: relative to the module with `./`, otherwise at any depth. */
  readonly ignored: readonly string[];
  readonly problems: readonly ModProblem[];
}

export function parseGoMod(text: string): GoMod {
  const { lines, problems: lineProblems } = readModLines(text);
  const problems: ModProblem[] = [...lineProblems];
  let module: ModToken | undefined;
  let goVersion = '';
  const requirements: ModuleRequirement[] = [];
  const replacements: ModuleReplacement[] = [];
  const ignored: string[] = [];
  for (const line of lines) {
    const [first, second] = line.tokens;
    switch (line.verb) {
      case 'module':
        if (first === undefined) problems.push(problem(line, 'the module line names no path'));
        else if (module !== undefined) problems.push(problem(line, 'the module is already named above'));
        else module = first;
        break;
      case 'go':
        if (first === undefined) problems.push(problem(line, 'the go line names no version'));
        else goVersion = first.text;
        break;
      case 'require':
        if (first === undefined || second === undefined) {
          problems.push(problem(line, 'a requirement is a module path and a version'));
        } else {
          requirements.push({
            path: first.text,
            version: second.text,
            indirect: /^indirect\b/.test(line.comment),
            start: line.start,
            end: line.end,
          });
        }
        break;
      case 'replace': {
        const replacement = replacementOf(line);
        if (replacement === undefined) problems.push(problem(line, 'a replacement is "path => target"'));
        else replacements.push(replacement);
        break;
      }
      case 'ignore':
        if (first !== undefined) ignored.push(first.text);
        break;
      case 'exclude':
      case 'retract':
      case 'toolchain':
      case 'godebug':
      case 'tool':
        break;
      default:
        problems.push(problem(line, `go.mod knows no "${line.verb}"`));
    }
  }
  return {
    modulePath: module?.text ?? '',
    modulePathStart: module?.start ?? 0,
    modulePathEnd: module?.end ?? 0,
    goVersion,
    requirements,
    replacements,
    ignored,
    problems,
  };
}

/** Whether a replacement's target is a directory rather than a module path. */
export function isDirectoryTarget(target: string): boolean {
  return /^(?:\.\.?(?:[/\\]|$)|\/|[A-Za-z]:[/\\])/.test(target);
}

/** Shared with go.work, which has the same directive. */
export function replacementOf(line: ModLine): ModuleReplacement | undefined {
  const arrow = line.tokens.findIndex((token) => token.text === '=>');
  const path = line.tokens[0];
  const target = line.tokens[arrow + 1];
  if (arrow < 1 || arrow > 2 || path === undefined || target === undefined) return undefined;
  return {
    path: path.text,
    version: arrow === 2 ? (line.tokens[1]?.text ?? '') : '',
    target: target.text,
    targetVersion: line.tokens[arrow + 2]?.text ?? '',
    start: line.start,
    end: line.end,
  };
}

function problem(line: ModLine, message: string): ModProblem {
  return { message, start: line.start, end: line.end };
}
