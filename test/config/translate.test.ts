/**
 * Rules of other tools, translated and applied: what each archive's tool documents to report is what is reported afterwards.
 *
 * An archive is a small module with the tool's own configuration in it, and `translated.yaml`, what becomes of it. A comment
 * `// want layer-import std-import` beside an import says which of our rules report it; whatever is reported without one is a
 * surprise. A file `flags` holds the flags of go-cleanarch, which has no file.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type InitOptions, init } from '../../server/src/cli/init.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { matchPattern, parsePattern } from '../../server/src/config/pattern.ts';
import { translateArchGo } from '../../server/src/config/translate/archGo.ts';
import { archGoPaths } from '../../server/src/config/translate/archGoPatterns.ts';
import { translateDepguard } from '../../server/src/config/translate/depguard.ts';
import { translateGoArchLint } from '../../server/src/config/translate/goArchLint.ts';
import { translateGoCleanarch } from '../../server/src/config/translate/goCleanarch.ts';
import { patternContains } from '../../server/src/config/translate/groups.ts';
import { translateImportRestrictions } from '../../server/src/config/translate/importRestrictions.ts';
import { recogniseTool } from '../../server/src/config/translate/recognise.ts';
import type { Translation } from '../../server/src/config/translate/translation.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { checkFolder } from '../support/checkFolder.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { parseArchive } from '../support/txtar.ts';

const archives = join(__dirname, 'translate');
const importRules = [
  'layer-import',
  'std-import',
  'external-import',
  'visibility',
  'slice-isolation',
  'replace',
  'unmatched',
  'ambiguous-layer',
  'transitive',
  // A translation is to begin without warnings about itself.
  'empty-rule',
  'unused-external',
  'layer-cycle',
];
const peerFiles = ['.go-arch-lint.yml', 'arch-go.yml', '.golangci.yml', '.import-restrictions'];
const context = { modulePath: 'example.com/shop', directories: ['internal/domain', 'internal/repository', 'cmd/api'] };

async function initIn(folder: string, options: InitOptions): Promise<string> {
  const printed: string[] = [];
  const io = {
    cwd: folder,
    out: (text: string) => void printed.push(text),
    err: (text: string) => void printed.push(text),
    isTerminal: false,
    useColour: false,
  };
  const engine = (rules: ConstructorParameters<typeof Engine>[0]) =>
    new Engine(
      rules,
      ({ error }) => {
        throw error;
      },
      () => '2026-01-31',
    );
  assert.equal(await init(undefined, options, io, engine), 0);
  return printed.join('');
}

describe('rules of other tools, translated', () => {
  for (const name of readdirSync(archives)) {
    describe(name, () => {
      const { files } = parseArchive(readFileSync(join(archives, name), 'utf8'));
      const golden = files.find((file) => file.name === 'translated.yaml');
      const flags = files.find((file) => file.name === 'flags');
      const peer = files.find((file) => peerFiles.includes(file.name.slice(file.name.lastIndexOf('/') + 1)));
      let folder = '';
      before(async () => {
        folder = makeFolder(
          Object.fromEntries(files.filter((file) => file !== golden).map((file) => [file.name, file.content])),
        );
        await initIn(folder, flags === undefined ? { from: peer?.name ?? '' } : flagsOf(flags.content));
      });
      after(() => removeFolder(folder));

      it('become this configuration', () => {
        assert.equal(readFileSync(join(folder, '.go-architect.yaml'), 'utf8'), golden?.content);
      });

      it('report what they reported', async () => {
        const checked = await checkFolder(
          folder,
          importRules.map((rule) => `architecture/${rule}`),
        );
        const observed = checked.findings.map(({ rule, path, start }) => {
          const line = (checked.sources.text(path) ?? '').slice(0, start).split('\n').length;
          return `${path.slice(folder.length + 1)}:${line} ${rule.slice('architecture/'.length)}`;
        });
        const expected = files.flatMap((file) =>
          file.content.split('\n').flatMap((text, index) => {
            const rules = / \/\/ want ([\w -]+)$/.exec(text)?.[1]?.split(' ') ?? [];
            return rules.map((rule) => `${file.name}:${index + 1} ${rule}`);
          }),
        );
        assert.ok(expected.length > 0, 'the archive expects nothing');
        assert.deepEqual(observed.sort(), expected.sort());
      });
    });
  }
});

function flagsOf(text: string): InitOptions {
  const options: Record<string, string | boolean | string[]> = { from: 'go-cleanarch' };
  for (const line of text.trim().split('\n')) {
    const [flag = '', value] = line.split(' ');
    const name = flag.replace(/^-+/, '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (name === 'ignorePackage') options[name] = [value ?? ''];
    else options[name] = value ?? true;
  }
  return options;
}

describe('translating', () => {
  const translators: Readonly<Record<string, (text: string) => Translation>> = {
    'go-arch-lint': (text) => translateGoArchLint(text, context),
    'arch-go': (text) => translateArchGo(text, context),
    depguard: (text) => translateDepguard(text, context),
    'import-boss': (text) => translateImportRestrictions([{ directory: '', text }], context),
  };
  const bomb = `version: 3\na: &a [x, x]\n${'bcdefghijklmnopqrstuvw'
    .split('')
    .map((letter, index) => `${letter}: &${letter} [${`*${'abcdefghijklmnopqrstuvw'[index]}, `.repeat(9)}x]`)
    .join('\n')}\ncomponents: *w\n`;

  for (const [tool, translate] of Object.entries(translators)) {
    it(`survives files made to do harm: ${tool}`, function () {
      this.timeout(30_000);
      for (const text of [
        bomb,
        '['.repeat(20_000),
        '- '.repeat(20_000),
        'x: '.repeat(200_000),
        `a: ${'{b: '.repeat(300)}`,
        '\0',
        '- 1\n- 2\n',
        '{',
        '',
      ]) {
        const result = translate(text);
        if (result.ok) assert.ok(loadConfig('x.yaml', result.config, { read: () => undefined }).ok, result.config);
        else assert.ok(result.problems.length > 0 && result.problems.every(({ line }) => line > 0));
      }
    });
  }

  it('says where a file is wrong and what was meant', () => {
    const problems = (result: Translation) =>
      result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
    assert.deepEqual(
      problems(
        translateGoArchLint(
          'version: 3\ncomponents:\n  domain: { in: internal/domain }\ndeps:\n  domain:\n    mayDependOn: [domian]\n    canuse: [x]\n',
          context,
        ),
      ),
      ['7:13 "domain" has no "canuse". Did you mean "canUse"?', '6:19 There is no component "domian".'],
    );
    assert.deepEqual(problems(translateGoArchLint('version: 7\ncomponents: {}\n', context)), [
      '1:10 Version 7 is not known; 1, 2 and 3 are.',
    ]);
    assert.deepEqual(
      problems(translateArchGo('dependenciesRules:\n  - shouldNotDependsOn: { internal: [x] }\n', context)),
      ['2:5 A rule needs a "package".'],
    );
    assert.deepEqual(
      problems(
        translateDepguard(
          'linters-settings:\n  depguard:\n    rules:\n      a: { list-mode: loose, deny: [{ pkg: x }] }\n',
          context,
        ),
      ),
      ['4:23 There is no list mode "loose"; original, strict and lax are known.'],
    );
    assert.match(
      problems(translateDepguard('version: "2"\n', context))[0] ?? '',
      /^1:1 There is no section for depguard/,
    );
    assert.match(
      problems(translateGoCleanarch({ domain: 'a/b', ignoreTests: false, ignorePackages: [] }, context))[0] ?? '',
      /one folder/,
    );
    assert.match(
      problems(translateImportRestrictions([{ directory: 'a', text: 'rules: 3\n' }], context))[0] ?? '',
      /^1:8 a: "rules" should be a list/,
    );
  });

  it('says what is not carried over, with its line, in the file and on the terminal', () => {
    const result = translateArchGo(
      'dependenciesRules:\n  - package: "**.domain.**"\n    shouldNotDependsOn: { internal: ["**.repository.**"] }\nfunctionsRules:\n  - package: "**"\n    maxLines: 40\n',
      context,
    );
    assert.ok(result.ok);
    assert.deepEqual(
      result.notes.map(({ line }) => line),
      [5],
    );
    assert.match(
      result.config,
      /# - line 5: functionsRules for \*\*: there is no rule about the size of functions\.\n/,
    );
  });

  it('says once what holds for several layers, and drops nothing of arch-go without a word', () => {
    const context = { modulePath: 'example.com/m', directories: ['a', 'b'] };
    const rule = (name: string) => `{ files: ["**/${name}/**/*_test.go"], deny: [{ pkg: github.com/x/y, desc: no }] }`;
    const depguard = translateDepguard(
      `version: "2"\nlinters:\n  enable: [depguard]\n  settings:\n    depguard:\n      rules: { a: ${rule('a')}, b: ${rule('b')} }\n`,
      context,
    );
    assert.ok(depguard.ok);
    const tests = depguard.notes.filter(({ message }) => message.includes('($test)'));
    assert.deepEqual(
      tests.map(({ message }) => message.split(':')[0]),
      ['a, b'],
    );
    const archGo = translateArchGo(
      'version: 1\ndependenciesRules:\n  - package: "**.a.**"\n    shouldOnlyDependsOn: { standard: [fmt, golang.org/x] }\n',
      context,
    );
    assert.ok(archGo.ok);
    assert.match(archGo.notes.map(({ message }) => message).join('\n'), /golang\.org\/x stood under "standard"/);
  });

  it('lets no text of the other file out of its comment', () => {
    const nasty = '"a\\nlayers: {}\\u0085x"';
    const result = translateDepguard(
      `linters-settings:\n  depguard:\n    rules:\n      x:\n        files: ["**/internal/domain/**"]\n        deny:\n          - { pkg: os, desc: ${nasty} }\n      ${nasty}: { deny: [{ pkg: reflect, desc: ${nasty} }], files: ["**/cmd/**"] }\n`,
      context,
    );
    assert.ok(result.ok);
    const loaded = loadConfig('x.yaml', result.config, { read: () => undefined });
    assert.ok(loaded.ok, result.config);
    assert.ok(loaded.config.layers.has('domain'));
  });

  it('holds all files to the standard library where depguard is on and has no rule', () => {
    const on = 'version: "2"\nlinters:\n  enable: [depguard]\n';
    for (const text of [
      on,
      `${on}  settings:\n    depguard:\n`,
      `${on}  settings:\n    depguard: {}\n`,
      `${on}  settings:\n    depguard:\n      rules: {}\n`,
      `${on}  settings:\n    depguard:\n      rules:\n`,
      'linters:\n  enable-all: true\nlinters-settings:\n  depguard: {}\n',
    ]) {
      const translated = translateDepguard(text, context);
      assert.ok(translated.ok, text);
      assert.match(translated.config, /paths: \["\*\*"\]\n {4}imports:\n {6}layers: "\*"\n {6}external: \[\]/);
      assert.match(translated.config, /tests:\n {6}imports:\n {8}external: \[\]/);
      assert.match(translated.notes.map(({ message }) => message).join(), /^No rule is written down\./);
      assert.ok(loadConfig('c.yaml', translated.config, { read: () => undefined }).ok);
    }
  });

  it('knows a tool by the name of its file, or by what the file says', () => {
    assert.equal(recogniseTool('.go-arch-lint.yml', ''), 'go-arch-lint');
    assert.equal(recogniseTool('arch-go.yaml', ''), 'arch-go');
    assert.equal(recogniseTool('.golangci.yaml', ''), 'depguard');
    assert.equal(recogniseTool('.import-restrictions', '{}'), 'import-boss');
    assert.equal(
      recogniseTool('lint.yml', 'version: "2"\nlinters:\n  settings:\n    depguard:\n      rules: {}\n'),
      'depguard',
    );
    assert.equal(recogniseTool('rules.yml', 'dependenciesRules: []\n'), 'arch-go');
    assert.equal(recogniseTool('arch.yml', 'version: 3\ncomponents: {}\ndeps: {}\n'), 'go-arch-lint');
    assert.equal(recogniseTool('r.json', '{ "Rules": [{ "SelectorRegexp": "x" }] }'), 'import-boss');
    assert.equal(recogniseTool('compose.yml', 'services: {}\n'), undefined);
  });

  it('reads patterns of arch-go as they are documented', () => {
    const module = 'example.com/shop';
    const paths = (pattern: string) => {
      const found = archGoPaths(pattern, module);
      return found.ok ? [...found.paths].sort() : found.message.replace(/,.*/, '');
    };
    assert.deepEqual(paths('**.domain.**'), ['**/domain/**']);
    assert.deepEqual(paths('**.*name'), ['**/*name']);
    assert.deepEqual(paths('**.shop.**'), ['**']);
    assert.deepEqual(paths('**.foo/bar.**'), ['**/foo/bar/**']);
    assert.deepEqual(paths('**.foo.**.bar'), ['**/foo/**/bar']);
    assert.deepEqual(paths('**.foo.*.bar'), ['**/foo/*/bar', '**/foo/bar']);
    assert.deepEqual(paths('**.foo.*'), ['**/foo', '**/foo/*']);
    assert.deepEqual(paths('example.com/shop/internal/domain'), ['internal/domain/**']);
    assert.deepEqual(paths('domain'), ['**/domain/**']);
    assert.equal(paths('other.**'), 'no package of example.com/shop can match it');
  });

  it('takes one pattern to lie in another only when it does', () => {
    const pattern = (text: string) => {
      const parsed = parsePattern(text);
      assert.ok(parsed.ok);
      return parsed.pattern;
    };
    const texts = [
      '**',
      'a/**',
      'a/b',
      'a/*',
      '*/b',
      '**/b',
      '**/b/**',
      'a/*/c',
      'a/**/c',
      '*',
      'a/b*',
      'a/b*/**',
      'a',
    ];
    const samples = [
      '',
      'a',
      'b',
      'a/b',
      'a/c',
      'x/b',
      'a/b/c',
      'a/x/c',
      'a/x/y/c',
      'x/y/b',
      'a/bee',
      'a/bee/x',
      'b/a',
      'x',
    ];
    for (const outer of texts.map(pattern)) {
      for (const inner of texts.map(pattern)) {
        if (!patternContains(outer, inner)) continue;
        for (const path of samples) {
          if (matchPattern(inner, path) === undefined) continue;
          assert.ok(matchPattern(outer, path), `${outer.text} was said to contain ${inner.text}, not ${path}`);
        }
      }
    }
    assert.ok(patternContains(pattern('**/b/**'), pattern('a/b/c')));
    assert.ok(patternContains(pattern('a/**'), pattern('a/*/c')));
    assert.ok(!patternContains(pattern('a/*'), pattern('a/**')));
  });
});

