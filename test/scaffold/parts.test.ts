/** The small parts that generators are made of: imports put in order, log statements, migrations, previews. */
import assert from 'node:assert/strict';
import { finishGoSource } from '../../server/src/scaffold/goSource.ts';
import { type LoggerName, logIdiom } from '../../server/src/scaffold/logging.ts';
import { annotatedText, migrationFiles, migrationFolder } from '../../server/src/scaffold/migrations.ts';
import { diffText, treeText } from '../../server/src/scaffold/preview.ts';
import { renderTemplate, TemplateError } from '../../server/src/scaffold/template.ts';
import { mergeTemplates } from '../../server/src/scaffold/templates.ts';

describe('Rendering a template', () => {
  it('replaces values as they are and drops lines that only decide', () => {
    const template = 'import (\n<% if (it.on) { %>\n\t"<%= it.path %>"\n<% } else { %>\n\t"off"\n<% } %>\n)\n';

    assert.equal(renderTemplate('x', template, { on: true, path: 'a&b' }), 'import (\n\t"a&b"\n)\n');
    assert.equal(renderTemplate('x', template, { on: false, path: '' }), 'import (\n\t"off"\n)\n');
  });

  it('leaves alone what is no template', () => {
    const text = 'run: echo ${{ secrets.TOKEN }} $(VALUE) {{ .Go }}\n';

    assert.equal(renderTemplate('x', text, {}), text);
  });

  it('names the template that is wrong', () => {
    assert.throws(() => renderTemplate('x.eta', '<% if ( { %>', {}), TemplateError);
    assert.throws(() => renderTemplate('x.eta', '<%= it.a.b %>', {}), /x\.eta/);
  });
});

describe('Finishing Go source', () => {
  it('sorts imports inside their groups by path and drops empty groups', () => {
    const source = 'package a\n\nimport (\n\t"os"\n\n\t"fmt"\n\tz "errors"\n\n\n)\n\nvar x = 1\n';

    assert.equal(finishGoSource(source), 'package a\n\nimport (\n\t"os"\n\n\tz "errors"\n\t"fmt"\n)\n\nvar x = 1\n');
  });

  it('leaves one blank line where there were more, and none at the edges of a block', () => {
    assert.equal(finishGoSource('func f() {\n\n\tg()\n\n\n\th()\n\n}\n\n\n'), 'func f() {\n\tg()\n\n\th()\n}\n');
  });
});

describe('A log statement', () => {
  const statements: Record<LoggerName, string> = {
    slog: 'log.WarnContext(ctx, "mail \\"lost\\"", slog.String("to", to), slog.Int("tries", n), slog.Any("error", err))',
    zap: 'log.Warn("mail \\"lost\\"", zap.String("to", to), zap.Int("tries", n), zap.Error(err))',
    zerolog: 'log.Warn().Ctx(ctx).Str("to", to).Int("tries", n).Err(err).Msg("mail \\"lost\\"")',
  };
  for (const [name, wanted] of Object.entries(statements)) {
    it(`reads as ${name} does`, () => {
      const { statement } = logIdiom(name as LoggerName);
      const fields = [
        ['to', 'string', 'to'],
        ['tries', 'int', 'n'],
        ['error', 'error', 'err'],
      ] as const;
      assert.equal(statement('log', 'Warn', 'ctx', 'mail "lost"', ...fields), wanted);
    });
  }
});

