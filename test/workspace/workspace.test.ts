/** What a workspace makes of folders as they are found: modules that stand in for others, configurations by another name. */
import assert from 'node:assert/strict';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

describe('Workspace', () => {
  let folder = '';
  afterEach(() => removeFolder(folder));

  const open = (files: Readonly<Record<string, string>>) => {
    folder = makeFolder(files);
    const fail = ({ rule, error }: { rule: string; error: unknown }): never => {
      throw new Error(`${rule} failed`, { cause: error });
    };
    const engine = new Engine(allRules, fail, () => '2026-01-31');
    return Workspace.open({ roots: [folder], engine, depth: 'imports', log: (message) => assert.fail(message) });
  };

  it('follows imports into a directory that replaces a module of another path', async () => {
    const workspace = await open({
      'app/go.mod':
        'module example.com/app\n\nrequire example.com/upstream v1.0.0\n\nreplace example.com/upstream => ../fork\n',
      'app/main.go': 'package main\n\nimport _ "example.com/upstream/store"\n',
      'fork/go.mod': 'module example.com/our/fork\n',
      'fork/store/store.go': 'package store\n',
    });
    const target = workspace.project.resolveImport('example.com/upstream/store');
    assert.equal(target.origin, 'project');
    assert.ok(target.origin === 'project');
    assert.equal(target.package.path, 'example.com/our/fork/store');
    assert.equal(workspace.project.resolveImport('example.com/upstream/gone').origin, 'missing');
    assert.equal(workspace.project.resolveImport('example.com/upstreams').origin, 'external');
    workspace.dispose();
  });

  it('ends where two modules replace each other', async () => {
    const workspace = await open({
      'a/go.mod': 'module example.com/a\n\nreplace example.com/b => ../a\n',
      'b/go.mod': 'module example.com/b\n\nreplace example.com/a => ../b\n',
      'a/a.go': 'package a\n',
    });
    assert.equal(workspace.project.resolveImport('example.com/b/x').origin, 'missing');
    workspace.dispose();
  });

  it('says that a configuration by another name is not read, until it is renamed', async () => {
    const workspace = await open({
      'go.mod': 'module example.com/shop\n',
      'shop.go': 'package shop\n',
      '.go-architect.yml': 'version: 1\n',
    });
    const issues = workspace.configurationIssues.get(`${folder.replaceAll('\\', '/')}/.go-architect.yml`);
    assert.deepEqual(
      issues?.map(({ severity, message }) => [severity, message]),
      [['error', 'Go Architect does not read this file; rename it to .go-architect.yaml.']],
    );
    workspace.dispose();
  });
});
