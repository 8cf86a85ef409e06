/** What is shipped: the VSIX of the extension and the npm tarball of the command line, each exactly what it should be. */
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { open as openZip } from 'yauzl';
import { PACKED_TEMPLATES, readTemplates, unpackTemplates } from '../../server/src/workspace/templates.ts';

const repository = path.resolve(__dirname, '..', '..');
const kibibyte = 1024;

/** Files the VSIX must hold; a pattern stands for at least one file. */
const inVsix: readonly RegExp[] = [
  /^package\.json$/,
  /^readme\.md$/,
  /^changelog\.md$/,
  /^LICENSE\.txt$/,
  /^client\/media\/icon\.png$/,
  /^client\/media\/walkthrough\/[\w-]+\.md$/,
  /^dist\/(client|configurationParts|configurationText|fittingSnippets|fixes|graphPage|refactorings|scaffolding|server|worker|yaml)\.js$/,
  /^dist\/shared-\w+\.js$/,
  /^dist\/go-parser\.wasm$/,
  /^dist\/data\/(catalogue|templates)\.bin$/,
  /^docs\/rules\/(README|[\w-]+\/[\w-]+)\.md$/,
  /^schemas\/[\w.-]+\.json$/,
  /^snippets\/[\w-]+\.code-snippets$/,
];

describe('the packages', function () {
  this.timeout(180_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'go-architect-package-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  describe('the VSIX', () => {
    let files: readonly string[];
    let bytes: number;

    before(async () => {
      const { packageExtension } = await import('../../scripts/package.mts');
      const packagePath = await packageExtension(path.join(folder, 'go-architect.vsix'));
      bytes = statSync(packagePath).size;
      files = await filesInZip(packagePath);
    });

    it('holds every kind of file the extension needs, and no other', () => {
      const missing = inVsix.filter((pattern) => !files.some((file) => pattern.test(file)));
      const surplus = files.filter((file) => !inVsix.some((pattern) => pattern.test(file)));
      assert.deepEqual({ missing, surplus }, { missing: [], surplus: [] });
    });

    it('holds each bundle and chunk, which names no file outside itself', () => {
      const bundles = files.filter((file) => /^dist\/[\w-]+\.js$/.test(file));
      for (const bundle of bundles) {
        const text = readFileSync(path.join(repository, bundle), 'utf8');
        const required = [...text.matchAll(/\brequire\("([^"]+)"\)|\w\("(\.\/[\w-]+\.js)"\)/g)].map(
          ([, plain, through]) => plain ?? through ?? '',
        );
        const foreign = required.filter((each) => !isProvided(each, bundle, bundles));
        assert.deepEqual([...new Set(foreign)], [], `${bundle} needs what is not shipped`);
        assert.ok(!text.includes(repository), `${bundle} names a folder of the machine it was built on`);
      }
      const read = bundles.map((bundle) => readFileSync(path.join(repository, bundle), 'utf8')).join('');
      const unused = bundles.filter((bundle) => bundle.includes('shared-') && !read.includes(path.basename(bundle)));
      assert.deepEqual(unused, [], 'chunks of an earlier build');
    });

    it('has set what a chunk exports when the chunk has run', () => {
      const chunks = files.filter((file) => file.startsWith('dist/shared-'));
      assert.ok(chunks.length > 0);
      for (const chunk of chunks) {
        const exported = require(path.join(repository, chunk)) as Readonly<Record<string, unknown>>;
        const unset = Object.keys(exported).filter((name) => exported[name] === undefined);
        assert.deepEqual(unset, [], chunk);
      }
    });

    it('holds the templates as they are among the sources', async () => {
      const packed = await unpackTemplates(readFileSync(path.join(repository, 'dist', PACKED_TEMPLATES)));
      assert.deepEqual(packed, await readTemplates(path.join(repository, 'server/templates')));
    });

    it('holds a server of at most 550 KiB, 700 with the chunks it begins with, and weighs at most 1.6 MB', () => {
      const sizeOf = (file: string) => statSync(path.join(repository, 'dist', file)).size;
      const server = sizeOf('server.js');
      assert.ok(server <= 550 * kibibyte, `dist/server.js has ${Math.round(server / kibibyte)} KiB`);
      const loaded = [...chunksOf('server.js')].reduce((sum, file) => sum + sizeOf(file), 0);
      assert.ok(loaded <= 700 * kibibyte, `a server begins with ${Math.round(loaded / kibibyte)} KiB`);
      assert.ok(bytes <= 1_600_000, `the VSIX has ${Math.round(bytes / 1000)} kB`);
    });
  });

  describe('the npm tarball', () => {
    it('installs a command that works without anything else', () => {
      const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder])) as [
        { readonly filename: string; readonly files: readonly { readonly path: string }[] },
      ];
      const files = new Set(packed.files.map((file) => file.path));
      for (const needed of [
        'dist/cli.js',
        'dist/commandLine.js',
        'dist/configurationParts.js',
        'dist/configurationText.js',
        'dist/draw.js',
        'dist/fittingSnippets.js',
        'dist/fixes.js',
        'dist/graphPage.js',
        'dist/new.js',
        'dist/refactorings.js',
        'dist/scaffolding.js',
        'dist/server.js',
        'dist/translate.js',
        'dist/worker.js',
        'dist/yaml.js',
        'dist/go-parser.wasm',
        'dist/data/catalogue.bin',
        'dist/data/templates.bin',
        'README.md',
        'snippets/go-http.code-snippets',
      ]) {
        assert.ok(files.has(needed), needed);
      }
      const chunks = readdirSync(path.join(repository, 'dist')).filter((name) => name.startsWith('shared-'));
      const notPacked = chunks.map((name) => `dist/${name}`).filter((file) => !files.has(file));
      assert.deepEqual(notPacked, []);
      const surplus = [...files].filter((file) => /^(client|server|test|scripts|examples)\//.test(file));
      assert.deepEqual(surplus, []);

      const prefix = path.join(folder, 'installed');
      npm(['install', '--global', '--offline', '--prefix', prefix, path.join(folder, packed.filename)]);
      const command = path.join(prefix, process.platform === 'win32' ? 'go-architect.cmd' : 'bin/go-architect');
      const rules = execFileSync(command, ['rules'], { encoding: 'utf8', shell: process.platform === 'win32' });
      assert.match(rules, /architecture\/layer-import/);
    });
  });
});

