/** Whether a module gets another one from the workspace rather than in a published version. */
import { parseGoMod } from '../../go/goMod.ts';
import { parseGoWork } from '../../go/goWork.ts';
import type { ModuleInfo } from '../../model/project.ts';
import type { Sources } from './sources.ts';

export function linkedModules(user: ModuleInfo, used: ModuleInfo, sources: Sources): boolean {
  if (user === used || user.dir === used.dir) return true;
  for (let dir = user.dir; dir !== ''; dir = dir.slice(0, Math.max(0, dir.lastIndexOf('/')))) {
    const text = sources.text(`${dir}/go.work`);
    if (text === undefined) continue;
    const uses = parseGoWork(text).uses.map(({ directory }) => resolved(dir, directory));
    // The nearest go.work is the one in force.
    if (uses.includes(user.dir)) return uses.includes(used.dir) || replaces(user, used, sources);
    break;
  }
  return replaces(user, used, sources);
}

function replaces(user: ModuleInfo, used: ModuleInfo, sources: Sources): boolean {
  const { replacements } = parseGoMod(sources.text(`${user.dir}/go.mod`) ?? '');
  return replacements.some(({ path, target }) => path === used.path && resolved(user.dir, target) === used.dir);
}

/** A directory as written in a go.mod or go.work file, without `.` and `..`. */
function resolved(from: string, directory: string): string {
  const parts: string[] = [];
  for (const part of (directory.startsWith('/') ? directory : `${from}/${directory}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const path = parts.join('/');
  return /^[A-Za-z]:/.test(path) ? path : `/${path}`;
}
