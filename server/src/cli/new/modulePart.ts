/** Single files for any module: what needs no look at its Go code. */
import { readIt, settled, surveyOf } from '../../scaffold/interviews.ts';
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
  flags: OutputFlags,
  io: NewIo,
): Promise<ExitStatus> {
  const root = rootOf(io);
  const { templates } = await templatesIn(root, io);
  const module = readerOf(root, io);
  const files = withValue(() => make(surveyOf(module), templates));
  const { changes, next } = withValue(() => settled(files, readIt, module));
  return deliverChanges(root, changes, next, flags, io);
}
