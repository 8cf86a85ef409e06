/** `check --fix` of the bundled command line: what it writes, what it refuses to touch, what a dry run prints. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';

const cli = join(__dirname, '../../dist/cli.js');
const UNUSED = '//architect:ignore architecture/layer-import -- the old import is gone\n';
const files: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  '.go-architect.yaml': 'version: 1\nextends: [clean]\n',
  'internal/domain/user/user.go': `package user\n\n${UNUSED}import _ "strings"\n`,
  'internal/domain/order/order.go': `package order\n\n${UNUSED}import _ "strings"\n`,
  'internal/usecase/register/register.go': 'package register\n\nimport _ "example.com/shop/internal/domain/user"\n',
};
const RULES = ['--rule', 'suppression/unused', '--rule', 'architecture/layer-import'];
const FIXED = 'package user\n\nimport _ "strings"\n';

function run(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('go-architect check --fix', () => {
  let folder = '';
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  beforeEach(() => {
    folder = makeFolder(files);
  });
  afterEach(() => removeFolder(folder));

  it('writes the safe fixes and reports what is left', () => {
    const { status, stdout, stderr } = run(folder, 'check', '--fix', ...RULES);
    assert.equal(stderr, 'Fixed 2 findings in 2 files.\n');
    assert.equal(status, 0);
    assert.doesNotMatch(stdout, /suppression\/unused/);
    assert.equal(read('internal/domain/user/user.go'), FIXED);
    assert.equal(read('internal/domain/order/order.go'), FIXED.replace('user', 'order'));
    assert.equal(read('internal/usecase/register/register.go'), files['internal/usecase/register/register.go']);
    const again = run(folder, 'check', '--fix', ...RULES);
    assert.equal(again.stderr, 'Fixed 0 findings in 0 files.\n');
  });

  it('touches only the files that were asked for', () => {
    const { stderr } = run(folder, 'check', '--fix', ...RULES, 'internal/domain/user');
    assert.equal(stderr, 'Fixed 1 finding in 1 file.\n');
    assert.equal(read('internal/domain/user/user.go'), FIXED);
    assert.equal(read('internal/domain/order/order.go'), files['internal/domain/order/order.go']);
  });

  it('prints what it would do as a diff that git applies, and writes nothing', () => {
    const { status, stdout, stderr } = run(folder, 'check', '--fix', '--dry-run', ...RULES);
    assert.equal(status, 0);
    assert.equal(stderr, 'Would fix 2 findings in 2 files; nothing was written.\n');
    for (const name of Object.keys(files)) assert.equal(read(name), files[name]);
    writeInto(folder, 'fixes.diff', stdout);
    const applied = spawnSync('git', ['apply', 'fixes.diff'], { cwd: folder, encoding: 'utf8' });
    assert.equal(applied.stderr, '');
    assert.equal(read('internal/domain/user/user.go'), FIXED);
  });

  it('declares once what the fixes of several findings need', () => {
    const function_ = (name: string) =>
      `func ${name}(ctx context.Context) context.Context {\n\treturn context.WithValue(ctx, "id", 1)\n}\n`;
    writeInto(
      folder,
      'keys/keys.go',
      `package keys\n\nimport "context"\n\n${function_('First')}\n${function_('Second')}`,
    );
    const { stderr } = run(folder, 'check', '--fix', '--rule', 'context/key-type');
    assert.match(stderr, /^Fixed 1 finding in 1 file\./);
    assert.equal(read('keys/keys.go').match(/type idKey struct/g)?.length, 1);
    assert.equal(read('keys/keys.go').match(/WithValue\(ctx, idKey\{\}, 1\)/g)?.length, 2);
  });

  it('fixes in one run what waits for one another', () => {
    const keys = Array.from({ length: 14 }, (_, index) => `tenant${String.fromCharCode(65 + index)}`);
    const functions = keys.map(
      (key) =>
        `func With${key}(ctx context.Context) context.Context {\n\treturn context.WithValue(ctx, "${key}", 1)\n}\n`,
    );
    writeInto(folder, 'keys/keys.go', `package keys\n\nimport "context"\n\n${functions.join('\n')}`);
    const { stderr } = run(folder, 'check', '--fix', '--rule', 'context/key-type');
    assert.match(stderr, /^Fixed 14 findings in 1 file\./);
    assert.equal(run(folder, 'check', '--fix', '--rule', 'context/key-type').stderr, 'Fixed 0 findings in 0 files.\n');
  });

  it('refuses a dry run of nothing', () => {
    const { status, stderr } = run(folder, 'check', '--dry-run');
    assert.equal(status, 2);
    assert.match(stderr, /--dry-run says what --fix would do; pass both\./);
  });
});
