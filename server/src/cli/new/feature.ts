/** `go-architect new feature` and `new migration`. */
import { addFeature, type ProjectFiles } from '../../scaffold/feature.ts';
import { parseFields } from '../../scaffold/fields.ts';
import { newMigration } from '../../scaffold/migrations.ts';
import { mergeTemplates } from '../../scaffold/templates.ts';
import { type ExitStatus, UsageError } from '../io.ts';
import { deliverChanges } from './deliverChanges.ts';
import { type NewIo, type OutputFlags, rootOf } from './io.ts';
import { askUntilValid, withValue } from './questions.ts';

export interface FeatureFlags extends OutputFlags {
  readonly field?: readonly string[];
  readonly plural?: string;
}

export interface MigrationFlags extends OutputFlags {
  readonly directory?: string;
}

export async function feature(name: string, flags: FeatureFlags, io: NewIo): Promise<ExitStatus> {
  const root = rootOf(io);
  const fields = await fieldsOf(flags, io);
  const templates = mergeTemplates(await io.shippedTemplates(), await io.teamTemplates(root));
  const parse = await io.goParser();
  const project: ProjectFiles = {
    read: (path) => io.readText(root, path),
    migrationNames: io.namesIn(root, 'migrations'),
    timestamp: io.timestamp(),
  };
  const options = { name, fields, ...(flags.plural === undefined ? {} : { plural: flags.plural }) };
  const { changes, next } = withValue(() => addFeature(options, project, templates, parse));
  return deliverChanges(root, changes, next, flags, io);
}

/** Fields have no default: they are asked for on a terminal and must be said without one. */
export async function fieldsOf(flags: Pick<FeatureFlags, 'field' | 'yes'>, io: NewIo): Promise<readonly string[]> {
  const said = flags.field ?? [];
  if (said.length > 0) {
    return said;
  }
  if (!io.canAsk || flags.yes === true) {
    throw new UsageError('--field is missing: a feature needs at least one, for example --field total:int64');
  }
  const problemOf = (answer: string) => {
    const parsed = parseFields(answer.split(/\s+/));
    return parsed.ok ? undefined : parsed.problems.map((problem) => problem.message).join('\n');
  };
  const answer = await askUntilValid(io, 'Fields, for example number:string total:int64: ', problemOf);
  return answer.split(/\s+/);
}

export async function migration(name: string, flags: MigrationFlags, io: NewIo): Promise<ExitStatus> {
  const root = rootOf(io);
  const directory = flags.directory ?? 'migrations';
  const result = newMigration({
    name,
    directory,
    fileNames: io.namesIn(root, directory),
    goMod: io.readText(root, 'go.mod') ?? '',
    timestamp: io.timestamp(),
  });
  const files = withValue(() => result);
  const changes = files.map((file) => ({ path: file.path, after: file.content }));
  return deliverChanges(
    root,
    changes,
    ['write the SQL of both directions, then apply it, revert it and apply it again'],
    flags,
    io,
  );
}
