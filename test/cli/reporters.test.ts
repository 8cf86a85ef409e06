/** What the formats print: valid by the rules of whoever reads them, whatever stands in a message or a path. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log } from 'sarif';
import { SaxesParser } from 'saxes';
import type { AffectedEdge } from '../../server/src/cli/affected.ts';
import { counterLines } from '../../server/src/cli/reporters/counters.ts';
import { reporters } from '../../server/src/cli/reporters/index.ts';
import type { CheckResult, ReportContext, ReportedFinding } from '../../server/src/cli/result.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { checkJson, commitAll, goFile, legacyShop, POSTGRES, runCli } from '../support/legacy.ts';

const NASTY = 'a & b <c> "d" \'e\' 100%: x, y | `z` @team #1 [l](m) {0}\r\nnext\tline \u0000\u000b\ud800 🙂';

const finding: ReportedFinding = {
  rule: 'architecture/layer-import',
  severity: 'error',
  message: 'domain must not import repository.',
  file: 'internal/domain/user.go',
  line: 3,
  column: 8,
  endLine: 3,
  endColumn: 20,
  fixes: [],
  bestFix: () => undefined,
  fingerprint: '0123456789abcdef',
  related: [],
  source: 'import "x"',
};

function resultOf(findings: readonly ReportedFinding[], affected: readonly AffectedEdge[] = []): CheckResult {
  return {
    findings,
    affected: () => affected,
    stats: {
      modules: 1,
      packages: 2,
      files: 3,
      edges: { project: 4, standard: 5, external: 6 },
      skipped: [{ file: 'vendor dir', reason: 'is vendored' }],
      durationMs: 1234,
      rules: {
        'architecture/layer-import': { files: 3, findings: 1, edges: 4 },
        'architecture/std-import': { files: 3, findings: 0, edges: 0 },
      },
      suppressed: 0,
      hintsNotShown: 2,
      layouts: [],
    },
  };
}

const context: ReportContext = {
  useColour: false,
  version: '1.2.3',
  homepage: undefined,
  cwd: '/repo/services/a',
  prefix: 'services/a/',
  exitStatus: 1,
  rule: (id) => ({ id, title: 'A title', severity: 'error', page: '# Page\n\nSee [this](x.md).\n' }),
};

function report(
  format: string,
  findings: readonly ReportedFinding[],
  over: Partial<ReportContext> = {},
  edges: readonly AffectedEdge[] = [],
) {
  const reporter = reporters[format];
  assert.ok(reporter);
  return reporter(resultOf(findings, edges), { ...context, ...over });
}

describe('sarif', () => {
  const schemaFile = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  addFormats(ajv);
  const isValid = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
  const parse = (text: string): Log['runs'][number] => {
    const log: unknown = JSON.parse(text);
    assert.ok(isValid(log), JSON.stringify(isValid.errors, undefined, 2));
    const [run, ...others] = (log as Log).runs;
    assert.deepEqual(others, []);
    assert.ok(run);
    return run;
  };

  it('is what the official schema describes, whatever is in it', () => {
    const place = { file: '../b/ö x.go', line: 1, column: 1, endLine: 2, endColumn: 1 };
    const run = parse(
      report('sarif', [
        finding,
        { ...finding, severity: 'warning' },
        { ...finding, severity: 'hint', message: NASTY, file: 'a b/%41 #?.go' },
        {
          ...finding,
          related: [{ ...place, message: NASTY }],
          fixes: [
            { title: 'Edit', replacements: () => [{ ...place, text: 'x' }] },
            { title: 'Move', replacements: () => undefined },
            { title: 'Nothing', replacements: () => [] },
          ],
        },
      ]),
    );
    assert.equal(run.columnKind, 'utf16CodeUnits');
    assert.deepEqual(
      run.results?.map(({ level }) => level),
      ['error', 'warning', 'note', 'error'],
    );
    const last = run.results?.[3];
    assert.deepEqual(
      last?.fixes?.map(({ description }) => description?.text),
      ['Edit'],
    );
    assert.equal(last?.relatedLocations?.[0]?.physicalLocation?.artifactLocation?.uri, 'services/b/%C3%B6%20x.go');
    assert.equal(
      run.results?.[2]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri,
      'services/a/a%20b/%2541%20%23%3F.go',
    );
  });

  it('refuses what is not SARIF, so that the test above can fail', () => {
    const log = JSON.parse(report('sarif', [finding]));
    log.runs[0].columnKind = 'bytes';
    assert.equal(isValid(log), false);
  });

  it('explains each rule, with a link where the product has a home', () => {
    const [rule] = parse(report('sarif', [finding])).tool.driver.rules ?? [];
    assert.equal(rule?.help?.markdown, '# Page\n\nSee [this](x.md).\n');
    assert.equal(rule?.help?.text, '# Page\n\nSee this.\n');
    assert.equal(rule?.helpUri, undefined);
    const [linked] = parse(report('sarif', [finding], { homepage: 'https://example.com/ga' })).tool.driver.rules ?? [];
    assert.equal(linked?.helpUri, 'https://example.com/ga/docs/rules/architecture/layer-import.md');
  });

  it('tells what was skipped, how the run ended and what it looked at', () => {
    const run = parse(report('sarif', [finding]));
    const [invocation] = run.invocations ?? [];
    assert.equal(invocation?.exitCode, 1);
    assert.equal(invocation?.executionSuccessful, true);
    const [notification] = invocation?.toolExecutionNotifications ?? [];
    assert.equal(notification?.message.text, 'Not looked at: is vendored.');
    assert.equal(notification?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, 'services/a/vendor%20dir');
    assert.deepEqual(run.properties?.['edges'], { project: 4, standard: 5, external: 6 });
    assert.equal(run.properties?.['hintsNotShown'], 2);
    assert.equal(parse(report('sarif', [], { exitStatus: 2 })).invocations?.[0]?.executionSuccessful, false);
  });

  it('names paths from the root of the repository, and others in full', () => {
    const run = parse(report('sarif', [finding, { ...finding, file: '../../../elsewhere/x.go' }]));
    assert.deepEqual(run.originalUriBaseIds, { '%SRCROOT%': { uri: 'file:///repo/' } });
    const locations = run.results?.map(({ locations: [at] = [] }) => at?.physicalLocation?.artifactLocation);
    assert.deepEqual(locations, [
      { uri: 'services/a/internal/domain/user.go', uriBaseId: '%SRCROOT%' },
      { uri: 'file:///elsewhere/x.go' },
    ]);
    const windows = parse(report('sarif', [], { cwd: 'C:/repo dir', prefix: '' }));
    assert.deepEqual(windows.originalUriBaseIds, { '%SRCROOT%': { uri: 'file:///C:/repo%20dir/' } });
  });

  it('is valid for a real check, whose fixes and related places lie where they should', () => {
    const folder = makeFolder({ ...legacyShop, 'vendor/example.org/x/x.go': 'package x\n' });
    try {
      const before = `package order\n\n// 🙂 é\nimport _ "${POSTGRES}"\n`;
      writeInto(folder, 'internal/domain/order/order.go', before);
      commitAll(folder);
      const sarif = () => parse(runCli(join(folder, 'internal'), ['check', '..', '--format', 'sarif']).stdout);
      const run = sarif();
      const result = run.results?.find(({ locations: [at] = [] }) =>
        at?.physicalLocation?.artifactLocation?.uri?.endsWith('order.go'),
      );
      assert.deepEqual(result?.locations?.[0]?.physicalLocation, {
        artifactLocation: { uri: 'internal/domain/order/order.go', uriBaseId: '%SRCROOT%' },
        region: { startLine: 4, startColumn: 10, endLine: 4, endColumn: 10 + POSTGRES.length + 2 },
      });
      assert.ok((result?.relatedLocations?.length ?? 0) > 0);
      const fix = result?.fixes?.find(({ description }) => description?.text?.startsWith('Allow domain'));
      assert.equal(fix?.artifactChanges[0]?.artifactLocation.uri, '.go-architect.yaml');
      const skipped = run.invocations?.[0]?.toolExecutionNotifications?.map(({ locations: [at] = [] }) => at);
      assert.ok(skipped?.some((at) => at?.physicalLocation?.artifactLocation?.uri === 'vendor'));
      const prints = (from: typeof run) => from.results?.map(({ partialFingerprints }) => partialFingerprints);
      writeInto(folder, 'internal/domain/order/order.go', `// Moved down.\n\n${before}`);
      assert.deepEqual(prints(sarif()), prints(run));
      assert.equal(new Set(prints(run)?.map((print) => print?.['goArchitect/v1'])).size, 3);
    } finally {
      removeFolder(folder);
    }
  });
});

describe('text', () => {
  const fixable = { ...finding, bestFix: () => 'Wrap it' };

  it('says what can be done about each finding of a report that is read line by line', () => {
    const text = report(
      'text',
      Array.from({ length: 100 }, () => fixable),
    );
    assert.equal(text.match(/^ +fix: Wrap it$/gm)?.length, 100);
    assert.doesNotMatch(text, /fixes are listed/);
  });

  it('does not look for fixes in a longer one, and says where they are', () => {
    const asked = { ...finding, bestFix: () => assert.fail('asked for a fix') };
    const text = report(
      'text',
      Array.from({ length: 101 }, () => asked),
    );
    assert.match(text, /fixes are listed for up to 100 findings; --format json lists all of them/);
  });
});

describe('github', () => {
  it('escapes what would end a message or a property', () => {
    const [line] = report('github', [{ ...finding, file: 'a,b:c%.go', message: '100%: a,\r\nb' }], {
      prefix: '',
    }).split('\n');
    assert.equal(
      line,
      '::error file=a%2Cb%3Ac%25.go,line=3,endLine=3,col=8,endColumn=20,title=architecture/layer-import::100%25: a,%0D%0Ab',
    );
  });

  it('prints one line a finding, whatever its message, and paths from the root of the repository', () => {
    const lines = report('github', [
      { ...finding, message: NASTY },
      { ...finding, severity: 'warning', endLine: 5 },
      { ...finding, severity: 'hint' },
    ]).split('\n');
    assert.equal(lines.length, 5);
    assert.match(lines[0] ?? '', /^::error file=services\/a\/internal\/domain\/user\.go,/);
    // Columns of several lines mean nothing to GitHub.
    assert.match(lines[1] ?? '', /^::warning file=[^,]+,line=3,endLine=5,title=/);
    assert.match(lines[2] ?? '', /^::notice /);
    assert.equal(
      lines[3],
      'go-architect: 1 error, 1 warning, 1 notice in 3 files, 2 packages; 1 path skipped; imports judged by rule: layer-import 4, std-import 0; 2 hints not shown; --hints lists them',
    );
  });
});

describe('gitlab', () => {
  it('leaves what it has no room for to the lines beside it, hints that are not shown among them', () => {
    assert.ok(counterLines(resultOf([]).stats).includes('2 hints not shown; --hints lists them'));
  });

  it('prints the code quality report that GitLab reads', () => {
    const all = (['error', 'warning', 'information', 'hint'] as const).map((severity, index) => ({
      ...finding,
      severity,
      fingerprint: String(index),
    }));
    const issues = JSON.parse(report('gitlab', all));
    assert.deepEqual(issues[0], {
      description: 'domain must not import repository.',
      check_name: 'architecture/layer-import',
      fingerprint: '0',
      severity: 'major',
      location: { path: 'services/a/internal/domain/user.go', lines: { begin: 3, end: 3 } },
    });
    assert.deepEqual(
      issues.map(({ severity }: { severity: string }) => severity),
      ['major', 'minor', 'info', 'info'],
    );
    assert.equal(report('gitlab', []), '[]\n');
  });
});

describe('junit', () => {
  interface Element {
    readonly name: string;
    readonly attributes: Readonly<Record<string, string>>;
  }
  /** Refuses what is not well-formed. */
  const elements = (xml: string): { elements: Element[]; text: string } => {
    const found: Element[] = [];
    let text = '';
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.on('opentag', ({ name, attributes }) => found.push({ name, attributes }));
    parser.on('text', (piece) => {
      text += piece;
    });
    parser.write(xml).close();
    return { elements: found, text };
  };

  it('is well-formed and keeps what XML can hold', () => {
    const parsed = elements(report('junit', [{ ...finding, message: NASTY, file: 'a&"<b>.go' }]));
    const failure = parsed.elements.find(({ name }) => name === 'failure');
    const readable = NASTY.replace('\u0000\u000b\ud800', '\uFFFD\uFFFD\uFFFD');
    assert.equal(failure?.attributes['message'], readable);
    assert.ok(parsed.text.includes(readable));
    assert.equal(parsed.elements.find(({ name }) => name === 'testcase')?.attributes['file'], 'a&"<b>.go');
  });

  it('has a suite for each rule that ran, and failures for errors and warnings', () => {
    const found = [finding, { ...finding, severity: 'warning' }, { ...finding, severity: 'information' }] as const;
    const { elements: all } = elements(report('junit', found));
    assert.deepEqual(
      all
        .filter(({ name }) => !['testcase', 'properties', 'property'].includes(name))
        .map(({ name, attributes }) => [
          name,
          attributes['name'] ?? attributes['type'],
          attributes['tests'],
          attributes['failures'],
        ]),
      [
        ['testsuites', 'go-architect', '4', '2'],
        ['testsuite', 'go-architect', '0', '0'],
        ['testsuite', 'architecture/layer-import', '3', '2'],
        ['failure', 'error', undefined, undefined],
        ['failure', 'warning', undefined, undefined],
        ['system-out', undefined, undefined, undefined],
        ['testsuite', 'architecture/std-import', '1', '0'],
      ],
    );
    assert.equal(all.filter(({ name }) => name === 'testcase').length, 4);
    const looked = all.filter(({ name }) => name === 'property').map(({ attributes }) => attributes['name']);
    const skipped = looked.findIndex((name) => name?.startsWith('skipped: '));
    assert.deepEqual(
      looked.slice(0, skipped),
      [
        'modules',
        'packages',
        'files',
        'edges project',
        'edges standard',
        'edges external',
        'hints not shown',
        'unparsed',
        'module problems',
        'skipped',
      ],
      'what the check looked at',
    );
    assert.deepEqual([...new Set(looked.slice(skipped + 1))], ['files', 'edges'], 'what each rule looked at');
  });

  it('tells how many files and imports a rule looked at', () => {
    const { elements: all } = elements(report('junit', []));
    const values = all.filter(({ name }) => name === 'property').map(({ attributes }) => attributes['value']);
    assert.ok(values.length > 0 && values.every((value) => /^\d+$/.test(value ?? '')), values.join());
  });
});

