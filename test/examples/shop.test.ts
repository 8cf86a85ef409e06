/**
 * examples/shop is what the screenshots show and what other tests open, so what it says about itself has to stay true:
 * every planted violation is where its list says, the README tells the same, and the planted code is still code that Go's
 * own tools accept. Which of the violations the engine reports is the business of the tests of its rules.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly text: string;
  readonly suppressed?: true;
}

const shop = path.resolve(import.meta.dirname, '../../examples/shop');
const run = promisify(execFile);

describe('examples/shop', () => {
  const violations = JSON.parse(read('violations.json')) as Violation[];

  it('has violations of five families, and one that is suppressed', () => {
    const families = new Set(violations.map((violation) => violation.rule.split('/')[0]));
    assert.deepEqual([...families].sort(), ['architecture', 'concurrency', 'context', 'errors', 'sql']);
    assert.equal(violations.filter((violation) => violation.suppressed).length, 1);
  });

  it('lists no violation twice', () => {
    const keys = violations.map(({ file, line, rule }) => `${rule} ${file}:${line}`);
    assert.deepEqual(keys, [...new Set(keys)]);
  });

  for (const violation of violations) {
    it(`has ${violation.rule} at ${violation.file}:${violation.line}`, () => {
      const lines = read(violation.file)
        .split('\n')
        .map((line) => line.trim());
      const found = lines[violation.line - 1];
      const now = lines.flatMap((line, index) => (line === violation.text ? [index + 1] : []));
      assert.equal(
        found,
        violation.text,
        `${violation.file}:${violation.line} in violations.json should be\n  ${violation.text}\nbut is\n  ${found}\n` +
          (now.length > 0 ? `That text is now on line ${now.join(' or ')}.` : 'That text is nowhere in the file now.'),
      );
    });
  }

  it('suppresses what its list calls suppressed, and nothing else', () => {
    const marked = violations.filter(({ file, line, rule }) => {
      const above = read(file).split('\n')[line - 2] ?? '';
      return above.trim().startsWith(`//architect:ignore ${rule} -- `);
    });
    assert.deepEqual(
      marked,
      violations.filter((violation) => violation.suppressed),
    );
  });

  it('tells in its README the same as in violations.json', () => {
    const rows = [...read('README.md').matchAll(/^\| \[(.+?):(\d+)\]\((.+?)#L(\d+)\) \| `(.+?)` \| .+ \| .+ \|$/gm)];
    assert.deepEqual(
      rows.map(([, file, line, linkedFile, linkedLine, rule]) => ({ file, line, linkedFile, linkedLine, rule })),
      violations.map(({ file, line, rule }) => {
        return { file, line: String(line), linkedFile: file, linkedLine: String(line), rule };
      }),
    );
  });

  it('links in its README to files that exist', () => {
    const targets = [...read('README.md').matchAll(/\]\(([^)#]+)/g)].map((match) => match[1]!);
    assert.deepEqual(
      targets.filter((target) => !existsSync(path.join(shop, target))),
      [],
    );
  });

  it('is formatted by gofmt', async () => {
    const { stdout: root } = await run('go', ['env', 'GOROOT'], { cwd: shop });
    const { stdout } = await run(path.join(root.trim(), 'bin', 'gofmt'), ['-l', '.'], { cwd: shop });
    assert.equal(stdout, '');
  });

  // One after the other: each reuses what the one before has compiled. A failure shows Go's own words.
  for (const command of ['build', 'vet', 'test']) {
    it(`passes go ${command}`, async function () {
      this.timeout(600_000);
      await run('go', [command, './...'], { cwd: shop }).catch((failure: { stdout: string; stderr: string }) => {
        assert.fail(`go ${command} ./... in examples/shop:\n${failure.stdout}${failure.stderr}`);
      });
    });
  }
});

function read(file: string): string {
  return readFileSync(path.join(shop, file), 'utf8');
}
