/** `go-architect init` at the top of several modules without go.work: one configuration that governs them all. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';

const cli = join(__dirname, '../../dist/cli.js');

function run(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('go-architect init above several modules', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder({
      'services/shop/go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'services/shop/internal/domain/d.go': 'package domain\n',
      'services/shop/internal/usecase/u.go': 'package usecase\n\nimport _ "example.com/shop/internal/domain"\n',
      'services/shop/internal/repository/r.go': 'package repository\n\nimport _ "example.com/shop/internal/domain"\n',
      'services/shop/internal/delivery/h.go': 'package delivery\n\nimport _ "example.com/shop/internal/usecase"\n',
      'tools/go.mod': 'module example.com/tools\n\ngo 1.22\n',
      'tools/lint/l.go': 'package lint\n',
    });
  });
  afterEach(() => removeFolder(folder));

  it('writes one that is kept in each of them', () => {
    const { status, stdout } = run(folder, 'init');
    assert.equal(status, 0);
    assert.equal(stdout, 'Wrote .go-architect.yaml: one configuration for 2 modules.\n');
    const text = readFileSync(join(folder, '.go-architect.yaml'), 'utf8');
    assert.match(text, /\n {2}services-shop-domain:\n[^]*paths: \["services\/shop\/internal\/domain\/\*\*"\]\n/);
    assert.match(text, /\n {2}tools:\n {4}paths: \["tools\/\*\*"\]\n/);
    const clean = run(folder, 'check');
    assert.equal(clean.status, 0, clean.stdout + clean.stderr);
    assert.match(clean.stdout, /^0 errors, 0 warnings in 5 files, 5 packages, 2 modules/);
    writeInto(
      folder,
      'services/shop/internal/domain/e.go',
      'package domain\n\nimport _ "example.com/shop/internal/delivery"\n',
    );
    assert.match(run(folder, 'check').stdout, /services-shop-domain must not import services-shop-delivery/);
  });

  it('leaves alone what is configured already', () => {
    writeInto(folder, 'tools/.go-architect.yaml', 'version: 1\n');
    const { status, stderr } = run(folder, 'init');
    assert.equal(status, 2);
    assert.match(stderr, /tools\/\.go-architect\.yaml exists already/);
  });
});
