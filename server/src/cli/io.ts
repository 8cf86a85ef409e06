/**
 * The outside world as a command sees it, so that commands are functions that can be tested without a process.
 */
export interface CommandIo {
  readonly cwd: string;
  out(text: string): void;
  err(text: string): void;
  /** Whether people read along: colour, hints, questions. */
  readonly isTerminal: boolean;
  readonly useColour: boolean;
}

/** 0: nothing to complain about. 1: findings that fail the run. 2: usage, configuration or internal error. */
export type ExitStatus = 0 | 1 | 2;

/** Something the user has to put right before the command can run; printed without a stack, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
