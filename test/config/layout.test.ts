import assert from 'node:assert/strict';
import { LayerMap } from '../../server/src/config/layers.ts';
import { type DetectedLayout, detectLayout } from '../../server/src/config/layout.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { proposedConfiguration } from '../../server/src/config/propose.ts';

/** Directories as `{a,b}/{c,d}`, separated by spaces. */
function directories(text: string): string[] {
  return text.split(/\s+/).flatMap((word) => (word === '' ? [] : expanded(word)));
}

function expanded(word: string): string[] {
  const match = /^([^{]*)\{([^}]*)\}(.*)$/.exec(word);
  if (match === null) return [word];
  const [, before = '', choice = '', after = ''] = match;
  return choice.split(',').flatMap((one) => expanded(`${before}${one}${after}`));
}

function detect(text: string, substance: Readonly<Record<string, 'contracts' | 'generated'>> = {}): DetectedLayout {
  return detectLayout(directories(text), {
    substanceOf: (directory) => substance[directory] ?? 'code',
    importsOf: () => [],
  });
}

/** As above, with the imports of each file as `directory -> directory, directory`. */
function detectWithImports(text: string, ...files: string[]): DetectedLayout {
  const imports = files.map((file) => {
    const [directory = '', targets = ''] = file.split(' -> ');
    return { directory, targets: targets.split(', ') };
  });
  return detectLayout(directories(text), {
    substanceOf: () => 'code',
    importsOf: (directory) => imports.filter((file) => file.directory === directory).map(({ targets }) => targets),
  });
}

/** Whether the layout, as detected, lets one directory import another. */
function allows(detected: DetectedLayout, from: string, to: string): boolean {
  assert.ok(detected.config, 'the layout is not certain');
  const layers = new LayerMap(detected.config);
  const [a, b] = [layers.layerOf(from), layers.layerOf(to)];
  return a.kind !== 'layer' || b.kind !== 'layer' || layers.mayImport(a.layer, b.layer).allowed;
}

function assertForbids(detected: DetectedLayout, ...edges: string[]): void {
  for (const edge of edges) {
    const [from = '', to = ''] = edge.split(' -> ');
    assert.ok(!allows(detected, from, to), edge);
  }
}

function assertAllows(detected: DetectedLayout, ...edges: string[]): void {
  for (const edge of edges) {
    const [from = '', to = ''] = edge.split(' -> ');
    assert.ok(allows(detected, from, to), edge);
  }
}

