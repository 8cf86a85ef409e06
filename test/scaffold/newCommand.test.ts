/** `go-architect new` as a person or a script meets it: flags, questions, messages, exit statuses. */
import assert from 'node:assert/strict';
import { Command } from 'commander';
import { parse } from 'yaml';
import type { ExitStatus } from '../../server/src/cli/io.ts';
import { type NewIo, registerNew } from '../../server/src/cli/new.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import type { GeneratedFile } from '../../server/src/scaffold/result.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { projectFiles, templatesFolder } from './generate.ts';

interface Changes {
  readonly root: string;
  readonly created: readonly GeneratedFile[];
  readonly edited: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

interface World {
  readonly io: NewIo;
  out: string;
  err: string;
  readonly questions: string[];
  written: { root: string; files: readonly GeneratedFile[] } | undefined;
  changed: Changes | undefined;
}

function world(
  settings: {
    answers?: readonly string[];
    occupied?: readonly string[];
    team?: Record<string, string>;
    module?: ReadonlyMap<string, string>;
    /** What lies around the module, where its repository begins in /work. */
    repository?: ReadonlyMap<string, string>;
  } = {},
): World {
  const answers = [...(settings.answers ?? [])];
  const filesAt = (root: string) => (root === '/work' ? settings.repository : settings.module);
  const created: World = {
    out: '',
    err: '',
    questions: [],
    written: undefined,
    changed: undefined,
    io: {
      cwd: '/work',
      isTerminal: settings.answers !== undefined,
      useColour: false,
      canAsk: settings.answers !== undefined,
      out: (text) => {
        created.out += text;
      },
      err: (text) => {
        created.err += text;
      },
      ask: async (question) => {
        created.questions.push(question);
        const answer = answers.shift();
        assert.ok(answer !== undefined, `nobody expected the question ${question}`);
        return answer;
      },
      shippedTemplates: () => readTemplates(templatesFolder),
      teamTemplates: async () => new Map(Object.entries(settings.team ?? {})),
      isOccupied: async (path) => (settings.occupied ?? []).includes(path),
      writeFiles: async (root, files) => {
        created.written = { root, files };
        return { ok: true, written: files.map((file) => file.path) };
      },
      writeChanges: async (root, made, edited) => {
        created.changed = { root, created: made, edited };
        return { ok: true, written: [...made, ...edited].map((file) => file.path) };
      },
      moduleRoot: () => (settings.module === undefined ? undefined : '/work/shop'),
      repositoryRoot: () => (settings.repository === undefined ? undefined : '/work'),
      readText: (root, path) => filesAt(root)?.get(path),
      namesIn: (root, folder) =>
        [...(filesAt(root)?.keys() ?? [])]
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1)),
      goFilesOf: () => [...(settings.module?.keys() ?? [])].filter((path) => path.endsWith('.go')),
      goParser: async () => {
        const parser = GoParser.create(await loadParserModule());
        return (text) => parser.parse(text);
      },
      timestamp: () => '20260102030405',
    },
  };
  return created;
}

async function run(where: World, ...arguments_: readonly string[]): Promise<ExitStatus | undefined> {
  let status: ExitStatus | undefined;
  const program = new Command('go-architect').exitOverride().configureOutput({
    writeOut: (text) => where.io.out(text),
    writeErr: (text) => where.io.err(text),
  });
  registerNew(program.command('new'), where.io, (outcome) => {
    status = outcome;
  });
  await program.parseAsync(['new', ...arguments_], { from: 'user' });
  return status;
}

const small: ReadonlyMap<string, string> = new Map([
  ['go.mod', 'module example.com/x\n\ngo 1.26.0\n'],
  ['main.go', 'package main\n'],
]);
const module_ = ['--module', 'example.com/acme/shop'];

