/** The ways in which modules put their features together: each gets a feature where its neighbours are, and its routes answer. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { featureIn } from '../../server/src/scaffold/parts/features.ts';
import type { Part } from '../../server/src/scaffold/parts/part.ts';
import type { Templates } from '../../server/src/scaffold/templates.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { readTemplates } from '../../server/src/workspace/templates.ts';
import { writeFiles } from '../../server/src/workspace/writeFiles.ts';
import { inTemporaryFolder, projectFiles, readerOf, run, templatesFolder } from './generate.ts';
import { passedUseCases } from './passedModule.ts';
import {
  type Backend,
  containers,
  controllerStruct,
  featureRoutes,
  guardedGroups,
  moduleFunctions,
  providedByFx,
  routerConstructor,
} from './wiredModules.ts';

type Files = ReadonlyMap<string, string>;

const backends = [
  routerConstructor,
  controllerStruct,
  containers,
  guardedGroups,
  moduleFunctions,
  featureRoutes,
  providedByFx,
  passedUseCases,
];

describe('Wiring a feature', function () {
  this.timeout(900_000);

  let templates: Templates;
  let parser: GoParser;
  const modules = new Map<Backend, Files>();

  before(async () => {
    templates = await readTemplates(templatesFolder);
    parser = GoParser.create(await loadParserModule());
    for (const backend of backends) {
      modules.set(backend, new Map([...(await moduleFor(backend)), ...backend.files]));
    }
  });

  const filesOf = (backend: Backend): Files => modules.get(backend) ?? new Map();

  function add(files: Files): Part {
    const options = { name: 'Invoice', fields: ['name:string', 'total:int64'] };
    const result = featureIn(options, {}, readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(result.ok, JSON.stringify(result));
    return result.value;
  }

  function textAfter(part: Part, path: string): string {
    return part.changes.find((change) => change.path === path && change.before !== undefined)?.after ?? '';
  }

  function filesWith(files: Files, { changes }: Part): Files {
    return new Map([...files, ...changes.map((change) => [change.path, change.after] as const)]);
  }

  function edited(files: Files, path: string, from: string, to: string): Files {
    const text = files.get(path) ?? '';
    assert.ok(text.includes(from), `${path} has ${from}`);
    return new Map([...files, [path, text.replace(from, to)]]);
  }

  /** Whether a module that is a little different is left alone, and its person told. */
  function assertByHand(files: Files, because: string): void {
    const part = add(files);
    assert.deepEqual(
      part.changes.filter(({ before }) => before !== undefined).map(({ path }) => path),
      [],
      because,
    );
    assert.match(part.next.join('\n'), /add:\n {2}invoiceRepo := /, because);
  }

  function assertInserted(part: Part): void {
    for (const { path, before, after: text } of part.changes) {
      const lines = text.split('\n');
      let at = 0;
      for (const line of before?.split('\n') ?? []) {
        at = lines.indexOf(line, at) + 1;
        assert.notEqual(at, 0, `${path} still has ${JSON.stringify(line)} where it was`);
      }
    }
  }

  for (const backend of backends) {
    it(`${backend.title}: inserts, changes no line, and nothing the second time`, () => {
      const part = add(filesOf(backend));

      assertInserted(part);
      for (const [path, lines] of backend.inserted) {
        for (const line of lines) {
          assert.ok(textAfter(part, path).includes(line), `${path} has ${line}:\n${textAfter(part, path)}`);
        }
      }
      assert.deepEqual(
        part.changes
          .filter(({ before }) => before !== undefined)
          .map(({ path }) => path)
          .sort(),
        [...backend.inserted.keys()].sort(),
        part.next.join('\n'),
      );
      assert.deepEqual(add(filesWith(filesOf(backend), part)).changes, []);
    });
  }

  it('passes no handler to a constructor of the router that is called in other places, or has a list it does not understand', () => {
    const files = filesOf(routerConstructor);

    assertByHand(
      new Map([...files, ['handler/router_test.go', 'package handler\n\nvar _ = NewRouter(nil, nil, nil)\n']]),
      'two calls',
    );
    assertByHand(
      edited(files, 'handler/router.go', 'orderHandler *OrderHandler,', 'orderHandler *OrderHandler, // last'),
      'a comment',
    );
    assertByHand(
      edited(
        files,
        'handler/router.go',
        'v1.Group("/orders").Use(authenticate(token))',
        'v1.Group("/orders").Use(authenticate(token), audit())',
      ),
      'guards without a majority',
    );
  });

  it('adds no field to a struct that is written without the names of its fields', () => {
    const files = filesOf(containers);

    assertByHand(
      new Map([
        ...files,
        [
          'handler/handler_test.go',
          'package handler\n\nimport "example.com/acme/shop/service"\n\nvar _ = service.Services{nil, nil}\n',
        ],
      ]),
      'bare',
    );
    assertByHand(
      edited(files, 'service/service.go', 'NewOrderService(repos.Orders),', 'orders,'),
      'a value made elsewhere',
    );
  });

  it('adds no field to a struct of controllers that is filled elsewhere too, or where gofmt would move the rows behind it', () => {
    const files = filesOf(controllerStruct);
    const elsewhere = new Map([...files, ['route/route_test.go', 'package route\n\nvar empty = Config{}\n']]);
    assertByHand(elsewhere, 'the test would leave the new field empty');

    const options = { name: 'RecurringSubscriptionInvoice', fields: ['total:int64'] };
    const made = featureIn(options, {}, readerOf(files), templates, (text) => parser.parse(text));
    assert.ok(made.ok);
    assert.ok(!made.value.changes.some(({ before }) => before !== undefined));
    assert.match(made.value.next.join('\n'), /recurringSubscriptionInvoiceHandler/);
  });

  it('knows the tables of Fiber, and what they use before', () => {
    const files = new Map(
      [...filesOf(controllerStruct)].map(([path, text]) => [
        path,
        text
          .replaceAll('github.com/gin-gonic/gin v', 'github.com/gofiber/fiber/v2 v')
          .replaceAll('github.com/gin-gonic/gin', 'github.com/gofiber/fiber/v2')
          .replaceAll('*gin.Engine', '*fiber.App')
          .replaceAll('gin.HandlerFunc', 'fiber.Handler')
          .replaceAll('*gin.Context', '*fiber.Ctx')
          .replaceAll('gin.New()', 'fiber.New()')
          .replaceAll('Engine.GET', 'Engine.Get')
          .replaceAll('Engine.POST', 'Engine.Post'),
      ]),
    );
    const part = add(files);

    assert.match(
      textAfter(part, 'route/route.go'),
      /OrderHandler\.CreateOrder\)\n\tc\.InvoiceHandler\.Register\(c\.Engine\)\n}/,
    );
    assert.match(
      part.changes.find(({ path }) => path === 'handler/invoice.go')?.after ?? '',
      /router\.Group\("\/api\/invoices"\)/,
    );
    assert.deepEqual(add(filesWith(files, part)).changes, []);
  });

  it('puts a longer name apart, so that gofmt moves no line', () => {
    const shorter = new Map(
      [...filesOf(containers)].map(
        ([path, text]) =>
          [
            path,
            text
              .replaceAll(/Customers(:?) (?=[*N])/g, 'Buyers$1 ')
              .replaceAll(/Orders(:?) {4}/g, 'Orders$1 ')
              .replaceAll('.Customers', '.Buyers'),
          ] as const,
      ),
    );
    const part = add(shorter);

    assertInserted(part);
    assert.ok(
      textAfter(part, 'repository/repository.go').includes('\n\n\t\tInvoice: NewInvoiceRepository(db),\n'),
      textAfter(part, 'repository/repository.go'),
    );
  });

  it('repeats no guard that it does not see', () => {
    const files = filesOf(guardedGroups);

    assertByHand(
      edited(
        files,
        'internal/orders/delivery/http/routes.go',
        'group.POST("", h.Create, mw.Session, mw.CSRF)',
        'group.POST("", h.Create, mw.Session)',
      ),
      'guards that differ',
    );
    assertByHand(
      edited(
        files,
        'internal/orders/delivery/http/routes.go',
        'group.POST("", h.Create, mw.Session, mw.CSRF)',
        'group.POST("", h.Create, throttle, mw.CSRF)',
      ),
      'a guard of the other package',
    );
  });

  it('takes the guards of the strictest neighbour into a function of the feature, says so, and none that it cannot write', () => {
    const files = filesOf(featureRoutes);
    const routes = 'internal/order/port/http/routes.go';
    const part = add(files);
    const made = part.changes.find(({ path }) => path === 'internal/invoice/port/http/routes.go')?.after ?? '';

    assert.match(made, /Register\(r\.Group\("", middleware\.Authenticate\(\)\), middleware\.Administer\(\)\)/);
    assert.match(
      part.next.join('\n'),
      /all routes are behind middleware\.Authenticate\(\), .* strictest of the neighbours/,
    );

    assertByHand(
      edited(files, routes, 'middleware.Authenticate(), middleware.Administer()', 'middleware.Administer()'),
      'guards of which none includes the others',
    );
    assertByHand(
      edited(
        edited(files, routes, 'orders := r', 'audit := func(*gin.Context) {}\n\torders := r'),
        routes,
        'middleware.Administer(), order',
        'audit, order',
      ),
      'a guard that only the neighbour can write',
    );
    assertByHand(
      edited(
        files,
        'main.go',
        '\torderHttp.Routes(v1, db)\n',
        '\torderHttp.Routes(v1, db)\n\torderHttp.Routes(engine.Group("/v2"), db)\n',
      ),
      'a neighbour that is called twice',
    );
  });

  it('adds to no list of Fx where another calls the constructor of all routes, a guard is not reached, or packages would import each other', () => {
    const files = filesOf(providedByFx);

    assertByHand(
      new Map([
        ...files,
        ['routes/routes_test.go', 'package routes\n\nvar _ = NewRoutes(CustomerRoutes{}, OrderRoutes{})\n'],
      ]),
      'a test that would not build any more',
    );
    assertByHand(
      edited(files, 'routes/order.go', 'Use(s.auth.Handler())', 'Use(platform.Audit())'),
      'guards without a majority',
    );
    assertByHand(
      edited(
        files,
        'repository/order.go',
        'import "github',
        'import _ "example.com/acme/shop/service"\nimport "github',
      ),
      'services would import what imports them',
    );
  });

  it('hands a use case on in one line where the others are, and no further than functions that are called once', () => {
    const files = filesOf(passedUseCases);
    const call = '\t\tengine,\n\t\tuc.customer,\n\t\tuc.order,\n\t\tl,\n\t)';
    const inLine = edited(files, 'internal/app/app.go', `(\n${call}`, '(engine, uc.customer, uc.order, l)');
    assert.ok(textAfter(add(inLine), 'internal/app/app.go').includes('(engine, uc.customer, uc.order, uc.invoice, l)'));

    assertByHand(
      new Map([
        ...files,
        [
          'internal/controller/restapi/router_test.go',
          'package restapi\n\nvar _ = func() { NewRouter(nil, nil, nil, nil) }\n',
        ],
      ]),
      'a test that would not build any more',
    );
    assertByHand(
      edited(files, 'internal/controller/restapi/router.go', 'engine.Group("/v1")', 'engine.Group(prefix())'),
      'a path that is not known',
    );
    assertByHand(edited(files, 'internal/app/app.go', 'order.New(orderRepo),', 'orders,'), 'a value made elsewhere');
    assertByHand(
      edited(
        files,
        'internal/controller/restapi/v1/router.go',
        'orders := protected.Group("/orders")',
        'orders := protected.Group("/orders", gin.Logger())',
      ),
      'guards without a majority',
    );
  });

  it('says why it inserts nothing', () => {
    const because = (files: Files) => add(files).next.find((step) => step.startsWith('not wired')) ?? '';
    const fx = new Map([...filesOf(providedByFx)].filter(([path]) => path !== 'routes/routes.go'));

    assert.match(because(fx), /Fx puts this module together/);
    assert.match(
      because(
        edited(
          filesOf(guardedGroups),
          'internal/orders/delivery/http/routes.go',
          'group.POST("", h.Create, mw.Session, mw.CSRF)',
          'group.POST("", h.Create, mw.Session)',
        ),
      ),
      /guard their routes in different ways/,
    );
  });

  it('makes no function where the neighbours are not called for themselves', () => {
    const files = filesOf(moduleFunctions);
    const returning = edited(
      edited(
        files,
        'server/server.go',
        '\ts.initOrders()\n',
        '\tif err := s.initOrders(); err != nil {\n\t\tpanic(err)\n\t}\n',
      ),
      'server/server.go',
      'func (s *Server) initOrders() {',
      'func (s *Server) initOrders() error {',
    );

    assertByHand(returning, 'a result');
  });

  for (const backend of backends) {
    it(`${backend.title}: builds, is formatted, and the routes are reached behind the neighbours' guards`, async () => {
      await inTemporaryFolder(async (folder) => {
        const whole = filesWith(filesOf(backend), add(filesOf(backend)));
        await writeFiles(
          folder,
          [...whole, ['reach_test.go', backend.test] as const].map(([path, content]) => ({
            path,
            content,
            mode: 0o644 as const,
          })),
        );
        const environment = { GOFLAGS: '-buildvcs=false -trimpath -mod=mod' };
        assert.deepEqual(await run(folder, 'gofmt', ['-l', '.']), { status: 0, output: '' });
        const tested = await run(folder, 'go', ['test', '.', `./...`], environment);
        assert.equal(tested.status, 0, tested.output);
      });
    });
  }

  async function moduleFor({ router, requires }: Backend): Promise<Files> {
    const generated = await projectFiles({
      router,
      logger: 'slog',
      migrations: 'golang-migrate',
      cache: 'none',
      grpc: false,
    });
    const textOf = (path: string) => generated.find((file) => file.path === path)?.content ?? '';
    return new Map([
      [
        'go.mod',
        `${textOf('go.mod').replace(/^module .*/m, 'module example.com/acme/shop')}${requires === undefined ? '' : `\nrequire ${requires}\n`}`,
      ],
      ['go.sum', textOf('go.sum')],
    ]);
  }
});
