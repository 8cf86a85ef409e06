/**
 * Writes templates/project/dependencies.json: which modules, at which version, and which go.sum lines every combination
 * of options needs. It lets `go mod tidy` decide for each combination, starting from the versions in the file as it is,
 * and then finds for every line the option values that explain where it is needed. To upgrade, change versions in the
 * file and run it again:
 *
 *     node --import tsx test/scaffold/lock.ts
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { conditionHolds, type DependencyLock } from '../../server/src/scaffold/dependencies.ts';
import { chosenConditions } from '../../server/src/scaffold/project.ts';
import {
  type Combination,
  everyCombination,
  inTemporaryFolder,
  run,
  templatesFolder,
  writeProject,
} from './generate.ts';

const lockFile = join(templatesFolder, 'project/dependencies.json');

interface Tidied {
  readonly chosen: ReadonlySet<string>;
  readonly direct: ReadonlySet<string>;
  readonly indirect: ReadonlySet<string>;
  readonly sums: ReadonlySet<string>;
}

async function main(): Promise<void> {
  const before = JSON.parse(await readFile(lockFile, 'utf8')) as DependencyLock;
  const tidied: Tidied[] = [];
  for (const combination of everyCombination()) {
    tidied.push(await tidy(combination, before));
  }
  const modules = [...union(tidied.flatMap((one) => [one.direct, one.indirect]))].sort();
  const paths = new Set(modules.map((module) => module.split(' ')[0]));
  if (paths.size !== modules.length) {
    throw new Error(
      'a module has different versions in different combinations; raise it to the higher one in the file',
    );
  }
  const lock: DependencyLock = {
    go: before.go,
    modules: modules.map((module) => {
      const [path = '', version = ''] = module.split(' ');
      return {
        path,
        version,
        direct: conditionsOf(tidied, module, (one) => one.direct),
        indirect: conditionsOf(
          tidied,
          module,
          (one) => one.indirect,
          (one) => one.direct,
        ),
      };
    }),
    sums: [...union(tidied.map((one) => one.sums))]
      .sort(bySum)
      .map((line) => ({ line, when: conditionsOf(tidied, line, (one) => one.sums) })),
  };
  await writeFile(lockFile, formatted(lock));
}

async function tidy(combination: Combination, before: DependencyLock): Promise<Tidied> {
  return inTemporaryFolder(async (folder) => {
    await writeProject(folder, combination);
    const requirements = before.modules.map((module) => `\t${module.path} ${module.version}\n`).join('');
    await writeFile(
      join(folder, 'go.mod'),
      `module example.com/acme/shop\n\ngo ${before.go}\n\nrequire (\n${requirements})\n`,
    );
    const outcome = await run(folder, 'go', ['mod', 'tidy']);
    if (outcome.status !== 0) {
      throw new Error(outcome.output);
    }
    const goMod = await readFile(join(folder, 'go.mod'), 'utf8');
    const requires = goMod.split('\n').filter((line) => /^\t\S+ v/.test(line));
    return {
      chosen: chosenConditions({ name: 'shop', module: 'example.com/acme/shop', ...combination }),
      direct: new Set(requires.filter((line) => !line.endsWith('// indirect')).map((line) => line.trim())),
      indirect: new Set(
        requires.filter((line) => line.endsWith('// indirect')).map((line) => line.replace('// indirect', '').trim()),
      ),
      sums: new Set((await readFile(join(folder, 'go.sum'), 'utf8')).split('\n').filter((line) => line !== '')),
    };
  });
}

/**
 * The option values that explain in which combinations an item is in a set: nothing, always, or each value, or pair of
 * values, in all of whose combinations it is. Where `instead` holds the item does not count against a value.
 */
function conditionsOf(
  tidied: readonly Tidied[],
  item: string,
  setOf: (one: Tidied) => ReadonlySet<string>,
  instead: (one: Tidied) => ReadonlySet<string> = () => new Set(),
): readonly string[] {
  const needed = tidied.filter((one) => setOf(one).has(item));
  if (needed.length === 0) {
    return [];
  }
  const satisfied = (one: Tidied) => setOf(one).has(item) || instead(one).has(item);
  if (tidied.every(satisfied)) {
    return ['always'];
  }
  const values = [...union(tidied.map((one) => one.chosen))].sort();
  const pairs = values.flatMap((left) => values.filter((right) => left < right).map((right) => `${left}&${right}`));
  const explaining: string[] = [];
  for (const condition of [...values, ...pairs]) {
    const covered = tidied.filter((one) => conditionHolds(condition, one.chosen));
    const news = covered.some((one) => !explaining.some((earlier) => conditionHolds(earlier, one.chosen)));
    if (news && covered.every(satisfied)) {
      explaining.push(condition);
    }
  }
  const unexplained = needed.find((one) => !explaining.some((condition) => conditionHolds(condition, one.chosen)));
  if (unexplained !== undefined) {
    throw new Error(`no two option values explain why ${item} is needed for ${[...unexplained.chosen].join(', ')}`);
  }
  return explaining;
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

/** The order of cmd/go: by module, then version, the go.mod hash after the module's own. */
function bySum(left: string, right: string): number {
  const [leftPath = '', leftVersion = ''] = left.split(' ');
  const [rightPath = '', rightVersion = ''] = right.split(' ');
  if (leftPath !== rightPath) {
    return leftPath < rightPath ? -1 : 1;
  }
  return compareVersions(leftVersion, rightVersion);
}

function compareVersions(left: string, right: string): number {
  const [leftBase = '', leftFile = ''] = left.split('/');
  const [rightBase = '', rightFile = ''] = right.split('/');
  if (leftBase === rightBase) {
    return leftFile < rightFile ? -1 : 1;
  }
  const numbers = (version: string) => version.replace(/^v/, '').split(/[-+]/, 1)[0]?.split('.').map(Number) ?? [];
  const leftNumbers = numbers(leftBase);
  const rightNumbers = numbers(rightBase);
  for (let index = 0; index < 3; index++) {
    const difference = (leftNumbers[index] ?? 0) - (rightNumbers[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return leftBase < rightBase ? -1 : 1;
}

/** One item a line, so that a change of one version is a change of one line. */
function formatted(lock: DependencyLock): string {
  const lines = (items: readonly unknown[]) => items.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
  return `{\n  "go": ${JSON.stringify(lock.go)},\n  "modules": [\n${lines(lock.modules)}\n  ],\n  "sums": [\n${lines(lock.sums)}\n  ]\n}\n`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
