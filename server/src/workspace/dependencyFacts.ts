/**
 * Declarations of packages outside the workspace, read from their sources when types are asked for: where those lie is
 * dependencySources.ts's part, what they mean model/types.ts's.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { evaluateBuildConstraint } from '../go/buildConstraint.ts';
import { extractFacts, ObserverTable } from '../go/extract.ts';
import { readHeader, readHeaderPrefix } from '../go/imports.ts';
import type { GoParser } from '../go/parser.ts';
import type { ModuleInfo } from '../model/project.ts';
import type { DependencyPackage, DependencySources } from '../model/universe.ts';
import {
  openDependencySources,
  type DependencySources as PackageFinder,
  readGoEnvironment,
} from './dependencySources.ts';

const NO_OBSERVERS = new ObserverTable([]);

export function dependencyFacts(parser: GoParser): DependencySources {
  const environment = readGoEnvironment();
  const finders = new Map<string, PackageFinder>();
  const finderOf = ({ dir }: ModuleInfo): PackageFinder => {
    let finder = finders.get(dir);
    if (!finder) {
      finder = openDependencySources({ modules: [dir] }, environment);
      finders.set(dir, finder);
    }
    return finder;
  };
  return {
    package(path, fromModule): DependencyPackage | undefined {
      const found = finderOf(fromModule).find(path);
      if (!found) return undefined;
      const { name, files } = chosenFiles(
        forLinux(found.files).map((each) => ({ name: each, path: `${found.dir}/${each}` })),
      );
      if (name === undefined) return undefined;
      return {
        name,
        files: () =>
          files.map((file) => ({
            name: file.name,
            facts: extractFacts(parser.parse(readFileSync(file.path)), NO_OBSERVERS),
          })),
      };
    },
  };
}

const OTHER_PLATFORM =
  /_(?:(?:aix|android|darwin|dragonfly|freebsd|illumos|ios|js|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos)(?:_[a-z0-9]+)?|386|arm|arm64|armbe|loong64|mips|mipsle|mips64|mips64le|ppc|ppc64|ppc64le|riscv|riscv64|s390|s390x|sparc|sparc64|wasm)\.go$/;

/** Like the catalogue, dependencies are seen as on linux/amd64, unless they are for another platform altogether. */
function forLinux(names: readonly string[]): readonly string[] {
  const chosen = names.filter((name) => !OTHER_PLATFORM.test(name));
  return chosen.length > 0 ? chosen : names;
}

interface SourceFile {
  readonly name: string;
  readonly path: string;
}

/** The package's name by its files' clauses, apart from programs that lie beside it, and the files that have it. */
function chosenFiles(all: readonly SourceFile[]): { name: string | undefined; files: readonly SourceFile[] } {
  const byName = new Map<string, SourceFile[]>();
  for (const file of all) {
    let bytes = firstBytes(file.path);
    let { header } = readHeaderPrefix(bytes);
    if (header.packageName === '') {
      // Its comment is longer than what was read.
      bytes = readFileSync(file.path);
      header = readHeader(bytes);
    }
    const expression = header.buildConstraint?.expression ?? formerConstraint(bytes);
    if (header.packageName === '') continue;
    if (expression !== undefined && evaluateBuildConstraint(expression, linuxTag) === false) continue;
    byName.set(header.packageName, [...(byName.get(header.packageName) ?? []), file]);
  }
  if (byName.size > 1) for (const odd of ['main', 'documentation']) byName.delete(odd);
  const [only] = byName;
  return byName.size === 1 && only ? { name: only[0], files: only[1] } : { name: undefined, files: [] };
}

const SET_TAGS = new Set(['linux', 'amd64', 'unix', 'gc']);
/** Whether these are set depends on the machine. */
const OPEN_TAGS = new Set(['cgo', 'race', 'msan', 'asan', 'boringcrypto']);

function linuxTag(tag: string): boolean | undefined {
  if (OPEN_TAGS.has(tag) || tag.startsWith('goexperiment.')) return undefined;
  return SET_TAGS.has(tag) || /^go1\.\d+$/.test(tag) || tag === 'amd64.v1';
}

/** Older modules constrain files with lines of `// +build`: all lines, one of a line's words, all of a word's tags. */
function formerConstraint(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  const head = text.slice(0, text.search(/^package\b/m));
  const lines = [...head.matchAll(/^\/\/[ \t]*\+build[ \t]+(.*)$/gm)].map(([, words = '']) => {
    return `(${words
      .trim()
      .split(/\s+/)
      .map((word) => `(${word.split(',').join(' && ')})`)
      .join(' || ')})`;
  });
  return lines.length === 0 ? undefined : lines.join(' && ');
}

const PREFIX_LENGTH = 8192;

function firstBytes(path: string): Uint8Array {
  const bytes = new Uint8Array(PREFIX_LENGTH);
  const descriptor = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(descriptor, bytes, 0, PREFIX_LENGTH, 0));
  } finally {
    closeSync(descriptor);
  }
}
