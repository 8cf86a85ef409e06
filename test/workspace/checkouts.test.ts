/** Two checkouts of one repository in one window: whatever is said of one of them is said of its own packages. */
import assert from 'node:assert/strict';
import { explainFile } from '../../server/src/model/explain.ts';
import { importChain } from '../../server/src/model/importChain.ts';
import { addContextParameterTo } from '../../server/src/refactor/addContextParameter.ts';
import { movePackage, whyNotMove } from '../../server/src/refactor/movePackage.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import type { Finding } from '../../server/src/rules/rule.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

const configuration = `version: 1
layers:
  domain: { paths: ["domain/**"], imports: { layers: [], std: { deny: [log] } } }
  usecase: { paths: ["usecase/**"], imports: { layers: [domain] } }
  infra: { paths: ["infra/**"], imports: { layers: [domain, usecase] } }
replace:
  - { import: example.com/shop/old, use: example.com/shop/new }
rules: { architecture/interface-location: warning, architecture/signature-leak: warning }
`;

describe('two checkouts of one module', () => {
  let folder = '';
  let workspace: Workspace | undefined;
  afterEach(() => {
    workspace?.dispose();
    workspace = undefined;
    removeFolder(folder);
  });

  const open = async (files: Readonly<Record<string, string>>) => {
    folder = makeFolder(files);
    const fail = ({ rule, error }: { rule: string; error: unknown }): never => {
      throw new Error(`${rule} failed`, { cause: error });
    };
    const engine = new Engine(allRules, fail, () => '2026-01-31');
    workspace = await Workspace.open({
      roots: [folder],
      engine,
      depth: 'syntax',
      log: (message) => assert.fail(message),
    });
    return workspace;
  };

  const both = (files: Readonly<Record<string, string>>, branch: Readonly<Record<string, string>>) => {
    const checkout = (name: string, own: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries({ 'go.mod': 'module example.com/shop\n', '.go-architect.yaml': configuration, ...own }).map(
          ([path, text]) => [`${name}/${path}`, text],
        ),
      );
    return { ...checkout('main', files), ...checkout('zbranch', branch) };
  };

  const at = (path: string) => `${folder.replaceAll('\\', '/')}/${path}`;

  const findings = (of: Workspace, path: string, rule: string): readonly Finding[] =>
    (of.verdict(at(path))?.findings ?? []).filter((finding) => finding.rule === `architecture/${rule}`);

  const file = (of: Workspace, path: string) => {
    const found = of.project.files.get(at(path));
    assert.ok(found, path);
    return found;
  };

  it('reads the names of packages from the checkout an import stands in', async () => {
    const domain = (name: string) =>
      `package domain\n\nimport "example.com/shop/infra/db"\n\nfunc Open(c ${name}.Conn) {}\n`;
    const opened = await open(
      both(
        { 'domain/open.go': domain('db'), 'infra/db/db.go': 'package db\n\ntype Conn struct{}\n' },
        { 'domain/open.go': domain('store'), 'infra/db/db.go': 'package store\n\ntype Conn struct{}\n' },
      ),
    );
    assert.equal(findings(opened, 'main/domain/open.go', 'signature-leak').length, 1);
    assert.equal(findings(opened, 'zbranch/domain/open.go', 'signature-leak').length, 1);
  });

  it('replaces an import by the package as it is called in its own checkout', async () => {
    const use = (name: string) => `package usecase\n\nimport "example.com/shop/old"\n\nvar x = ${name}.X\n`;
    const opened = await open(
      both(
        {
          'usecase/use.go': use('old'),
          'old/old.go': 'package old\n\nvar X = 1\n',
          'new/new.go': 'package old\n\nvar X = 1\n',
        },
        {
          'usecase/use.go': use('legacy'),
          'old/old.go': 'package legacy\n\nvar X = 1\n',
          'new/new.go': 'package fresh\n\nvar X = 1\n',
        },
      ),
    );
    const [finding] = findings(opened, 'zbranch/usecase/use.go', 'replace');
    assert.ok(finding);
    const [offer] = opened.fixes(finding);
    const [change] = offer?.changes() ?? [];
    assert.ok(change?.kind === 'edit');
    assert.deepEqual(
      change.edits.map(({ newText }) => newText),
      ['legacy "example.com/shop/new"'],
    );
  });

  it('knows implementations and consumers of the same checkout only', async () => {
    const files = {
      'usecase/port/port.go':
        'package port\n\ntype Clock interface{ Now() int }\n\ntype Real struct{}\n\nfunc (Real) Now() int { return 0 }\n',
      'usecase/order/order.go':
        'package order\n\nimport "example.com/shop/usecase/port"\n\ntype Service struct{ clock port.Clock }\n\nfunc (s Service) At() int { return s.clock.Now() }\n',
    };
    const stub = {
      'usecase/fake/fake.go': 'package fake\n\ntype Clock struct{}\n\nfunc (Clock) Now() int { return 1 }\n',
    };
    const opened = await open(both(files, { ...files, ...stub }));
    assert.equal(findings(opened, 'main/usecase/port/port.go', 'interface-location').length, 1);
    assert.equal(findings(opened, 'zbranch/usecase/port/port.go', 'interface-location').length, 0);
  });

  it('inverts the dependency on the package of the same checkout', async () => {
    const files = (name: string) => ({
      'usecase/order/order.go': `package order\n\nimport "example.com/shop/infra/db"\n\ntype Service struct{ repo *${name}.Repo }\n\nfunc (s Service) At() int { return s.repo.Load() }\n`,
      'infra/db/db.go': `package ${name}\n\ntype Repo struct{}\n\nfunc (*Repo) Load() int { return 0 }\n`,
    });
    const opened = await open(both(files('db'), files('store')));
    for (const name of ['main', 'zbranch']) {
      const [finding] = findings(opened, `${name}/usecase/order/order.go`, 'layer-import');
      assert.ok(finding);
      const offer = opened.fixes(finding).find(({ id }) => id === 'invert');
      assert.ok(offer, name);
      for (const change of offer.changes()) assert.ok(change.path.startsWith(at(`${name}/`)), change.path);
    }
  });

  it('moves a package of one checkout and leaves the other alone', async () => {
    const files = {
      'usecase/order/order.go': 'package order\n\nimport "example.com/shop/infra/rules"\n\nvar X = rules.X\n',
      'infra/rules/rules.go': 'package rules\n\nvar X = 1\n',
    };
    const more = { 'usecase/gone/gone.go': 'package gone\n\nimport _ "example.com/shop/elsewhere"\n' };
    const opened = await open(both({ ...files, ...more }, files));
    const { project } = opened;
    const moved = project.packageOf(file(opened, 'zbranch/infra/rules/rules.go'));
    assert.ok(moved);
    const move = { project, sources: opened, package: moved, destination: 'domain/rules' };
    assert.equal(whyNotMove(move), undefined);
    assert.deepEqual(
      movePackage(move)
        .map(({ path }) => path)
        .sort(),
      [at('zbranch/infra/rules/rules.go'), at('zbranch/usecase/order/order.go')],
    );
  });

  it('explains by who imports a package in its own checkout', async () => {
    const files = { 'domain/domain.go': 'package domain\n' };
    const importer = { 'usecase/order/order.go': 'package order\n\nimport _ "example.com/shop/domain"\n' };
    const opened = await open(both({ ...files, ...importer }, files));
    const importedBy = (path: string) => explainFile(opened.project, file(opened, path)).importedBy;
    assert.deepEqual(importedBy('main/domain/domain.go'), ['example.com/shop/usecase/order']);
    assert.deepEqual(importedBy('zbranch/domain/domain.go'), []);
  });

  it('follows a chain of imports through the checkout it begins in', async () => {
    const files = { 'usecase/order/order.go': 'package order\n\nimport _ "example.com/shop/usecase/step"\n' };
    const step = (imports: string) => ({ 'usecase/step/step.go': `package step\n${imports}` });
    const opened = await open(
      both({ ...files, ...step('') }, { ...files, ...step('\nimport _ "example.com/shop/domain"\n') }),
    );
    const { project } = opened;
    const chain = (name: string) => {
      const from = project.packageOf(file(opened, `${name}/usecase/order/order.go`));
      assert.ok(from);
      return importChain(project, from, 'example.com/shop/domain')?.map(({ file: each }) => each.path);
    };
    assert.equal(chain('main'), undefined);
    assert.deepEqual(chain('zbranch'), [at('zbranch/usecase/order/order.go'), at('zbranch/usecase/step/step.go')]);
  });

  it('takes what a black-box test declares from the same checkout', async () => {
    const files = (result: string) => ({
      'domain/it.go': 'package domain\n',
      'domain/it_test.go': `package domain_test\n\ntype fake struct{}\n\nfunc (fake) Do() ${result} { return nil }\n\nvar _ = fake{}.Do\n`,
    });
    const opened = await open(both(files('[]string'), files('error')));
    const { project } = opened;
    const fake = { kind: 'named', package: 'example.com/shop/domain_test', name: 'fake', typeArguments: [] } as const;
    const results = (name: string) => {
      const member = project.types.member(fake, 'Do', file(opened, `${name}/domain/it_test.go`));
      assert.ok(member.kind === 'method');
      return member.signature?.results.map(({ type }) => type.kind);
    };
    assert.deepEqual([results('main'), results('zbranch')], [['slice'], ['named']]);
  });

  it('counts for the baseline of one checkout what that one finds', async () => {
    const files = {
      'domain/it.go': 'package domain\n\nimport _ "example.com/shop/infra"\n',
      'infra/it.go': 'package infra\n',
      '.go-architect.baseline.json': `${JSON.stringify({
        version: 1,
        findings: [
          { rule: 'architecture/layer-import', package: 'example.com/shop/domain', key: '-> example.com/shop/infra' },
        ],
      })}\n`,
    };
    const { '.go-architect.baseline.json': _, ...without } = files;
    const opened = await open(both(without, files));
    const severities = (name: string) =>
      findings(opened, `${name}/domain/it.go`, 'layer-import').map(({ severity }) => severity);
    assert.deepEqual([severities('main'), severities('zbranch')], [['error'], ['hint']]);
    assert.deepEqual(
      opened.baselineReports().map(({ stale, exceeded, present }) => [stale, exceeded, present]),
      [[[], [], 1]],
    );
  });

  it('adds a context parameter through the callers, interfaces and fakes of one checkout alone', async () => {
    const files = {
      'store/store.go': 'package store\n\ntype Store struct{}\n\nfunc (s *Store) Load(id int) int { return id }\n',
      'usecase/load.go': [
        'package usecase',
        '',
        'import "example.com/shop/store"',
        '',
        'type Loader interface{ Load(id int) int }',
        '',
        'var _ Loader = (*store.Store)(nil)',
        '',
        'type fake struct{}',
        '',
        'func (fake) Load(id int) int { return id }',
        '',
        'func Use(s *store.Store) int { return s.Load(1) }',
        '',
      ].join('\n'),
    };
    const opened = await open(both(files, files));
    for (const name of ['main', 'zbranch']) {
      const path = at(`${name}/store/store.go`);
      const nameStart = file(opened, `${name}/store/store.go`).facts.declarations?.functions[0]?.nameStart ?? -1;
      const place = { project: opened.project, file: file(opened, `${name}/store/store.go`), sources: opened };
      const outcome = addContextParameterTo(nameStart, 'propagate', place);
      assert.ok('changes' in outcome);
      const changed = outcome.changes.map((change) => ('path' in change ? change.path : ''));
      assert.deepEqual(changed.toSorted(), [path, at(`${name}/usecase/load.go`)]);
    }
  });

  it('takes of two checkouts of another module the one that lies nearer', async () => {
    const library = (name: string) => ({
      [`${name}/go.mod`]: 'module example.com/library\n',
      [`${name}/library.go`]: 'package library\n',
    });
    const service = (name: string, path: string) => ({
      [`${name}/go.mod`]: `module ${path}\n`,
      [`${name}/main.go`]: 'package main\n\nimport _ "example.com/library"\n',
    });
    const opened = await open({
      ...library('main/library'),
      ...library('branch/library'),
      ...service('main/service', 'example.com/service'),
      ...service('branch/service', 'example.com/service'),
      ...service('branch/other', 'example.com/other'),
    });
    const libraryOf = (path: string) => {
      const { module } = file(opened, `${path}/main.go`);
      return opened.project.packageAt('example.com/library', module)?.module.dir.slice(at('').length);
    };
    assert.deepEqual(['main/service', 'branch/service', 'branch/other'].map(libraryOf), [
      'main/library',
      'branch/library',
      'branch/library',
    ]);
  });
});
