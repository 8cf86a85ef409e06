/**
 * How long "Add context parameter" takes in a large project: sampled functions, the widely called ones among them, each planned as if a
 * user had asked for it, nothing written. Run as a bundle: addContext DIRECTORY COUNT SEED; prints JSON.
 */
import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { SourceView } from '../../server/src/go/sourceView.ts';
import { addContextParameter } from '../../server/src/refactor/addContextParameter.ts';
import { isRefusal } from '../../server/src/refactor/refactoring.ts';
import { Engine } from '../../server/src/rules/engine.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { shuffled } from '../shuffled.ts';

export interface Planned {
  /** File and function. */
  readonly what: string;
  readonly seconds: number;
  /** Files that would change; undefined when it was refused. */
  readonly files: number | undefined;
  /** The longest time without a chance to cancel. */
  readonly longestStep: number;
}

async function measureAddContext(directory: string, wanted: number, seed: number): Promise<readonly Planned[]> {
  const root = realpathSync(directory);
  const engine = new Engine(
    [],
    (failure) => console.error(failure),
    () => '2026-01-31',
  );
  const workspace = await Workspace.open({ roots: [root], engine, depth: 'syntax', log: console.error });
  const { project } = workspace;
  const places = [...project.files.values()].flatMap((file) =>
    file.facts.header.generated
      ? []
      : (file.facts.declarations?.functions ?? []).map((fact) => ({ file, offset: fact.nameStart, name: fact.name })),
  );
  const planned: Planned[] = [];
  for (const { file, offset, name } of shuffled(places, seed)) {
    if (planned.length >= wanted) break;
    const what = `${relative(root, file.path)}: ${name}`;
    const tree = workspace.tree(file.path);
    if (!tree) continue;
    const view = new SourceView(tree, file.facts.header);
    const begun = performance.now();
    const place = { project, file, view, start: offset, end: offset, sources: workspace };
    const proposal = addContextParameter.proposals(place).find(({ id }) => id === 'propagate');
    if (!proposal) continue;
    let last = performance.now();
    let longestStep = 0;
    const pause = () => {
      const now = performance.now();
      longestStep = Math.max(longestStep, now - last);
      last = now;
      return Promise.resolve();
    };
    const outcome = await proposal.run({ report: () => undefined, pause });
    await pause();
    planned.push({
      what,
      seconds: (performance.now() - begun) / 1000,
      files: isRefusal(outcome) ? undefined : outcome.changes.length,
      longestStep,
    });
  }
  workspace.dispose();
  return planned;
}

const [directory = '.', count = '60', seed = '3'] = process.argv.slice(2);
void measureAddContext(directory, Number(count), Number(seed)).then((planned) => console.log(JSON.stringify(planned)));
