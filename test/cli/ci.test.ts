/** The GitHub action and the pre-commit hooks, as far as they can be run without their hosts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { formatBaseline, parseBaseline } from '../../server/src/rules/baselineFile.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { cli, commitAll, git, goFile, legacyShop, POSTGRES } from '../support/legacy.ts';

const root = join(__dirname, '../..');

interface Step {
  readonly name: string;
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

describe('action.yml', () => {
  const text = readFileSync(join(root, 'action.yml'), 'utf8');
  const action = parse(text) as {
    inputs: Record<string, { description: string; default: string }>;
    runs: { steps: Step[] };
  };
  const checkStep = action.runs.steps.find(({ name }) => name === 'Check');
  let folder = '';
  let outside = '';

  beforeEach(() => {
    folder = makeFolder(legacyShop);
    outside = makeFolder();
  });
  afterEach(() => {
    removeFolder(folder);
    removeFolder(outside);
  });

  /** Runs the step's script with its variables filled in as the host would. */
  function runCheck(inputs: Readonly<Record<string, string>> = {}) {
    assert.ok(checkStep?.run !== undefined && checkStep.env);
    const values: Record<string, string> = { 'github.action_path': root };
    for (const [name, { default: standard }] of Object.entries(action.inputs)) values[`inputs.${name}`] = standard;
    for (const [name, value] of Object.entries(inputs)) values[`inputs.${name}`] = value;
    const env = Object.fromEntries(
      Object.entries(checkStep.env).map(([name, value]) => {
        const [, expression = ''] = /^\$\{\{ ([\w.-]+) \}\}$/.exec(value) ?? [];
        assert.ok(expression in values, `${name}: ${value}`);
        return [name, values[expression]];
      }),
    );
    const files = { GITHUB_OUTPUT: join(outside, 'output'), GITHUB_STEP_SUMMARY: join(outside, 'summary.md') };
    const { status, stdout, stderr } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', checkStep.run],
      {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, ...env, ...files },
      },
    );
    const output = existsSync(files.GITHUB_OUTPUT) ? readFileSync(files.GITHUB_OUTPUT, 'utf8') : '';
    const summary = existsSync(files.GITHUB_STEP_SUMMARY) ? readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') : '';
    return { status, stdout, stderr, output, summary };
  }

  it('is an action by the schema of the host', async () => {
    const { NoOperationTraceWriter } = await import('@actions/workflow-parser');
    const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');
    const problems = (content: string) =>
      parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter())
        .context.errors.getErrors()
        .map(({ message }) => message);
    assert.deepEqual(problems(text), []);
    assert.notDeepEqual(problems(text.replace('using: composite', 'using: nothing')), []);
  });

  it('uses every input it declares, and describes each', () => {
    for (const [name, { description }] of Object.entries(action.inputs)) {
      assert.ok(text.includes(`inputs.${name}`), name);
      assert.ok(description.length > 10, name);
    }
  });

  it('writes no input into a script', () => {
    for (const { name, run } of action.runs.steps) assert.doesNotMatch(run ?? '', /\$\{\{/, name);
  });

  it('annotates, summarises, writes SARIF and fails', () => {
    const { status, stdout, output, summary } = runCheck();
    assert.equal(status, 1);
    assert.equal([...stdout.matchAll(/^::error file=internal\/domain\//gm)].length, 3);
    assert.match(summary, /^## Go Architect\n[^]*```mermaid/);
    assert.equal(output, 'sarif=./go-architect.sarif\n');
    assert.equal(JSON.parse(readFileSync(join(folder, 'go-architect.sarif'), 'utf8')).version, '2.1.0');
  });

  it('passes its inputs on', () => {
    commitAll(folder);
    assert.equal(runCheck({ since: 'HEAD' }).status, 0);
    assert.equal(runCheck({ since: 'nowhere' }).status, 2);
    assert.equal(runCheck({ paths: 'internal/usecase\ninternal/repository\n' }).status, 0);
    assert.equal(runCheck({ paths: 'internal/usecase\ninternal/domain' }).status, 1);
    writeInto(folder, 'known.json', '{ "version": 1, "findings": [{ "rule": "gone/gone" }] }\n');
    assert.equal(runCheck({ baseline: 'known.json', paths: 'internal/usecase' }).status, 0);
    assert.equal(runCheck({ baseline: 'known.json', paths: 'internal/usecase', 'strict-baseline': 'true' }).status, 1);
    assert.equal(runCheck({ baseline: 'nowhere.json' }).status, 2);
    assert.equal(runCheck({ 'max-warnings': 'many' }).status, 2);
    assert.equal(runCheck({ summary: 'false', command: `node ${cli}` }).status, 1);
  });

  it('takes what stands in an input for a value, never for a command or an option', () => {
    const evil = '"; touch stolen; echo $(touch stolen) `touch stolen` --fix';
    for (const name of ['paths', 'since', 'baseline', 'max-warnings']) {
      assert.equal(runCheck({ [name]: evil }).status, 2, name);
      assert.equal(runCheck({ [name]: '--fix' }).status, 2, name);
    }
    assert.ok(!existsSync(join(folder, 'stolen')));
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as {
    id: string;
    entry: string;
    files: string;
    language: string;
    pass_filenames: boolean;
  }[];
  let folder = '';
  let bin = '';

  beforeEach(() => {
    folder = makeFolder(legacyShop);
    bin = makeFolder();
    mkdirSync(join(bin, 'bin'));
    symlinkSync(cli, join(bin, 'bin/go-architect'));
  });
  afterEach(() => {
    removeFolder(folder);
    removeFolder(bin);
  });

  const run = (id: string) => {
    const hook = hooks.find((each) => each.id === id);
    assert.ok(hook);
    const [program = '', ...args] = hook.entry.split(' ');
    const env = { ...process.env, PATH: `${join(bin, 'bin')}:${process.env['PATH']}`, GIT_INDEX_FILE: '.git/index' };
    return spawnSync(program, args, { cwd: folder, encoding: 'utf8', env }).status;
  };

  it('runs a program the package installs, when a file that matters changes', () => {
    const { bin: programs, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const { entry, files, language, pass_filenames } of hooks) {
      assert.ok((entry.split(' ')[0] ?? '') in programs, entry);
      assert.equal(language, 'node');
      assert.equal(pass_filenames, false);
      const matters = new RegExp(files);
      const yes = ['a.go', 'x/a_test.go', 'go.mod', 'x/go.work', '.go-architect.yaml', 'x/.go-architect.baseline.json'];
      // What is extended, what a baseline is called, and what a configuration was renamed to.
      yes.push('shared/layers.yaml', 'base.yml', 'ci/known.json', 'go-architect.yml');
      for (const name of yes) assert.match(name, matters);
      for (const name of ['a.gopher', 'logo.mod', 'README.md', 'go.sum']) assert.doesNotMatch(name, matters);
    }
    // Installed from the repository, it has to be built; nothing that is built is committed.
    assert.ok('prepare' in scripts);
  });

  it('stops a commit for what it changes, not for what was there', () => {
    commitAll(folder);
    assert.equal(run('go-architect'), 0);
    writeInto(folder, 'internal/domain/bill/bill.go', goFile('bill', POSTGRES));
    git(folder, 'add', '-A');
    assert.equal(run('go-architect'), 1);
    writeInto(folder, 'internal/domain/bill/bill.go', goFile('bill'));
    git(folder, 'add', '-A');
    assert.equal(run('go-architect'), 0);
    assert.equal(run('go-architect-all'), 1);
  });

  it('checks everything before the first commit', () => {
    git(folder, 'init', '-q');
    git(folder, 'add', '-A');
    assert.equal(run('go-architect'), 1);
  });
});

describe('docs/ci.md', () => {
  const page = readFileSync(join(root, 'docs/ci.md'), 'utf8');
  const fences = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, content = '']) => ({
    language,
    content,
  }));
  const yaml = fences.filter(({ language }) => language === 'yaml').map(({ content }) => content);

  it('shows a workflow that the host accepts, with inputs the action has', async () => {
    const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await import('@actions/workflow-parser');
    const [workflow = ''] = yaml;
    const { context, value } = parseWorkflow({ name: 'ci.yaml', content: workflow }, new NoOperationTraceWriter());
    if (value) await convertWorkflowTemplate(context, value);
    assert.deepEqual(context.errors.getErrors(), []);
    const { inputs } = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
    const steps = parse(workflow).jobs['go-architect'].steps as { uses: string; with: object }[];
    const used = Object.keys(steps.find(({ uses }) => uses.includes('/go-architect@'))?.with ?? {});
    assert.ok(used.length > 0);
    for (const name of used) assert.ok(name in inputs, name);
  });

  it('shows a job and hooks that run as they stand', () => {
    const folder = makeFolder(legacyShop);
    try {
      const { architecture } = parse(yaml[1] ?? '');
      const command = (architecture.script as string[]).find((line) => line.startsWith('go-architect '));
      const { status } = spawnSync(process.execPath, [cli, ...(command ?? '').split(' ').slice(1)], { cwd: folder });
      assert.equal(status, 1);
      for (const file of Object.values(architecture.artifacts.reports))
        assert.ok(existsSync(join(folder, String(file))));
    } finally {
      removeFolder(folder);
    }
    const known = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')).map(({ id }: { id: string }) => id);
    for (const { id } of parse(yaml[2] ?? '').repos[0].hooks) assert.ok(known.includes(id), id);
  });

  it('shows a baseline that is one', () => {
    const json = fences.find(({ language }) => language === 'json')?.content ?? '';
    const parsed = parseBaseline(json);
    assert.ok(parsed.ok);
    assert.equal(formatBaseline(parsed.entries), json);
  });
});
