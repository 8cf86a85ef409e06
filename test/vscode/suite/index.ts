/**
 * Entry of the tests inside the extension host: runs the suites the launcher names with mocha and writes the result down.
 *
 * VS Code calls `run` and closes when its promise ends. The output of mocha goes to the launcher line by line where there is
 * a channel to it, because the extension host of a VS Code server has no terminal of its own.
 */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';
import { isPageAvailable, sendToLauncher } from './page.ts';
import { type SuiteResult, variables } from './result.ts';

export async function run(): Promise<void> {
  const resultFile = process.env[variables.result];
  const suites = (process.env[variables.suites] ?? '').split(',').filter((name) => name !== '');
  if (resultFile === undefined || suites.length === 0) {
    throw new Error('These tests are started by `npm run test:vscode` or `npm run test:desktop`.');
  }
  let sent: Promise<unknown> = Promise.resolve();
  if (isPageAvailable()) {
    Mocha.reporters.Base.consoleLog = (...words: unknown[]) => {
      const text = format(...words);
      sent = sent.then(() => sendToLauncher({ action: 'output', text }));
    };
  }
  const mocha = new Mocha({ timeout: 30_000, color: process.env[variables.colour] === '1', forbidOnly: true });
  for (const suite of suites) mocha.addFile(path.join(__dirname, `${suite}.test.cjs`));
  const result = await runMocha(mocha);
  writeFileSync(resultFile, JSON.stringify(result));
  await sent;
  if (result.failed > 0) throw new Error(`${result.failed} tests failed.`);
}

function runMocha(mocha: Mocha): Promise<SuiteResult> {
  return new Promise((resolve, reject) => {
    try {
      let passed = 0;
      const failures: { title: string; message: string }[] = [];
      mocha
        .run(() => resolve({ passed, failed: failures.length, failures }))
        .on('pass', () => {
          passed++;
        })
        .on('fail', (test, error: unknown) => {
          const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
          failures.push({ title: test.fullTitle(), message });
        })
        // A skipped test is a promise nobody keeps; it counts as a failure here.
        .on('pending', (test) => failures.push({ title: test.fullTitle(), message: 'This test is skipped.' }));
    } catch (error) {
      reject(error);
    }
  });
}
