/**
 * Compiles many small modules with one call of the real Go toolchain: a workspace of them all, vetted once.
 *
 * Archives use the same module paths over and over, and bring stand-ins for libraries through `replace` directives to folders of
 * their own. Go allows a path once per workspace, so every module gets a prefix of its archive's own, in go.mod and in imports,
 * and stand-ins become members of the workspace instead of replacements.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { promisify } from 'node:util';

export interface Variant {
  /** Unique; letters, digits and dashes. */
  readonly id: string;
  readonly files: readonly { readonly name: string; readonly content: string }[];
}

export interface VariantReport {
  /** `dir/file.go:3:4: …` of what does not compile, by variant. */
  readonly errors: ReadonlyMap<string, readonly string[]>;
  /** What vet's analyzers say, `file.go analyzer`, by variant. */
  readonly complaints: ReadonlyMap<string, readonly string[]>;
  /** Each Go file as gofmt would have it. */
  formatted(variant: string, file: string): string;
}

const run = promisify(execFile);

/** What Go says of the variants; `use` may look as long as it runs. */
export async function vetVariants(
  variants: readonly Variant[],
  use: (report: VariantReport) => void | Promise<void>,
): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'go-architect-build-')));
  try {
    const members = variants.flatMap((variant) => writeVariant(folder, variant));
    const newest =
      members
        .map(({ goVersion }) => goVersion)
        .sort(byVersion)
        .at(-1) ?? '1.22';
    const uses = members.map(({ dir }) => `\t./${dir}\n`).join('');
    writeFileSync(join(folder, 'go.work'), `go ${newest}\n\nuse (\n${uses})\n`);
    const output = await vet(
      folder,
      members.map(({ dir }) => `./${dir}/...`),
    );
    await run('gofmt', ['-w', ...members.map(({ dir }) => dir)], { cwd: folder }).catch(() => undefined);
    await use({
      ...read(output, folder),
      formatted: (variant, file) => readFileSync(join(folder, variant, file), 'utf8'),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeVariant(folder: string, { id, files }: Variant): { dir: string; goVersion: string }[] {
  const modules = files
    .filter(({ name }) => posix.basename(name) === 'go.mod')
    .map(({ name, content }) => ({
      dir: posix.join(id, posix.dirname(name)),
      path: /^module\s+(\S+)/m.exec(content)?.[1] ?? '',
      goVersion: /^go\s+(\S+)/m.exec(content)?.[1] ?? '1.22',
    }));
  const paths = modules.map(({ path }) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const imports = new RegExp(`(["\`])((?:${paths})(?:/[^"\`\\n]*)?)\\1`, 'g');
  for (const { name, content } of files) {
    const path = join(folder, id, name);
    mkdirSync(dirname(path), { recursive: true });
    const module = modules.find(({ dir }) => posix.join(dir, 'go.mod') === posix.join(id, name));
    if (module) writeFileSync(path, `module ${prefix(id)}${module.path}\n\ngo ${module.goVersion}\n`);
    else if (name.endsWith('.go')) writeFileSync(path, content.replace(imports, `$1${prefix(id)}$2$1`));
    else writeFileSync(path, content);
  }
  return modules;
}

function prefix(id: string): string {
  return `${id}.`;
}

async function vet(folder: string, patterns: readonly string[]): Promise<string> {
  const options = {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, GOWORK: join(folder, 'go.work'), GOFLAGS: '', GOPROXY: 'off', CGO_ENABLED: '0' },
  };
  try {
    const { stdout, stderr } = await run('go', ['vet', '-json', ...patterns], options);
    return `${stdout}\n${stderr}`;
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout?: string; stderr?: string; code?: unknown };
    if (stdout === undefined || stderr === undefined || code === 'ENOENT') throw error;
    return `${stdout}\n${stderr}`;
  }
}

function read(output: string, folder: string): Pick<VariantReport, 'errors' | 'complaints'> {
  const errors = new Map<string, string[]>();
  const complaints = new Map<string, string[]>();
  const add = (map: Map<string, string[]>, file: string, text: (inside: string) => string) => {
    const relative = posix.normalize(file.startsWith(folder) ? file.slice(folder.length + 1) : file);
    const [id = '', ...inside] = relative.split('/');
    map.set(id, [...(map.get(id) ?? []), text(inside.join('/'))]);
  };
  const prose: string[] = [];
  // JSON objects of vet stand between lines of prose, each from a line `{` to a line `}`.
  let json: string[] | undefined;
  for (const line of output.split('\n')) {
    if (json) json.push(line);
    else if (line === '{') json = [line];
    else prose.push(line);
    if (line !== '}' || !json) continue;
    const packages = JSON.parse(json.join('\n')) as Record<string, Record<string, unknown>>;
    json = undefined;
    for (const analyzers of Object.values(packages)) {
      for (const [analyzer, found] of Object.entries(analyzers)) {
        if (!Array.isArray(found)) continue;
        for (const { posn } of found as { posn: string }[]) {
          add(complaints, posn.replace(/:\d+:\d+$/, ''), (inside) => `${inside} ${analyzer}`);
        }
      }
    }
  }
  const seen = new Set<string>();
  for (const line of prose) {
    const [, file, message] = /^(?:vet: )?([^\s:#]+\.go)(:.*)$/.exec(line.trim()) ?? [];
    if (file === undefined) {
      if (line.trim() !== '' && line !== '{}' && !line.startsWith('#') && !/^too many errors|^\s/.test(line))
        seen.add(line);
      continue;
    }
    add(errors, file, (inside) => `${inside}${message}`);
  }
  if (seen.size > 0 && errors.size === 0) throw new Error(`go vet did not run:\n${[...seen].join('\n')}`);
  return { errors, complaints };
}

function byVersion(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (left?.[part] ?? 0) - (right?.[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