describe('detectLayout', () => {
  it('recognises the clean layout and what it forbids', () => {
    const found = detect(`cmd/{api,worker} internal/domain/{user,order} internal/usecase/{user,order}
      internal/repository/{postgres,redis} internal/delivery/{http,grpc,queue} internal/pkg/{auth,logger} pkg/client`);
    assert.equal(found.name, 'clean');
    assert.ok(found.confidence > 0.9);
    assertForbids(
      found,
      'internal/domain/user -> internal/usecase/user',
      'internal/domain/user -> internal/repository/postgres',
      'internal/usecase/user -> internal/repository/postgres',
      'internal/usecase/user -> internal/delivery/http',
      'internal/delivery/http -> internal/repository/postgres',
      'internal/repository/redis -> internal/delivery/http',
      'internal/pkg/auth -> internal/domain/user',
    );
    assertAllows(
      found,
      'internal/usecase/user -> internal/domain/user',
      'internal/repository/redis -> internal/usecase/user',
      'internal/delivery/http -> internal/usecase/user',
      'internal/domain/user -> internal/pkg/logger',
      'cmd/api -> internal/repository/postgres',
      'internal/domain/user -> internal/domain/order',
      'internal/usecase/user -> internal/other',
    );
  });

  for (const [name, layout, tree] of [
    ['clean in other words', 'clean', 'internal/{app,controller/rest,entity,repo/persistent,usecase/task}'],
    [
      'clean at the root, with adapters',
      'clean',
      'domain usecase adapter/{api,repository} infrastructure/{database,log}',
    ],
    [
      'clean below pkg',
      'clean',
      'cmd/app pkg/{adapter/controller,domain/model,infrastructure/datastore,usecase/usecase}',
    ],
    [
      'clean with entities',
      'clean',
      'api/handler cmd config entity infrastructure/repository usecase/{book,user} pkg/metric',
    ],
    ['use_case', 'clean', 'internal/{entities,use_cases,gateways,handlers}'],
    [
      'hexagonal with a core',
      'hexagonal',
      'cmd internal/core/{domain,ports,services} internal/adapters/{handler,repository}',
    ],
    ['hexagonal in the singular', 'hexagonal', 'internal/core/{domain,port,service} internal/adapter/{http,storage}'],
    ['hexagonal with application', 'hexagonal', 'domain/{user,order} application/user adapter/{http,mysql} cmd'],
    ['DDD', 'ddd', 'internal/{application/command,domain/order,infrastructure/db,interfaces/http}'],
    [
      'DDD at the root',
      'ddd',
      'application domain/{entity,repository} infrastructure/persistence interfaces/middleware',
    ],
    ['DDD, short', 'ddd', 'internal/{app/audit,domain,infra/postgres,transport/http}'],
    ['layered', 'layered', 'controllers services repositories models cmd config'],
    ['layered without models', 'layered', 'pkg/{handler,repository,service} cmd'],
    ['layered with a store', 'layered', 'internal/{model,service,store,api,config,middleware}'],
    ['modules', 'modular', 'internal/{auth,news,order}/{delivery,repository,usecase} internal/models pkg/db'],
    [
      'modules at the root',
      'modular',
      '{auth,bookmark}/{delivery/http,repository/mongo,usecase} models cmd server config',
    ],
    ['services', 'modular', 'services/{order,user}/{application,domain,infrastructure,interfaces} pkg/log'],
    [
      'services with internal',
      'modular',
      '{baskets,stores}/internal/{application,domain,handlers} internal/{config,logger}',
    ],
  ] as const) {
    it(`recognises ${name}`, () => {
      const found = detect(tree);
      assert.equal(found.name, layout);
      assert.ok(found.config, `only ${found.confidence}: ${found.evidence.join(' ')}`);
      assert.ok(found.evidence.length > 0);
    });
  }

  it('judges modules by their own layers and what they share', () => {
    const found = detect('internal/{auth,news}/{delivery,repository,usecase} internal/models cmd/api');
    assertForbids(
      found,
      'internal/auth/usecase -> internal/auth/repository',
      'internal/auth/usecase -> internal/news/delivery',
      'internal/models -> internal/auth/usecase',
    );
    assertAllows(
      found,
      'internal/auth/usecase -> internal/news/usecase',
      'internal/auth/repository -> internal/models',
      'internal/auth -> internal/auth/repository',
    );
  });

  it('takes a model that lies beside the domain in some modules for the core of none', () => {
    const modules = '{order,user}/{domain,model,repository,usecase} internal/payment/{model,repository,usecase} cmd';
    const found = detect(`internal/${modules}`);
    assert.deepEqual(found.layers.find(({ name }) => name === 'domain')?.paths, [
      'internal/order/domain/**',
      'internal/user/domain/**',
    ]);
    assert.deepEqual(
      detect('internal/{order,user}/{model,repository,usecase} cmd').layers.find(({ name }) => name === 'domain')
        ?.paths,
      ['internal/order/model/**', 'internal/user/model/**'],
      'a model on its own is',
    );
  });

  it('says nothing of ports, which are inside to some and outside to others', () => {
    const found = detect('adapters app/{command,query} domain/hour ports service');
    assert.equal(found.name, 'hexagonal');
    assertAllows(found, 'app/command -> ports', 'ports -> app/command', 'service -> adapters');
    assertForbids(found, 'app/command -> adapters', 'domain/hour -> app/command');
  });

  it('does not take app for a layer when it only starts things', () => {
    const found = detect('internal/{app,domain/user,infrastructure/db,interfaces/http} cmd');
    assert.equal(found.config, undefined);
    assertAllows(detect('internal/{app,domain,usecase,repository,delivery}'), 'internal/app -> internal/repository');
  });

  it('leaves interfaces open that are kept among implementations', () => {
    const tree = 'internal/{controller/rest,entity,repo,repo/persistent,usecase/task}';
    const found = detect(tree, { 'internal/repo': 'contracts', 'internal/usecase/task': 'contracts' });
    assertAllows(found, 'internal/usecase/task -> internal/repo');
    assertForbids(
      found,
      'internal/usecase/task -> internal/repo/persistent',
      'internal/entity -> internal/usecase/task',
    );
    assertForbids(detect(tree), 'internal/usecase/task -> internal/repo');
    assert.match(found.remarks.join(' '), /Interfaces without code.*internal\/repo/);
  });

  it('leaves open what lies beside implementations called impl', () => {
    const found = detect('domain application infra/storage infra/storage/impl/s3 infra/rdb/{entity,impl} api/handler');
    assertAllows(found, 'domain -> infra/storage', 'application -> infra/rdb/entity');
    assertForbids(found, 'application -> infra/storage/impl/s3', 'domain -> infra/rdb/impl', 'domain -> application');
  });

  it('takes generated code for a contract on the inbound side only', () => {
    const tree = 'internal/{application/user,domain,infrastructure/sqlc,interfaces/pb}';
    const found = detect(tree, { 'internal/interfaces/pb': 'generated', 'internal/infrastructure/sqlc': 'generated' });
    assertAllows(found, 'internal/application/user -> internal/interfaces/pb');
    assertForbids(found, 'internal/application/user -> internal/infrastructure/sqlc');
  });

  it('takes what most files of a layer do for the way the team works', () => {
    const tree = 'internal/{domain,usecase,repository,delivery} cmd';
    const well = ['internal/repository -> internal/domain', 'internal/delivery -> internal/usecase'];
    const direct = 'internal/usecase -> internal/repository';
    const indirect = 'internal/usecase -> internal/domain';
    assertForbids(detectWithImports(tree, ...well, direct, indirect, indirect), direct);
    const found = detectWithImports(tree, ...well, direct, direct, indirect);
    assertAllows(found, direct);
    assertForbids(found, 'internal/domain -> internal/repository', 'internal/usecase -> internal/delivery');
    assert.deepEqual(found.remarks, ['2 of 3 files of usecase import repository, so that is how this team works.']);
    assert.doesNotMatch(found.evidence.join(' '), /how this team works/);
    assertForbids(detectWithImports(tree, ...well, direct), direct);
  });

  it('closes one way between two layers where a configuration is written down', () => {
    const tree = 'internal/{domain,usecase,repository,delivery} cmd';
    const direct = 'internal/usecase -> internal/repository';
    const back = 'internal/repository -> internal/usecase';
    const well = ['internal/repository -> internal/domain', 'internal/delivery -> internal/usecase'];
    const written = (found: DetectedLayout) => {
      const text = proposedConfiguration(found);
      const loaded = loadConfig('.go-architect.yaml', text, { read: () => undefined });
      assert.ok(loaded.ok);
      const of = (name: string) => loaded.config.layers.get(name)?.imports.layers?.allow;
      return { text, usecase: of('usecase'), repository: of('repository') };
    };
    // Nobody goes back, so that way is closed.
    const turned = written(detectWithImports(tree, ...well, direct, direct));
    assert.deepEqual([turned.usecase, turned.repository], [['domain', 'repository'], ['domain']]);
    assert.match(turned.text, /2 of 2 files of usecase import repository, so that is how this team works\./);
    // Both ways are gone: what the layout forbids stays forbidden, and the file says so.
    const found = detectWithImports(tree, ...well, direct, direct, back);
    assertAllows(found, direct, back);
    const circle = written(found);
    assert.deepEqual([circle.usecase, circle.repository], [['domain'], ['domain', 'usecase']]);
    assert.match(
      circle.text,
      /# - usecase and repository import each other; what 2 files of usecase import of repository is not allowed here/,
    );
    assert.doesNotMatch(circle.text, /how this team works/);
  });

  it('takes drivers that most files of the domain build on, or many packages of a large one, for the way the team works', () => {
    /** A domain of so many packages, of which the first import these. */
    const domain = (packages: number, ...imports: (readonly [number, string])[]) => {
      const folders = Array.from({ length: packages }, (_, index) => `internal/domain/d${index}`);
      const outsideOf = (directory: string) => {
        const index = folders.indexOf(directory);
        return index < 0 ? [] : [imports.filter(([first]) => index < first).map(([, path]) => path)];
      };
      return detectLayout([...folders, 'internal/usecase', 'internal/repository', 'internal/delivery'], {
        substanceOf: () => 'code',
        importsOf: () => [],
        outsideOf,
      });
    };
    const mayImport = ({ config }: DetectedLayout, path: string) => {
      assert.ok(config);
      const layer = config.layers.get('domain');
      const layers = new LayerMap(config);
      assert.ok(layer);
      return path.includes('.')
        ? layers.mayImportExternal(layer, path).allowed
        : layers.mayImportStandard(layer, path).allowed;
    };
    const gorm = 'gorm.io/gorm/clause';
    const few = domain(4, [2, gorm], [1, 'net/http']);
    assert.deepEqual(few.remarks, []);
    assert.deepEqual(
      [gorm, 'net/http', 'github.com/google/uuid'].map((path) => mayImport(few, path)),
      [false, false, true],
    );
    const most = domain(3, [2, gorm], [3, 'net/http'], [3, 'github.com/google/uuid']);
    assert.deepEqual(most.remarks, [
      '2 of 3 files of domain import gorm.io/gorm, so that is how this team works.',
      '3 of 3 files of domain import net/http, so that is how this team works.',
    ]);
    const paths = [gorm, 'net/http', 'database/sql', 'github.com/jackc/pgx/v5', 'github.com/google/uuid'];
    assert.deepEqual(
      paths.map((path) => mayImport(most, path)),
      [true, true, false, false, true],
    );
    assert.deepEqual(domain(41, [10, gorm]).remarks, []);
    assert.deepEqual(domain(36, [9, gorm]).remarks, []);
    assert.deepEqual(domain(40, [10, gorm]).remarks, [
      '10 of 40 packages of domain import gorm.io/gorm, so that is how this team works.',
    ]);
  });

  it('takes an outer layer that never looks inside for a toolbox below the others', () => {
    const tree = 'domain application infra/storage api';
    const uses = 'domain -> infra/storage';
    const others = ['domain -> domain', 'domain -> domain', 'api -> application'];
    const found = detectWithImports(tree, uses, uses, ...others, 'infra/storage -> other');
    assertAllows(found, uses);
    assertForbids(found, 'domain -> application', 'domain -> api');
    // It lies below those who use it; for the others it is as far out as its name says.
    assertForbids(found, 'application -> infra/storage');
    assert.match(found.remarks.join(' '), /Nothing in infrastructure imports/);
    assertForbids(detectWithImports(tree, uses, uses, ...others, 'infra/storage -> domain'), uses);
    const helped = detectWithImports(
      'internal/{domain,usecase,repository,delivery} internal/pkg/auth',
      ...Array(3).fill('internal/pkg/auth -> internal/other'),
      'internal/pkg/auth -> internal/domain',
    );
    assertForbids(helped, 'internal/pkg/auth -> internal/domain');
  });

  it('takes a single import of an outer layer that does not look inside yet for the mistake it is', () => {
    const young = 'internal/{domain,usecase,repository,delivery}/order cmd/api';
    const slips = [
      'internal/domain/order -> internal/repository/order',
      'internal/usecase/order -> internal/delivery/order',
    ];
    const found = detectWithImports(young, ...slips, 'internal/usecase/order -> internal/domain/order');
    assertForbids(found, ...slips);
    assert.deepEqual(found.remarks, []);
  });

  it('takes adapters that know nothing but ports, or another part of the core, for adapters', () => {
    const tree = 'cmd internal/core/{domain,ports,services,money} internal/adapters/{http,postgres}';
    const slip = 'internal/core/services -> internal/adapters/postgres';
    const services = [slip, slip, ...Array(2).fill('internal/core/services -> internal/core/ports')];
    for (const known of ['internal/core/ports', 'internal/core/money', 'internal/core/domain']) {
      const found = detectWithImports(tree, ...services, `internal/adapters/http -> ${known}`);
      assertForbids(found, slip);
      assert.deepEqual(found.remarks, [], known);
    }
    const outside = 'ports domain/hour application/book adapters/db';
    const known = detectWithImports(
      outside,
      'application/book -> adapters/db',
      ...Array(2).fill('application/book -> domain/hour'),
      'adapters/db -> ports',
    );
    assertForbids(known, 'application/book -> adapters/db');
    // Whoever imports nothing from within is used from there with reason.
    assertAllows(detectWithImports(tree, ...services, 'internal/adapters/http -> internal/config'), slip);
  });

  it('knows the services of a core beside an app that starts them, which is an entry point', () => {
    const tree = 'cmd app adapters/{http,postgres} core/{domain,ports,services}';
    const edges = ['adapters/postgres -> core/ports', 'core/services -> core/ports'];
    const found = detectWithImports(tree, 'app -> adapters/postgres, core/services', ...edges);
    assert.equal(found.name, 'hexagonal');
    assertForbids(found, 'core/services -> adapters/http', 'core/domain -> core/services', 'core/services -> app');
    assertAllows(found, 'app -> adapters/http', 'cmd -> app');
    assert.deepEqual(found.layers.find(({ name }) => name === 'main')?.paths, ['cmd/**', 'app/**']);
    // What a layer asks for, and what knows nothing of the outside, does not start things.
    for (const others of [['app -> adapters/http', 'core/services -> app'], ['app -> core/ports']]) {
      const asked = detectWithImports(tree, ...others, ...edges);
      assert.deepEqual(asked.layers.find(({ name }) => name === 'main')?.paths, ['cmd/**'], others.join());
    }
  });

  it('lets what wires things inside a layer see everything', () => {
    const found = detect('api/{controller,middleware,route} domain repository usecase bootstrap cmd');
    assertAllows(found, 'api/route -> repository');
    assertForbids(found, 'api/controller -> repository');
    assert.match(found.remarks.join(' '), /Wires things together.*api\/route/);
  });

  it('takes a package for wiring when one of its files imports many packages of outer layers', () => {
    const tree = 'domain application/{order,setup} infra/{a,b,c,d,e} api/x';
    const all = 'infra/a, infra/b, infra/c, infra/d, infra/e';
    const others = [
      'infra/a -> domain',
      'application/order -> domain',
      'application/order -> infra/a',
      'application/order -> domain',
    ];
    const found = detectWithImports(tree, ...others, `application/setup -> ${all}`);
    assertAllows(found, 'application/setup -> infra/a');
    assertForbids(found, 'application/order -> infra/a');
    assertForbids(
      detectWithImports(tree, ...others, 'application/setup -> infra/a, infra/b'),
      'application/setup -> infra/a',
    );
  });

  it('lets nobody import an entry point, unless whole services lie below cmd', () => {
    assertForbids(detect('internal/{domain,usecase,repository,delivery} cmd/api'), 'internal/usecase -> cmd/api');
    assertAllows(
      detect('cmd/{auth,user}/internal/{domain,application,infrastructure,interfaces} cmd/{auth,user}/proto'),
      'cmd/user/internal/application -> cmd/auth/proto',
    );
  });

  it('takes a program at the root for an entry point, and a library there for nothing', () => {
    const directories = ['', 'domain', 'usecase', 'repository', 'delivery'];
    const at = (isProgram: boolean) =>
      detectLayout(directories, { substanceOf: () => 'code', importsOf: () => [], isProgram: () => isProgram });
    const layerOfRoot = ({ config }: DetectedLayout) => {
      assert.ok(config);
      const answer = new LayerMap(config).layerOf('');
      return answer.kind === 'layer' ? answer.layer.name : undefined;
    };
    assert.deepEqual([layerOfRoot(at(true)), layerOfRoot(at(false))], ['main', undefined]);
  });

  it('does not take pkg for helpers when layers or entry points lie in it', () => {
    assertAllows(
      detect('internal/{domain,usecase,repository,delivery} pkg/{server,log}'),
      'pkg/server -> internal/delivery',
    );
    assertForbids(
      detect('internal/{domain,usecase,repository,delivery} pkg/{client,log}'),
      'pkg/client -> internal/delivery',
    );
  });

  it('proposes without reporting when it is not sure', () => {
    for (const tree of [
      // Few of many: the names are accidents.
      `internal/{authentication,authorization,clock,commands,configuration,duo,expression,handlers,metrics,model,notification,ntp,oidc,random,regulation,service,session,storage,suites,templates}`,
      // A corner of a large module.
      `internal/billing/{adapter,domain,service} ${Array.from({ length: 40 }, (_, index) => `internal/part${index}/thing`).join(' ')}`,
      'internal/business/{domain,usecases} internal/datasources internal/http',
      'domain infrastructure/db',
    ]) {
      const found = detect(tree);
      assert.notEqual(found.name, 'unknown', tree);
      assert.equal(found.config, undefined, tree);
      assert.ok(found.layers.length > 0);
    }
  });

  it('knows when it does not know', () => {
    for (const tree of [
      '',
      'cmd pkg/util',
      'api app business foundation',
      'http sqlite inmem mock',
      'internal/{album,auth,config,entity}',
      'acl client command drivers server',
    ]) {
      const found = detect(tree);
      assert.deepEqual([found.name, found.config], ['unknown', undefined], tree);
    }
  });

  it('does not look into examples, tests and tools for the layout of the product', () => {
    for (const aside of ['examples', 'test', 'tools/gen', 'third_party', 'internal/testutil']) {
      assert.equal(detect(`${aside}/{domain,usecase,repository,delivery} main`).name, 'unknown', aside);
    }
  });

  it('gives the same answer in whatever order directories come', () => {
    const tree = directories(
      'internal/{auth,news}/{delivery,repository,usecase} internal/{domain,usecase,delivery} cmd',
    );
    assert.deepEqual(detectLayout([...tree].reverse()), detectLayout(tree));
  });

  it('never reports the same directory in two layers', () => {
    const found = detect(
      'internal/{domain,entity,model,usecase,service,repository,store,delivery,handler,adapter,infra}/x cmd',
    );
    assert.ok(found.config);
    const layers = new LayerMap(found.config);
    for (const { pattern } of [...found.config.layers.values()].flatMap(({ patterns }) => patterns)) {
      const answer = layers.layerOf(pattern.text.replace('/**', '/x'));
      assert.equal(answer.kind, 'layer', pattern.text);
    }
  });
});
