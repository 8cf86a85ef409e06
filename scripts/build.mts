/**
 * Builds dist/: the bundles that are shipped and the data they read.
 *
 *   npm run build                 everything that is shipped, minified, with a table of sizes
 *   npm run build -- --watch      rebuild on change, with source maps, until Ctrl-C
 *
 * Every JavaScript that is shipped has its dependencies inside or in another bundle beside it, so that neither the extension nor the
 * packed npm tarball needs an install step. Data (the parser's WebAssembly, catalogues, templates) is copied next to the bundles,
 * which find it beside themselves.
 */
import { existsSync, readFileSync } from 'node:fs';
import { chmod, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build, context, type Metafile, type Plugin } from 'esbuild';
import { PACKED_TEMPLATES, packTemplates, readTemplates } from '../server/src/workspace/templates.ts';
import { buildSharing, isChunk } from './sharedModules.mts';
import { repositoryRoot } from './vscode-server.mts';

interface Bundle {
  readonly entry: string;
  readonly output: string;
  readonly options?: BuildOptions;
}

const bundles: readonly Bundle[] = [
  // `vscode` is what the extension host provides; it is no package.
  { entry: 'client/src/extension.ts', output: 'dist/client.js', options: { external: ['vscode'] } },
  { entry: 'server/src/launch.ts', output: 'dist/cli.js', options: { banner: { js: '#!/usr/bin/env node' } } },
  {
    entry: 'server/src/cli.ts',
    output: 'dist/commandLine.js',
    // A check loads what it needs. `go-architect lsp` runs the server's own bundle instead of carrying a copy.
    options: {
      // Run from its compiled form, it cannot import; what lies beside it is CommonJS as well.
      supported: { 'dynamic-import': false },
      plugins: [
        beside('main', 'server'),
        beside('cli/new'),
        whenAsked('server/src/draw/index.ts', 'draw'),
        whenAsked('server/src/config/translate/index.ts', 'translate'),
        configurationPartsWhenAsked(),
        configurationTextWhenAsked(),
        fixesWhenAsked(),
        refactoringsWhenAsked(),
        yamlWhenAsked(),
      ],
    },
  },
  { entry: 'server/src/cli/new.ts', output: 'dist/new.js', options: { plugins: [yamlWhenAsked()] } },
  { entry: 'server/src/draw/index.ts', output: 'dist/draw.js' },
  {
    entry: 'server/src/config/translate/index.ts',
    output: 'dist/translate.js',
    options: { plugins: [yamlWhenAsked()] },
  },
];

/**
 * What a server loads and its threads load, by name of bundle. They share most of their modules, so those are shipped once, in chunks;
 * scripts/sharedModules.mts says how. Nobody imports those below `graphPage`: what `whenAsked` puts in their place reads the bundles.
 */
const sharing = {
  server: 'server/src/main.ts',
  worker: 'server/src/workspace/worker.ts',
  scaffolding: 'server/src/lsp/scaffolding.ts',
  graphPage: 'server/src/lsp/graphPage.ts',
  refactorings: 'server/src/refactor/all.ts',
  fittingSnippets: 'server/src/scaffold/fittingSnippets.ts',
  configurationParts: 'server/src/rules/architecture/support/configurationParts.ts',
  configurationText: 'server/src/config/textParts.ts',
  fixes: 'server/src/rules/fixParts.ts',
  yaml: 'node_modules/yaml/browser/dist/index.js',
} as const;

