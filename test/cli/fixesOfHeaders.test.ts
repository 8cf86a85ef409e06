/** A check of rules that read headers alone offers what a check of everything does. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { checkJson, runCli } from '../support/legacy.ts';

const service = `package order

import "example.com/shop/internal/repository/postgres"

type Service struct{ repo *postgres.Orders }

func New(repo *postgres.Orders) *Service { return &Service{repo: repo} }

func (s *Service) Count() int { return s.repo.Count() }
`;

describe('fixes of findings in headers', () => {
  let folder = '';
  before(() => {
    folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'internal/domain/order.go': 'package domain\n',
      'internal/usecase/order/order.go': service,
      'internal/repository/postgres/orders.go':
        'package postgres\n\ntype Orders struct{}\n\nfunc (*Orders) Count() int { return 0 }\n',
      '.go-architect.yaml':
        'version: 1\nextends: [clean]\nlayers:\n  usecase: { imports: { external: [] } }\nreplace:\n  - { import: io/ioutil, use: os }\n',
      'internal/domain/log.go': 'package domain\n\nimport "io/ioutil"\n\nvar _ = ioutil.ReadFile\n',
    });
  });
  after(() => removeFolder(folder));

  const titles = (...args: string[]) =>
    checkJson(folder, '--no-cache', ...args)
      .findings.filter(({ rule }) => rule === 'architecture/layer-import' || rule === 'architecture/replace')
      .map(({ rule, fixes }) => [rule, ...fixes.map(({ title }) => title)]);

  it('are those of a check of all rules', () => {
    const all = titles();
    assert.deepEqual(titles('--rule', 'architecture/layer-import', '--rule', 'architecture/replace'), all);
    assert.deepEqual(
      all.map(([rule, first = '']) => [rule, first.split(' ')[0]]),
      [
        ['architecture/replace', 'Import'],
        ['architecture/layer-import', 'Invert'],
      ],
    );
  });

  it('name in the text what mends before what allows', () => {
    const { stdout } = runCli(folder, ['check', '--no-cache', '--rule', 'architecture/layer-import']);
    assert.match(stdout, /^ +fix: Invert the dependency on postgres\.Orders/m);
  });

  it('name last the move that leaves a layer without packages', () => {
    const small = makeFolder({
      'go.mod': 'module example.com/small\n\ngo 1.22\n',
      'domain/user/user.go':
        'package user\n\nimport "example.com/small/delivery/page"\n\ntype User struct{ Page page.Page }\n',
      'delivery/page/page.go': 'package page\n\ntype Page struct{ Next string }\n',
      '.go-architect.yaml':
        'version: 1\nlayers:\n  domain: { paths: ["domain/**"], imports: { layers: [] } }\n  delivery: { paths: ["delivery/**"] }\n',
    });
    try {
      const offered = () =>
        checkJson(small, '--no-cache').findings.flatMap(({ fixes }) => fixes.map(({ title }) => title));
      const moves = (titles: readonly string[]) => titles.filter((title) => title.startsWith('Move'));
      const empties =
        /^Move package delivery\/page from layer delivery to layer domain: domain\/page, which leaves delivery without packages$/;
      assert.match(offered().at(0) ?? '', /^Allow domain to import delivery/);
      assert.match(moves(offered())[0] ?? '', empties);
      writeFileSync(join(small, 'delivery/other.go'), 'package delivery\n');
      assert.deepEqual(moves(offered()), [
        'Move package delivery/page from layer delivery to layer domain: domain/page',
      ]);
    } finally {
      removeFolder(small);
    }
  });
});
