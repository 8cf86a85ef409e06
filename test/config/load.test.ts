import assert from 'node:assert/strict';
import * as z from 'zod/mini';
import type { Config, ConfigIssue } from '../../server/src/config/config.ts';
import { emptyConfig, loadConfig } from '../../server/src/config/load.ts';
import { layoutNames } from '../../server/src/config/presets.ts';
import type { KnownRule } from '../../server/src/config/ruleIssues.ts';

const file = '/repo/.go-architect.yaml';
const rules: KnownRule[] = [
  { id: 'errors/wrap' },
  { id: 'sql/rows-close' },
  {
    id: 'design/interface-size',
    options: z.strictObject({
      max: z.int().check(z.minimum(1)),
      names: z.optional(z.array(z.string())),
      layers: z.optional(z.array(z.string())),
    }),
  },
];

function load(text: string, files: Readonly<Record<string, string>> = {}) {
  return loadConfig(file, text, { read: (path) => files[path], rules });
}

function good(text: string, files: Readonly<Record<string, string>> = {}): Config {
  const result = load(text, files);
  assert.ok(result.ok, JSON.stringify(result.issues));
  return result.config;
}

/** Every issue as `underlined text | message`, which says where and what at once. */
function issues(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  const result = load(text, files);
  assert.ok(!result.ok, 'the configuration was accepted');
  const textOf = (path: string) => (path === file ? text : (files[path] ?? ''));
  return result.issues.map((issue) => {
    assert.ok(issue.start <= issue.end && issue.end <= textOf(issue.file).length);
    return `${textOf(issue.file).slice(issue.start, issue.end)} | ${issue.message}`;
  });
}

function repaired(text: string, { replacement }: ConfigIssue): string {
  assert.ok(replacement, 'no replacement');
  return text.slice(0, replacement.start) + replacement.text + text.slice(replacement.end);
}

const complete = `version: 1
extends: [clean, recommended]
layers:
  domain:     { paths: ["internal/domain/**"],     imports: { layers: [], std: pure, external: [] } }
  usecase:    { paths: ["internal/usecase/**"],    imports: { layers: [domain] } }
  repository: { paths: ["internal/repository/**"], imports: { layers: [domain] } }
  delivery:   { paths: ["internal/delivery/**"],   imports: { layers: [usecase, domain] } }
  platform:   { paths: ["internal/pkg/**", "pkg/**"], imports: { layers: [] } }
  main:       { paths: ["cmd/**"],                 imports: { layers: "*" } }
  legacy:
    description: On its way out
    paths: [internal/legacy/**]
    visibleTo: [main]
    imports: { layers: { deny: [domain] }, std: [pure, os], external: { allow: "*", deny: [github.com/x/y] } }
    tests: { imports: { layers: "*" }, blackBox: { external: [github.com/stretchr/testify] } }
siblings: [[repository, delivery]]
slices:
  - { path: "internal/*/{module}/**", isolate: module, public: [api], allow: [{ from: order, to: user, reason: "order owns checkout" }] }
deprecated: [{ from: usecase, to: legacy, use: domain }, { from: "*", to: "internal/old/**", reason: moved }]
replace: [{ import: github.com/pkg/errors, use: errors, in: [domain], reason: standard now }]
unmatched: error
exclude: ["**/*.pb.go"]
rules: { "errors/wrap": error, "sql/*": off, "design/interface-size": { severity: hint, options: { max: 5 } } }
baseline: .go-architect.baseline.json
`;