/** The files of the extension in a VSIX, without the two that describe the package itself. */
function filesInZip(file: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    openZip(file, { lazyEntries: false }, (error, zip) => {
      if (error) return reject(error);
      const names: string[] = [];
      zip.on('entry', ({ fileName }) => {
        if (fileName.startsWith('extension/')) names.push(fileName.slice('extension/'.length));
      });
      zip.once('end', () => resolve(names));
      zip.once('error', reject);
    });
  });
}

function isProvided(name: string, bundle: string, bundles: readonly string[]): boolean {
  const builtIn = process.getBuiltinModule('node:module').builtinModules;
  if (name.startsWith('./')) return bundles.includes(`dist/${name.slice(2)}`);
  return name.startsWith('node:') || builtIn.includes(name) || (name === 'vscode' && bundle === 'dist/client.js');
}

/** A bundle and the chunks that it, or one of them, needs before anything of it runs. */
function chunksOf(bundle: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(bundle)) return seen;
  seen.add(bundle);
  const text = readFileSync(path.join(repository, 'dist', bundle), 'utf8');
  for (const [, chunk = ''] of text.matchAll(/require\("\.\/(shared-\w+\.js)"\)/g)) chunksOf(chunk, seen);
  return seen;
}

function npm(args: readonly string[]): string {
  return execFileSync('npm', [...args, '--loglevel=error'], {
    cwd: repository,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}
