/** Entities that are called like something in the files of a feature: a tag, chi's group, a status, an event of the outbox. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { withDomainName } from '../../server/src/scaffold/domainNames.ts';
import { featureIn } from '../../server/src/scaffold/parts/features.ts';
import { newGrpc } from '../../server/src/scaffold/parts/grpc.ts';
import type { Part } from '../../server/src/scaffold/parts/part.ts';
import { surveyModule } from '../../server/src/scaffold/parts/survey.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { type Combination, inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';

const base: Combination = { router: 'chi', logger: 'slog', migrations: 'golang-migrate', cache: 'none', grpc: true };
const fields = ['title:string', 'at:time', 'owner_id:uuid'];

type Files = ReadonlyMap<string, string>;

describe('Names of entities that files use for something else', function () {
  this.timeout(600_000);

  let templates: Templates;
  let parser: GoParser;
  let ours: Files;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
    ours = new Map((await projectFiles(base)).map(({ path, content }) => [path, content]));
  });

  const featured = (files: Files, name: string, wanted: readonly string[] = fields): Result<Part> =>
    featureIn({ name, fields: wanted }, {}, readerOf(files), templates, (text) => parser.parse(text));

  function served(files: Files, name: string): Result<Part> {
    const survey = surveyModule(readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(survey.ok);
    return newGrpc({ name, fields: [] }, survey.value);
  }

  function completed(files: Files, made: Result<Part>): Files {
    assert.ok(made.ok, JSON.stringify(made));
    return new Map([...files, ...made.value.changes.map(({ path, after: text }) => [path, text] as const)]);
  }

  const refusal = (made: Result<Part>) => {
    assert.ok(!made.ok, 'it was not refused');
    return made.problems.map(({ message }) => message).join('\n');
  };

  it('build, vet and pass their tests over HTTP and gRPC', async () => {
    const files = ['Tag', 'Group', 'Status', 'Event', 'Token'].reduce<Files>((now, name) => {
      const withFeature = completed(now, featured(now, name));
      return completed(withFeature, served(withFeature, name));
    }, ours);

    assert.match(
      files.get('internal/repository/postgres/tag.go') ?? '',
      /\ttagdomain "example\.com\/acme\/shop\/internal\/domain\/tag"/,
    );
    assert.match(
      files.get('internal/delivery/http/handler/tag.go') ?? '',
      /\t"example\.com\/acme\/shop\/internal\/domain\/tag"/,
    );
    await inTemporaryFolder(async (folder) => {
      await writeFiles(
        folder,
        [...files].map(([path, content]) => ({ path, content, mode: 0o644 as const })),
      );
      const environment = { GOFLAGS: '-buildvcs=false -trimpath' };
      assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
      const vetted = await run(folder, 'go', ['vet', '-tags', 'integration', './...'], environment);
      assert.deepEqual(vetted, { status: 0, output: '' });
      const tested = await run(folder, 'go', ['test', './internal/delivery/...', './internal/domain/...'], environment);
      assert.equal(tested.status, 0, tested.output);
    });
  });

  it('are left to the package where only members, texts and comments are called so', () => {
    const text = (name: string) =>
      withDomainName('tag', ({ domainName, domainAlias }) =>
        [
          `import (`,
          `\t${domainAlias}"example.com/a/tag"`,
          `)`,
          `// The tag of x.tag is "tag".`,
          `var _ = ${domainName}.New`,
          name,
        ].join('\n'),
      );

    assert.match(text('var other = x.tag'), /^\t"example\.com\/a\/tag"\n[\s\S]*= tag\.New$/m);
    assert.match(text('var tag = 1'), /^\ttagdomain "example\.com\/a\/tag"\n[\s\S]*= tagdomain\.New$/m);
    assert.match(text('import (\n\t"example.com/b/tag/v2"\n)'), /tagdomain\.New/);
  });

  it('are refused where a package, or its tests, would have a name twice', () => {
    assert.match(refusal(featured(ours, 'Login')), /handler\/auth_message\.go declares loginRequest/);
    const test = 'internal/delivery/http/router/fixture_test.go';
    const crowded = new Map([...ours, [test, `${ours.get(test)}\ntype fakeOrderService struct{}\n`]]);
    assert.match(refusal(featured(crowded, 'Order')), /router\/fixture_test\.go declares fakeOrderService/);
  });

  it('of fields are refused that are methods of the entity, or columns of every table', () => {
    assert.match(refusal(featured(ours, 'Order', ['normalize:string'])), /has a method Normalize/);
    assert.match(refusal(featured(ours, 'Order', ['validate:bool'])), /has a method Validate/);
    assert.match(
      refusal(featured(ours, 'Order', ['xmin:int'])),
      /"xmin" is a column that PostgreSQL has in every table/,
    );
  });
});
