/** A person at a terminal, for commands that ask. */
import { createInterface } from 'node:readline/promises';

/** Whether somebody could answer: both ends are a terminal. */
export function someoneIsThere(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/** One line of answer. Ending the input instead of answering ends the command. */
export async function askPerson(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.once('close', () => reject(new Error('the input ended before the question was answered')));
      terminal.question(question).then(resolve, reject);
    });
  } finally {
    terminal.close();
  }
}