describe('markdown', () => {
  it('draws the affected layers, forbidden imports red and counted', () => {
    const text = report('markdown', [finding], {}, [
      { from: 'domain', to: 'repository', forbidden: 2, allowed: 1 },
      { from: 'repository', to: 'domain', forbidden: 0, allowed: 3 },
    ]);
    assert.ok(
      text.includes(`\`\`\`mermaid
flowchart TD
  n0["domain"]
  n1["repository"]
  n0 ==>|2| n1
  n0 -->|1| n1
  n1 -->|3| n0
  linkStyle 0 stroke:#d1242f,color:#d1242f
\`\`\`
`),
      text,
    );
    assert.match(
      text,
      /^\*\*1 error, 0 warnings\*\* in 3 files, 2 packages, 1 module, 4 imports within the project; 1 path skipped\.$/m,
    );
    assert.match(text, /^<sub>imports judged by rule: .*; 2 hints not shown; --hints lists them<\/sub>$/m);
  });

  it('folds a large picture and leaves out one that nobody could read', () => {
    const edges = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ from: `a${index}`, to: 'b', forbidden: 1, allowed: 0 }));
    assert.match(report('markdown', [finding], {}, edges(13)), /<details><summary>.*<\/summary>\n\n```mermaid/);
    assert.doesNotMatch(report('markdown', [finding], {}, edges(12)), /<details>/);
    const huge = report('markdown', [finding], {}, edges(100));
    assert.doesNotMatch(huge, /mermaid/);
    assert.match(huge, /100 edges of the architecture are affected/);
  });

  it('takes nothing in a message, a path or a name for markup', () => {
    const text = report('markdown', [{ ...finding, message: NASTY, file: 'a`b.go' }], {}, [
      { from: 'x"]; click', to: 'y#`<b>', forbidden: 1, allowed: 0 },
    ]);
    assert.match(text, /^ {2}n0\["x#34;\]; click"\]$/m);
    assert.match(text, /^ {2}n1\["y#35;#96;#60;b#62;"\]$/m);
    assert.match(text, /^### `` a`b\.go ``$/m);
    const [line = ''] = text.split('\n').filter((each) => each.startsWith('- **error**'));
    assert.ok(
      line.includes('\\<c\\>') &&
        line.includes('\\`z\\`') &&
        line.includes('\\[l\\](m)') &&
        line.includes('@\u200Bteam'),
    );
  });

  it('ends a long list with how much is left', () => {
    const text = report(
      'markdown',
      Array.from({ length: 250 }, () => finding),
    );
    assert.match(text, /And 50 findings more\.\n$/);
    assert.ok(text.length < 1_000_000);
  });
});

