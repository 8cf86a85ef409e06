/** New tests are written as those of the module are; and whatever the style, they build, are formatted and pass. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { featureIn } from '../../server/src/scaffold/parts/features.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';
import { containers } from './wiredModules.ts';

type Files = ReadonlyMap<string, string>;

describe('The tests of a feature', function () {
  this.timeout(900_000);

  let templates: Templates;
  let parser: GoParser;
  let module: Files;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
    const generated = await projectFiles({
      router: 'gin',
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'none',
      grpc: false,
    });
    const textOf = (path: string) => generated.find((file) => file.path === path)?.content ?? '';
    const required = ['github.com/stretchr/testify v1.11.1', 'github.com/google/go-cmp v0.7.0'];
    const goMod = textOf('go.mod').replace(/^module .*/m, 'module example.com/acme/shop');
    module = new Map([
      ['go.mod', `${goMod}\nrequire (\n${required.map((one) => `\t${one}\n`).join('')})\n`],
      ['go.sum', textOf('go.sum')],
      ['migrations/0001_create_customers_table.up.sql', 'SELECT 1;\n'],
      ['migrations/0001_create_customers_table.down.sql', 'SELECT 1;\n'],
      ...containers.files,
    ]);
  });

  /** A module in whose packages a test of each kind stands, and the feature in it. */
  function withTests(tests: Files): Files {
    const files = new Map([...module, ...tests]);
    const options = { name: 'Invoice', fields: ['name:string', 'total:int64', 'due_at:time'] };
    const result = featureIn(options, {}, readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(result.ok, JSON.stringify(result));
    const { changes } = result.value;
    return new Map([...files, ...changes.map((change) => [change.path, change.after] as const)]);
  }

  const folders = ['model', 'repository', 'service', 'handler'];

  function neighbours(suffix: string, imports: readonly string[], body: string, name = 'TestCustomer'): Files {
    return new Map(
      folders.map((folder) => [
        `${folder}/customer_test.go`,
        `package ${folder}${suffix}\n\nimport (\n\t"testing"\n\n${imports.map((path) => `\t"${path}"\n`).join('')})\n\nfunc ${name}(t *testing.T) {\n${body}}\n`,
      ]),
    );
  }

  const assertOnly = neighbours(
    '',
    ['github.com/stretchr/testify/assert'],
    '\tassert.True(t, true)\n',
    'TestCustomer_IsTrue',
  );
  const outside = neighbours(
    '_test',
    ['github.com/stretchr/testify/assert', 'github.com/stretchr/testify/require'],
    '\tt.Parallel()\n\n\tassert.True(t, true)\n\trequire.True(t, true)\n',
  );
  const requireOnly = neighbours('', ['github.com/stretchr/testify/require'], '\trequire.True(t, true)\n');
  const compared = neighbours('', ['github.com/google/go-cmp/cmp'], '\tt.Log(cmp.Diff(1, 1))\n');

  it('use testify as the neighbours do, outside of the package where they are, and are called as they are', () => {
    const entity = (tests: Files) => withTests(tests).get('model/invoice_test.go') ?? '';

    assert.match(entity(outside), /^package model_test$/m);
    assert.match(entity(outside), /created, err := model\.NewInvoice\([^\n]*\n\trequire\.NoError\(t, err\)\n/);
    assert.match(entity(outside), /\tt\.Parallel\(\)\n/);
    assert.match(entity(outside), /\tassert\.ErrorIs\(t, err, model\.ErrInvoiceInvalid\)\n/);
    assert.match(entity(assertOnly), /^package model$/m);
    assert.match(entity(assertOnly), /\tif !assert\.NoError\(t, err\) \{\n\t\tt\.FailNow\(\)\n/);
    assert.match(entity(assertOnly), /func TestNewInvoice_KeepsValues\(/);
    assert.doesNotMatch(entity(assertOnly), /require|t\.Parallel/);
    assert.match(entity(requireOnly), /\trequire\.Equal\(t, want, \*created\)\n/);
    assert.doesNotMatch(entity(requireOnly), /assert/);
  });

  it('compare errors themselves where testify is older than what it compares them with', () => {
    const goMod = (module.get('go.mod') ?? '').replaceAll(/testify v[\d.]+/g, 'testify v1.6.1');
    const text = withTests(new Map([...outside, ['go.mod', goMod]])).get('model/invoice_test.go') ?? '';

    assert.match(text, /\tassert\.True\(t, errors\.Is\(err, model\.ErrInvoiceInvalid\)\)\n/);
    assert.match(text, /^\t"errors"$/m);
  });

  it('compare with go-cmp where the neighbours do, and are plain where there are none', () => {
    assert.match(
      withTests(compared).get('model/invoice_test.go') ?? '',
      /if diff := cmp\.Diff\(want, \*created\); diff != "" \{/,
    );
    const plain = withTests(new Map()).get('model/invoice_test.go') ?? '';
    assert.match(plain, /if \*created != want \{/);
    assert.match(plain, /^package model$/m);
  });

  it('stay inside of a package that is called like one they import', () => {
    const files = new Map([...outside].filter(([path]) => !path.startsWith('handler/')));
    const http = new Map(
      [...module]
        .filter(([path]) => path.startsWith('handler/'))
        .map(
          ([path, text]) =>
            [
              path,
              text
                .replace('package handler', 'package http')
                .replaceAll('"net/http"', 'nethttp "net/http"')
                .replaceAll(' http.', ' nethttp.')
                .replaceAll('(http.', '(nethttp.'),
            ] as const,
        ),
    );

    assert.match(withTests(new Map([...files, ...http])).get('handler/invoice_test.go') ?? '', /^package http$/m);
  });

  for (const [title, tests] of Object.entries({ assertOnly, outside, requireOnly, compared })) {
    it(`build, are formatted and pass: ${title}`, async () => {
      await inTemporaryFolder(async (folder) => {
        await writeFiles(
          folder,
          [...withTests(tests)].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
        );
        const environment = { GOFLAGS: '-buildvcs=false -trimpath -mod=mod' };
        assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
        const vetted = await run(folder, 'go', ['vet', './...'], environment);
        assert.equal(vetted.status, 0, vetted.output);
        const tested = await run(folder, 'go', ['test', '-v', './...'], environment);
        assert.equal(tested.status, 0, tested.output);
        assert.match(tested.output, /--- SKIP: TestInvoiceRepository_?OnPostgreSQL/);
      });
    });
  }
});
