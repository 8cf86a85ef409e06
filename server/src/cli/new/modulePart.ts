/** Single files for any module: what needs no look at its Go code. */
import { readIt, repositoryAround, settled, surveyOf } from '../../scaffold/interviews.ts';
import type { ModuleSurvey } from '../../scaffold/moduleParts.ts';
import type { GeneratedFile, Result } from '../../scaffold/result.ts';
import type { Templates } from '../../scaffold/templates.ts';
import type { ExitStatus } from '../io.ts';
import { deliverChanges } from './deliverChanges.ts';
import { readerOf } from './feature.ts';
import { type NewIo, type OutputFlags, rootOf } from './io.ts';
import { withValue } from './questions.ts';
import { templatesIn } from './templates.ts';

export async function modulePart(
  make: (survey: ModuleSurvey, templates: Templates) => Result<readonly GeneratedFile[]>,
  place: 'module' | 'repository',
  flags: OutputFlags,
  io: NewIo,
): Promise<ExitStatus> {
  const root = rootOf(io);
  const { templates } = await templatesIn(root, io);
  const module = readerOf(root, io);
  const top = io.repositoryRoot(root) ?? root;
  const repository = repositoryAround(module, root.slice(top.length + 1).replaceAll('\\', '/'), {
    read: (path) => io.readText(top, path),
    namesIn: (folder) => io.namesIn(top, folder),
  });
  const files = withValue(() => make(surveyOf(module, repository), templates));
  const { changes, next } = withValue(() => settled(files, readIt, place === 'repository' ? repository : module));
  return deliverChanges(place === 'repository' ? top : root, changes, next, flags, io);
}
