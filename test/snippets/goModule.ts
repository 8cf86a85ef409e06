/**
 * Writes every expansion of every Go snippet into one module, a package each, and runs the real toolchain over it once.
 * What the toolchain says is kept by package, so that a test can name the snippet that is to blame.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withoutDownloads } from '../support/goOutput.ts';
import type { Snippet } from './collection.ts';
import { expand } from './expand.ts';
import { type GoContext, goContexts } from './goContexts.ts';
import { goFile } from './goImports.ts';
import { type Variant, variantsOf } from './variants.ts';

export interface GoPackage {
  readonly variant: Variant;
  /** Relative to the root of the module, with `/`. */
  readonly folder: string;
  readonly files: ReadonlyMap<string, string>;
}

/** The packages that snippets of the outer layers import, themselves made of snippets. */
export function supportPackages(snippets: ReadonlyMap<string, Snippet>): Map<string, string> {
  const files = new Map<string, string>();
  const text = (prefix: string, path: string) =>
    expand(named(snippets, prefix).body, { path: `/app/internal/${path}` });
  files.set('internal/domain/errors.go', text('ga-domain-errors', 'domain/errors.go'));
  files.set('internal/domain/list_query.go', goFile('domain', text('ga-list-query', 'domain/list_query.go')));
  for (const entity of ['user', 'order_item']) {
    files.set(`internal/domain/${entity}.go`, goFile('domain', text('ga-entity', `domain/${entity}.go`)));
    files.set(`internal/usecase/${entity}.go`, goFile('usecase', text('ga-usecase', `usecase/${entity}.go`)));
  }
  return files;
}

export function goPackagesOf(snippet: Snippet, snippets: ReadonlyMap<string, Snippet>): GoPackage[] {
  const context = contextOf(snippet);
  const inTest = (path: string) => (context.test ? path.replace(/\.go$/, '_test.go') : path);
  return variantsOf(snippet, inTest).map((variant) => {
    const files = new Map<string, string>();
    files.set(context.test ? 'snippet_test.go' : 'snippet.go', surrounded(variant.text, context));
    const path = variant.path.replace(/_test\.go$/, '.go');
    for (const prefix of context.beside ?? []) {
      const beside = named(snippets, prefix);
      files.set(`${fileName(prefix)}.go`, surrounded(expand(beside.body, { path }), contextOf(beside)));
    }
    if (context.support) files.set(context.test ? 'support_test.go' : 'support.go', goFile('app', context.support));
    return { variant, folder: `${fileName(snippet.prefix)}/${variant.name}`, files };
  });
}

function contextOf(snippet: Snippet): GoContext {
  const context = goContexts[snippet.prefix];
  if (!context) throw new Error(`${snippet.prefix}: say in goContexts.ts where this snippet is meant to be used`);
  return context;
}

function named(snippets: ReadonlyMap<string, Snippet>, prefix: string): Snippet {
  const found = snippets.get(prefix);
  if (!found) throw new Error(`no snippet has the prefix ${prefix}`);
  return found;
}

function surrounded(text: string, context: GoContext): string {
  if (context.form === 'file') return text.trimEnd().concat('\n');
  if (context.form === 'declarations') return goFile('app', text, context.imports);
  const [before, after] = context.around ?? ['func snippet() {', '}'];
  const indented = text.trimEnd().replace(/^(?=.)/gm, '\t');
  return goFile('app', `${before}\n${indented}\n${after}`, context.imports);
}

function fileName(prefix: string): string {
  return prefix.replaceAll('-', '_').replace(/_test_/, '_tests_');
}

/** One package made of several snippets and of further files, to be tested as a whole. */
export function packageOf(
  prefixes: readonly string[],
  snippets: ReadonlyMap<string, Snippet>,
  path: string,
): Map<string, string> {
  const files = prefixes.map((prefix): [string, string] => {
    const snippet = named(snippets, prefix);
    return [`${fileName(prefix)}.go`, surrounded(expand(snippet.body, { path }), contextOf(snippet))];
  });
  return new Map(files);
}

export class GoModule {
  readonly root = mkdtempSync(join(tmpdir(), 'go-architect-snippets-'));

  /** `manifest` is the folder of the go.mod and go.sum whose versions the snippets are compiled against. */
  constructor(manifest: string) {
    for (const name of ['go.mod', 'go.sum']) cpSync(join(manifest, name), join(this.root, name));
  }

  write(path: string, text: string): void {
    const target = join(this.root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  /** Runs a command in the module and returns all it printed; a missing command is an error, a failing one is not. */
  run(command: string, ...args: readonly string[]): Promise<string> {
    return this.runWith({}, command, ...args);
  }

  runWith(variables: Readonly<Record<string, string>>, command: string, ...args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = {
        cwd: this.root,
        maxBuffer: 1 << 26,
        env: { ...process.env, ...variables, GOFLAGS: '-trimpath', GOWORK: 'off' },
      };
      execFile(command, args, options, (error, stdout, stderr) => {
        if (error && typeof error.code === 'string') reject(new Error(`${command} could not be run: ${error.message}`));
        else resolve(`${stdout}${withoutDownloads(stderr)}`);
      });
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** The lines of a tool's output that speak of the folder. */
export function linesAbout(output: string, folder: string): string[] {
  return output.split('\n').filter((line) => line.includes(`${folder}/`));
}