describe('A migration', () => {
  const text = { up: 'CREATE TABLE a ();\n\nCREATE TABLE b ();\n', down: 'DROP TABLE b;\n' };

  it('is two files to golang-migrate and one to goose', () => {
    const paths = (tool: 'golang-migrate' | 'goose') =>
      migrationFiles(tool, 'db/migrations', '000007_add_a', text).map((file) => file.path);

    assert.deepEqual(paths('golang-migrate'), [
      'db/migrations/000007_add_a.up.sql',
      'db/migrations/000007_add_a.down.sql',
    ]);
    assert.deepEqual(paths('goose'), ['db/migrations/000007_add_a.sql']);
  });

  it('has annotations for goose around bodies that hold semicolons only', () => {
    const body = 'CREATE FUNCTION f() RETURNS TRIGGER AS $$\nBEGIN\n\n    RETURN NEW;\nEND;\n$$ LANGUAGE plpgsql;';

    assert.equal(
      annotatedText('goose', { up: `CREATE TABLE a ();\n\n${body}\n`, down: 'DROP TABLE a;\n' }),
      `-- +goose Up\nCREATE TABLE a ();\n\n-- +goose StatementBegin\n${body}\n-- +goose StatementEnd\n\n-- +goose Down\nDROP TABLE a;\n`,
    );
  });

  it('has the words of sql-migrate, which splits as goose does, and of dbmate, which does not split', () => {
    const body = 'CREATE FUNCTION f() RETURNS TRIGGER AS $$\nBEGIN\n    RETURN NEW;\nEND;\n$$ LANGUAGE plpgsql;';
    const both = { up: `${body}\n`, down: 'DROP FUNCTION f;\n' };

    assert.equal(
      annotatedText('sql-migrate', both),
      `-- +migrate Up\n-- +migrate StatementBegin\n${body}\n-- +migrate StatementEnd\n\n-- +migrate Down\nDROP FUNCTION f;\n`,
    );
    assert.equal(annotatedText('dbmate', both), `-- migrate:up\n${body}\n\n-- migrate:down\nDROP FUNCTION f;\n`);
  });

  const now = '20260102030405';
  const folders: Record<string, [names: readonly string[], tool: string, next: string]> = {
    'an empty folder': [[], 'golang-migrate', '000001'],
    'a folder with other files': [['embed.go', 'README.md'], 'golang-migrate', '000001'],
    'a sequence': [['000001_a.up.sql', '000001_a.down.sql', '000002_b.up.sql'], 'golang-migrate', '000003'],
    'a sequence with a gap': [['1_a.up.sql', '9_b.up.sql'], 'golang-migrate', '10'],
    'a goose sequence': [['00001_a.sql', '00002_b.sql'], 'goose', '00003'],
    'timestamps in the past': [['20250101000000_a.sql'], 'goose', now],
    'timestamps ahead of the clock': [['20270101000000_a.sql'], 'goose', '20270101000001'],
  };
  for (const [name, [names, tool, next]] of Object.entries(folders)) {
    it(`goes on from ${name}`, () => {
      assert.deepEqual(migrationFolder(names, 'golang-migrate', now), { tool, nextVersion: next, sign: '_' });
    });
  }
});

describe('A preview', () => {
  const changes = [
    { path: 'b/c.go', after: 'package c\n' },
    { path: 'a.go', before: 'package a\n', after: 'package a\n\nvar x = 1\n' },
    { path: 'b/d/e.go', after: 'package e\n' },
  ];

  it('draws a tree, folders first, and marks what exists', () => {
    assert.equal(
      treeText('shop', changes),
      'shop/\n├── b/\n│   ├── d/\n│   │   └── e.go\n│   └── c.go\n└── a.go  (changed)\n',
    );
  });

  it('is a diff of every file', () => {
    const diff = diffText(changes);

    assert.match(diff, /^--- \/dev\/null\n\+\+\+ b\/b\/c\.go\n@@ -0,0 \+1,1 @@\n\+package c\n/m);
    assert.match(diff, /^--- a\/a\.go\n\+\+\+ b\/a\.go\n@@ -1,1 \+1,3 @@\n package a\n\+\n\+var x = 1\n/m);
  });
});

describe("A team's templates", () => {
  it('replace ours by path, rendered or not', () => {
    const merged = mergeTemplates(
      new Map([
        ['project/base/a.go.eta', 'ours'],
        ['project/base/b.go', 'ours'],
      ]),
      new Map([
        ['project/base/a.go', 'theirs'],
        ['project/base/c.go', 'theirs'],
      ]),
    );

    assert.deepEqual(
      [...merged],
      [
        ['project/base/a.go', 'theirs'],
        ['project/base/b.go', 'ours'],
        ['project/base/c.go', 'theirs'],
      ],
    );
  });
});