describe('go-architect new project', () => {
  it('writes the project with the defaults when told not to ask', async () => {
    const where = world();

    const status = await run(where, 'project', 'shop', ...module_, '--yes');

    assert.equal(status, 0);
    assert.equal(where.written?.root, '/work/shop');
    const content = (path: string) => where.written?.files.find((file) => file.path === path)?.content ?? '';
    assert.match(content('go.mod'), /^module example\.com\/acme\/shop\n[\s\S]*go-chi\/chi/);
    assert.match(content('internal/pkg/logger/logger.go'), /log\/slog/);
    assert.match(content('README.md'), /migrations by golang-migrate/);
    assert.doesNotMatch(content('go.mod'), /redis/);
    assert.match(where.out, /^Wrote [0-9]+ files to shop\/\. What is next:\n {2}cd shop\n/);
    assert.deepEqual(where.questions, []);
  });

  it('does what every flag says', async () => {
    const where = world();

    await run(
      where,
      ...['project', 'shop', ...module_, '--router', 'gin', '--logger', 'zerolog', '--migrations', 'goose'],
      ...['--cache', 'redis', '--grpc', '--yes'],
    );

    const goMod = where.written?.files.find((file) => file.path === 'go.mod')?.content ?? '';
    for (const path of ['gin-gonic/gin', 'rs/zerolog', 'pressly/goose', 'redis/go-redis', 'google.golang.org/grpc ']) {
      assert.ok(goMod.includes(path), path);
    }
    assert.ok(where.written?.files.some((file) => file.path === 'api/proto/user/v1/user.proto'));
  });

  it('asks on a terminal for what was not said, until the answer can be used', async () => {
    const answers = ['not a module', 'example.com/acme/shop', 'fiber', 'echo', 'goose', 'yes'];
    const where = world({ answers });

    const status = await run(where, 'project', 'shop', '--cache', 'redis', '--logger', 'zap');

    assert.equal(status, 0);
    assert.deepEqual(
      where.questions.map((question) => question.split(/[ ,(]/)[0]),
      ['Module', 'Module', 'Router', 'Router', 'Migrations', 'gRPC'],
    );
    assert.match(where.err, /contains " "[\s\S]*"fiber" is not one of gin, chi, echo, nethttp/);
    const goMod = where.written?.files.find((file) => file.path === 'go.mod')?.content ?? '';
    for (const path of [
      'labstack/echo',
      'uber.org/zap',
      'pressly/goose',
      'redis/go-redis',
      'google.golang.org/grpc ',
    ]) {
      assert.ok(goMod.includes(path), path);
    }
  });

  it('takes an empty answer for the default', async () => {
    const where = world({ answers: ['', '', '', '', ''] });

    await run(where, 'project', 'shop', ...module_);

    assert.match(where.written?.files.find((file) => file.path === 'go.mod')?.content ?? '', /go-chi\/chi/);
  });

  it('refuses, without a terminal, to guess the module path, and names the flag', async () => {
    await assert.rejects(run(world(), 'project', 'shop'), /--module is missing/);
    await assert.rejects(run(world(), 'project', 'shop', '--yes'), /--module is missing/);
  });

  it('refuses, without a terminal, to write unless told not to ask', async () => {
    const where = world();

    await assert.rejects(run(where, 'project', 'shop', ...module_), /--yes is missing/);
    assert.equal(where.written, undefined);
  });

  it('previews as a tree and as diffs and writes nothing', async () => {
    const where = world();

    const status = await run(where, 'project', 'shop', ...module_, '--dry-run');

    assert.equal(status, 0);
    assert.equal(where.written, undefined);
    assert.match(where.out, /^shop\/\n├── \.github\/\n/);
    assert.match(where.out, /^\+\+\+ b\/cmd\/api\/main\.go$/m);
  });

  it('prints one JSON object when asked to, wherever the flag stands', async () => {
    for (const flags of [
      ['project', 'shop', '--json'],
      ['--json', 'project', 'shop'],
    ]) {
      const where = world();

      await run(where, ...flags, ...module_, '--yes');

      const printed = JSON.parse(where.out);
      assert.deepEqual(Object.keys(printed), ['version', 'root', 'written', 'files', 'next']);
      assert.equal(printed.written, true);
      assert.deepEqual(
        printed.files.find((file: { path: string }) => file.path === 'scripts/backup.sh'),
        { path: 'scripts/backup.sh', mode: '755' },
      );
    }
  });

  it('puts contents into the JSON of a preview', async () => {
    const where = world();

    await run(where, 'project', 'shop', ...module_, '--dry-run', '--json');

    const printed = JSON.parse(where.out);
    assert.equal(printed.written, false);
    assert.match(printed.files.find((file: { path: string }) => file.path === 'go.mod').content, /^module /);
  });

  it('refuses a folder that is not empty before it asks for anything to be written', async () => {
    const where = world({ occupied: ['/work/shop'] });

    await assert.rejects(
      run(where, 'project', 'shop', ...module_, '--yes'),
      /the folder shop is there already and not empty/,
    );
    assert.equal(where.written, undefined);
  });

  const refusals: Record<string, [arguments_: readonly string[], message: RegExp]> = {
    'a name that is a path': [['../shop', ...module_], /is a path/],
    'a module path that is none': [['shop', '--module', 'my shop'], /contains " "/],
    'a router we do not have': [
      ['shop', ...module_, '--router', 'fiber'],
      /Allowed choices are gin, chi, echo, nethttp/,
    ],
    'a second name': [['shop', 'other', ...module_], /too many arguments/],
    'an unknown flag': [['shop', ...module_, '--database', 'mysql'], /unknown option/],
  };
  for (const [name, [arguments_, message]] of Object.entries(refusals)) {
    it(`refuses ${name}`, async () => {
      const where = world();

      await assert.rejects(run(where, 'project', ...arguments_, '--yes'), message);
      assert.equal(where.written, undefined);
    });
  }

  it("takes a team's own templates, and tells which of them is wrong", async () => {
    const where = world({ team: { 'project/base/README.md.eta': '# <%= it.name %> of ours\n' } });
    await run(where, 'project', 'shop', ...module_, '--yes');
    assert.equal(where.written?.files.find((file) => file.path === 'README.md')?.content, '# shop of ours\n');

    const broken = world({ team: { 'project/base/README.md.eta': '<%= it.a.b %>' } });
    await assert.rejects(
      run(broken, 'project', 'shop', ...module_, '--yes'),
      /UsageError|README\.md\.eta does not render/,
    );
  });

  it("says where a team's own template makes what is no Go or no YAML, and writes nothing", async () => {
    const refusalOf = async (path: string, text: string, ...arguments_: readonly string[]) => {
      const where = world({ team: { [path]: text }, module: small });
      let message = '';
      await assert.rejects(run(where, ...arguments_, '--yes'), (error: Error) => {
        message = error.message;
        return true;
      });
      assert.deepEqual([where.written, where.changed], [undefined, undefined]);
      return message;
    };
    const project = ['project', 'shop', ...module_];

    assert.equal(
      await refusalOf(
        'parts/worker.go.eta',
        'package <%= it.package %>\n\nfunc Run() {\n\treturn )\n}\n',
        'worker',
        'Job',
      ),
      'template parts/worker.go.eta makes internal/worker/job.go wrong: line 4: this is no Go: "return )"',
    );
    assert.match(
      await refusalOf('project/base/internal/extra/extra.go.eta', '// <%= it.name %>\n', ...project),
      /^template project\/base\/internal\/extra\/extra\.go\.eta makes internal\/extra\/extra\.go wrong: it does not begin with a package clause/,
    );
    assert.match(
      await refusalOf('project/base/docker-compose.yml', 'services:\n  api: [\n', ...project),
      /^template project\/base\/docker-compose\.yml makes docker-compose\.yml wrong: line 3: /,
    );
    assert.match(
      await refusalOf('parts/ci.yml', 'on: {\n', 'ci'),
      /makes \.github\/workflows\/ci\.yml wrong: line 2: /,
    );
  });

  it("says which of a team's own templates are used nowhere", async () => {
    const where = world({
      team: {
        'parts/workr.go.eta': 'package x\n',
        'project/router-martini/x.go': 'package x\n',
        'project/base/CODEOWNERS': '* @acme\n',
        'parts/worker_test.go': 'package worker\n',
        'README.md': 'Ours.\n',
      },
      module: small,
    });

    assert.equal(await run(where, 'worker', 'Job', '--yes'), 0);

    assert.equal(
      where.err,
      [
        'warning: .go-architect/templates/parts/workr.go.eta takes the place of no template and is not used; did you mean parts/worker.go.eta?\n',
        'warning: .go-architect/templates/project/router-martini/x.go takes the place of no template and is not used\n',
      ].join(''),
    );
  });
});

describe('go-architect new feature', () => {
  const field = ['--field', 'total:int64'];
  let module: ReadonlyMap<string, string>;

  before(async () => {
    const files = await projectFiles({
      router: 'chi',
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'none',
      grpc: false,
    });
    module = new Map(files.map((file) => [file.path, file.content]));
  });

  it('writes new files and edits two when told not to ask', async () => {
    const where = world({ module });

    assert.equal(await run(where, 'feature', 'Order', ...field, '--yes'), 0);

    assert.equal(where.changed?.root, '/work/shop');
    assert.deepEqual(
      where.changed?.edited.map((edit) => edit.path),
      ['cmd/api/run.go', 'api/openapi/openapi.yaml'],
    );
    assert.ok(where.changed?.created.some((file) => file.path === 'internal/domain/order/order.go'));
    assert.match(where.out, /What is next:/);
    const several = world({ module });
    await run(several, 'feature', 'Order', '--field', 'total:int64', 'note:text', '--yes');
    const order = several.changed?.created.find((file) => file.path === 'internal/domain/order/order.go');
    assert.match(order?.content ?? '', /Total +int64\n\tNote +string\n/);
  });

  it('shows every change before it asks whether to make them', async () => {
    const refused = world({ module, answers: ['no'] });
    await run(refused, 'feature', 'Order', ...field);
    assert.match(refused.out, /^\+\+\+ b\/internal\/domain\/order\/order\.go$/m);
    assert.equal(refused.changed, undefined);

    const agreed = world({ module, answers: ['yes'] });
    await run(agreed, 'feature', 'Order', ...field);
    assert.ok(agreed.changed);
  });

  it('asks on a terminal for fields until they can be used', async () => {
    const where = world({ module, answers: ['total', 'total:int64 number:string', 'y'] });

    await run(where, 'feature', 'Order');

    assert.match(where.err, /write name:type/);
    const entity = where.changed?.created.find((file) => file.path === 'internal/domain/order/order.go');
    assert.match(entity?.content ?? '', /Number +string/);
  });

  it('previews without a terminal, and writes nothing', async () => {
    const where = world({ module });

    assert.equal(await run(where, 'feature', 'Order', ...field, '--dry-run'), 0);

    assert.match(where.out, /run\.go {2}\(changed\)/);
    assert.equal(where.changed, undefined);
  });

  const refusals: Record<string, [arguments_: readonly string[], message: RegExp]> = {
    'no field': [['Order', '--yes'], /--field is missing/],
    'no agreement and nobody to ask': [['Order', ...field], /--yes is missing/],
    'a name that is no type': [['order/../x', ...field, '--yes'], /cannot be a Go type name/],
    'a plural that is no name': [['Order', ...field, '--plural', '../x', '--yes'], /cannot be a Go type name/],
  };
  for (const [name, [arguments_, message]] of Object.entries(refusals)) {
    it(`refuses ${name}`, async () => {
      const where = world({ module });

      await assert.rejects(run(where, 'feature', ...arguments_), message);
      assert.equal(where.changed, undefined);
    });
  }

  it('refuses to work outside of a module', async () => {
    await assert.rejects(run(world(), 'feature', 'Order', ...field, '--yes'), /there is no go\.mod/);
  });
});

describe('go-architect new feature in a module of one package', () => {
  it('says once what to do instead of writing into it', async () => {
    const module = new Map([
      ['go.mod', 'module example.com/x\n\ngo 1.24.0\n'],
      ['main.go', 'package main\n'],
    ]);
    const flags = ['domain', 'usecase', 'repository', 'delivery'].flatMap((role) => [`--${role}`, '.']);
    await assert.rejects(
      run(world({ module }), 'feature', 'Order', '--field', 'total:int64', ...flags, '--yes'),
      ({ message }: Error) => /say a folder below it/.test(message) && message.split('is the root of').length === 2,
    );
  });
});

describe('go-architect new migration', () => {
  const made = async (module: Record<string, string>, ...arguments_: readonly string[]) => {
    const where = world({ module: new Map(Object.entries({ 'go.mod': 'module example.com/x\n', ...module })) });
    await run(where, 'migration', ...arguments_, '--yes');
    return where.changed?.created.map((file) => file.path);
  };

  it('takes the next number of the folder, for the tool that the folder belongs to', async () => {
    assert.deepEqual(await made({ 'migrations/000002_a.up.sql': '' }, 'Add phone-to users'), [
      'migrations/000003_add_phone_to_users.up.sql',
      'migrations/000003_add_phone_to_users.down.sql',
    ]);
    assert.deepEqual(await made({ 'db/sql/00009_a.sql': '' }, 'add_phone', '--directory', 'db/sql'), [
      'db/sql/00010_add_phone.sql',
    ]);
  });

  const first = async (module: Record<string, string>) => {
    const where = world({ module: new Map(Object.entries({ 'go.mod': 'module example.com/x\n', ...module })) });
    await run(where, 'migration', 'add_phone', '--yes');
    const [file] = where.changed?.created ?? [];
    return { path: file?.path, content: file?.content ?? '', out: where.out };
  };

  it('is written with the words that the files of the folder have, and named as they are', async () => {
    const dashed = await first({ 'migrations/20250101000000-a.sql': '-- +migrate Up\nCREATE TABLE a (b INT);\n' });
    assert.match(dashed.path ?? '', /^migrations\/\d{14}-add_phone\.sql$/);
    assert.match(dashed.content, /^-- \+migrate Up\n[\s\S]*\n-- \+migrate Down\n/);
    assert.doesNotMatch(dashed.content, /goose/);

    const dbmate = await first({
      'migrations/20250101000000_a.sql': '-- migrate:up transaction:false\nCREATE TABLE a (b INT);\n',
    });
    assert.match(dbmate.content, /^-- migrate:up\n[\s\S]*\n-- migrate:down\n/);
    assert.match(dbmate.out, /the SQL of both directions/);
  });

  it('says nothing of a way back to the author of a file that has none', async () => {
    const plain = await first({ 'migrations/001_a.sql': 'CREATE TABLE a (b INT);\n' });
    assert.equal(plain.path, 'migrations/002_add_phone.sql');
    assert.doesNotMatch(plain.out, /both directions|revert/);
    assert.match(plain.out, /write the SQL, which is run from the first line to the last and has no way back/);
  });

  it('goes by the module where the folder is empty', async () => {
    const migrate = 'module example.com/x\n\nrequire github.com/rubenv/sql-migrate v1.7.1\n';
    assert.match((await first({ 'go.mod': migrate })).content, /^-- \+migrate Up\n/);
    const goMod = 'module example.com/x\n\nrequire github.com/pressly/goose/v3 v3.29.0\n';

    assert.deepEqual(await made({ 'go.mod': goMod }, 'init'), ['migrations/00001_init.sql']);
  });

  it('writes names as files have them', async () => {
    assert.deepEqual((await made({}, 'AddPhone'))?.[0], 'migrations/000001_add_phone.up.sql');
  });

  it('refuses names and folders that cannot be, and a name that is taken', async () => {
    await assert.rejects(made({}, '../x'), /cannot name a migration/);
    await assert.rejects(made({}, 'init', '--directory', '../x'), /leaves the module/);
    await assert.rejects(made({ 'migrations/000001_init.up.sql': '' }, 'init'), /of this name already/);
  });
});

describe('go-architect new dockerfile and new ci', () => {
  const files = { 'go.mod': 'module example.com/x\n\ngo 1.26.0\n', 'main.go': 'package main\n' };
  const inModule = (extra: Record<string, string> = {}) =>
    world({ module: new Map(Object.entries({ ...files, ...extra })) });

  it('write their file', async () => {
    const where = inModule();
    assert.equal(await run(where, 'dockerfile', '--yes'), 0);
    assert.deepEqual(
      where.changed?.created.map((file) => file.path),
      ['deployments/docker/Dockerfile', '.dockerignore'],
    );
    assert.match(where.changed?.created[1]?.content ?? '', /^\.git\n[\s\S]*^\.env\n/m);

    const workflow = inModule();
    assert.equal(await run(workflow, 'ci', '--yes'), 0);
    assert.deepEqual(
      workflow.changed?.created.map((file) => file.path),
      ['.github/workflows/ci.yml'],
    );
  });

  it('writes the workflow of a module below to the root of the repository, where alone GitHub reads it', async () => {
    const below = (around: Record<string, string>) =>
      world({ module: new Map(Object.entries(files)), repository: new Map(Object.entries(around)) });
    const where = below({});
    assert.equal(await run(where, 'ci', '--yes'), 0);
    assert.equal(where.changed?.root, '/work');
    const [made] = where.changed?.created ?? [];
    assert.equal(made?.path, '.github/workflows/ci-shop.yml');
    const { defaults, jobs } = parse(made?.content ?? '');
    assert.deepEqual(defaults, { run: { 'working-directory': 'shop' } });
    assert.equal(jobs.lint.steps[1].with['go-version-file'], 'shop/go.mod');
    assert.equal(jobs.lint.steps.at(-1).with['working-directory'], 'shop');

    const second = below({ '.github/workflows/ci-shop.yml': made?.content ?? '' });
    await run(second, 'ci', '--yes');
    assert.match(second.out, /nothing was changed/);

    const tests = (folder: string) => ({
      '.github/workflows/test.yml': `jobs:\n  test:\n    steps:\n      - run: cd ${folder} && go test ./...\n`,
    });
    await assert.rejects(run(below(tests('shop')), 'ci', '--yes'), /test\.yml is there already and tests this module/);
    assert.equal(await run(below(tests('other')), 'ci', '--yes'), 0);
  });

  it('change nothing the second time, and refuse to replace what differs', async () => {
    const first = inModule();
    await run(first, 'dockerfile', '--yes');
    const content = first.changed?.created[0]?.content ?? '';

    const second = inModule({ 'deployments/docker/Dockerfile': content, '.dockerignore': 'mine\n' });
    await run(second, 'dockerfile', '--yes');
    assert.match(second.out, /nothing was changed/);
    assert.equal(second.changed, undefined);

    const mine = inModule({ 'deployments/docker/Dockerfile': 'FROM scratch\n' });
    await assert.rejects(
      run(mine, 'dockerfile', '--yes'),
      /there already and differs: deployments\/docker\/Dockerfile/,
    );
    const elsewhere = inModule({ Dockerfile: 'FROM scratch\n' });
    await assert.rejects(run(elsewhere, 'dockerfile', '--yes'), /nothing was written, because Dockerfile is there/);
  });

  it('end lines as the files of the module do, or as it is said for them', async () => {
    const windows = {
      'main.go': 'package main\r\n\r\nfunc main() {}\r\n',
      'go.mod': 'module example.com/x\r\n\r\ngo 1.26.0\r\n',
    };
    const endsOf = async (extra: Record<string, string>, ...arguments_: readonly string[]) => {
      const where = inModule({ ...windows, ...extra });
      await run(where, ...arguments_, '--yes');
      const texts = where.changed?.created.map(({ content }) => content) ?? [];
      assert.ok(texts.length > 0 && texts.every((text) => !/\r\n/.test(text) || !/(^|[^\r])\n/.test(text)));
      return texts.map((text) => text.includes('\r\n'));
    };
    const plain = { 'migrations/000001_a.up.sql': 'SELECT 1;\n' };
    const git = (text: string) => ({ '.gitattributes': text });

    assert.deepEqual(await endsOf({}, 'dockerfile'), [true, true]);
    assert.deepEqual(await endsOf({}, 'ci'), [true]);
    assert.deepEqual(await endsOf({}, 'migration', 'add_phone'), [true, true]);
    assert.deepEqual(await endsOf(plain, 'migration', 'add_phone'), [false, false]);
    assert.deepEqual(await endsOf(git('* text=auto\n*.yml eol=lf\n'), 'ci'), [false]);
    assert.deepEqual(await endsOf(git('*.yml eol=lf\n/.github/** eol=crlf\n'), 'ci'), [true]);
    assert.deepEqual(await endsOf(git('Dockerfile text eol=lf\n'), 'dockerfile'), [false, true]);
    const editor = { '.editorconfig': 'root = true\n\n[*]\nend_of_line = crlf\n\n[*.{yml,yaml}]\nend_of_line = lf\n' };
    assert.deepEqual(await endsOf(editor, 'ci'), [false]);
    assert.deepEqual(await endsOf({ ...editor, ...plain }, 'migration', 'add_phone'), [false, false]);
    const second = inModule(windows);
    await run(second, 'ci', '--yes');
    const made = second.changed?.created[0]?.content ?? '';
    const third = inModule({ ...windows, '.github/workflows/ci.yml': made });
    await run(third, 'ci', '--yes');
    assert.match(third.out, /nothing was changed/);
  });
});

describe('go-architect new entity and its neighbours', () => {
  const module = new Map([
    ['go.mod', 'module example.com/acme/ledger\n\ngo 1.26\n'],
    ['cmd/ledger/main.go', 'package main\n\nfunc main() {}\n'],
  ]);
  const entity = ['entity', 'Invoice', '--field', 'number:string'];

  it('writes what was asked for and says what is next', async () => {
    const where = world({ module });

    assert.equal(await run(where, ...entity, '--yes'), 0);

    const paths = where.changed?.created.map(({ path }) => path);
    assert.deepEqual(paths, ['internal/domain/invoice.go', 'internal/domain/invoice_test.go']);
    assert.match(where.out, /What is next:\n {2}go-architect new usecase Invoice/);
  });

  it('previews, also as JSON, and writes nothing', async () => {
    const text = world({ module });
    const json = world({ module });

    assert.equal(await run(text, 'worker', 'Reminder', '--dry-run'), 0);
    assert.equal(await run(json, 'worker', 'Reminder', '--directory', 'jobs', '--dry-run', '--json'), 0);

    assert.match(text.out, /reminder\.go[\s\S]*\+\+\+ b\/internal\/worker\/reminder\.go/);
    const { written, changes } = JSON.parse(json.out);
    assert.equal(written, false);
    assert.deepEqual(
      changes.map(({ path }: { path: string }) => path),
      ['jobs/reminder.go', 'jobs/reminder_test.go'],
    );
    assert.deepEqual([text.changed, json.changed], [undefined, undefined]);
  });

  it('changes nothing the second time', async () => {
    const first = world({ module });
    await run(first, 'health', '--yes');
    const made = first.changed?.created.map(({ path, content }) => [path, content] as const) ?? [];
    const second = world({ module: new Map([...module, ...made]) });

    assert.equal(await run(second, 'health', '--yes'), 0);

    assert.equal(made.length, 2);
    assert.equal(second.changed, undefined);
    assert.match(second.out, /Everything is there already; nothing was changed\.\n {2}where the routes are/);
  });

  it('takes several fields at once, and says which type would be right', async () => {
    const where = world({ module });

    await run(where, 'entity', 'Invoice', '--field', 'number:string,total:int64', '--yes');

    assert.match(where.changed?.created[0]?.content ?? '', /Number +string\n\tTotal +int64\n/);
    const typed = (field: string) => run(world({ module }), 'entity', 'Invoice', '--field', field, '--yes');
    await assert.rejects(typed('a:boolean'), /"boolean" is no type .*; did you mean bool\?/);
    await assert.rejects(typed('a:strng'), /did you mean string\?/);
    await assert.rejects(typed('a:jsonb'), /uuid$/);
  });

  it('takes the fields that follow one --field, wherever the name is, and one name', async () => {
    const where = world({ module });

    await run(where, 'entity', '--field', 'number:string', 'total:int64', 'Invoice', '--yes');

    assert.match(where.changed?.created[0]?.content ?? '', /type Invoice struct/);
    assert.match(where.changed?.created[0]?.content ?? '', /Number +string\n\tTotal +int64\n/);
    const named = run(world({ module }), 'entity', 'Invoice', '--field', 'number:string', 'total', '--yes');
    await assert.rejects(named, /one name is expected, and here are 2: Invoice, total; write fields as name:type/);
    await assert.rejects(run(world({ module }), 'entity', 'total:int64', '--yes'), /the name is missing/);
  });

  it('takes the name of a metric as Prometheus has it', async () => {
    const where = world({ module });

    assert.equal(await run(where, 'metric', 'ledger_orders_total', '--yes'), 0);

    assert.match(where.changed?.created[0]?.content ?? '', /Namespace: "ledger",\n\t+Name: +"orders_total"/);
    assert.match(where.out, /it is exported as ledger_orders_total/);
    await assert.rejects(
      run(world({ module }), 'metric', 'orders_total', '--kind', 'gauge', '--yes'),
      /as a counter does/,
    );
  });

  it('says how it is called where the name is missing', async () => {
    const where = world({ module });

    await assert.rejects(run(where, 'worker', '--yes'));

    assert.match(where.err, /missing required argument 'name'\n\(go-architect new worker NAME; see --help\)/);
  });

  it('refuses what is missing, what cannot be and what is in the way', async () => {
    const where = () => world({ module });
    const taken = new Map([...module, ['internal/domain/invoice.go', 'package domain\n']]);

    await assert.rejects(run(where(), 'entity', 'Invoice', '--yes'), /--field is missing/);
    await assert.rejects(run(where(), ...entity), /--yes is missing/);
    await assert.rejects(run(where(), 'entity', 'type', '--field', 'a:int', '--yes'), /Go keyword/);
    await assert.rejects(run(where(), 'metric', 'Uploads', '--kind', 'summary', '--yes'), /summary/);
    await assert.rejects(run(where(), 'worker', 'Reminder', '--directory', '../x', '--yes'), /no folder below/);
    await assert.rejects(run(where(), 'repository', 'Invoice', '--yes'), /there is no interface InvoiceRepository/);
    await assert.rejects(run(world(), 'health', '--yes'), /no go\.mod/);
    const conflicting = world({ module: taken });
    await assert.rejects(run(conflicting, ...entity, '--yes'), /internal\/domain\/invoice\.go differs/);
    assert.equal(conflicting.changed, undefined);
  });
});

describe('go-architect new', () => {
  it('lists what can be generated, as text and as JSON', async () => {
    const text = world();
    assert.equal(await run(text, '--list'), 0);
    assert.match(text.out, /^new project NAME --module PATH {2}/m);

    const json = world();
    assert.equal(await run(json, '--list', '--json'), 0);
    assert.equal(JSON.parse(json.out).generators[0].name, 'project');
  });

  it('shows its help and fails when it is not told what to generate', async () => {
    const where = world();

    assert.equal(await run(where), 2);
    assert.match(where.out, /project/);
  });

  it('says that there is no such generator, and where to look', async () => {
    await assert.rejects(run(world(), 'gizmo'), /no generator "gizmo"; go-architect new --list/);
  });
});
