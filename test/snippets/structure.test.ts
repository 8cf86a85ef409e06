/**
 * What holds for the collection as a whole: that it covers what a backend needs, that the editor offers it where it
 * belongs, and that no snippet gets in the way of another one or of the Go extension's.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSnippets, repositoryRoot } from './collection.ts';
import { caseModifiersOf, tabStopIndexes, variablePatternsOf, variablesOf } from './expand.ts';

const snippets = readSnippets();
const prefixes = new Set(snippets.map(({ prefix }) => prefix));

/** The prefixes of golang.go, the official extension, which must keep working beside ours. */
const goExtension =
  'im ims co cos tyf tyi tys pkgm func var vars switch sel cs for forr forrval ch map in if el ie iferr fp ff lp lf lv tl ' +
  'tlf tlv make new pn wr hf hand rd herr las sv go gf df tf tm bf ef tdt finit fmain meth helloweb sort';

/** The language identifiers of VS Code and of the extensions that open these files. */
const languages = new Set([
  'go',
  'sql',
  'postgres',
  'yaml',
  'dockercompose',
  'github-actions-workflow',
  'dockerfile',
  'makefile',
  'proto3',
  'proto',
  'graphql',
]);

const methods = ['create', 'get', 'list', 'update', 'patch', 'delete'];
const middleware = 'auth permission rate-limit request-id recovery cors security-headers timeout gzip'.split(' ');
const storage = ['create', 'get', 'list', 'update', 'delete', 'tx', 'batch', 'keyset'];
const changes = ['table', 'column', 'index', 'foreign-key', 'enum', 'backfill'];

/** What a backend needs, by topic, as the endings of prefixes. */
const topics: Readonly<Record<string, readonly string[]>> = {
  'HTTP handlers': each(['gin', 'chi', 'echo', 'http'], methods),
  envelopes: each(['gin', 'echo', 'http'], ['envelope', 'error']),
  middleware: each(
    ['gin', 'echo', 'http'],
    middleware.map((name) => `mw-${name}`),
  ),
  validation: ['validator', 'validate-request', 'http-decode', 'echo-bind'],
  'the application': ['usecase', 'usecase-single', 'usecase-tx'],
  'the domain': ['entity', 'value-object', 'domain-errors', 'domain-error', 'port', 'domain-event', 'list-query'],
  repositories: each(['pgx', 'sql', 'sqlx'], storage),
  caches: ['cache-aside', 'cache-invalidate', 'redis-client'],
  'migrations by golang-migrate': each(['migrate'], each(changes, ['up', 'down'])),
  'migrations by goose': each(['goose'], changes),
  metrics: [
    'metric-counter',
    'metric-histogram',
    'metric-gauge',
    'metrics-registry',
    'metrics-http',
    'metrics-handler',
  ],
  traces: ['trace-provider', 'trace-usecase', 'trace-http', 'trace-grpc'],
  logs: each(['log', 'log-request'], ['slog', 'zap', 'zerolog']),
  'work in the background': ['worker', 'consumer-redis', 'consumer-rabbitmq', 'consumer-kafka', 'pool'],
  'the life of a service': ['main', 'shutdown', 'health', 'ready', 'config'],
  tests: ['test-table', 'test-handler', 'test-integration', 'benchmark', 'mock'],
  containers: ['dockerfile', 'compose'],
  Kubernetes: each(['k8s'], ['deployment', 'service', 'probes', 'hpa', 'pdb']),
  'everything around': ['workflow', 'makefile', 'openapi', 'openapi-crud', 'proto-service', 'graphql-schema'],
};

