/** What is shipped: the VSIX of the extension and the npm tarball of the command line, each exactly what it should be. */
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { open as openZip } from 'yauzl';

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
  /^dist\/(client|configurationParts|configurationText|fittingSnippets|graphPage|refactorings|scaffolding|server|worker|yaml)\.js$/,
  /^dist\/go-parser\.wasm$/,
  /^dist\/data\/[\w.-]+$/,
  /^dist\/templates\/(project|feature|parts)\/.+$/,
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

    it('holds each bundle, which names no file outside itself', () => {
      for (const name of [
        'client',
        'configurationParts',
        'configurationText',
        'fittingSnippets',
        'graphPage',
        'refactorings',
        'scaffolding',
        'server',
        'worker',
        'yaml',
      ]) {
        const bundle = `dist/${name}.js`;
        assert.ok(files.includes(bundle), bundle);
        const text = readFileSync(path.join(repository, bundle), 'utf8');
        const required = [...text.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, each]) => each ?? '');
        const absent = required.filter(
          (each) => /^\.\/\w+\.js$/.test(each) && !files.includes(`dist/${each.slice(2)}`),
        );
        assert.deepEqual(absent, [], `${bundle} reads bundles that are not shipped`);
        const foreign = required.filter((each) => !isProvided(each, bundle));
        assert.deepEqual([...new Set(foreign)], [], `${bundle} needs packages that are not shipped`);
        assert.ok(!text.includes(repository), `${bundle} names a folder of the machine it was built on`);
      }
    });

    it('holds a server of at most 700 KiB and weighs at most 2 MB', () => {
      const server = statSync(path.join(repository, 'dist/server.js')).size;
      assert.ok(server <= 700 * kibibyte, `dist/server.js has ${Math.round(server / kibibyte)} KiB`);
      assert.ok(bytes <= 2_000_000, `the VSIX has ${Math.round(bytes / 1000)} kB`);
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
        'dist/graphPage.js',
        'dist/new.js',
        'dist/refactorings.js',
        'dist/scaffolding.js',
        'dist/server.js',
        'dist/translate.js',
        'dist/worker.js',
        'dist/yaml.js',
        'dist/go-parser.wasm',
        'README.md',
      ]) {
        assert.ok(files.has(needed), needed);
      }
      const notPacked = filesBelow('dist/templates').filter((file) => !files.has(file));
      assert.deepEqual(notPacked, [], 'npm leaves some names out of a tarball; no template may have one of them');
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

function isProvided(name: string, bundle: string): boolean {
  const builtIn = process.getBuiltinModule('node:module').builtinModules;
  // Bundles that are read when they are asked for are shipped beside those that read them.
  const isBeside =
    [
      './configurationParts.js',
      './configurationText.js',
      './fittingSnippets.js',
      './refactorings.js',
      './yaml.js',
    ].includes(name) && bundle !== 'dist/client.js';
  return (
    isBeside || name.startsWith('node:') || builtIn.includes(name) || (name === 'vscode' && bundle === 'dist/client.js')
  );
}

function npm(args: readonly string[]): string {
  return execFileSync('npm', [...args, '--loglevel=error'], {
    cwd: repository,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(path.join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(repository, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
}
