/**
 * The contract of code actions that are not the fix of a finding.
 *
 * A refactoring answers an explicit request at a place in a file. It works in two steps, because editors ask for the list often
 * and for the change rarely: `proposals` looks at the syntax around the place and says by title what could be done, cheaply;
 * `Proposal.run` computes the change, for which it may read any file of the project.
 *
 * Like rules, refactorings are pure: no I/O, no clock, no editor. One that cannot be sure that the code builds afterwards
 * proposes nothing, refuses with the reason, or says in notes what is left for the user to do before anything is applied.
 */
import type { SourceView } from '../go/sourceView.ts';
import type { FileChange, TextEdit } from '../go/textEdit.ts';
import type { Project, ProjectFile } from '../model/project.ts';
import type { SourceProvider } from '../model/sources.ts';

/** Kinds by which editors ask for a refactoring; apart from the refactorings, because those are read when one is asked for. */
export const refactoringKinds = [
  'refactor.rewrite.addContextParameter',
  'refactor.rewrite.invertDependency',
  'refactor.move.file',
  'refactor.move.package',
  'refactor.rewrite.wrapError',
] as const;

export interface Refactoring {
  /** Kebab case, such as `wrap-error`; also the name of its cases, `test/refactor/<id>.txtar` or `test/refactor/<id>/*.txtar`. */
  readonly id: string;
  /** LSP kind, below `refactor`, such as `refactor.rewrite.wrapError`: what users bind keys to. */
  readonly kind: (typeof refactoringKinds)[number];
  /** What could be done at a place; empty where nothing can. */
  proposals(place: RefactoringPlace): readonly Proposal[];
}

/** Where the user asks. Offsets are UTF-16 units; `start === end` for a cursor. */
export interface RefactoringPlace {
  readonly project: Project;
  readonly file: ProjectFile;
  /** Syntax and scopes of the file as it is in the editor. */
  readonly view: SourceView;
  readonly start: number;
  readonly end: number;
  /** Text and syntax of any other file. */
  readonly sources: SourceProvider;
}

export interface Proposal {
  /** Distinguishes the proposals of one refactoring at one place; stable across calls. */
  readonly id: string;
  readonly title: string;
  /** Changes more than the eye can see at once, so the editor shows a preview first. */
  readonly preview?: boolean;
  /** Computes the change. May take as long as `control` is asked now and then whether to go on. */
  run(control: RefactoringControl): RefactoringOutcome | Promise<RefactoringOutcome>;
}

export interface RefactoringControl {
  /** Says how far a long computation is; `done` of `total` when that is known. */
  report(message: string, done?: number, total?: number): void;
  /** Lets other requests be answered. Throws {@link Cancelled} when nobody waits for the result any more. */
  pause(): Promise<void>;
}

export type RefactoringOutcome = RefactoringChange | RefactoringRefusal;

export interface RefactoringChange {
  readonly changes: readonly FileChange[];
  /** Text of one of the edits that the user will want to type over: `[start, end)` within the edit's `newText`. */
  readonly select?: { readonly edit: TextEdit; readonly start: number; readonly end: number };
  /** What the change leaves out or what the user must look at, a sentence each; shown before anything is applied. */
  readonly notes?: readonly string[];
}

/** Why it cannot be done after all, and what the user can do about it. */
export interface RefactoringRefusal {
  readonly refused: string;
}

export class Cancelled extends Error {
  constructor() {
    super('The refactoring was cancelled.');
    this.name = 'Cancelled';
  }
}

export function isRefusal(outcome: RefactoringOutcome): outcome is RefactoringRefusal {
  return 'refused' in outcome;
}
