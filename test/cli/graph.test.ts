/** The graph and the chain of imports as the bundled command line prints them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder } from '../support/folder.ts';

const cli = join(__dirname, '../../dist/cli.js');
const shop: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  'internal/domain/user/user.go': 'package user\n\nimport _ "example.com/shop/internal/repository/postgres"\n',
  'internal/domain/user/user_test.go': 'package user_test\n\nimport _ "example.com/shop/internal/delivery/http"\n',
  'internal/usecase/register/register.go': 'package register\n\nimport _ "example.com/shop/internal/domain/user"\n',
  'internal/domain/order/order.go': 'package order\n',
  'internal/repository/postgres/postgres.go':
    'package postgres\n\nimport _ "example.com/shop/internal/domain/order"\nimport _ "github.com/jackc/pgx/v5/pgxpool"\n',
  'internal/delivery/http/http.go': 'package http\n\nimport _ "example.com/shop/internal/usecase/register"\n',
  'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
};

describe('go-architect graph', () => {
  let folder = '';
  before(() => {
    folder = makeFolder(shop);
  });
  after(() => removeFolder(folder));

  function run(...args: string[]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
    return { status, stdout, stderr };
  }

  function edges(...args: string[]): string[] {
    const { stdout, stderr, status } = run('graph', '--format', 'json', ...args);
    assert.equal(stderr, '');
    assert.equal(status, 0);
    const graph = JSON.parse(stdout) as {
      edges: { from: string; to: string; imports: number; forbidden: number; declared: boolean }[];
    };
    return graph.edges.map(
      ({ from, to, imports, forbidden, declared }) => `${from} ${to} ${imports} ${forbidden} ${declared}`,
    );
  }

  it('shows what is declared beside what is done, and what is forbidden', () => {
    const found = edges();
    assert.ok(found.includes('domain repository 1 1 false'));
    assert.ok(found.includes('usecase domain 1 0 true'));
    assert.ok(found.includes('repository usecase 0 0 true'));
    assert.ok(!found.some((edge) => edge.startsWith('domain delivery')), 'tests are no part of it');
  });

  it('calls declared what `*` allows and somebody does, also across modules below one configuration', () => {
    const several = makeFolder({
      '.git/HEAD': '',
      '.go-architect.yaml':
        'version: 1\nlayers:\n  main: { paths: ["app"], imports: { layers: "*" } }\n  free: { paths: ["free"] }\n  lib: { paths: ["lib"] }\n  idle: { paths: ["idle"] }\n',
      'app/go.mod': 'module example.com/app\n',
      'app/main.go': 'package main\n\nimport _ "example.com/lib"\n',
      'lib/go.mod': 'module example.com/lib\n',
      'lib/lib.go': 'package lib\n',
      'free/go.mod': 'module example.com/free\n',
      'free/free.go': 'package free\n\nimport _ "example.com/lib"\n',
      'idle/go.mod': 'module example.com/idle\n',
      'idle/idle.go': 'package idle\n',
    });
    try {
      const { stdout } = spawnSync(process.execPath, [cli, 'graph', '--format', 'json'], {
        cwd: several,
        encoding: 'utf8',
      });
      const { edges: found } = JSON.parse(stdout) as { edges: { from: string; to: string; declared: boolean }[] };
      assert.deepEqual(
        found.map(({ from, to, declared }) => `${from} ${to} ${declared}`),
        ['example.com/app:main example.com/lib:lib true', 'example.com/free:free example.com/lib:lib false'],
      );
    } finally {
      removeFolder(several);
    }
  });

  it('shows as forbidden what a baseline knows, and not what is on its way out', () => {
    const legacy = makeFolder({
      ...shop,
      '.go-architect.yaml':
        'version: 1\nextends: [clean]\ndeprecated: [{ from: delivery, to: usecase, reason: moves }]\nrules: { architecture/deprecated: warning }\n',
    });
    const inLegacy = (...args: string[]) =>
      spawnSync(process.execPath, [cli, ...args], { cwd: legacy, encoding: 'utf8' });
    inLegacy('check', '--update-baseline', '--accept-new');
    const { stdout } = inLegacy('graph', '--format', 'json', '--violations');
    const graph = JSON.parse(stdout) as { edges: { from: string; to: string; forbidden: number }[] };
    assert.deepEqual(
      graph.edges.map(({ from, to, forbidden }) => `${from} ${to} ${forbidden}`),
      ['domain repository 1'],
    );
    removeFolder(legacy);
  });

  it('narrows to packages, to what is forbidden, to a focus', () => {
    assert.deepEqual(edges('--level', 'package', '--violations'), [
      'example.com/shop/internal/domain/user example.com/shop/internal/repository/postgres 1 1 false',
    ]);
    assert.deepEqual(edges('--level', 'package', '--focus', 'usecase/register'), [
      'example.com/shop/internal/delivery/http example.com/shop/internal/usecase/register 1 0 false',
      'example.com/shop/internal/usecase/register example.com/shop/internal/domain/user 1 0 false',
    ]);
    assert.deepEqual(
      edges('--level', 'package', '--focus', './internal/../internal/usecase/register/'),
      edges('--level', 'package', '--focus', 'usecase/register'),
    );
    assert.deepEqual(edges('--level', 'module'), []);
  });

  it('draws Mermaid and DOT with forbidden edges red', () => {
    const mermaid = run('graph', '--violations').stdout;
    assert.equal(
      mermaid,
      `---
title: "example.com/shop: forbidden imports between layers"
---
flowchart LR
  n0["domain"]
  n1["repository"]
  n0 -->|"1 forbidden"| n1
  linkStyle 0 stroke:#c62828,color:#c62828,stroke-width:2px
`,
    );
    const dot = run('graph', '--format', 'dot', '--violations').stdout;
    assert.match(dot, /^digraph architecture \{\n/);
    assert.match(dot, /"domain" -> "repository" \[color="#c62828", label="1 forbidden", /);
  });

  it('draws pictures that hold together and load nothing', () => {
    const svg = run('graph', '--format', 'svg', '--level', 'package').stdout;
    assertBalanced(svg);
    assert.match(svg, /data-from="example.com\/shop\/internal\/domain\/user"/);
    assert.ok(!svg.includes('NaN') && !svg.includes('undefined'));
    const layers = run('graph', '--format', 'svg').stdout;
    const labels = [...layers.matchAll(/<g class="edge [^>]*><rect class="paper"/g)];
    assert.ok(labels.length > 1, layers);
    assert.ok(layers.lastIndexOf('<path d="M') < (labels[0]?.index ?? 0), 'no line crosses a label out');
    const html = run('graph', '--format', 'html').stdout;
    assert.match(html, /^<!doctype html>/);
    assert.ok(!/(src|href)="(?!#)/.test(html));
    assert.match(html, /default-src 'none'/);
  });

  function drawnIn(files: Readonly<Record<string, string>>, ...args: string[]) {
    const elsewhere = makeFolder(files);
    try {
      return spawnSync(process.execPath, [cli, 'graph', ...args], { cwd: elsewhere, encoding: 'utf8' });
    } finally {
      removeFolder(elsewhere);
    }
  }

  it('draws what is forbidden to import from outside, layers without packages, and counts what tests break', () => {
    const files = {
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      '.go-architect.yaml': `version: 1
layers:
  domain: { paths: ["domain/**"], imports: { layers: [], std: pure, external: [github.com/google/uuid] } }
  store: { paths: ["store/**"], imports: { layers: [domain] } }
  api: { paths: ["api/**"], imports: { layers: [store] } }
`,
      'domain/user.go':
        'package domain\n\nimport (\n\t_ "os"\n\t_ "time"\n\n\t_ "github.com/google/uuid"\n\t_ "github.com/jackc/pgx/v5"\n)\n',
      'domain/user_test.go': 'package domain\n\nimport _ "example.com/shop/store"\n',
      'store/store.go': 'package store\n\nimport _ "github.com/jackc/pgx/v5"\n',
    };
    const { stdout, stderr } = drawnIn(files, '--format', 'json');
    assert.equal(stderr, 'One forbidden import of a test file is not drawn; a check reports it.\n');
    const graph = JSON.parse(stdout) as {
      nodes: { id: string; group: string | null; packages: number }[];
      edges: { from: string; to: string; forbidden: number }[];
      forbiddenInTests: number;
    };
    assert.deepEqual(
      graph.nodes.map(({ id, group, packages }) => `${id} ${group} ${packages}`),
      ['api null 0', 'domain null 1', 'github.com/jackc/pgx/v5 third party 1', 'os standard library 1', 'store null 1'],
    );
    assert.deepEqual(
      graph.edges.map(({ from, to, forbidden }) => `${from} ${to} ${forbidden}`),
      ['api store 0', 'domain github.com/jackc/pgx/v5 1', 'domain os 1', 'store domain 0'],
    );
    assert.equal(graph.forbiddenInTests, 1);
    assert.match(drawnIn(files, '--format', 'mermaid').stdout, /\["api \(no packages\)"\]/);
    assert.match(drawnIn(files, '--format', 'svg').stdout, /api: no packages<\/title><rect [^>]*stroke-dasharray/);
    assert.match(drawnIn(files, '--format', 'html').stdout, /<p>One forbidden import of a test file is not drawn/);
  });

  it('keeps two checkouts of one module apart', () => {
    const files = {
      'one/shop/go.mod': 'module example.com/shop\n',
      'one/shop/cmd/main.go': 'package main\n\nimport _ "example.com/shop/store"\n\nfunc main() {}\n',
      'one/shop/store/store.go': 'package store\n',
      'two/shop/go.mod': 'module example.com/shop\n',
      'two/shop/cmd/main.go': 'package main\n\nimport _ "example.com/shop/store"\n\nfunc main() {}\n',
      'two/shop/store/store.go': 'package store\n',
    };
    const of = (level: string) =>
      JSON.parse(drawnIn(files, '--format', 'json', '--level', level).stdout) as {
        nodes: { id: string }[];
        edges: { from: string; to: string; imports: number }[];
      };
    assert.deepEqual(
      of('module').nodes.map(({ id }) => id),
      ['example.com/shop in one/shop', 'example.com/shop in two/shop'],
    );
    assert.deepEqual(
      of('package').edges.map(({ from, to, imports }) => `${from} → ${to} ${imports}`),
      [
        'example.com/shop in one/shop:cmd → example.com/shop in one/shop:store 1',
        'example.com/shop in two/shop:cmd → example.com/shop in two/shop:store 1',
      ],
    );
  });

  it('draws hundreds of packages with every import, and says how to see less', () => {
    const files: Record<string, string> = { 'go.mod': 'module example.com/large\n' };
    for (let number = 0; number < 160; number++) {
      const imports = [1, 2, 3, 7].flatMap((step) =>
        number + step < 160 ? [`import _ "example.com/large/p${number + step}"\n`] : [],
      );
      files[`p${number}/p.go`] = `package p${number}\n\n${imports.join('')}`;
    }
    const { stdout, stderr } = drawnIn(files, '--format', 'svg', '--level', 'package');
    assertBalanced(stdout);
    assert.equal(stdout.match(/<g class="node"/g)?.length, 160);
    assert.equal(stdout.match(/<g class="edge used"/g)?.length, 159 + 158 + 157 + 153);
    assert.ok(!stdout.includes('NaN') && !stdout.includes('undefined'));
    assert.equal(
      stderr,
      '160 packages in one picture are hard to read; --level layer, --focus NAME or --violations shows less.\n',
    );
    assert.match(
      drawnIn(files, '--level', 'package').stderr,
      /^627 arrows are more than Mermaid draws by default \(500\);/,
    );
    assert.equal(drawnIn(files, '--format', 'json', '--level', 'package').stderr, '');
  });

  it('says what is wrong with the question', () => {
    for (const [args, message] of [
      [['--format', 'png'], /There is no format "png"; choose one of mermaid, dot, svg, json, html\./],
      [['--level', 'file'], /There is no level "file"; choose one of layer, module, package\./],
      [['--focus', 'nothing'], /There is no layer "nothing" among what is drawn; there are .*domain.*[^.]\.\n$/],
      [['--focus', 'domian'], /There is no layer "domian" among what is drawn; did you mean domain\?\n$/],
      [['--focus', 'a/b'], /\. Packages are nodes with --level package\.\n$/],
      [['missing'], /There is no file or folder "missing"/],
    ] as const) {
      const { status, stderr } = run('graph', ...args);
      assert.equal(status, 2);
      assert.match(stderr, message);
    }
  });

  describe('with a configuration of its own', () => {
    const path = () => join(folder, '.go-architect.yaml');
    let written: string | undefined;
    beforeEach(() => {
      written = existsSync(path()) ? readFileSync(path(), 'utf8') : undefined;
    });
    afterEach(() => {
      if (written === undefined) rmSync(path(), { force: true });
      else writeFileSync(path(), written);
    });

    it('answers nothing where that cannot be read', () => {
      writeFileSync(path(), 'version: 1\nlayers:\n  domain: { pathz: ["internal/domain/**"] }\n');
      for (const args of [
        ['graph'],
        ['graph', '--violations'],
        ['explain', 'internal/domain/user/user.go'],
        ['explain', 'internal/delivery/http', 'internal/domain/user'],
      ]) {
        const { status, stdout, stderr } = run(...args);
        assert.equal(status, 2, args.join(' '));
        assert.equal(stdout, '');
        assert.match(stderr, /\.go-architect\.yaml:3:\d+: There is no "pathz".*Did you mean "paths"/);
      }
    });

    it('knows every rule that it may speak of', () => {
      writeFileSync(path(), 'version: 1\nextends: [clean]\nrules:\n  errors/wrap: off\n');
      const { status, stdout } = run('explain', 'internal/delivery/http', 'internal/domain/user');
      assert.equal(status, 0);
      assert.match(stdout, /\(domain\)/);
      assert.match(run('explain', 'internal/domain/user/user.go').stdout, /domain/);
      assert.equal(run('graph').status, 0);
    });

    it('shows an allowed import as allowed, whatever circle it is part of', () => {
      writeFileSync(
        path(),
        'version: 1\nlayers:\n  domain: { paths: ["internal/domain/**"], imports: { layers: [repository] } }\n  repository: { paths: ["internal/repository/**"], imports: { layers: [domain] } }\n',
      );
      assert.ok(edges().includes('domain repository 1 0 true'), edges().join('\n'));
    });
  });

  it('prints the chain of imports between two packages', () => {
    const chain = run('explain', 'internal/delivery/http', 'github.com/jackc/pgx/v5');
    assert.equal(chain.status, 0);
    assert.equal(
      chain.stdout,
      `example.com/shop/internal/delivery/http depends on github.com/jackc/pgx/v5:
  example.com/shop/internal/delivery/http  (delivery)
  → example.com/shop/internal/usecase/register  (usecase)  internal/delivery/http/http.go:3
  → example.com/shop/internal/domain/user  (domain)  internal/usecase/register/register.go:3
  → example.com/shop/internal/repository/postgres  (repository)  internal/domain/user/user.go:3
  → github.com/jackc/pgx/v5/pgxpool  internal/repository/postgres/postgres.go:4
`,
    );
    const none = run('explain', 'internal/repository/postgres/', 'example.com/shop/internal/delivery/http');
    assert.equal(none.status, 1);
    assert.match(none.stdout, /does not depend on/);
    assert.match(run('explain', 'nowhere', 'cmd/api').stderr, /nowhere is no package of this workspace/);
    for (const misspelt of ['example.com/shop/internal/repository/postgre', './internal/repository/postgre']) {
      const unknown = run('explain', 'cmd/api', misspelt);
      assert.equal(unknown.status, 2);
      assert.match(
        unknown.stderr,
        /There is no package \S+ in this workspace\. Did you mean \S*internal\/repository\/postgres\?/,
      );
    }
    // What nobody imports yet is no slip of the pen.
    assert.equal(run('explain', 'cmd/api', 'gorm.io/gorm').status, 1);
    assert.equal(run('explain', 'cmd/api', 'net/rpc').status, 1);
  });
});

/** Every element that is opened is closed, in order: what a browser needs to draw it as XML. */
function assertBalanced(xml: string): void {
  const open: string[] = [];
  for (const [, closing, name = '', , selfClosing] of xml.matchAll(/<(\/?)([a-zA-Z]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (closing) assert.equal(open.pop(), name);
    else if (!selfClosing) open.push(name);
  }
  assert.deepEqual(open, []);
  assert.ok(!/&(?!#\d+;)/.test(xml), 'a bare ampersand');
}
