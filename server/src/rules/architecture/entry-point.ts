/**
 * architecture/entry-point: the inside of a command (`cmd/api/…`) is imported from outside of it: by another command, or by
 * a package that is no command at all.
 *
 * A command is a folder directly below `cmd` at the root of a module that holds a package main. Importing the main package
 * itself is an error of Go and said by the compiler; shared helpers below `cmd`, and a `cmd` folder that is one package,
 * as cobra lays it out, are no commands. Tests may look into a command.
 */
import type { Package, Project } from '../../model/project.ts';
import { packagePath } from '../../model/project.ts';
import { defineRule } from '../rule.ts';
import { edgeKey, representativeFile } from './edges.ts';

export const entryPoint = defineRule<never, Record<never, never>>({
  meta: {
    id: 'architecture/entry-point',
    title: 'Nobody imports the inside of a command',
    severity: 'hint',
    recommended: true,
    needs: 'imports',
    defaults: {},
    echoOf: ['architecture/layer-import', 'architecture/visibility'],
  },
  *judgeFile({ project, file }) {
    if (file.isTest) return;
    for (const imported of file.facts.header.imports) {
      const target = project.packageAt(imported.path, file.module);
      const command = target && commandAround(project, target);
      if (command === undefined || isWithin(command.dir, file.dir, command.module === file.module)) continue;
      const own = project.packageOf(file);
      const other = own && commandAround(project, own, true);
      const who = other ? `The command ${other.dir}` : `A package outside of ${command.dir}`;
      yield {
        message: `${who} imports the inside of the command ${command.dir}; move what both need to a package of its own outside of cmd.`,
        start: imported.start,
        end: imported.end,
        key: edgeKey(project, file, imported),
      };
    }
  },
});

/** The command a package belongs to; its main package only when asked for. */
function commandAround(project: Project, inner: Package, orMain = false): Package | undefined {
  if (!inner.dir.startsWith('cmd/')) return undefined;
  const [cmd, name, ...below] = inner.dir.split('/');
  if (cmd !== 'cmd' || name === undefined || (below.length === 0 && !orMain)) return undefined;
  const command = project.packageAt(packagePath(inner.module, `cmd/${name}`), inner.module);
  const file = command && representativeFile(command);
  return file?.facts.header.packageName === 'main' ? command : undefined;
}

function isWithin(directory: string, dir: string, sameModule: boolean): boolean {
  return sameModule && (dir === directory || dir.startsWith(`${directory}/`));
}
