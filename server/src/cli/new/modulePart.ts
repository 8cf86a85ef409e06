/** Single files for any module: what needs no look at its Go code. */
import type { ModuleSurvey } from '../../scaffold/moduleParts.ts';
import type { GeneratedFile, Result } from '../../scaffold/result.ts';
import { mergeTemplates, type Templates } from '../../scaffold/templates.ts';
import { type ExitStatus, UsageError } from '../io.ts';
import { deliverChanges } from './deliverChanges.ts';
import { type NewIo, type OutputFlags, rootOf } from './io.ts';
import { withValue } from './questions.ts';

export async function modulePart(
  make: (survey: ModuleSurvey, templates: Templates) => Result<readonly GeneratedFile[]>,
  flags: OutputFlags,
  io: NewIo,
): Promise<ExitStatus> {
  const root = rootOf(io);
  const templates = mergeTemplates(await io.shippedTemplates(), await io.teamTemplates(root));
  const survey: ModuleSurvey = {
    goMod: io.readText(root, 'go.mod') ?? '',
    hasSum: io.readText(root, 'go.sum') !== undefined,
    commands: io.namesIn(root, 'cmd').filter((name) => io.readText(root, `cmd/${name}/main.go`) !== undefined),
    mainAtRoot: io.readText(root, 'main.go') !== undefined,
  };
  const changes = withValue(() => make(survey, templates)).map((file) => ({ path: file.path, after: file.content }));
  const taken = changes.filter(({ path, after }) => ![undefined, after].includes(io.readText(root, path)));
  if (taken.length > 0) {
    throw new UsageError(
      `nothing was written, because this is there already and differs: ${taken.map(({ path }) => path).join(', ')}`,
    );
  }
  const missing = changes.filter(({ path }) => io.readText(root, path) === undefined);
  return deliverChanges(root, missing, ['read it, and change what this module does differently'], flags, io);
}