describe('loadConfig', () => {
  it('reads every part of the format', () => {
    const config = good(complete);
    assert.deepEqual(config.layouts, ['clean']);
    assert.deepEqual(
      [...config.layers.keys()],
      ['domain', 'usecase', 'repository', 'delivery', 'platform', 'main', 'legacy'],
    );
    const legacy = config.layers.get('legacy');
    assert.deepEqual(legacy?.imports.layers?.deny, ['domain']);
    assert.deepEqual(legacy.imports.std?.allow, ['pure', 'os']);
    assert.deepEqual(legacy.visibleTo?.layers, ['main']);
    assert.equal(legacy.testImports.layers?.allow, '*');
    assert.deepEqual(legacy.blackBoxTestImports.external?.allow, ['github.com/stretchr/testify']);
    assert.equal(config.slices[0]?.allow[0]?.reason, 'order owns checkout');
    assert.equal(config.unmatched.level, 'error');
    assert.equal(config.baseline?.path, '.go-architect.baseline.json');
    assert.deepEqual(
      config.deprecated.map(({ to }) => ('layer' in to ? to.layer : to.pattern.text)),
      ['legacy', 'internal/old/**'],
    );
    assert.deepEqual(config.replacements[0]?.layers, ['domain']);
    assert.deepEqual(
      config.rules.map(({ pattern, level }) => [pattern, level]),
      [
        ['sql/*', 'off'],
        ['errors/wrap', 'error'],
        ['design/interface-size', 'hint'],
      ],
    );
  });

  it('remembers where everything was written', () => {
    const config = good(complete);
    const at = (origin: { start: number; end: number } | undefined) => complete.slice(origin?.start, origin?.end);
    const usecase = config.layers.get('usecase');
    assert.equal(at(usecase?.origin), 'usecase');
    assert.equal(at(usecase?.imports.layers?.origin), '[domain]');
    assert.equal(at(usecase?.patterns[0]?.origin), '"internal/usecase/**"');
    assert.equal(at(config.unmatched.origin), 'error');
    assert.equal(usecase?.origin.label, '.go-architect.yaml');
  });

  it('accepts every preset on its own, without a tie inside it', () => {
    for (const name of layoutNames) {
      const config = good(`version: 1\nextends: ${name}\n`);
      assert.ok(config.layers.size >= 5, name);
      for (const layer of config.layers.values()) assert.ok(layer.patterns.length > 0, `${name}: ${layer.name}`);
    }
  });

  it('lets a file change one field of a layer that came with a preset, and remove a layer', () => {
    const config = good('version: 1\nextends: clean\nlayers:\n  domain: { imports: { std: pure } }\n  platform: off\n');
    const domain = config.layers.get('domain');
    assert.equal(domain?.imports.std?.allow, 'pure');
    assert.deepEqual(domain.imports.layers?.allow, ['platform']);
    assert.ok(domain.patterns.length > 1);
    assert.ok(!config.layers.has('platform'));
  });

  it('points at the character and says what was meant', () => {
    assert.deepEqual(issues('version: 1\nlayrs: {}\n'), ['layrs | There is no "layrs" here. Did you mean "layers"?']);
    assert.deepEqual(issues('version: 1\nlayers:\n  domain: { pths: [x] }\n'), [
      'pths | There is no "pths" in "layers.domain". Did you mean "paths"?',
    ]);
    assert.deepEqual(issues('version: 1\nlayers:\n  domain: { paths: [x], imports: { layers: [domian] } }\n'), [
      'domian | There is no layer "domian". Did you mean "domain"?',
    ]);
    assert.deepEqual(issues('version: 1\nextends: [cleen]\n'), [
      'cleen | There is no preset "cleen". Did you mean "clean"?',
    ]);
    assert.deepEqual(issues('version: 1\nrules: { "sql/rows-clse": error }\n'), [
      '"sql/rows-clse" | There is no rule "sql/rows-clse". Did you mean "sql/rows-close"?',
    ]);
    assert.match(
      issues(
        'version: 1\nextends: [clean]\nrules: { "design/interface-size": { options: { max: 1, layers: [domian] } } }\n',
      )[0] ?? '',
      /^domian \| There is no layer "domian"\. Did you mean "domain"\?$/,
    );
    assert.deepEqual(issues('version: 1\nunmatched: warn\n'), [
      'warn | "unmatched" is "warn": expected error, warning or off, or { severity, as }.',
    ]);
    assert.match(issues('version: 1\nrules: { "errors/wrap": eror }\n')[0] ?? '', /^eror .*Did you mean "error"\?$/);
    assert.deepEqual(issues('version: 2\n'), ['2 | "version" is 2: expected 1, the only version there is.']);
    assert.match(issues('unmatched: off\n')[0] ?? '', /"version" is missing/);
    assert.match(
      issues('version: 1\nslices: [{ path: "a/{modul}", isolate: module }]\n')[0] ?? '',
      /^module \| "module" is not captured .* Did you mean "modul"\?$/,
    );
    assert.match(issues('version: 1\nlayers: { a: { paths: [/x] } }\n')[0] ?? '', /^\/x \| "\/x" is absolute/);
    assert.match(
      issues('version: 1\nlayers: { a: { paths: [x], imports: { std: [github.com/x] } } }\n')[0] ?? '',
      /no standard package/,
    );
    assert.match(issues('version: 1\nlayers: { "*": { paths: [x] } }\n')[0] ?? '', /cannot be the name of a layer/);
    assert.match(issues('version: 1\nlayers: { a: {} }\n')[0] ?? '', /^a \| The layer "a" has no paths/);
    // A fault in its paths is said where it stands, and once.
    assert.deepEqual(issues('version: 1\nlayers: { a: { paths: [../x] } }\n').length, 1);
    // What nobody claims is enough to be made of.
    good('version: 1\nlayers: { a: {} }\nunmatched: { as: a }\n');
    assert.deepEqual(
      issues('version: 1\nlayers: { rest: { paths: [x] } }\nunmatched: { severity: error, as: rst }\n'),
      ['rst | There is no layer "rst". Did you mean "rest"?'],
    );
    assert.match(
      issues('version: 1\nexclude: x\n')[0] ?? '',
      /^x \| "exclude" is "x": expected a list of path patterns/,
    );
    assert.match(issues('version: 1\nslices: [5]\n')[0] ?? '', /^5 \| "slices\[0\]" is 5: expected a mapping/);
    assert.match(
      issues('version: 1\nlayers: { a: { paths: [x], imports: { std: { alow: [os] } } } }\n')[0] ?? '',
      /^alow .*Did you mean "allow"/,
    );
  });

  it('says where "*" stands for every layer', () => {
    const star = (part: string) => issues(`version: 1\nlayers: { a: { paths: [x], ${part} }, b: { paths: [y] } }\n`);
    for (const part of ['imports: { layers: ["*"] }', 'visibleTo: ["*"]', 'tests: { blackBox: { layers: ["*"] } }']) {
      assert.deepEqual(star(part), [
        '"*" | "*" in a list is no layer; for every layer, write "*" in place of the list.',
      ]);
    }
    assert.match(star('imports: { layers: { deny: ["*"] } }').join(), /to forbid every layer, write \[\] in place of/);
    assert.match(
      issues('version: 1\nlayers: { a: { paths: [x] } }\nsiblings: [[a, "*"]]\n').join(),
      /no layer "\*"\. Here/,
    );
  });

  it('takes no letter for another one', () => {
    assert.deepEqual(issues('version: 1\nlayers: { a: { paths: [x], imports: { layers: [b] } } }\n'), [
      'b | There is no layer "b". Here there are a.',
    ]);
    assert.match(
      issues('version: 1\nslices: [{ path: "a/{m}", isolate: n }]\n')[0] ?? '',
      /Its path captures \{m\}\.$/,
    );
    assert.match(
      issues('version: 1\nlayers: { db: { paths: [x], imports: { layers: [io] } } }\n')[0] ?? '',
      /Here there are db/,
    );
    // What a name lacks or has too much is another matter.
    assert.match(issues('version: 1\nrules: { "*": of }\n')[0] ?? '', /Did you mean "off"\?$/);
  });

  it('finds the rule that was meant without its family, and the family', () => {
    const rule = (id: string) => issues(`version: 1\nrules: { ${id}: off }\n`);
    assert.deepEqual(rule('rows-close'), [
      'rows-close | There is no rule "rows-close". Did you mean "sql/rows-close"?',
    ]);
    assert.deepEqual(rule('sql'), ['sql | There is no rule "sql". Did you mean "sql/*"?']);
    assert.deepEqual(rule('concurrency/x'), [
      'concurrency/x | There is no rule "concurrency/x". "go-architect rules" lists them.',
    ]);
  });

  it('says everything that is wrong at once', () => {
    const text = `version: 1
unmached: error
layers:
  domain: { paths: [internal/domain/**], imports: { layers: [usecse], sdt: pure } }
  usecase: { pahts: [internal/usecase/**], imports: { layers: [domain, nobody] } }
  usecase2: { paths: ["../x"] }
slices:
  - { path: "internal/{module}/**", isolate: modul, pubic: [api] }
  - { path: "lib/{name}/**", isolate: nme }
deprecated: [{ from: domain }, { from: nobody, to: usecase }]
rules: { sql/rows-clse: error, errors/wrap: eror, design/interface-size: { options: { max: 1, nams: 1 } } }
unmatched: { as: usecas }
`;
    assert.deepEqual(
      issues(text).map((issue) => issue.slice(0, issue.indexOf(' | '))),
      [
        'sdt',
        'pahts',
        'pubic',
        '{ from: domain }',
        'eror',
        'unmached',
        'usecse',
        'nobody',
        '"../x"',
        'modul',
        'nme',
        'usecas',
        'sql/rows-clse',
        'nams',
      ],
    );
    assert.deepEqual(
      issues('version: 1\nexclude: [/x]\nexclude: [/y]\nunmached: off\n').map((issue) =>
        issue.slice(0, issue.indexOf(' | ')),
      ),
      ['exclude', 'unmached', '/y'],
    );
  });

  it('says nothing that follows from a part it could not read', () => {
    const use =
      'layers: { a: { imports: { layers: [b] } } }\nrules: { design/interface-size: { options: { max: 1, layers: [b] } } }\n';
    assert.equal(issues(`version: 1\nextends: [./missing.yaml]\n${use}`).length, 1);
    assert.equal(issues(`version: 1\nextends: [cleen]\n${use}`).length, 1);
    const broken = { '/repo/b.yaml': 'version: 1\nlayers: [' };
    assert.deepEqual(
      issues(`version: 1\nextends: [./b.yaml]\n${use}`, broken).map((issue) => / \| .{12}/.exec(issue)?.[0]),
      [' | This is not ', ' | "./b.yaml" h'],
    );
    const faulty = 'layers: { b: { paths: [] }, a: { paths: [x], imports: { layers: [b] } } }\n';
    assert.deepEqual(issues(`version: 1\n${faulty}`), [
      '[] | "layers.b.paths" is a list: a layer needs at least one path pattern.',
    ]);
    assert.equal(
      issues(`version: 1\nlayers: 5\nsiblings: [[a, b]]\n`)[0],
      '5 | "layers" is 5: expected layers by name.',
    );
  });

  it('underlines the alias that has no anchor, and asks whether it is a pattern', () => {
    assert.deepEqual(issues('version: 1\nexclude: [*.pb.go, "a/**"]\nbaseline: *known\n'), [
      '*.pb.go | "*.pb.go" is an alias to YAML, and no anchor "&.pb.go" stands above it; put it in quotes if it is a pattern.',
      '*known | "*known" is an alias to YAML, and no anchor "&known" stands above it; put it in quotes if it is a pattern.',
    ]);
  });

  it('refuse to replace a package by itself', () => {
    const replace = (use: string) => `version: 1\nreplace: [{ import: github.com/pkg/errors$, use: ${use} }]\n`;
    assert.deepEqual(issues(replace('github.com/pkg/errors')), [
      'github.com/pkg/errors | "github.com/pkg/errors" is to be replaced by itself; name another package, or leave out "use" to ban it.',
    ]);
    good(replace('github.com/pkg/errors/v2'));
  });

  it('says what an import path looks like where nothing could be imported by what is written', () => {
    const external = (path: string) =>
      issues(`version: 1\nlayers: { a: { paths: [x], imports: { external: { deny: [${path}] } } } }\n`);
    const replace = (path: string) => issues(`version: 1\nreplace: [{ import: ${path}, use: x }]\n`);
    const std = (path: string) => issues(`version: 1\nlayers: { a: { paths: [x], imports: { std: [${path}] } } }\n`);
    const example = 'such as "github.com/google/uuid".';
    for (const faulty of [external, replace, std]) {
      assert.deepEqual(faulty('""'), [`"" | An import path must not be empty; write one ${example}`]);
      assert.deepEqual(faulty('" gorm.io"'), ['" gorm.io" | " gorm.io" begins or ends with a space; write "gorm.io".']);
      assert.deepEqual(faulty('./internal/repo'), [
        `./internal/repo | "./internal/repo" is relative; write the whole path, as Go code imports it, ${example}`,
      ]);
      assert.deepEqual(faulty('https://gorm.io/gorm/'), [
        'https://gorm.io/gorm/ | "https://gorm.io/gorm/" is an address; an import path has no "https://", so write "gorm.io/gorm".',
      ]);
      assert.deepEqual(faulty('gorm.io/gorm@v1.2.3'), [
        'gorm.io/gorm@v1.2.3 | "gorm.io/gorm@v1.2.3" names a version; an import path has no "@", so write "gorm.io/gorm".',
      ]);
      for (const path of [
        '/gorm.io',
        'gorm.io//gorm',
        'gorm.io/../x',
        '"gorm.io/{a,b}"',
        'gorm.io/$',
        'gorm io/x',
        '/',
      ]) {
        const text = path.replaceAll('"', '');
        assert.deepEqual(faulty(path), [
          `${path} | "${text}" is no import path; write it as Go code imports it, ${example}`,
        ]);
      }
      // No advice that would be refused in its turn.
      assert.match(faulty('https://./x').join(), /"https:\/\/\.\/x" is no import path/);
    }
    for (const path of ['Gorm.io', 'gorm.io/', '"gorm.io/*/x$"', '"**"', 'go.x/a~b/c+d-e_f', 'infrastructure']) {
      good(`version: 1\nlayers: { a: { paths: [x], imports: { external: { deny: [${path}] } } } }\n`);
      good(`version: 1\nreplace: [{ import: ${path}, use: x }]\n`);
    }
  });

  it('takes a slash at the end of an import path for none', () => {
    const { layers, replacements } = good(
      'version: 1\nlayers: { a: { paths: [x], imports: { std: [os/], external: { allow: [k.io/], deny: [gorm.io/] } } } }\nreplace: [{ import: github.com/pkg/errors/ }]\n',
    );
    const imports = layers.get('a')?.imports;
    assert.deepEqual(imports?.std?.allow, ['os']);
    assert.deepEqual(imports.external?.allow, ['k.io']);
    assert.deepEqual(imports.external.deny, ['gorm.io']);
    assert.deepEqual(
      imports.external.entries?.map(({ path }) => path),
      ['k.io', 'gorm.io'],
    );
    assert.deepEqual(
      replacements.map(({ path }) => path),
      ['github.com/pkg/errors'],
    );
  });

  it('says what to write where a number is quoted and where a second document begins', () => {
    assert.deepEqual(issues('version: "1"\n'), [
      '"1" | "version" is "1": expected a number, so write 1 without quotes.',
    ]);
    const [issue, ...others] = issues('version: 1\n---\nversion: 1\n');
    assert.deepEqual(others, []);
    assert.match(issue ?? '', /^---.* \| A second YAML document begins here, .* remove the line of dashes\.$/s);
  });

  it('offers a repair that is one', () => {
    for (const text of [
      'version: 1\nlayrs: {}\n',
      'version: 1\nextends: [cleen]\n',
      'version: 1\nrules: { errors/wrp: error }\n',
      'version: 1\nlayers: { a: { paths: [x], imports: { layers: [bb] } }, bbb: { paths: [y] } }\n',
      'version: 1\nunmatched: erorr\n',
    ]) {
      const result = load(text);
      const issue = result.issues[0];
      assert.ok(issue, text);
      assert.ok(load(repaired(text, issue)).ok, repaired(text, issue));
    }
  });

  it('refuses the same pattern in two layers and names both', () => {
    const text = 'version: 1\nlayers:\n  a: { paths: ["x/*/**"] }\n  b: { paths: ["x/{m}/**"] }\n';
    assert.deepEqual(issues(text), [
      '"x/{m}/**" | The layers "a" and "b" both claim "x/{m}/**", and neither is more specific. Remove it from one of them.',
    ]);
    good('version: 1\nlayers:\n  a: { paths: ["x/**", "x/**"] }\n  b: { paths: ["x/y/**"] }\n');
  });

  it('checks options against the rule they are for', () => {
    const ofSize = (options: string) =>
      issues(`version: 1\nrules: { design/interface-size: { options: ${options} } }\n`);
    const at = 'rules.design/interface-size.options';
    assert.deepEqual(ofSize('{ max: many }'), [`many | "${at}.max" is "many": expected a number.`]);
    assert.deepEqual(ofSize('{ max: 0 }'), [`0 | "${at}.max" is 0: expected at least 1.`]);
    assert.deepEqual(ofSize('{ max: 1, names: x }'), [`x | "${at}.names" is "x": expected a list.`]);
    assert.deepEqual(ofSize('{ max: 1, names: [a, 5] }'), [`5 | "${at}.names[1]" is 5: expected text.`]);
    assert.deepEqual(ofSize('{ max: 1, nmes: [x] }'), [`nmes | There is no "nmes" in "${at}". Did you mean "names"?`]);
    assert.deepEqual(ofSize('{ max: 1, speed: 2 }'), [
      `speed | There is no "speed" in "${at}". Known are max, names, layers.`,
    ]);
    assert.match(issues('version: 1\nrules: { errors/wrap: { options: { a: 1 } } }\n')[0] ?? '', /has no options/);
    assert.match(issues('version: 1\nrules: { "errors/*": { options: { a: 1 } } }\n')[0] ?? '', /belong to one rule/);
  });

  it('extends files relative to the file that names them, later ones winning', () => {
    const files = {
      '/repo/shared/base.yaml':
        'version: 1\nextends: ./more.yaml\nlayers: { a: { paths: [x/**], imports: { layers: [] } } }\nunmatched: error\n',
      '/repo/shared/more.yaml': 'version: 1\nextends: strict\nlayers: { b: { paths: [y/**] } }\n',
    };
    const config = good(
      'version: 1\nextends: ./shared/base.yaml\nlayers: { a: { imports: { layers: [b] } } }\n',
      files,
    );
    assert.deepEqual(config.layers.get('a')?.imports.layers?.allow, ['b']);
    assert.equal(config.layers.get('a')?.patterns[0]?.origin.file, '/repo/shared/base.yaml');
    assert.equal(config.ruleSet, 'strict');
    assert.equal(config.unmatched.level, 'error');
    assert.deepEqual(config.files, [file, '/repo/shared/base.yaml', '/repo/shared/more.yaml']);
  });

  it('refuses to go in circles, and names the circle', () => {
    const files = {
      '/repo/a.yaml': 'version: 1\nextends: b.yaml\n',
      '/repo/b.yaml': 'version: 1\nextends: [./a.yaml]\n',
    };
    assert.match(
      issues('version: 1\nextends: a.yaml\n', files).join('\n'),
      /\.\/a\.yaml \| This extends in a circle: \/repo\/a\.yaml → \/repo\/b\.yaml → \/repo\/a\.yaml/,
    );
    assert.match(issues('version: 1\nextends: ./.go-architect.yaml\n', { [file]: '' }).join(), /in a circle/);
  });

  it('says when an extended file is missing, broken, absolute or one too many', () => {
    assert.deepEqual(issues('version: 1\nextends: ./gone.yaml\n'), [
      './gone.yaml | There is no file "/repo/gone.yaml", or it cannot be read.',
    ]);
    const broken = issues('version: 1\nextends: ./b.yaml\n', { '/repo/b.yaml': 'version: 1\nlayrs: 1\n' });
    assert.deepEqual(broken, [
      'layrs | There is no "layrs" here. Did you mean "layers"?',
      './b.yaml | "./b.yaml" has an error; repair it first.',
    ]);
    assert.match(issues('version: 1\nextends: /etc/x.yaml\n').join(), /not relative/);
    assert.match(issues('version: 1\nextends: https://x/y.yaml\n').join(), /not relative/);
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        `/repo/f${index}.yaml`,
        `version: 1\nextends: ./f${index + 1}.yaml\n`,
      ]),
    );
    assert.match(issues('version: 1\nextends: ./f0.yaml\n', many).join('\n'), /More than 64 files/);
  });

  it('survives files made to do harm', function () {
    this.timeout(30_000);
    const bomb = ['a: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level++) {
      bomb.push(
        `b${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    assert.match(
      issues(`version: 1\n${bomb.join('\n')}\n`).join(),
      /^\*a7 \| The aliases of this file cannot be resolved/,
    );
    assert.match(
      issues(`version: 1\n# ${'x'.repeat(10_000_000)}\n`).join(),
      /10 MB long; more than 0\.5 MB is not read/,
    );
    assert.match(issues(`version: 1\nexclude: ${'['.repeat(5_000)}`).join(), /YAML/);
    assert.match(
      issues('version: 1\nlayers: {__proto__: {paths: [x], polluted: 1}}\n').join(),
      /^__proto__ \| .*cannot be a name/,
    );
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.match(issues('version: 1\nunmatched: &u off\nbaseline: *nobody\n').join(), /alias/i);
  });

  it('answers for files that are no mapping or no YAML', () => {
    assert.match(issues('').join(), /"version" is missing/);
    assert.match(issues('# only a comment\n').join(), /"version" is missing/);
    assert.match(issues('- a\n').join(), /is a list: expected a mapping/);
    assert.match(issues('just text\n').join(), /expected a mapping/);
    assert.match(issues('a: [\n').join(), /not valid YAML/);
    assert.match(issues('version: 1\nversion: 1\n').join(), /already there above/);
    assert.match(issues('version: 1\n---\nversion: 1\n').join(), /YAML/);
    for (const text of [
      'a: [',
      'a: "',
      'a: b: c',
      '\t',
      '%',
      '{',
      '? ',
      '&a',
      '!!js x',
      '\ufeff',
      'version: 1\n  x: y',
    ]) {
      for (const issue of load(text).issues) assert.ok(issue.end >= issue.start);
    }
  });

  it('takes a section without entries for absent, a layer without content not', () => {
    good('version: 1\nrules:\nlayers:\nexclude: # none yet\n');
    assert.match(issues('version: 1\nlayers:\n  a:\n').join(), /"layers\.a" is empty/);
    assert.match(issues('version:\n').join(), /"version" is empty: expected 1/);
  });

  it('follows aliases to where they were written', () => {
    const text =
      'version: 1\nlayers:\n  a: { paths: &p [x/**], imports: &i { layers: [nobody] } }\n  b: { paths: [y/**], imports: *i }\n';
    assert.deepEqual(issues(text), ['nobody | There is no layer "nobody". Here there are a, b.']);
  });
});

describe('emptyConfig', () => {
  it('has no layers and everything at its default', () => {
    const config = emptyConfig();
    assert.equal(config.layers.size, 0);
    assert.equal(config.ruleSet, 'recommended');
    assert.equal(config.file, undefined);
  });
});
