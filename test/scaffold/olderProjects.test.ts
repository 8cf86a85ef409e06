/** Features in projects that an older `new project` made: what they lack is brought along, or said line by line. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { addFeature, type Feature, type FeatureOptions, type FeaturePart } from '../../server/src/scaffold/feature.ts';
import { partInOurs } from '../../server/src/scaffold/parts/ours.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { FileChange } from '../../server/src/scaffold/preview.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { type Combination, inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';

const base: Combination = { router: 'chi', logger: 'slog', migrations: 'golang-migrate', cache: 'none', grpc: true };

/** Before failures about what somebody else has changed, and before bodies were read field by field. */
function older(files: ReadonlyMap<string, string>): Map<string, string> {
  const without = (path: string, ...patterns: readonly RegExp[]) =>
    [path, patterns.reduce((text, pattern) => text.replace(pattern, ''), files.get(path) ?? '')] as const;
  const branch = /\tif stale, ok := errors\.AsType\[\*domain\.StaleError\]\(err\); ok \{\n(\t\t.*\n)+\t\}\n/;
  return new Map([
    ...files,
    without(
      'internal/domain/errors.go',
      /\/\/ StaleError says.*\ntype StaleError struct \{\n(\t.*\n)+\}\n\n/,
      /func \(e \*StaleError\).*\n\t.*\n\}\n\n/,
    ),
    without('internal/delivery/http/response/error.go', branch),
    without('internal/delivery/grpc/server/status.go', branch),
  ]);
}

describe('Add feature to an older project', function () {
  this.timeout(300_000);

  let templates: Templates;
  let parser: GoParser;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
  });

  async function project(): Promise<Map<string, string>> {
    return new Map((await projectFiles(base)).map((file) => [file.path, file.content]));
  }

  function add(files: ReadonlyMap<string, string>, options: FeatureOptions): Result<Feature> {
    const { read, namesIn, timestamp } = readerOf(files);
    const wanted = { read, migrationNames: namesIn('migrations'), timestamp };
    return addFeature(options, wanted, templates, (text) => parser.parse(text));
  }

  function added(files: ReadonlyMap<string, string>, options: FeatureOptions): readonly FileChange[] {
    const result = add(files, options);
    assert.ok(result.ok, JSON.stringify(result));
    return result.value.changes;
  }

  it('brings an older project the failure that it lacks, beside the one it has', async () => {
    const files = older(await project());

    const changes = added(files, { name: 'Order', fields: ['total:int64', 'paid_at:time'] });

    const after = new Map([...files, ...changes.map((change) => [change.path, change.after] as const)]);
    assert.deepEqual(
      changes.filter(({ before }) => before !== undefined).map(({ path }) => path),
      [
        'internal/domain/errors.go',
        'internal/delivery/http/response/error.go',
        'internal/delivery/grpc/server/status.go',
        'cmd/api/run.go',
        'api/openapi/openapi.yaml',
      ],
    );
    const today = await project();
    for (const path of ['internal/domain/errors.go', 'internal/delivery/http/response/error.go']) {
      assert.equal(after.get(path), today.get(path));
    }
    assert.match(
      after.get('internal/delivery/grpc/server/status.go') ?? '',
      /conflict\.Error\(\)\)\n\t\}\n\tif stale, ok := errors\.AsType\[\*domain\.StaleError\]\(err\); ok \{\n\t\treturn status\.Error\(codes\.Aborted/,
    );
    assert.deepEqual(added(after, { name: 'Order', fields: ['total:int64', 'paid_at:time'] }), []);
    await inTemporaryFolder(async (folder) => {
      await writeFiles(
        folder,
        [...after].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
      );
      assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
      const packages = ['./internal/domain/...', './internal/usecase/order/', './internal/delivery/...'];
      const tested = await run(folder, 'go', ['test', '-trimpath', ...packages], { GOFLAGS: '-buildvcs=false' });
      assert.equal(tested.status, 0, tested.output);
    });
  });

  it('brings it with single parts as well, from the first that needs it', async () => {
    const files = older(await project());
    const part = (name: FeaturePart, now: ReadonlyMap<string, string>) => {
      const survey = surveyModule(readerOf(now), templates, (text) => parser.parse(text));
      assert.ok(survey.ok);
      const made = partInOurs(name, { name: 'Order', fields: ['total:int64'] }, undefined, survey.value);
      assert.ok(made.ok, JSON.stringify(made));
      return made.value.changes;
    };
    const entity = part('entity', files);
    const withEntity = new Map([...files, ...entity.map(({ path, after }) => [path, after] as const)]);
    const paths = (changes: readonly FileChange[]) => changes.map(({ path }) => path);

    assert.ok(!paths(entity).includes('internal/domain/errors.go'));
    assert.ok(paths(part('usecase', withEntity)).includes('internal/domain/errors.go'));
  });

  it('says the lines where an older project answers failures in another way', async () => {
    const files = older(await project());
    const path = 'internal/delivery/http/response/error.go';
    files.set(path, (files.get(path) ?? '').replaceAll('ConflictError', 'TakenError'));

    const result = add(files, { name: 'Order', fields: ['total:int64'] });

    assert.ok(!result.ok);
    const [problem] = result.problems;
    assert.match(problem?.message ?? '', /nothing was changed.*\nin internal\/delivery\/http\/response\/error\.go:\n/);
    assert.match(
      problem?.message ?? '',
      /\n {2}\tif stale, ok := errors\.AsType\[\*domain\.StaleError\]\(err\); ok \{\n/,
    );
    assert.match(problem?.message ?? '', /_CHANGED",\n/);
  });

  it('expects no names of malformed fields where the project says none', async () => {
    const files = await project();
    const test = (now: ReadonlyMap<string, string>) =>
      added(now, { name: 'Order', fields: ['total:int64'] }).find(({ path }) => path.endsWith('router/order_test.go'))
        ?.after ?? '';
    const wordless = new Map([...files].filter(([path]) => !path.endsWith('handler/body.go')));

    assert.match(test(files), /TestOrderMalformedFieldsAreNamed/);
    assert.doesNotMatch(test(wordless), /MalformedFieldsAreNamed/);
  });
});
