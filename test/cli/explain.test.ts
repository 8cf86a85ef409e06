/** What `explain` says of files: the rules of the layer, and of test files what holds for those. */
import assert from 'node:assert/strict';
import { explainResultSchema } from '../../server/src/cli/explainSchema.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { goFile, runCli } from '../support/legacy.ts';

const shop: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  '.go-architect.yaml': [
    'version: 1',
    'layers:',
    '  usecase:',
    '    paths: ["usecase"]',
    '    imports: { layers: [], std: pure, external: [] }',
    '    tests:',
    '      imports: { layers: [store], external: [github.com/stretchr/testify] }',
    '      blackBox: { layers: [http] }',
    '  store: { paths: ["store"], imports: { layers: "*" } }',
    '  http: { paths: ["http"] }',
    '',
  ].join('\n'),
  'usecase/usecase.go': goFile('usecase'),
  'usecase/usecase_test.go': goFile('usecase'),
  'usecase/outside_test.go': goFile('usecase_test'),
  'store/store.go': goFile('store', 'example.com/shop/usecase'),
  'http/http.go': goFile('http', 'example.com/shop/usecase'),
  'only/only_test.go': goFile('only'),
};

describe('go-architect explain, of a file', () => {
  let folder = '';
  before(() => {
    folder = makeFolder(shop);
  });
  after(() => removeFolder(folder));

  function lines(path: string): string[] {
    const { status, stdout, stderr } = runCli(folder, ['explain', path]);
    assert.equal(stderr, '');
    assert.equal(status, 0);
    return stdout.split('\n').filter((line) => /may import|of the standard|third-party/.test(line));
  }

  const json = (...args: string[]) => {
    const { status, stdout } = runCli(folder, ['explain', ...args, '--format', 'json']);
    return { status, result: explainResultSchema.parse(JSON.parse(stdout)) };
  };

  it('says the same to programs', () => {
    const { result } = json('usecase');
    assert.ok(result.kind === 'files');
    const [file, ...others] = result.files;
    assert.deepEqual(others, []);
    assert.equal(file?.file, 'usecase/usecase.go');
    assert.deepEqual(file.layer, {
      name: 'usecase',
      description: '',
      pattern: 'usecase',
      decidedBy: '.go-architect.yaml',
      imports: {
        layers: { allow: [], deny: [] },
        standard: { allow: 'pure', deny: [] },
        thirdParty: { allow: [], deny: [] },
      },
      tests: {
        layers: { allow: ['store'], deny: [] },
        thirdParty: { allow: ['github.com/stretchr/testify'], deny: [] },
      },
      blackBoxTests: { layers: { allow: ['http'], deny: [] } },
    });
    assert.deepEqual(file.mayImport, []);
    assert.deepEqual(file.importedBy, ['example.com/shop/http', 'example.com/shop/store']);
    const unclaimed = json('only/only_test.go').result;
    assert.ok(unclaimed.kind === 'files' && unclaimed.files.length === 1);
    assert.equal(unclaimed.files[0]?.layer, undefined);
  });

  it('tells programs of rules and chains of imports', () => {
    const rule = json('errors/wrap').result;
    assert.ok(rule.kind === 'rule' && rule.rule.id === 'errors/wrap' && rule.rule.page.startsWith('# errors/wrap\n'));
    const chain = json('./usecase/../store/', 'usecase');
    assert.equal(chain.status, 0);
    assert.deepEqual(chain.result, {
      version: 1,
      kind: 'chain',
      from: 'example.com/shop/store',
      to: 'example.com/shop/usecase',
      depends: true,
      steps: [{ package: 'example.com/shop/usecase', layer: 'usecase', file: 'store/store.go', line: 3 }],
    });
    const none = json('usecase', 'store');
    assert.equal(none.status, 1);
    assert.ok(none.result.kind === 'chain' && !none.result.depends && none.result.steps.length === 0);
    assert.match(
      runCli(folder, ['explain', 'usecase', '--format', 'xml']).stderr,
      /There is no format "xml"; choose text or json\./,
    );
  });

  it('that is built says what tests may import on top', () => {
    assert.deepEqual(lines('usecase/usecase.go'), [
      '- may import: no other layer',
      '- of the standard library: what has no side effects (pure)',
      '- of third-party packages: nothing',
      '- test files may import on top: store; of third-party packages github.com/stretchr/testify',
      '- files of an external test package may import on top: http',
    ]);
    assert.deepEqual(lines('usecase'), lines('usecase/usecase.go'), 'a folder is what is built of it');
  });

  it('that is a test says what holds for tests', () => {
    assert.deepEqual(lines('usecase/usecase_test.go'), [
      '- as a test file, may import: store',
      '- of the standard library: everything, because nothing is said of tests',
      '- of third-party packages: nothing; and for tests: github.com/stretchr/testify',
    ]);
    assert.equal(
      lines('usecase/outside_test.go')[0],
      '- as a file of an external test package, may import: every layer',
    );
  });

  it('is there for a folder of tests alone', () => {
    assert.match(runCli(folder, ['explain', 'only']).stdout, /^example\.com\/shop\/only belongs to no layer/);
  });

  it('does not promise every layer where there is one', () => {
    const one = makeFolder({
      'go.mod': 'module example.com/one\n',
      '.go-architect.yaml': 'version: 1\nlayers: { all: { paths: ["**"] } }\n',
      'a/a.go': goFile('a'),
    });
    try {
      const { stdout } = runCli(one, ['explain', 'a/a.go']);
      assert.match(stdout, /- may import: no other layer\n- may be imported by: no other layer\n/);
    } finally {
      removeFolder(one);
    }
  });
});
