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
  /** Shows how far a long command is, in place of what it showed before; `''` wipes it away. Absent where nobody looks. */
  progress?(text: string): void;
}

/** https://no-color.org: set and not empty, whatever the value, means no colour. */
export function wantsColour(isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean {
  return isTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
}

/** 0: nothing to complain about. 1: findings that fail the run. 2: usage, configuration or internal error. */
export type ExitStatus = 0 | 1 | 2;

/** Something the user has to put right before the command can run; printed without a stack, exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
