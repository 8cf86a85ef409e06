/** `go-architect new feature` and `new migration`. */
import { parseFields } from '../../scaffold/fields.ts';
import { fieldsIn, settled } from '../../scaffold/interviews.ts';
import { newMigration } from '../../scaffold/migrations.ts';
import { type FeatureFolders, featureIn, openPlaces } from '../../scaffold/parts/features.ts';
import { directoryProblems } from '../../scaffold/parts/part.ts';
import { type ModuleReader, type Survey, surveyModule } from '../../scaffold/parts/survey.ts';
import type { Result } from '../../scaffold/result.ts';
import { type ExitStatus, UsageError } from '../io.ts';
import { deliverChanges } from './deliverChanges.ts';
import { type NewIo, type OutputFlags, rootOf } from './io.ts';
import { askChoice, askUntilValid, refuseProblems, withValue } from './questions.ts';
import { templatesIn } from './templates.ts';

export interface FeatureFlags extends OutputFlags, FeatureFolders {
  readonly field?: readonly string[];
  readonly plural?: string;
}

export interface MigrationFlags extends OutputFlags {
  readonly directory?: string;
}

export async function feature(name: string, flags: FeatureFlags, io: NewIo): Promise<ExitStatus> {
  const root = rootOf(io);
  const fields = await fieldsOf(flags, io);
  const { templates } = await templatesIn(root, io);
  const parse = await io.goParser();
  const reader = readerOf(root, io);
  const options = { name, fields, ...(flags.plural === undefined ? {} : { plural: flags.plural }) };
  const folders = await foldersOf(name, flags, surveyModule(reader, templates, parse), io);
  const { changes, next } = withValue(() => featureIn(options, folders, reader, templates, parse));
  return deliverChanges(root, changes, next, flags, io);
}

/** A module as generators look at it. */
export function readerOf(root: string, io: NewIo): ModuleReader {
  return {
    read: (path) => io.readText(root, path),
    goFiles: io.goFilesOf(root),
    namesIn: (folder) => io.namesIn(root, folder),
    timestamp: io.timestamp(),
  };
}

/** Which of several folders is meant is asked on a terminal; without one the flag that is missing is named later. */
async function foldersOf(
  name: string,
  flags: FeatureFlags,
  survey: Result<Survey>,
  io: NewIo,
): Promise<FeatureFolders> {
  const said: FeatureFolders = {
    ...(flags.domain === undefined ? {} : { domain: flags.domain }),
    ...(flags.usecase === undefined ? {} : { usecase: flags.usecase }),
    ...(flags.repository === undefined ? {} : { repository: flags.repository }),
    ...(flags.delivery === undefined ? {} : { delivery: flags.delivery }),
    ...(flags.migrations === undefined ? {} : { migrations: flags.migrations }),
  };
  refuseProblems([...new Set(Object.values(said))].flatMap((folder) => directoryProblems(folder)));
  if (!io.canAsk || flags.yes === true || !survey.ok || survey.value.isOurs) {
    return said;
  }
  const answers: Record<string, string> = {};
  for (const [role, choices] of openPlaces(name, survey.value)) {
    if (said[role] === undefined) {
      answers[role] = await askChoice(io, `Folder of the ${role}`, choices, choices[0] ?? '');
    }
  }
  return { ...said, ...answers };
}

/** Fields have no default: they are asked for on a terminal and must be said without one. */
export async function fieldsOf(flags: Pick<FeatureFlags, 'field' | 'yes'>, io: NewIo): Promise<readonly string[]> {
  const said = (flags.field ?? []).flatMap(fieldsIn);
  if (said.length > 0) {
    return said;
  }
  if (!io.canAsk || flags.yes === true) {
    throw new UsageError('--field is missing: a feature needs at least one, for example --field total:int64');
  }
  const problemOf = (answer: string) => {
    const parsed = parseFields(fieldsIn(answer));
    return parsed.ok ? undefined : parsed.problems.map((problem) => problem.message).join('\n');
  };
  const answer = await askUntilValid(io, 'Fields, for example number:string total:int64: ', problemOf);
  return fieldsIn(answer);
}

export async function migration(name: string, flags: MigrationFlags, io: NewIo): Promise<ExitStatus> {
  const root = rootOf(io);
  const directory = flags.directory ?? 'migrations';
  const result = newMigration({
    name,
    directory,
    fileNames: io.namesIn(root, directory),
    read: (file) => io.readText(root, `${directory}/${file}`),
    goMod: io.readText(root, 'go.mod') ?? '',
    timestamp: io.timestamp(),
  });
  const made = withValue(() => result);
  const { changes, next } = withValue(() => settled(made.files, made.next, readerOf(root, io)));
  return deliverChanges(root, changes, next, flags, io);
}