/** A module of server/src that is a bundle of its own, and loaded where it is imported dynamically. */
function beside(module: string, bundle = path.basename(module)): Plugin {
  const file = path.join(repositoryRoot, 'server', 'src', `${module}.ts`);
  return {
    name: `${bundle}-beside`,
    setup: ({ onResolve }) =>
      onResolve({ filter: /^\.{1,2}\// }, ({ kind, path: written, resolveDir }) =>
        kind === 'dynamic-import' && path.resolve(resolveDir, written) === file
          ? { path: `./${bundle}.js`, external: true }
          : undefined,
      ),
  };
}

/**
 * A module that is a bundle of its own, read when the first of its exports is looked at. In its place stand getters that read the
 * bundle, so calls stay synchronous, and sources and tests know nothing of it.
 *
 * @param module a file of the repository or a package
 * @param part where the bundle holds several modules, the name of this one in it
 * @param insideOf the modules that the bundle is there for: they import each other as ever
 */
function whenAsked(module: string, bundle: string, part?: string, insideOf: ReadonlySet<string> = new Set()): Plugin {
  const file = module.endsWith('.ts') ? path.join(repositoryRoot, module) : undefined;
  const shipped = `./${bundle}.js`;
  const namespace = `${part ?? bundle}-when-asked`;
  return {
    name: namespace,
    setup: ({ onResolve, onLoad }) => {
      onResolve(
        { filter: file === undefined ? new RegExp(`^${module}$`) : /^\.{1,2}\// },
        ({ path: written, resolveDir, importer, kind }) => {
          if (kind === 'entry-point' || insideOf.has(importer)) return undefined;
          const isMeant = file === undefined || path.resolve(resolveDir, written) === file;
          return isMeant ? { path: module, namespace } : undefined;
        },
      );
      onLoad({ filter: /.*/, namespace }, async () => {
        const names = Object.keys((await import(file === undefined ? module : pathToFileURL(file).href)) as object);
        const getters = names.map((name) => `${name}: { enumerable: true, get: () => read().${name} }`);
        const inside = part === undefined ? '' : `.${part}`;
        return {
          contents: [
            `const read = () => require(${JSON.stringify(shipped)})${inside};`,
            `Object.defineProperties(exports, { ${getters.join(', ')} });`,
          ].join('\n'),
          resolveDir: repositoryRoot,
        };
      });
      onResolve({ filter: /^\.\/\w+\.js$/, namespace }, () => ({ path: shipped, external: true }));
    },
  };
}

/** No worker needs a parser of YAML, and no server where nothing is configured. */
function yamlWhenAsked(): Plugin {
  return whenAsked('yaml', 'yaml');
}

/** Holding a configuration against the project is for whoever has one. */
function configurationPartsWhenAsked(): Plugin {
  return whenAsked('server/src/rules/architecture/support/configurationParts.ts', 'configurationParts');
}

/** The text of a configuration is for whoever writes one or takes up a fix that does. */
function configurationTextWhenAsked(): Plugin {
  return partsWhenAsked('server/src/config/textParts.ts', 'configurationText');
}

/** Of what a fix writes only somebody hears who looks at the fixes of a finding; no worker does. */
function fixesWhenAsked(): Plugin {
  return partsWhenAsked('server/src/rules/fixParts.ts', 'fixes');
}

/**
 * Refactorings are read by somebody who looks at the fixes of a finding or asks for a refactoring, and never by a worker.
 * `refactoring.ts` is the contract and stays with everybody.
 */
function refactoringsWhenAsked(): Plugin {
  return partsWhenAsked('server/src/refactor/all.ts', 'refactorings');
}

/** The modules that a file exports by name, which is the entry of a bundle of them all. */
function partsWhenAsked(entry: string, bundle: string): Plugin {
  const text = readFileSync(path.join(repositoryRoot, entry), 'utf8');
  const parts = [...text.matchAll(/\* as (\w+) from '(\.[^']+)'/g)].map(
    ([, part = '', file = '']) => [part, path.posix.join(path.posix.dirname(entry), file)] as const,
  );
  const inside = new Set([entry, ...parts.map(([, file]) => file)].map((file) => path.join(repositoryRoot, file)));
  const plugins = parts.map(([part, file]) => whenAsked(file, bundle, part, inside));
  return {
    name: `${bundle}-when-asked`,
    setup: async (build) => {
      for (const plugin of plugins) await plugin.setup(build);
    },
  };
}

/** Folders and files that the bundles read at run time: from, to. */
const data: readonly (readonly [string, string])[] = [
  ['server/native/go-parser.wasm', 'dist/go-parser.wasm'],
  ['server/data', 'dist/data'],
];

const common: BuildOptions = {
  absWorkingDir: repositoryRoot,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  metafile: true,
  legalComments: 'none',
  // The same parser as modules instead of CommonJS, so that what nobody uses is left out.
  alias: { yaml: path.join(repositoryRoot, 'node_modules/yaml/browser/dist/index.js') },
  logLevel: 'warning',
};

/** Chunks that several bundles share are for those that are shipped; who watches wants each bundle rebuilt by itself. */
function sharingOptions(): BuildOptions {
  return {
    ...common,
    supported: { 'dynamic-import': false },
    plugins: [
      beside('lsp/scaffolding'),
      beside('lsp/graphPage'),
      whenAsked(sharing.fittingSnippets, 'fittingSnippets'),
      configurationPartsWhenAsked(),
      configurationTextWhenAsked(),
      fixesWhenAsked(),
      refactoringsWhenAsked(),
      yamlWhenAsked(),
    ],
  };
}

const switches = new Set(process.argv.slice(2));
for (const unknown of [...switches].filter((name) => name !== '--watch')) {
  console.error(`Unknown option ${unknown}; the build knows --watch.`);
  process.exit(2);
}
if (switches.has('--watch')) await watch();
else await buildAll();

async function buildAll(): Promise<void> {
  const built = bundles.map((bundle) => build({ ...optionsOf(bundle), minify: true }));
  const shared = await buildSharing(path.join(repositoryRoot, 'dist'), sharing, { ...sharingOptions(), minify: true });
  const metafiles = (await Promise.all(built)).map(({ metafile }) => metafile);
  await copyData();
  await makeExecutable();
  for (const metafile of [...metafiles, shared]) if (metafile !== undefined) printSizes(metafile);
}

async function watch(): Promise<void> {
  const alone = Object.entries(sharing).map(([name, entry]) => ({
    entry,
    output: `dist/${name}.js`,
    options: sharingOptions(),
  }));
  const contexts = await Promise.all(
    [...bundles, ...alone].map((bundle) => context({ ...optionsOf(bundle), sourcemap: 'linked', logLevel: 'info' })),
  );
  await copyData();
  for (const watched of contexts) await watched.watch();
  process.once('SIGINT', () => void Promise.all(contexts.map((watched) => watched.dispose())));
}

function optionsOf({ entry, output, options }: Bundle): BuildOptions {
  return { ...common, entryPoints: [entry], outfile: output, ...options };
}

async function copyData(): Promise<void> {
  await mkdir(path.join(repositoryRoot, 'dist'), { recursive: true });
  for (const [from, to] of data) {
    const source = path.join(repositoryRoot, from);
    const target = path.join(repositoryRoot, to);
    // Removed first, so that a template which is gone from the sources does not live on in the package.
    await rm(target, { recursive: true, force: true });
    if (existsSync(source)) await cp(source, target, { recursive: true });
  }
  const templates = await readTemplates(path.join(repositoryRoot, 'server/templates'));
  await writeFile(path.join(repositoryRoot, 'dist', PACKED_TEMPLATES), await packTemplates(templates));
}

async function makeExecutable(): Promise<void> {
  const cli = path.join(repositoryRoot, 'dist/cli.js');
  if (existsSync(cli)) await chmod(cli, 0o755);
}

/** The size of a bundle and of the packages that make it up, largest first, so that growth is seen when it happens. */
function printSizes(metafile: Metafile): void {
  const small = Object.entries(metafile.outputs).filter(([file, { bytes }]) => isChunk(file) && bytes < 10 * 1024);
  for (const [file, output] of Object.entries(metafile.outputs)) {
    if (small.some(([name]) => name === file)) continue;
    const byPackage = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? 'own code';
      byPackage.set(name, (byPackage.get(name) ?? 0) + bytesInOutput);
    }
    const parts = [...byPackage]
      .sort(([, left], [, right]) => right - left)
      .slice(0, 6)
      .map(([name, bytes]) => `${name} ${kibibytes(bytes)}`);
    printRow(file, output.bytes, parts.join(', '));
  }
  if (small.length > 0)
    printRow(
      'dist/shared-*.js',
      small.reduce((sum, [, { bytes }]) => sum + bytes, 0),
      `${small.length} small chunks`,
    );
}

function printRow(name: string, bytes: number, what: string): void {
  console.log(`${name.padEnd(24)} ${kibibytes(bytes).padStart(8)}   ${what}`);
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}