describe('The snippets', () => {
  it('are at least ninety', () => {
    assert.ok(snippets.length >= 90, `only ${snippets.length}`);
  });

  for (const [topic, endings] of Object.entries(topics)) {
    it(`cover ${topic}`, () => {
      assert.deepEqual(
        endings.filter((ending) => !prefixes.has(`ga-${ending}`)),
        [],
      );
    });
  }

  it('have prefixes and titles that are unique', () => {
    assert.deepEqual(repeated(snippets.map(({ prefix }) => prefix)), []);
    assert.deepEqual(repeated(snippets.map(({ title }) => title)), []);
  });

  it('share their prefixes with no snippet of the Go extension', () => {
    assert.deepEqual(
      goExtension.split(' ').filter((prefix) => prefixes.has(prefix)),
      [],
    );
    assert.deepEqual(
      [...prefixes].filter((prefix) => !/^ga(-[a-z0-9]+)+$/.test(prefix)),
      [],
    );
  });

  it('are all contributed, each file once and without a language, so that the scope of each snippet counts', () => {
    const manifest = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8'));
    const files = readdirSync(join(repositoryRoot, 'snippets')).map((name) => ({ path: `./snippets/${name}` }));
    assert.deepEqual(
      manifest.contributes.snippets,
      files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    );
  });

  it('are declared for every language they are meant for, and for no unknown one', () => {
    assert.deepEqual([...new Set(snippets.flatMap((snippet) => snippet.languages))].sort(), [...languages].sort());
  });

  it('are offered whichever extension has given the file its language', () => {
    const together = [
      ['sql', 'postgres'],
      ['proto3', 'proto'],
    ];
    for (const group of together) {
      const some = snippets.filter((snippet) => snippet.languages.some((language) => group.includes(language)));
      assert.deepEqual(
        some.filter((snippet) => !group.every((language) => snippet.languages.includes(language))),
        [],
      );
    }
  });

  it('take the name of a thing from the file and the name of a package from the folder, all in the same way', () => {
    const sources = new Map<string, Set<string>>();
    for (const {
      body,
      languages: [language = ''],
    } of snippets) {
      for (const { name, pattern } of variablePatternsOf(body)) {
        const key = `${language === 'sql' ? 'sql ' : ''}${name}`;
        sources.set(key, (sources.get(key) ?? new Set()).add(pattern));
      }
    }
    assert.equal(sources.get('TM_FILENAME_BASE')?.size, 1);
    assert.equal(sources.get('TM_DIRECTORY')?.size, 1);
  });

  for (const snippet of snippets) {
    describe(snippet.prefix, () => {
      it('says in a sentence what it gives and names only snippets that exist', () => {
        assert.match(snippet.description, /^[A-Z].*\.$/);
        assert.ok(snippet.description.length <= 200, 'too long for the list');
        assert.deepEqual(
          mentionsIn(snippet.description).filter((mention) => !prefixes.has(mention)),
          [],
        );
      });

      it('has numbered tab stops and one place to end at', () => {
        const indexes = tabStopIndexes(snippet.body);
        assert.equal(indexes[0], 0, 'no $0');
        assert.equal(snippet.body.match(/\$0|\$\{0/g)?.length, 1);
        // Nine is the name of the package, which is nearly always right and so comes last.
        const numbered = indexes.filter((index) => index > 0 && index < 9);
        assert.deepEqual(
          numbered,
          Array.from(numbered, (_, index) => index + 1),
        );
      });

      it('uses variables and case modifiers that the oldest supported VS Code knows', () => {
        assert.deepEqual(
          variablesOf(snippet.body).filter((name) => !/^TM_(FILENAME_BASE|DIRECTORY)$/.test(name)),
          [],
        );
        const known = ['upcase', 'downcase', 'capitalize', 'pascalcase', 'camelcase'];
        assert.deepEqual(
          caseModifiersOf(snippet.body).filter((modifier) => !known.includes(modifier)),
          [],
        );
      });

      it('is indented as its language is and leaves no blanks at the end of a line', () => {
        const tabs = snippet.languages.includes('go') || snippet.languages.includes('makefile');
        const lines = snippet.body.split('\n');
        assert.deepEqual(
          lines.filter((line) => /[ \t]$|^\s+\$0$/.test(line)),
          [],
        );
        assert.deepEqual(
          lines.filter((line) => (tabs ? /^ /.test(line) && !/^ +\$/.test(line) : /^ *\t/.test(line))),
          [],
        );
      });

      it('is marked as a template of a file exactly if it is one', () => {
        const start =
          /^(\/\/go:build|package |# syntax=|FROM .*(?! AS test)|name: |apiVersion: |openapi: |syntax = |\.DEFAULT_GOAL|scalar )/;
        if (snippet.isFileTemplate) assert.match(snippet.body, start);
        else assert.doesNotMatch(snippet.body, /^(\/\/go:build|package |# syntax=|apiVersion: |openapi: |syntax = )/);
      });
    });
  }
});

describe('The folder of the snippets', () => {
  it('holds nothing but files that VS Code reads', () => {
    const others = readdirSync(join(repositoryRoot, 'snippets')).filter((name) => !name.endsWith('.code-snippets'));
    assert.deepEqual(others, []);
    assert.ok(existsSync(join(repositoryRoot, 'docs', 'snippets.md')));
  });
});

function each(starts: readonly string[], endings: readonly string[]): string[] {
  return starts.flatMap((start) => endings.map((ending) => `${start}-${ending}`));
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** The prefixes a description names; `ga-gin-create, -get` names two. */
function mentionsIn(description: string): string[] {
  let stem = '';
  const mentions: string[] = [];
  for (const [, whole, ending] of description.matchAll(/(?:(ga(?:-[a-z0-9]+)+)|[\s,](-[a-z]+)\b)/g)) {
    if (whole) stem = whole.slice(0, whole.lastIndexOf('-'));
    mentions.push(whole ?? `${stem}${ending}`);
  }
  return mentions;
}
