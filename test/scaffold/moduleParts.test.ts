/** Single files for any module: what the module has decides what they say, and their readers read them. */
import assert from 'node:assert/strict';
import { parse } from 'yaml';
import { surveyOf } from '../../server/src/scaffold/interviews.ts';
import { type ModuleSurvey, newDockerfile, newWorkflow } from '../../server/src/scaffold/moduleParts.ts';
import type { GeneratedFile, Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { check } from '../snippets/checks.ts';
import { templatesFolder } from './generate.ts';

const plain: ModuleSurvey = {
  goMod: 'module github.com/acme/tool/v2\n\ngo 1.25.3\n',
  hasSum: false,
  commands: [],
  mainAtRoot: true,
};
const served: ModuleSurvey = {
  goMod:
    'module github.com/acme/shop\n\ngo 1.26.0\n\nrequire (\n\tgithub.com/jackc/pgx/v5 v5.12.0\n\tgithub.com/redis/go-redis/v9 v9.23.0\n)\n',
  hasSum: true,
  commands: ['admin', 'api', 'worker'],
  mainAtRoot: false,
};

describe('A part for any module', function () {
  this.timeout(300_000);

  let templates: Templates;

  before(async () => {
    templates = await readTemplates(templatesFolder);
  });

  function only(result: Result<readonly GeneratedFile[]>): GeneratedFile {
    assert.ok(result.ok, JSON.stringify(result));
    const [first, ...others] = result.value;
    assert.deepEqual(
      others.map(({ path }) => path),
      first?.path.endsWith('Dockerfile') ? ['.dockerignore'] : [],
    );
    return first!;
  }

  it('is a Dockerfile that BuildKit reads and that runs what the module has', async () => {
    const tool = only(newDockerfile(plain, templates));
    const service = only(newDockerfile(served, templates));
    const worker = only(newDockerfile({ ...served, commands: ['worker'] }, templates));

    const complaints = await check({
      dockerfiles: [tool, service, worker].map((file, index) => ({ name: String(index), text: file.content })),
    });

    assert.deepEqual([...complaints], []);
    assert.equal(tool.path, 'deployments/docker/Dockerfile');
    assert.match(tool.content, /^FROM golang:1\.25-bookworm/m);
    assert.match(tool.content, /COPY go\.mod \.\/\n/);
    assert.match(tool.content, /-o \/out\/ \.\n/);
    assert.match(tool.content, /CMD \["\/app\/tool"\]/);
    assert.match(service.content, /COPY go\.mod go\.sum \.\/\n/);
    assert.match(service.content, /-o \/out\/ \.\/cmd\/\.\.\.\n/);
    assert.match(service.content, /CMD \["\/app\/api"\]/);
    assert.match(worker.content, /CMD \["\/app\/worker"\]/);
  });

  it('is a Dockerfile for a main package in cmd itself', () => {
    const { content } = only(newDockerfile({ ...plain, mainAtRoot: false, mainInCmd: true }, templates));

    assert.match(content, /-o \/out\/ \.\/cmd\n/);
    assert.match(content, /CMD \["\/app\/cmd"\]/);
  });

  it('is no workflow beside one that tests the module, and none of release', () => {
    const reads: Record<string, string> = {
      'go.mod': plain.goMod,
      '.github/workflows/release.yaml': 'jobs:\n  release:\n    steps:\n      - run: goreleaser\n',
      '.github/workflows/test.yaml': 'jobs:\n  test:\n    steps:\n      - run: go test ./...\n',
    };
    const surveyed = (texts: Record<string, string>) =>
      surveyOf({
        read: (path) => texts[path],
        namesIn: (folder) =>
          Object.keys(texts).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [])),
      });
    const refused = newWorkflow(surveyed(reads), templates);
    assert.ok(!refused.ok);
    assert.match(refused.problems[0]!.message, /\.github\/workflows\/test\.yaml is there already/);

    const { '.github/workflows/test.yaml': _, ...released } = reads;
    assert.ok(newWorkflow(surveyed(released), templates).ok);
  });

  it('is no Dockerfile where there is nothing to run', () => {
    const result = newDockerfile({ ...plain, mainAtRoot: false }, templates);

    assert.ok(!result.ok);
    assert.match(result.problems[0]!.message, /nothing for a container to run/);
  });

  it('is a workflow that GitHub reads, with the servers that the drivers speak to', async () => {
    const services: Record<string, string[]> = {};
    for (const [name, survey] of Object.entries({ plain, served, below: { ...served, within: 'services/shop' } })) {
      const { content, path } = only(newWorkflow(survey, templates));
      assert.equal(path, `.github/workflows/ci${name === 'below' ? '-services-shop' : ''}.yml`);
      // Published for `import` only, and the tests run as CommonJS.
      const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await import(
        '@actions/workflow-parser'
      );
      const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter());
      if (value) {
        await convertWorkflowTemplate(context, value);
      }
      assert.deepEqual(context.errors.getErrors(), []);
      services[name] = Object.keys(parse(content).jobs.test.services ?? {});
    }
    assert.deepEqual(services, { plain: [], served: ['postgres', 'redis'], below: ['postgres', 'redis'] });
  });

  it('is refused where go.mod names no module', () => {
    for (const make of [newDockerfile, newWorkflow]) {
      const result = make({ ...plain, goMod: 'go 1.26\n' }, templates);
      assert.ok(!result.ok);
      assert.match(result.problems[0]!.message, /names no module/);
    }
  });
});
