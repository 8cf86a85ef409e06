/** What is proposed for a module without a layout: every package in a layer, everything it does allowed, and nothing else. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../server/src/config/load.ts';
import { proposedConfiguration } from '../../server/src/config/propose.ts';
import { folderProposal } from '../../server/src/config/proposeFolders.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { runCli } from '../support/legacy.ts';

const none: ReadonlySet<string> = new Set();
const folder = (dir: string, imports: readonly string[] = [], isMain = false) => ({
  dir,
  imports: new Set(imports),
  testImports: none,
  isMain,
});

/** The proposal without the marks that make it a comment. */
function uncommented(text: string): string {
  return text.replace(/^# (layers:\n(?:# {2,}.*\n)+)/m, (_, block: string) => block.replace(/^# /gm, ''));
}

describe('a proposal for folders without a layout', () => {
  it('has a layer for each package at the top, below what only holds others', () => {
    const lines = folderProposal([
      folder('', ['internal/a', 'web'], true),
      folder('cmd/tool', ['web/routes'], true),
      folder('internal/a', ['internal/b-c']),
      folder('internal/b-c'),
      folder('web', ['web/routes', 'internal/a']),
      folder('web/routes', ['a']),
      folder('a'),
    ]);
    assert.deepEqual(lines?.slice(lines.indexOf('layers:') + 1), [
      '  a:          { paths: ["a/**"], imports: { layers: [] } }',
      '  internal-a: { paths: ["internal/a/**"], imports: { layers: [b-c] } }',
      '  b-c:        { paths: ["internal/b-c/**"], imports: { layers: [] } }',
      '  web:        { paths: ["web/**"], imports: { layers: [a, internal-a] } }',
      '  main:       { paths: [".", "cmd/**"], imports: { layers: "*" } }',
    ]);
  });

  it('does not allow two layers to import each other where one way is the exception', () => {
    const lines = folderProposal([
      folder('engine/a', ['front']),
      folder('engine/b'),
      folder('engine'),
      folder('front/x', ['engine/a']),
      folder('front/y', ['engine/a', 'engine/b']),
      folder('front'),
      folder('one', ['two']),
      folder('two', ['one']),
    ]);
    assert.deepEqual(lines?.slice(lines.indexOf('layers:') + 1), [
      '  engine: { paths: ["engine/**"], imports: { layers: [] } } # left out is front, imported in 1 package; it imports this in 2',
      '  front:  { paths: ["front/**"], imports: { layers: [engine] } }',
      '  one:    { paths: ["one/**"], imports: { layers: [two] } } # two and this import each other: leave one out',
      '  two:    { paths: ["two/**"], imports: { layers: [one] } } # one and this import each other: leave one out',
    ]);
  });

  it('keeps a command apart from what lies below it', () => {
    const lines = folderProposal([
      folder('cmd/api', ['cmd/api/config', 'store'], true),
      folder('cmd/api/config'),
      folder('cmd/job', ['cmd/job/config'], true),
      folder('cmd/job/config'),
      folder('store', ['cmd/api/config']),
    ]);
    assert.deepEqual(lines?.slice(lines.indexOf('layers:') + 1), [
      '  api:   { paths: ["cmd/api/**"], imports: { layers: [] } }',
      '  job:   { paths: ["cmd/job/**"], imports: { layers: [] } }',
      '  store: { paths: ["store/**"], imports: { layers: [api] } }',
      '  main:  { paths: ["cmd/**", "cmd/api", "cmd/job"], imports: { layers: "*" } }',
    ]);
  });

  it('is not made of a single package', () => {
    assert.equal(folderProposal([folder('')]), undefined);
    assert.match(proposedConfiguration(undefined, [folder('')]), /^layers: \{\}$/m);
  });

  it('is a configuration when it is uncommented, whatever folders are called', () => {
    const names = ['.', 'on', 'x y', 'off', '1', 'a.b/c', 'a.b/d', 'ä', 'ordnung/ä', '-'];
    const text = proposedConfiguration(
      undefined,
      names.map((dir) => folder(dir === '.' ? '' : dir, ['on'])),
    );
    const loaded = loadConfig('.go-architect.yaml', uncommented(text), { read: () => undefined });
    assert.ok(loaded.ok, JSON.stringify(!loaded.ok && loaded.issues));
    assert.equal(loaded.config.layers.size, names.length);
  });

  it('leaves one note on the next check, and finds nothing when all of it is taken up', () => {
    const root = makeFolder({
      'go.mod': 'module example.com/x\n\ngo 1.22\n',
      'main.go': 'package main\n\nimport _ "example.com/x/front"\n\nfunc main() {}\n',
      'front/front.go': 'package front\n\nimport _ "example.com/x/engine/parts"\n',
      'engine/engine.go': 'package engine\n',
      'engine/engine_test.go': 'package engine\n\nimport _ "example.com/x/fixture"\n',
      'engine/parts/parts.go': 'package parts\n',
      'fixture/fixture.go': 'package fixture\n',
    });
    try {
      const { stdout } = runCli(root, ['init']);
      assert.equal(
        stdout,
        'Wrote .go-architect.yaml: no layout was recognised; its comments propose the packages there are as layers.\n',
      );
      const check = () => runCli(root, ['check', '--no-cache', '--max-warnings', '0']);
      const first = check();
      assert.equal(first.status, 0);
      assert.equal(first.stdout.match(/layers?"?[ :].*/g)?.length, 1, first.stdout);
      assert.match(first.stdout, /^example\.com\/x: configured without layers, so no layer boundary was checked;/m);
      const text = readFileSync(join(root, '.go-architect.yaml'), 'utf8');
      writeInto(root, '.go-architect.yaml', uncommented(text));
      const second = check();
      assert.equal(second.status, 0, second.stdout);
      assert.match(second.stdout, /^example\.com\/x: custom layout \(configured\), 4 layers$/m);
      writeInto(root, 'engine/more.go', 'package engine\n\nimport _ "example.com/x/front"\n');
      assert.equal(check().status, 1, 'what nobody did is forbidden');
    } finally {
      removeFolder(root);
    }
  });
});