describe('several reports in one run', () => {
  let folder = '';
  beforeEach(() => {
    folder = makeFolder(legacyShop);
  });
  afterEach(() => removeFolder(folder));

  it('writes files, makes their folders, and prints the text unless another format is printed', () => {
    const args = ['check', '--format', 'sarif:out/deep/r.sarif', '--format', 'markdown:summary.md'];
    const { status, stdout, stderr } = runCli(folder, args);
    assert.equal(status, 1);
    assert.equal(stderr, 'Made the folder of out/deep/r.sarif, which was not there.\n');
    assert.match(stdout, /^3 errors, 0 warnings in /m);
    assert.equal(JSON.parse(readFileSync(join(folder, 'out/deep/r.sarif'), 'utf8')).version, '2.1.0');
    assert.match(readFileSync(join(folder, 'summary.md'), 'utf8'), /^## Go Architect\n/);
    const printed = runCli(folder, [...args, '--format', 'github']);
    assert.equal(printed.stderr, '', 'now it is there');
    assert.match(printed.stdout, /^::error /);
    assert.doesNotMatch(printed.stdout, /warnings in \d+ files,/);
  });

  it('agrees on the findings in every format', () => {
    const { findings } = checkJson(folder);
    const places = findings.map(({ file, line }) => `${file}:${line}`);
    const printed = (format: string) => runCli(folder, ['check', '--format', format]).stdout;
    const sarif = JSON.parse(printed('sarif')) as Log;
    assert.deepEqual(
      sarif.runs[0]?.results?.map(({ locations: [at] = [] }) => {
        const { artifactLocation, region } = at?.physicalLocation ?? {};
        return `${artifactLocation?.uri}:${region?.startLine}`;
      }),
      places,
    );
    const { stderr } = runCli(folder, ['check', '--format', 'gitlab']);
    assert.match(
      stderr,
      /^looked at \d+ files?, .* external\nimports judged by rule: .*layer-import \d+/,
      'it has no room',
    );
    assert.equal(runCli(folder, ['check', '--format', 'gitlab:report.json']).stderr, '', 'the text says it');
    assert.deepEqual(
      JSON.parse(printed('gitlab')).map(
        ({ location }: { location: { path: string; lines: { begin: number } } }) =>
          `${location.path}:${location.lines.begin}`,
      ),
      places,
    );
    assert.deepEqual(
      [...printed('github').matchAll(/^::error file=([^,]+),line=(\d+)/gm)].map(([, file, line]) => `${file}:${line}`),
      places,
    );
    assert.equal([...printed('junit').matchAll(/<failure /g)].length, places.length);
    assert.equal([...printed('markdown').matchAll(/^- \*\*error\*\*/gm)].length, places.length);
  });

  for (const [formats, message] of [
    [['json', 'sarif'], /Only one format can be printed/],
    [['sarif:'], /--format sarif: names no file/],
    [['sarif:a', 'json:a'], /Two formats would be written to a;/],
    [['sarif:a', 'json:./b/../a'], /Two formats would be written to a;/],
    [['constructor'], /There is no format "constructor"/],
  ] as const) {
    it(`refuses --format ${formats.join(' --format ')}`, () => {
      const { status, stdout, stderr } = runCli(folder, [
        'check',
        ...formats.flatMap((format) => ['--format', format]),
      ]);
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, message);
    });
  }

  it('says so when a report cannot be written', () => {
    mkdirSync(join(folder, 'taken'));
    const { status, stderr } = runCli(folder, ['check', '--format', 'sarif:taken']);
    assert.equal(status, 2);
    assert.match(stderr, /^go-architect: The report cannot be written to taken: /m);
  });

  it('ends where no folder can be made for a report', function () {
    // Only Linux has a place where Node tries for ever.
    if (process.platform !== 'linux') return this.skip();
    const { status, stderr } = runCli(folder, ['check', '--format', 'sarif:/proc/go-architect/report']);
    assert.equal(status, 2);
    assert.match(stderr, /^go-architect: The report cannot be written to \/proc\/go-architect\/report: ENOENT/m);
  });
});

