/** What a feature takes over from the files around it: prefixes of paths, identifiers, folders, line ends; and what it leaves alone. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { partDefinitions, partIn } from '../../server/src/scaffold/parts/catalog.ts';
import { featureIn } from '../../server/src/scaffold/parts/features.ts';
import type { Part } from '../../server/src/scaffold/parts/part.ts';
import type { Result } from '../../server/src/scaffold/result.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';

type Files = ReadonlyMap<string, string>;

const document =
  'openapi: 3.0.3\ninfo: { title: Shop, version: "1" }\npaths:\n  /books:\n    get: { responses: { "200": { description: All } } }\ncomponents:\n  schemas:\n    Book: { type: object }\n';

/** Folders of one layer each, with gin and GORM; the routes stand in a table of their own. */
const layered: Files = new Map([
  [
    'go.mod',
    'module example.com/shop\n\ngo 1.24\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.10.0\n\tgorm.io/gorm v1.25.0\n)\n',
  ],
  [
    'internal/domain/book.go',
    'package domain\n\n// Book is one book.\ntype Book struct {\n\tID   int64\n\tName string\n}\n',
  ],
  [
    'internal/usecase/book.go',
    'package usecase\n\n// BookService is what can be done with books.\ntype BookService struct{}\n',
  ],
  [
    'internal/repository/book.go',
    'package repository\n\nimport "gorm.io/gorm"\n\n// BookRepository keeps books.\ntype BookRepository struct{ db *gorm.DB }\n\n// NewBookRepository returns one.\nfunc NewBookRepository(db *gorm.DB) *BookRepository { return &BookRepository{db: db} }\n',
  ],
  [
    'internal/delivery/http/book.go',
    'package http\n\nimport "github.com/gin-gonic/gin"\n\n// BookHandler serves books.\ntype BookHandler struct{}\n\n// List lists them.\nfunc (BookHandler) List(c *gin.Context) { c.Status(200) }\n',
  ],
  [
    'internal/delivery/http/route/route.go',
    'package route\n\nimport (\n\t"example.com/shop/internal/delivery/http"\n\n\t"github.com/gin-gonic/gin"\n)\n\n// Setup adds all routes.\nfunc Setup(engine *gin.Engine, books http.BookHandler) {\n\tengine.GET("/api/books", books.List)\n\tengine.GET("/api/books/:id", books.List)\n\tengine.GET("/health", books.List)\n}\n',
  ],
  ['api/openapi.yaml', document],
]);

