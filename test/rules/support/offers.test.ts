/** What is not offered, because it would not mend the finding. */
import assert from 'node:assert/strict';
import { checkFolder } from '../../support/checkFolder.ts';
import { makeFolder, removeFolder } from '../../support/folder.ts';

describe('offers', () => {
  it('do not allow in a list of layers what siblings forbid', async () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      '.go-architect.yaml':
        'version: 1\nlayers:\n  a: { paths: [a], imports: { layers: [] } }\n  b: { paths: [b], imports: { layers: [] } }\n  c: { paths: [c], imports: { layers: [] } }\nsiblings: [[a, b]]\n',
      'a/a.go': 'package a\n\nimport (\n\t_ "example.com/shop/b"\n\t_ "example.com/shop/c"\n)\n',
      'b/b.go': 'package b\n',
      'c/c.go': 'package c\n',
    });
    try {
      const checked = await checkFolder(folder, ['architecture/layer-import']);
      const allowed = checked.findings.map((finding) => checked.offers(finding).some(({ id }) => id === 'allow'));
      assert.deepEqual(allowed, [false, true]);
    } finally {
      removeFolder(folder);
    }
  });

  it('come with what changes least first: a move is the last', async () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      '.go-architect.yaml':
        'version: 1\nlayers:\n  domain: { paths: [domain/**], imports: { layers: [] } }\n  usecase: { paths: [usecase/**], imports: { layers: [domain] } }\n  repository: { paths: [repository/**], imports: { layers: [domain] } }\n',
      'domain/money/money.go': 'package money\n\ntype Money struct{ Amount int }\n',
      'repository/item/item.go':
        'package item\n\nimport "example.com/shop/domain/money"\n\ntype Item struct{ Price money.Money }\n',
      'repository/postgres/items.go':
        'package postgres\n\nimport "example.com/shop/repository/item"\n\nfunc All() []item.Item { return nil }\n',
      'usecase/price/price.go':
        'package price\n\nimport "example.com/shop/repository/item"\n\nfunc Of(i item.Item) int { return i.Price.Amount }\n',
    });
    try {
      const checked = await checkFolder(folder, ['architecture/layer-import']);
      const [finding] = checked.findings;
      assert.ok(finding);
      assert.deepEqual(
        checked.offers(finding).map(({ id, title }) => [id, title]),
        [
          ['allow', 'Allow usecase to import repository in .go-architect.yaml'],
          ['move', 'Move package repository/item from layer repository to layer domain: domain/item'],
        ],
      );
    } finally {
      removeFolder(folder);
    }
  });

  it('move nothing that others use to where programs begin, though what stands there may import everything', async () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n\nrequire github.com/jackc/pgx/v5 v5.7.2\n',
      '.go-architect.yaml':
        'version: 1\nlayers:\n  domain: { paths: [domain/**], imports: { layers: [main], external: [] } }\n  usecase: { paths: [usecase/**], imports: { layers: [domain, main], external: [] } }\n  main: { paths: [cmd/**, bootstrap/**] }\n',
      'bootstrap/env.go': 'package bootstrap\n\ntype Env struct{}\n',
      'cmd/main.go': 'package main\n\nimport _ "example.com/shop/bootstrap"\n\nfunc main() {}\n',
      'domain/user.go': 'package domain\n\ntype User struct{}\n',
      'domain/task.go':
        'package domain\n\nimport "github.com/jackc/pgx/v5"\n\ntype Task struct{ Rows pgx.Rows }\n\ntype Tasks interface{ All() []Task }\n',
      'usecase/task.go':
        'package usecase\n\nimport "example.com/shop/domain"\n\nfunc All(tasks domain.Tasks) []domain.Task { return tasks.All() }\n',
    });
    try {
      const checked = await checkFolder(folder, ['architecture/external-import', 'architecture/interface-location']);
      const finding = checked.findings.find(({ rule }) => rule === 'architecture/external-import');
      assert.ok(finding);
      assert.deepEqual(
        checked.offers(finding).filter(({ id }) => id !== 'allow'),
        [],
      );
    } finally {
      removeFolder(folder);
    }
  });
});
