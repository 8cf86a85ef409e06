/**
 * `go-architect init`: the configuration that is in force without one, written down to be read, corrected and committed. An existing
 * configuration is never touched.
 */
import { proposedConfiguration } from '../config/propose.ts';
import { configurationFileName } from '../protocol.ts';
import { loadTarget } from '../workspace/target.ts';
import { Workspace } from '../workspace/workspace.ts';
import { writeFiles } from '../workspace/writeFiles.ts';
import type { CreateEngine } from './check.ts';
import { type CommandIo, type ExitStatus, UsageError } from './io.ts';
import { relativePath } from './report.ts';

export async function init(folder: string | undefined, io: CommandIo, createEngine: CreateEngine): Promise<ExitStatus> {
  const target = loadTarget(folder === undefined ? [] : [folder], io.cwd);
  const workspace = await Workspace.open({
    roots: target.roots,
    engine: createEngine([]),
    depth: 'imports',
    log: (message) => io.err(`${message}\n`),
  });
  const modules = workspace.governance.filter(({ module }) => module.goModPath !== undefined && module.inside);
  const [first, ...others] = modules;
  if (!first) throw new UsageError('There is no Go module here; run it where a go.mod is, or name the folder.');
  if (others.length > 0) {
    const folders = modules.map(({ module }) => relativePath(io.cwd, module.dir)).join(', ');
    throw new UsageError(`There are several modules; name the folder of one: ${folders}.`);
  }
  const { module, detected } = first;
  const path = relativePath(io.cwd, `${module.dir}/${configurationFileName}`);
  const content = proposedConfiguration(detected);
  const outcome = await writeFiles(module.dir, [{ path: configurationFileName, content, mode: 0o644 }]);
  if (!outcome.ok) throw new UsageError(`${path} exists already and is left as it is.`);
  const layers = detected?.layers.length ?? 0;
  io.out(
    layers > 0
      ? `Wrote ${path}: the ${detected?.name} layout, ${layers} layers.\n`
      : `Wrote ${path}: no layout was recognised; name your layers in it.\n`,
  );
  return 0;
}