describe('A feature follows its neighbours', function () {
  this.timeout(300_000);

  let templates: Templates;
  let parser: GoParser;

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
  });

  function add(files: Files, name = 'Voucher'): Result<Part> {
    const options = { name, fields: ['code:string', 'owner_id:uuid'] };
    return featureIn(options, {}, readerOf(files), templates, (text) => parser.parse(text));
  }

  function added(files: Files, name?: string): { readonly files: Files; readonly part: Part } {
    const result = add(files, name);
    assert.ok(result.ok, JSON.stringify(result));
    const changes = result.value.changes.map(({ path, after }) => [path, after] as const);
    return { files: new Map([...files, ...changes]), part: result.value };
  }

  const having = (...changes: readonly (readonly [path: string, text: string])[]): Files =>
    new Map([...layered, ...changes]);

  it('puts its routes under the prefix of a table of routes that stands apart', () => {
    const { files } = added(layered);

    assert.match(files.get('internal/delivery/http/voucher.go') ?? '', /router\.Group\("\/api\/vouchers"\)/);
  });

  it('calls itself in its routes as its neighbours do: singular, with their sign between words', () => {
    const routes = layered.get('internal/delivery/http/route/route.go') ?? '';
    const route = (text: string) => having(['internal/delivery/http/route/route.go', text]);
    const wordOf = (files: Files, name = 'GiftCard') => {
      const made = added(files, name);
      assert.deepEqual(added(made.files, name).part.changes, []);
      const handler =
        made.files.get(`internal/delivery/http/${name === 'GiftCard' ? 'gift_card' : 'voucher'}.go`) ?? '';
      const word = /router\.Group\("\/api\/([\w-]+)"\)/.exec(handler)?.[1];
      assert.match(made.files.get('api/openapi.yaml') ?? '', new RegExp(`^ {2}/api/${word}:$`, 'm'));
      return word;
    };
    const singular = routes.replaceAll('/api/books', '/api/book');
    // Signing in is no entity, and says nothing of how these are called.
    const other = routes.replace('"/health"', '"/api/login"').replace('/api/books/:id', '/api/session');

    assert.equal(wordOf(layered), 'gift-cards');
    assert.equal(wordOf(route(singular)), 'gift-card');
    assert.equal(wordOf(route(singular), 'Voucher'), 'voucher');
    assert.equal(wordOf(route(other)), 'gift-cards');
    const model = 'package domain\n\n// LineItem is one.\ntype LineItem struct {\n\tID int64\n}\n';
    const underlined = singular.replace('"/api/book/:id"', '"/api/line_item"');
    assert.equal(wordOf(new Map([...route(underlined), ['internal/domain/line_item.go', model]])), 'gift_card');
  });

  it('takes the prefix of a group that the routes are registered at, and none of a group that is handed on', () => {
    const route = (body: string): readonly [string, string] => [
      'internal/delivery/http/route/route.go',
      `package route\n\nimport "github.com/gin-gonic/gin"\n\nfunc Setup(engine *gin.Engine, list gin.HandlerFunc) {\n${body}}\n`,
    ];
    const own = added(
      having(route('\tv1 := engine.Group("/api/v1")\n\tv1.GET("/books", list)\n\tv1.GET("/authors", list)\n')),
    );
    const handed = added(having(route('\tv1 := engine.Group("/api/v1")\n\tadd(v1, list)\n')));

    assert.match(own.files.get('internal/delivery/http/voucher.go') ?? '', /Group\("\/api\/v1\/vouchers"\)/);
    assert.match(handed.files.get('internal/delivery/http/voucher.go') ?? '', /Group\("\/vouchers"\)/);
  });

  it('puts the entity where the one folder of entities is, when the layout says nothing of it', () => {
    const files = new Map([
      ['go.mod', layered.get('go.mod') ?? ''],
      ['database/entities/user.go', 'package entities\n\ntype User struct {\n\tID uint64\n}\n'],
      ...['user', 'order'].flatMap((name): [string, string][] => [
        [`modules/${name}/service/${name}.go`, 'package service\n'],
        [`modules/${name}/repository/${name}.go`, 'package repository\n\nimport _ "gorm.io/gorm"\n'],
        [`modules/${name}/controller/${name}.go`, 'package controller\n\nimport _ "github.com/gin-gonic/gin"\n'],
      ]),
    ]);
    const made = added(files).files;

    assert.match(made.get('database/entities/voucher.go') ?? '', /ID +uint64\n/);
    assert.ok(made.has('modules/voucher/service/voucher.go'), [...made.keys()].join('\n'));
  });

  const identified: Readonly<Record<string, readonly [domain: string, id: RegExp]>> = {
    'a number': ['type Book struct {\n\tID int64\n}\n', /ID +int64\n/],
    'a number of another name': ['type Book struct {\n\tId uint\n}\n', /ID +uint\n/],
    'a type of one entity over a UUID': [
      'import "github.com/google/uuid"\n\ntype BookID uuid.UUID\n\ntype Book struct {\n\tID BookID\n}\n',
      /ID +uuid\.UUID\n/,
    ],
    'a type of one entity over a number': ['type BookID int64\n\ntype Book struct {\n\tID BookID\n}\n', /ID +int64\n/],
    'a type of all entities over a number': ['type ID int64\n\ntype Book struct {\n\tID ID\n}\n', /ID +ID\n/],
    'another name for a UUID': [
      'import "github.com/google/uuid"\n\ntype ID = uuid.UUID\n\ntype Book struct {\n\tID ID\n}\n',
      /ID +ID\n/,
    ],
    'a type of all entities over a UUID, which it cannot be read into': [
      'import "github.com/google/uuid"\n\ntype ID uuid.UUID\n\ntype Book struct {\n\tID ID\n}\n',
      /ID +uuid\.UUID\n/,
    ],
    'a type of another package': [
      'import "example.com/shop/internal/types"\n\ntype Book struct {\n\tID types.ID\n}\n',
      /ID +int32\n/,
    ],
  };
  for (const [title, [domain, id]] of Object.entries(identified)) {
    it(`is identified as they are: by ${title}`, () => {
      const types = ['internal/types/id.go', 'package types\n\ntype ID int32\n'] as const;
      const { files } = added(having(['internal/domain/book.go', `package domain\n\n${domain}`], types));

      assert.match(files.get('internal/domain/voucher.go') ?? '', id);
    });
  }

  it('is identified as the entities of other features are, each in a folder of its own', () => {
    const files = new Map([
      ['go.mod', layered.get('go.mod') ?? ''],
      ...['user', 'order'].flatMap((name): [string, string][] => [
        [
          `internal/${name}/model/${name}.go`,
          `package model\n\ntype ${name === 'user' ? 'User' : 'Order'} struct {\n\tID int64\n}\n`,
        ],
        [`internal/${name}/usecase/${name}.go`, 'package usecase\n'],
        [`internal/${name}/repository/${name}.go`, 'package repository\n\nimport _ "gorm.io/gorm"\n'],
        [`internal/${name}/handler/${name}.go`, 'package handler\n\nimport _ "github.com/gin-gonic/gin"\n'],
      ]),
    ]);

    assert.match(added(files).files.get('internal/voucher/model/voucher.go') ?? '', /ID +int64\n/);
  });

  it('builds whatever identifies the neighbours', async () => {
    const generated = await projectFiles({
      router: 'gin',
      logger: 'slog',
      migrations: 'goose',
      cache: 'none',
      grpc: false,
    });
    const textOf = (path: string) => generated.find((file) => file.path === path)?.content ?? '';
    await inTemporaryFolder(async (folder) => {
      for (const [index, [domain]] of Object.values(identified).entries()) {
        const texts = [...layered].filter(([path]) => path.startsWith('internal/'));
        const files = new Map([
          ['go.mod', textOf('go.mod').replace(/^module .*/m, 'module example.com/shop')],
          ...texts.map(([path, text]): [string, string] => [
            path,
            text
              .replaceAll('"gorm.io/gorm"', '"github.com/jackc/pgx/v5/pgxpool"')
              .replaceAll('gorm.DB', 'pgxpool.Pool'),
          ]),
          ['internal/domain/book.go', `package domain\n\n${domain}`],
          ['internal/types/id.go', 'package types\n\ntype ID int32\n'],
        ]);
        // One module holds them all, so that what they import is built once.
        const moved = [...added(files).files]
          .filter(([path]) => path.endsWith('.go'))
          .map(([path, text]) => ({
            path: `case${index}/${path}`,
            content: text.replaceAll('example.com/shop/', `example.com/shop/case${index}/`),
            mode: 0o644 as const,
          }));
        await writeFiles(folder, moved);
      }
      await writeFiles(folder, [
        { path: 'go.mod', content: textOf('go.mod').replace(/^module .*/m, 'module example.com/shop'), mode: 0o644 },
        { path: 'go.sum', content: textOf('go.sum'), mode: 0o644 },
      ]);
      const environment = { GOFLAGS: '-buildvcs=false -trimpath' };
      assert.deepEqual(await run(folder, 'go', ['vet', './...'], environment), { status: 0, output: '' });
    });
  });

  it('refuses an entity that is there and identified by a type that has lost its methods, saying why', () => {
    const usecase = partDefinitions.find(({ name }) => name === 'usecase');
    const book =
      'package domain\n\nimport "github.com/google/uuid"\n\ntype BookID uuid.UUID\n\ntype Book struct {\n\tID BookID\n}\n';
    const made = partIn(
      usecase!,
      { name: 'Book', fields: [] },
      readerOf(having(['internal/domain/book.go', book])),
      templates,
      (text) => parser.parse(text),
    );

    assert.ok(!made.ok);
    assert.match(made.problems[0]!.message, /BookID, which has none of the methods of uuid\.UUID/);
  });

  describe('in the ends of its lines', () => {
    const windows = (files: Files): Files =>
      new Map([...files].map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]));
    const isWindows = (text: string) => text.includes('\r\n') && !/(^|[^\r])\n/.test(text);

    it('as the neighbours have them, in new files and in insertions', () => {
      const { part, files } = added(windows(layered));

      assert.ok(part.changes.some(({ path }) => path === 'api/openapi.yaml'));
      for (const { path, before, after } of part.changes) {
        assert.ok(isWindows(after), path);
        assert.equal(before, windows(layered).get(path), path);
      }
      assert.deepEqual(added(files).part.changes, []);
      const plain = added(layered).part.changes.map(({ after }) => after.replaceAll('\n', '\r\n'));
      assert.deepEqual(
        part.changes.map(({ after }) => after),
        plain,
      );
    });

    it('in each file as that file has them', () => {
      const { part } = added(having(['api/openapi.yaml', document.replaceAll('\n', '\r\n')]));

      for (const { path, after } of part.changes) {
        assert.equal(after.includes('\r'), path === 'api/openapi.yaml', path);
      }
    });

    it('and takes no line away where a file has both', () => {
      const mixed = document.replace('\n', '\r\n');
      const change = added(having(['api/openapi.yaml', mixed])).part.changes.find(({ before }) => before !== undefined);

      assert.equal(change?.before, mixed);
      const inserted = new Set(mixed.split('\n'));
      assert.deepEqual(
        change?.after
          .split('\n')
          .filter((line) => inserted.has(line))
          .slice(0, 2),
        mixed.split('\n').slice(0, 2),
      );
    });
  });

  it('leaves an OpenAPI document alone that does not parse, says why, and does the rest', () => {
    const broken = document.replace('{ title: Shop', '{ title: "Shop');
    const { part } = added(having(['api/openapi.yaml', broken]));

    assert.ok(part.changes.some(({ path }) => path === 'internal/domain/voucher.go'));
    assert.ok(!part.changes.some(({ path }) => path === 'api/openapi.yaml'));
    assert.match(
      part.next.join('\n'),
      /mend api\/openapi\.yaml, which does not parse \(.* at line \d+.*\), and describe/,
    );
  });

  it('changes nothing in a project of its own whose document does not parse', async () => {
    const generated = await projectFiles({
      router: 'chi',
      logger: 'slog',
      migrations: 'goose',
      cache: 'none',
      grpc: false,
    });
    const files = new Map(generated.map(({ path, content }) => [path, content]));
    const path = 'api/openapi/openapi.yaml';
    const made = add(new Map([...files, [path, `${files.get(path) ?? ''}\n  broken: [\n`]]));

    assert.ok(!made.ok);
    assert.match(made.problems[0]!.message, /openapi\.yaml does not parse: .* at line \d+.*; mend it/);
    assert.ok(add(files).ok);
  });
});
