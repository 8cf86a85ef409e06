/** What a workspace makes of folders as they are found: modules that stand in for others, configurations by another name. */
import assert from 'node:assert/strict';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { defineRule } from '../../server/src/rules/rule.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

describe('Workspace', () => {
  let folder = '';
  afterEach(() => removeFolder(folder));

  const open = (files: Readonly<Record<string, string>>, rules = allRules) => {
    folder = makeFolder(files);
    const fail = ({ rule, error }: { rule: string; error: unknown }): never => {
      throw new Error(`${rule} failed`, { cause: error });
    };
    const engine = new Engine(rules, fail, () => '2026-01-31');
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
    const [module] = workspace.project.modules;
    assert.ok(module);
    const target = workspace.project.resolveImport('example.com/upstream/store', module);
    assert.ok(target.origin === 'project');
    assert.equal(target.package.path, 'example.com/our/fork/store');
    assert.equal(workspace.project.resolveImport('example.com/upstream/gone', module).origin, 'missing');
    assert.equal(workspace.project.resolveImport('example.com/upstreams', module).origin, 'external');
    workspace.dispose();
  });

  it('keeps two checkouts of one repository apart', async () => {
    const checkout = (name: string, imported: string) => ({
      [`${name}/go.mod`]: 'module example.com/shop\n',
      [`${name}/domain/domain.go`]: `package domain\n\nimport _ "example.com/shop/infra/${imported}"\n`,
      [`${name}/infra/${imported}/it.go`]: 'package it\n',
      [`${name}/.go-architect.yaml`]:
        'version: 1\nlayers:\n  domain: { paths: ["domain/**"], imports: { layers: [] } }\n  infra: { paths: ["infra/**"] }\n',
    });
    const workspace = await open({ ...checkout('main', 'old'), ...checkout('branch', 'new') });
    const root = folder.replaceAll('\\', '/');
    const { project } = workspace;
    for (const [name, imported, elsewhere] of [
      ['main', 'old', 'new'],
      ['branch', 'new', 'old'],
    ] as const) {
      const file = project.files.get(`${root}/${name}/domain/domain.go`);
      assert.ok(file);
      assert.deepEqual([...(project.packageOf(file)?.files.keys() ?? [])], [file.path]);
      const target = project.resolveImport(`example.com/shop/infra/${imported}`, file.module);
      assert.ok(target.origin === 'project');
      assert.equal(target.package.module, file.module);
      assert.equal(project.resolveImport(`example.com/shop/infra/${elsewhere}`, file.module).origin, 'missing');
      assert.deepEqual(
        workspace.verdict(file.path)?.findings.map(({ rule }) => rule),
        ['architecture/layer-import'],
      );
    }
    workspace.dispose();
  });

  it('holds files in the order they were found in, whichever thread read them first', async () => {
    // The first batch takes longest by far, so that the others are read before it.
    const long = `package app\n\nfunc f() {\n${'\tcall(1, 2, 3)\n'.repeat(15_000)}}\n`;
    const files: Record<string, string> = { 'go.mod': 'module example.com/app\n', '000.go': long };
    for (let index = 1; index < 240; index++) {
      files[`${String(index).padStart(3, '0')}.go`] = 'package app\n\nfunc g() {}\n';
    }
    folder = makeFolder(files);
    const engine = new Engine(
      allRules,
      () => assert.fail('a rule failed'),
      () => '2026-01-31',
    );
    const log = (message: string) => assert.fail(message);
    const workspace = await Workspace.open({ roots: [folder], engine, depth: 'syntax', log });
    const names = [...workspace.project.files.keys()].map((path) => path.slice(path.lastIndexOf('/') + 1));
    assert.deepEqual(names, Object.keys(files).slice(1));
    workspace.dispose();
  });

  it('ends where two modules replace each other', async () => {
    const workspace = await open({
      'a/go.mod': 'module example.com/a\n\nreplace example.com/b => ../a\n',
      'b/go.mod': 'module example.com/b\n\nreplace example.com/a => ../b\n',
      'a/a.go': 'package a\n',
    });
    const [module] = workspace.project.modules;
    assert.ok(module);
    assert.equal(workspace.project.resolveImport('example.com/b/x', module).origin, 'missing');
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

  it('knows who imports a path, also after files change', async () => {
    const workspace = await open({
      'go.mod': 'module example.com/shop\n',
      'a/a.go': 'package a\n\nimport (\n\t_ "example.com/shop/c"\n\tagain "example.com/shop/c"\n)\n',
      'b/b.go': 'package b\n',
      'c/c.go': 'package c\n',
    });
    const { project } = workspace;
    const [module] = project.modules;
    assert.ok(module);
    const importersOf = () => project.importersOf('example.com/shop/c', module);
    const importers = () => importersOf().map(({ path }) => path.slice(folder.length + 1));
    assert.deepEqual(importers(), ['a/a.go']);
    assert.deepEqual([...project.importedPaths()], ['example.com/shop/c']);
    const path = `${folder.replaceAll('\\', '/')}/b/b.go`;
    workspace.openDocument(path, 1, 'package b\n\nimport _ "example.com/shop/c"\n');
    assert.deepEqual(importers(), ['a/a.go', 'b/b.go']);
    workspace.changeDocument(path, 2, [{ range: { start: 41, end: 41 }, text: '\nvar x int\n' }]);
    const [, edited] = importersOf();
    assert.equal(edited, project.files.get(path));
    workspace.changeDocument(path, 3, [{ range: undefined, text: 'package b\n' }]);
    assert.deepEqual(importers(), ['a/a.go']);
    workspace.dispose();
  });

  it('finds the best fix of a finding without looking for the others', async () => {
    let looked = 0;
    const rule = defineRule<never, Record<never, never>>({
      meta: {
        id: 'architecture/test',
        title: 'Test',
        severity: 'error',
        recommended: true,
        needs: 'imports',
        defaults: {},
      },
      *judgeFile() {
        yield { message: 'Test.', start: 0, end: 7, key: 'test' };
      },
      *fixes() {
        for (const id of ['allow', 'mend', 'other']) {
          looked++;
          yield { id, title: id, ...(id === 'allow' ? { decides: true as const } : {}), changes: () => [] };
        }
      },
    });
    const workspace = await open({ 'go.mod': 'module example.com/shop\n', 'shop.go': 'package shop\n' }, [rule]);
    const [path = ''] = workspace.project.files.keys();
    const [finding] = workspace.verdict(path)?.findings ?? [];
    assert.ok(finding);
    assert.equal(workspace.bestFixTitle(finding), 'mend', 'what mends goes before what allows');
    assert.equal(looked, 2);
    assert.equal(workspace.bestFixTitle(finding), 'mend');
    assert.equal(looked, 2, 'asked again it is remembered');
    assert.deepEqual(workspace.fixTitles(finding), ['allow', 'mend', 'other']);
    assert.equal(looked, 5);
    assert.equal(workspace.bestFixTitle(finding), 'mend', 'also where all are known');
    workspace.dispose();
  });

  it('has files read for the rules that are on, where that is all that is wanted', async () => {
    folder = makeFolder({
      'go.mod': 'module example.com/app\n\ngo 1.22\n',
      'main.go': 'package main\n\ntype pool struct{}\n\nfunc (p pool) get() {}\n',
    });
    const observed = async (onlyRulesInForce: boolean) => {
      const engine = new Engine(
        allRules,
        ({ error }) => assert.fail(String(error)),
        () => '2026-01-31',
      );
      const log = (message: string) => assert.fail(message);
      const workspace = await Workspace.open({ roots: [folder], engine, depth: 'syntax', onlyRulesInForce, log });
      const observations = [...workspace.project.files.values()].flatMap(({ facts }) =>
        Object.keys(facts.observations),
      );
      workspace.dispose();
      return observations;
    };
    assert.ok((await observed(false)).includes('concurrency/lock-copy'));
    assert.ok(!(await observed(true)).includes('concurrency/lock-copy'));
  });
});
