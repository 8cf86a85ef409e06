/** Generators as an editor reaches them: the bundled server over stdio. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TextPositions } from '../../server/src/lsp/convert.ts';
import {
  GenerateRequest,
  type Generation,
  GeneratorsRequest,
  QuestionRequest,
  ValidateRequest,
} from '../../server/src/protocol.ts';
import { generators } from '../../server/src/scaffold/catalog.ts';
import { writeProject } from '../scaffold/generate.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { TestClient, uriOf } from '../support/languageClient.ts';

describe('generators of the language server', () => {
  let parent = '';
  let folder = '';
  let client: TestClient;

  before(async () => {
    parent = makeFolder();
    folder = join(parent, 'shop');
    await writeProject(folder, {
      router: 'chi',
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'none',
      grpc: false,
    });
    client = await TestClient.start({ folders: [folder] });
  });

  after(async () => {
    assert.equal(await client.stop(), 0, client.log.join('\n'));
    removeFolder(parent);
  });

  const generation = (generator: string, answers: Generation['answers'] = {}, place = folder): Generation => ({
    generator,
    uri: uriOf(place),
    answers,
  });
  const question = (params: QuestionRequest.Params): Promise<QuestionRequest.Result> =>
    client.connection.sendRequest(QuestionRequest.method, params);
  const problem = (params: Generation, id: string, answer: string): Promise<ValidateRequest.Result> =>
    client.connection.sendRequest(ValidateRequest.method, { ...params, question: id, answer });
  const generate = (params: Generation, useOwnTemplates = false): Promise<GenerateRequest.Result> =>
    client.connection.sendRequest(GenerateRequest.method, { ...params, useOwnTemplates });

  /** What is asked, with what is there already, when every question is answered with its standard or the text given. */
  async function asked(params: Generation, texts: Readonly<Record<string, string>>): Promise<string[]> {
    const seen: string[] = [];
    const answers: Record<string, string> = {};
    for (;;) {
      const result = await question({ ...params, answers });
      if (result.kind !== 'ask') return [...seen, result.kind];
      const { id, standard, step, steps } = result.question;
      seen.push(`${step}/${steps} ${id}${standard === undefined ? '' : ` [${standard}]`}`);
      answers[id] = texts[id] ?? standard ?? '';
    }
  }

  async function changes(params: Generation, useOwnTemplates = false): Promise<GenerateRequest.Changes> {
    const result = await generate(params, useOwnTemplates);
    assert.equal(result.kind, 'changes', JSON.stringify(result));
    return result as GenerateRequest.Changes;
  }

  it('are those of the command line, all of them', async () => {
    const listed = await client.connection.sendRequest<GeneratorsRequest.Result>(GeneratorsRequest.method);
    assert.deepEqual(
      listed,
      generators.map(({ name, title }) => ({ name, title })),
    );
  });

  it('ask one thing after the other, with the plural of what was said', async () => {
    assert.deepEqual(await asked(generation('feature'), { name: 'Category', fields: 'title:string' }), [
      '1/3 name',
      '2/3 plural [Categories]',
      '3/3 fields',
      'ready',
    ]);
    assert.deepEqual(await asked(generation('migration'), { name: 'add_phone' }), [
      '1/2 directory [migrations]',
      '2/2 name',
      'ready',
    ]);
    assert.deepEqual(await asked(generation('dockerfile'), {}), ['ready']);
    assert.deepEqual(await asked(generation('project', {}, parent), { name: 'orders', module: 'example.com/orders' }), [
      '1/7 name',
      '2/7 module',
      '3/7 router [chi]',
      '4/7 logger [slog]',
      '5/7 migrations [golang-migrate]',
      '6/7 cache [none]',
      '7/7 grpc [no]',
      'ready',
    ]);
  });

  it('take the folder that was asked for when it holds migrations', async () => {
    writeInto(folder, 'services/billing/sql/001_init.sql', '-- +goose Up\n');
    const place = join(folder, 'services/billing/sql');
    assert.deepEqual((await asked(generation('migration', {}, place), {}))[0], '1/2 directory [services/billing/sql]');
  });

  it('refuse names while they are typed, in the words of the command line', async () => {
    const feature = generation('feature');
    assert.match((await problem(feature, 'name', 'func')) ?? '', /Go keyword/);
    assert.match((await problem(feature, 'name', 'a b')) ?? '', /letters and digits only/);
    assert.match((await problem(feature, 'fields', 'total:money')) ?? '', /"money" is no type of a field/);
    assert.match((await problem(feature, 'fields', '')) ?? '', /at least one field/);
    assert.equal(await problem(feature, 'name', 'Order'), null);
    assert.equal(await problem(feature, 'fields', 'total:int64, paid:bool'), null);

    const migration = generation('migration', { directory: 'migrations' });
    assert.match((await problem(migration, 'name', 'create users table')) ?? '', /of this name already/);
    assert.match((await problem(migration, 'name', '1st')) ?? '', /begin with a letter/);
    assert.match((await problem(migration, 'directory', '../elsewhere')) ?? '', /leaves the module/);

    const project = generation('project', {}, parent);
    assert.match((await problem(project, 'name', 'shop')) ?? '', /there already/);
    assert.match((await problem(project, 'name', '../x')) ?? '', /is a path/);
    assert.match((await problem(project, 'module', 'fmt/x')) ?? '', /standard library/);
    assert.equal(await problem(project, 'name', 'orders'), null);
  });

  it('add a feature as new files and insertions, and write nothing themselves', async () => {
    const answers = { name: 'Order', plural: 'Orders', fields: 'number:string total:int64' };
    const { created, edited, open, next } = await changes(generation('feature', answers));
    assert.ok(created.some(({ uri }) => uri === uriOf(join(folder, 'internal/usecase/order/service.go'))));
    assert.equal(open, uriOf(join(folder, 'internal/domain/order/order.go')));
    assert.ok(next.includes('make migrate-up'));
    assert.ok(!existsSync(join(folder, 'internal/domain/order')));
    assert.deepEqual(edited.map(({ uri }) => uri.slice(uriOf(folder).length + 1)).sort(), [
      'api/openapi/openapi.yaml',
      'cmd/api/run.go',
    ]);
    for (const { before, edits } of edited) {
      const positions = new TextPositions(before);
      assert.ok(edits.length > 0);
      for (const { start, end, newText } of edits) {
        assert.equal(positions.offset(start), positions.offset(end), 'existing lines stay');
        assert.notEqual(newText, '');
      }
    }
    const composition = edited.find(({ uri }) => uri.endsWith('run.go'));
    assert.equal(composition?.before, readFileSync(join(folder, 'cmd/api/run.go'), 'utf8'));
    assert.match(composition?.edits.map(({ newText }) => newText).join('') ?? '', /handler\.NewOrder\(/);
  });

  it('add an entity to any module, in the place that its layout gives', async () => {
    const asks = await asked(generation('entity'), { name: 'Invoice', fields: 'total:int64' });
    assert.deepEqual(asks, ['1/3 name', '2/3 fields', '3/3 directory []', 'ready']);
    const answers = { name: 'Invoice', fields: 'total:int64', directory: '' };
    const { created, open } = await changes(generation('entity', answers));
    assert.match(open, /internal\/domain\/invoice\/invoice\.go$/);
    assert.match(created.find(({ uri }) => uri === open)?.text ?? '', /type Invoice struct/);
    assert.match((await problem(generation('entity'), 'directory', '../x')) ?? '', /no folder below the module/);
  });

  it('each ask until they know enough, and answer with changes or with a reason', async () => {
    const texts: Readonly<Record<string, string>> = { name: 'Parcel', fields: 'weight:int64' };
    for (const { name } of generators.filter((each) => each.name !== GeneratorsRequest.project)) {
      const answers: Record<string, string> = {};
      for (;;) {
        const result = await question(generation(name, answers));
        assert.notEqual(result.kind, 'refused', name);
        if (result.kind !== 'ask') break;
        const { id, standard } = result.question;
        assert.equal(answers[id], undefined, `${name} asks for ${id} once`);
        answers[id] = texts[id] ?? standard ?? '';
        assert.equal(await problem(generation(name, answers), id, answers[id] ?? ''), null, `${name}: ${id}`);
      }
      const result = await generate(generation(name, answers));
      if (result.kind === 'refused') assert.match(result.reason, /\S/, name);
      else assert.ok(result.kind === 'changes' && result.next.length > 0, name);
    }
  });

  it('see what is in open editors, saved or not', async () => {
    const path = join(folder, 'cmd/api/run.go');
    const text = `// Unsaved.\n${readFileSync(path, 'utf8')}`;
    await client.open(path, text);
    try {
      const { edited } = await changes(generation('feature', { name: 'Order', fields: 'total:int64' }));
      assert.equal(edited.find(({ uri }) => uri.endsWith('run.go'))?.before, text);
    } finally {
      await client.close(path);
    }
  });

  it('use templates of a team only when they are allowed to run', async () => {
    const path = writeInto(folder, '.go-architect/templates/parts/Dockerfile.eta', 'FROM <%= 40 + 2 %>\n');
    try {
      assert.deepEqual(await question(generation('ci')), { kind: 'ready', ownTemplates: true });
      writeInto(folder, 'services/own/go.mod', 'module example.com/own\n\ngo 1.24\n');
      writeInto(folder, 'services/own/main.go', 'package main\n\nfunc main() {}\n');
      const other = join(folder, 'services/own');
      writeInto(other, '.go-architect/templates/parts/Dockerfile.eta', 'FROM <%= 40 + 2 %>\n');
      const ours = await changes(generation('dockerfile', {}, other));
      assert.match(ours.created[0]?.text ?? '', /FROM golang:1\.24/);
      const theirs = await changes(generation('dockerfile', {}, other), true);
      assert.equal(theirs.created[0]?.text, 'FROM 42\n');
    } finally {
      removeFolder(path);
    }
  });

  it('say why they cannot work, before anything is asked', async () => {
    const bare = makeFolder({
      'a/go.mod': 'module example.com/bare\n\ngo 1.24\n',
      'b/notes.txt': '',
      'c/go.mod': 'module example.com/iris\n\ngo 1.24\n\nrequire github.com/kataras/iris/v12 v12.2.11\n',
      'c/main.go': 'package main\n\nimport "github.com/kataras/iris/v12"\n\nfunc main() { iris.New() }\n',
    });
    try {
      const feature = await question(generation('feature', {}, join(bare, 'c')));
      assert.equal(feature.kind, 'refused', JSON.stringify(feature));
      assert.match(feature.kind === 'refused' ? feature.reason : '', /iris/i);
      const nowhere = await question(generation('migration', {}, join(bare, 'b')));
      assert.match(nowhere.kind === 'refused' ? nowhere.reason : '', /no go\.mod/);
      const docker = await generate(generation('dockerfile', {}, join(bare, 'a')));
      assert.match(docker.kind === 'refused' ? docker.reason : '', /nothing for a container to run/);
      const unknown = await question(generation('spaceship'));
      assert.match(unknown.kind === 'refused' ? unknown.reason : '', /no generator called "spaceship"/);
    } finally {
      removeFolder(bare);
    }
  });

  it('write a new project beside the others, and never over one', async () => {
    const answers = { name: 'orders', module: 'example.com/orders', router: 'gin', grpc: 'no' };
    const made = await generate(generation('project', answers, parent));
    assert.equal(made.kind, 'written', JSON.stringify(made));
    assert.ok(made.kind === 'written' && made.files > 50);
    const orders = join(parent, 'orders');
    assert.match(readFileSync(join(orders, 'go.mod'), 'utf8'), /^module example\.com\/orders$/m);
    assert.match(readFileSync(join(orders, 'go.mod'), 'utf8'), /gin-gonic\/gin/);
    assert.equal(made.kind === 'written' ? fileURLToPath(made.open) : '', join(orders, 'README.md'));
    if (process.platform !== 'win32') assert.ok(statSync(join(orders, 'scripts/backup.sh')).mode & 0o100);
    const again = await generate(generation('project', answers, parent));
    assert.match(again.kind === 'refused' ? again.reason : '', /there already/);
    const escaping = await generate(generation('project', { ...answers, name: '../orders' }, parent));
    assert.match(escaping.kind === 'refused' ? escaping.reason : '', /is a path/);
  });
});