describe('go-architect init with a preset', () => {
  it('writes the layers of a layout with the paths that exist, and the file governs', async () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'internal/entity/user.go': 'package entity\n\nimport _ "example.com/shop/internal/handlers"\n',
      'internal/handlers/http.go': 'package handlers\n',
      'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
    });
    try {
      assert.match(await initIn(folder, { preset: 'clean' }), /^Wrote \.go-architect\.yaml: the clean layout\.\n$/);
      const text = readFileSync(join(folder, '.go-architect.yaml'), 'utf8');
      assert.match(
        text,
        /\n {2}# Also usual: [^\n]*\n(?: {2}# [^\n]*\n)* {2}domain:\n {4}description: "Entities and business rules"\n {4}paths: \["internal\/entity\/\*\*"\]\n/,
      );
      const { findings } = await checkFolder(folder, ['architecture/layer-import', 'architecture/unmatched']);
      assert.deepEqual(
        findings.map(({ message }) => message.slice(0, 33)),
        ['domain must not import delivery: '],
      );
    } finally {
      removeFolder(folder);
    }
  });

  it('says what is wrong with what was asked for, and writes nothing', async () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'a.go': 'package shop\n',
      'x.yml': 'services: {}\n',
      'arch-go.yml': 'dependenciesRules: [3\n',
    });
    try {
      for (const [options, message] of [
        [{ preset: 'cleann' }, /There is no preset "cleann"\. Did you mean clean\?/],
        [{ preset: 'clean', from: 'x.yml' }, /choose one/],
        [{ from: 'nowhere.yml' }, /There is no file "nowhere\.yml"/],
        [{ from: 'x.yml' }, /configuration of no tool/],
        [{ from: 'arch-go.yml' }, /arch-go\.yml:2:1: This is not valid YAML/],
        [{ from: 'arch-go.yml', domain: 'x' }, /--domain is a flag of go-cleanarch/],
      ] as const) {
        await assert.rejects(initIn(folder, options), message);
      }
      assert.ok(!existsSync(join(folder, '.go-architect.yaml')));
    } finally {
      removeFolder(folder);
    }
  });

  it('never overwrites, and says so before anything else', async () => {
    const folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'a.go': 'package shop\n',
      '.go-architect.yaml': 'version: 1\n',
    });
    try {
      await assert.rejects(initIn(folder, { from: 'nowhere.yml' }), /\.go-architect\.yaml exists already/);
      await assert.rejects(initIn(folder, { preset: 'clean' }), /\.go-architect\.yaml exists already/);
      assert.equal(readFileSync(join(folder, '.go-architect.yaml'), 'utf8'), 'version: 1\n');
    } finally {
      removeFolder(folder);
    }
  });
});
