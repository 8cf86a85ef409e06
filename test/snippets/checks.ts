/**
 * Gives documents to the Go program in `checks/`, which holds the readers that exist only in Go.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Document {
  readonly name: string;
  readonly text: string;
}

export interface MigrationCase {
  readonly name: string;
  readonly tool: string;
  readonly files: Readonly<Record<string, string>>;
  readonly before: string;
  readonly probe: string;
}

export interface QueryCase {
  readonly name: string;
  readonly before: string;
  readonly queries: readonly string[];
}

export interface CheckInput {
  readonly databaseUrl?: string;
  readonly migrations?: readonly MigrationCase[];
  readonly queries?: readonly QueryCase[];
  readonly dockerfiles?: readonly Document[];
  readonly compose?: readonly Document[];
  readonly protocols?: readonly Document[];
}

/** What the readers have to say, by the name of the document; a document without an entry is as it should be. */
export async function check(input: CheckInput): Promise<Map<string, string>> {
  const output = await runChecks(JSON.stringify(input));
  const { problems }: { problems: { name: string; text: string }[] } = JSON.parse(output);
  return new Map(problems.map(({ name, text }) => [name, text]));
}

function runChecks(input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const program = spawn('go', ['run', '.'], {
      cwd: join(import.meta.dirname, 'checks'),
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, GOFLAGS: '-trimpath', GOWORK: 'off' },
    });
    let output = '';
    let complaints = '';
    program.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    program.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text;
    });
    program.on('error', reject);
    program.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`test/snippets/checks ended with ${code}: ${complaints}`));
    });
    program.stdin.end(input);
  });
}