describe('json', () => {
  it('tells the places that explain a finding, and nothing of them where there are none', () => {
    const place = { message: 'decides', file: '.go-architect.yaml', line: 2, column: 3, endLine: 2, endColumn: 9 };
    const { findings } = JSON.parse(report('json', [{ ...finding, related: [place] }, finding]));
    assert.deepEqual(findings[0].related, [place]);
    assert.equal('related' in findings[1], false);
    const folder = makeFolder(legacyShop);
    try {
      const [forbidden] = checkJson(folder).findings;
      assert.ok(forbidden?.related && forbidden.related.length > 0);
      for (const { file, line } of forbidden.related) assert.ok(existsSync(join(folder, file)) && line > 0, file);
    } finally {
      removeFolder(folder);
    }
  });
});

describe('what a check says it looked at', () => {
  it('counts imports by where they lead and by rule, so that a rule that judged nothing shows', () => {
    const folder = makeFolder(legacyShop);
    try {
      writeInto(folder, 'internal/domain/user/user.go', goFile('user', POSTGRES, 'fmt', 'example.org/lib'));
      const { stats } = checkJson(folder);
      assert.deepEqual(stats.edges, { project: 4, standard: 1, external: 1 });
      assert.equal(stats.rules['architecture/layer-import']?.edges, 4);
      assert.equal(stats.rules['architecture/external-import']?.edges, 1);
      assert.equal(stats.rules['architecture/slice-isolation']?.edges, 0);
      assert.equal(stats.rules['architecture/unmatched']?.edges, undefined);
      const { stdout } = runCli(folder, ['check']);
      assert.match(stdout, /^4 imports within the project, 1 standard, 1 external$/m);
      const sarif = JSON.parse(runCli(folder, ['check', '--format', 'sarif']).stdout) as Log;
      assert.deepEqual(sarif.runs[0]?.properties?.['edges'], stats.edges);
      assert.deepEqual(sarif.runs[0]?.properties?.['rules'], stats.rules);
      assert.ok(existsSync(fileURLToPath(sarif.runs[0]?.originalUriBaseIds?.['%SRCROOT%']?.uri ?? '')));
    } finally {
      removeFolder(folder);
    }
  });
});
