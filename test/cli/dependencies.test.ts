/** `check --dependencies`: what packages outside of the project and the catalogue return is read from where Go keeps them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { makeFolder, removeFolder } from '../support/folder.ts';

const cli = join(__dirname, '../../dist/cli.js');

describe('go-architect check --dependencies', () => {
  let folder = '';
  before(() => {
    folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n\nrequire example.org/bank v1.2.0\n',
      'vendor/modules.txt': '# example.org/bank v1.2.0\n## explicit; go 1.22\nexample.org/bank\n',
      'vendor/example.org/bank/bank.go':
        'package bank\n\nimport "context"\n\nfunc Charge(ctx context.Context, account string) error { return nil }\n',
      'internal/usecase/pay/pay.go':
        'package pay\n\nimport (\n\t"context"\n\n\t"example.org/bank"\n)\n\nfunc Pay(ctx context.Context, account string) error {\n\terr := bank.Charge(context.Background(), account)\n\treturn err\n}\n',
    });
  });
  after(() => removeFolder(folder));

  function rules(environment: NodeJS.ProcessEnv, ...args: string[]): string[] {
    const command = [cli, 'check', '--format', 'json', '--rule', 'errors/wrap', ...args];
    const { stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: folder,
      encoding: 'utf8',
      env: environment,
    });
    assert.equal(stderr, '');
    return (JSON.parse(stdout) as { findings: { rule: string }[] }).findings.map(({ rule }) => rule);
  }

  it('knows what a vendored package returns, and is silent about it otherwise', () => {
    assert.deepEqual(rules(process.env), []);
    assert.deepEqual(rules(process.env, '--dependencies'), ['errors/wrap']);
  });

  it('needs neither Go nor a module cache', () => {
    const nowhere = join(folder, 'nowhere');
    const environment = {
      PATH: nowhere,
      HOME: nowhere,
      GOPATH: nowhere,
      GOMODCACHE: nowhere,
      GO_ARCHITECT_CACHE: 'off',
    };
    assert.deepEqual(rules(environment), []);
    assert.deepEqual(rules(environment, '--dependencies'), ['errors/wrap']);
  });
});
