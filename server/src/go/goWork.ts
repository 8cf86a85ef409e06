/**
 * What a go.work file says: which modules are worked on together, and what they replace. As tolerant as `goMod.ts`.
 */

import { type ModuleReplacement, replacementOf } from './goMod.ts';
import { type ModProblem, readModLines } from './modFile.ts';

export interface WorkspaceUse {
  /** The module's directory as written, usually relative to the go.work file. */
  readonly directory: string;
  readonly start: number;
  readonly end: number;
}

export interface GoWork {
  readonly goVersion: string;
  readonly uses: readonly WorkspaceUse[];
  readonly replacements: readonly ModuleReplacement[];
  readonly problems: readonly ModProblem[];
}

export function parseGoWork(text: string): GoWork {
  const { lines, problems: lineProblems } = readModLines(text);
  const problems: ModProblem[] = [...lineProblems];
  const uses: WorkspaceUse[] = [];
  const replacements: ModuleReplacement[] = [];
  let goVersion = '';
  for (const line of lines) {
    const first = line.tokens[0];
    const fault = (message: string) => problems.push({ message, start: line.start, end: line.end });
    switch (line.verb) {
      case 'go':
        if (first === undefined) fault('the go line names no version');
        else goVersion = first.text;
        break;
      case 'use':
        if (first === undefined) fault('a use line names a directory');
        else uses.push({ directory: first.text, start: first.start, end: first.end });
        break;
      case 'replace': {
        const replacement = replacementOf(line);
        if (replacement === undefined) fault('a replacement is "path => target"');
        else replacements.push(replacement);
        break;
      }
      case 'toolchain':
      case 'godebug':
        break;
      default:
        fault(`go.work knows no "${line.verb}"`);
    }
  }
  return { goVersion, uses, replacements, problems };
}
