/** Shows or makes changes to a module that is there already. */
import { diffText, type FileChange, treeText } from '../../scaffold/preview.ts';
import type { GeneratedFile } from '../../scaffold/result.ts';
import { type ExitStatus, UsageError } from '../io.ts';
import type { NewIo, OutputFlags } from './io.ts';

/** Shows every change before it is made; on a terminal it asks, without one --yes has to be said. */
export async function deliverChanges(
  root: string,
  changes: readonly FileChange[],
  next: readonly string[],
  flags: OutputFlags,
  io: NewIo,
): Promise<ExitStatus> {
  const json = (written: boolean) =>
    `${JSON.stringify({ version: 1, root, written, changes: changes.map((change) => (written ? { path: change.path } : change)), next }, undefined, 2)}\n`;
  if (changes.length === 0) {
    const steps = next.map((step) => `  ${step}\n`).join('');
    const said = `Everything is there already; nothing was changed.\n${steps}`;
    io.out(flags.json === true ? json(true) : said);
    return 0;
  }
  const preview = () => `${treeText('.', changes)}\n${diffText(changes)}`;
  if (flags.dryRun === true) {
    io.out(flags.json === true ? json(false) : preview());
    return 0;
  }
  if (flags.yes !== true && !(await agreed(preview, io))) {
    io.err('Nothing was changed.\n');
    return 0;
  }
  const created = changes.flatMap(({ path, before, after }): readonly GeneratedFile[] =>
    before === undefined ? [{ path, content: after, mode: 0o644 }] : [],
  );
  const edited = changes.flatMap(({ path, before, after }) => (before === undefined ? [] : [{ path, before, after }]));
  const outcome = await io.writeChanges(root, created, edited);
  if (!outcome.ok) {
    throw new UsageError(
      `nothing was written, because these changed meanwhile:\n${outcome.conflicts.map((path) => `  ${path}`).join('\n')}`,
    );
  }
  io.out(
    flags.json === true
      ? json(true)
      : `${treeText('.', changes)}What is next:\n${next.map((step) => `  ${step}\n`).join('')}`,
  );
  return 0;
}

async function agreed(preview: () => string, io: NewIo): Promise<boolean> {
  if (!io.canAsk) {
    throw new UsageError(
      '--yes is missing: there is no terminal to ask on; pass --yes to make the changes, or --dry-run to see them',
    );
  }
  io.out(preview());
  return /^y(es)?$/i.test((await io.ask('Make these changes? (yes | no) [no]: ')).trim());
}
