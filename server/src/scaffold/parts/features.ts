/**
 * A feature in a module of any recognised layout: the parts of one entity, one after the other, each seeing what those before
 * it would write, then the table's migration, the routes in the OpenAPI document and the wiring. It is the parts that know how
 * to write; here is decided what belongs to a feature, and what a module lacks for one.
 */
import type { FlatTree } from '../../go/tree.ts';
import { addFeature } from '../feature.ts';
import { parseFields } from '../fields.ts';
import { inOwnLines } from '../lineEnds.ts';
import type { FileChange } from '../preview.ts';
import { failure, type Problem, type Result, success } from '../result.ts';
import type { Templates } from '../templates.ts';
import { autoMigrated, type Migrated } from './autoMigration.ts';
import { type Contract, extendedDocument } from './contracts.ts';
import { findEntity } from './entities.ts';
import { newHandler, routeWordAt } from './handlers.ts';
import { identifierIn } from './identifiers.ts';
import { newEntity, newUseCase } from './layers.ts';
import { handleFor, neighboursHandle } from './neighbours.ts';
import { nameProblems, namesOf, type Part, type PartOptions, partOf, takenNames } from './part.ts';
import { type PartRole, type Place, placeFor, placesFor } from './placement.ts';
import { isAutoMigrated } from './records.ts';
import { newRepository } from './repositories.ts';
import { type ModuleReader, type Survey, surveyModule, withFiles } from './survey.ts';
import { migrationFolders, migrationsIn, tableMigration } from './tables.ts';
import { wiringOf, wiringPlan } from './wiring.ts';

export interface FeatureFolders {
  readonly domain?: string;
  readonly usecase?: string;
  readonly repository?: string;
  readonly delivery?: string;
  readonly migrations?: string;
}

/** A feature wherever it is asked for: as in a project of `new project` where it is one, else fitted to the module. */
export function featureIn(
  options: PartOptions,
  folders: FeatureFolders,
  reader: ModuleReader,
  templates: Templates,
  parse: (text: string) => FlatTree,
): Result<Part> {
  const survey = surveyModule(reader, templates, parse);
  if (!survey.ok) {
    return survey;
  }
  const { read } = survey.value.reader;
  const project = { read, migrationNames: reader.namesIn('migrations'), timestamp: reader.timestamp };
  const made = survey.value.isOurs
    ? withoutTakenNames(addFeature(options, project, templates, parse), survey.value)
    : newFeature(options, folders, survey.value);
  return made.ok ? success({ ...made.value, changes: inOwnLines(made.value.changes, reader) }) : made;
}

/** Refused where a package would have a name twice. */
function withoutTakenNames(made: Result<Part>, survey: Survey): Result<Part> {
  const files = made.ok
    ? made.value.changes.filter(({ before }) => before === undefined).map(({ path, after }) => ({ path, text: after }))
    : [];
  const taken = files.flatMap((file) => takenNames(file, files, survey));
  return taken.length === 0
    ? made
    : failure({
        option: 'name',
        message: `nothing was changed, because of what is there already:\n${taken.map((one) => `  ${one}`).join('\n')}`,
      });
}

export const featureRoles: readonly PartRole[] = ['domain', 'usecase', 'repository', 'delivery'];

export function newFeature(options: PartOptions, folders: FeatureFolders, survey: Survey): Result<Part> {
  const fields = parseFields(options.fields);
  const problems = [...nameProblems(options), ...(fields.ok ? [] : fields.problems)];
  const lacking = lackingFor(options, folders, survey);
  if (!fields.ok || problems.length > 0 || lacking !== undefined) {
    return failure(...problems, ...(lacking === undefined ? [] : [lacking]));
  }
  const places = placesOf(options, folders, survey);
  const migrations = migrationsIn(folders.migrations, survey);
  if (!places.ok || !migrations.ok) {
    return failure(...(places.ok ? [] : places.problems), ...(migrations.ok ? [] : migrations.problems));
  }
  const entitled = { ...options, ...(folders.domain === undefined ? {} : { domain: folders.domain }) };
  const at = (role: PartRole) => {
    const folder = folders[role];
    return folder === undefined ? entitled : { ...entitled, directory: folder };
  };
  const { domain, usecase, repository, delivery } = places.value;

  const id = identifierIn(domain, survey);
  const plan = wiringPlan(options, { usecase, repository, delivery }, survey);
  const steps = new Steps(survey);
  steps.take((now) => newEntity(at('domain'), now));
  if (migrations.value !== undefined) {
    const folder = migrations.value;
    steps.take((now) => partOf(tableMigration(folder, options, fields.value, id, now), [], now));
  }
  steps.take((now) => newUseCase(at('usecase'), now));
  steps.take((now) => newRepository(at('repository'), now));
  steps.take((now) => newHandler(at('delivery'), now, plan));
  if (steps.problems.length > 0) {
    return failure(...steps.problems);
  }
  const entity = findEntity(entitled, steps.survey);
  if (!entity.ok) {
    return entity;
  }
  const wiring = wiringOf(plan, options, entity.value, { usecase, repository, delivery }, steps.survey);
  const made = tableOf(repository, options, wiring.changes, steps.survey);
  const doesConflict = entity.value.conflict !== undefined;
  const { versioned } = entity.value;
  const contract = extendedDocument(options, fields.value, id, plan.wholeBase, steps.survey, {
    doesConflict,
    versioned,
    word: routeWordAt(options, delivery, steps.survey),
  });
  const { table, snake } = namesOf(options);
  const handler = steps.survey.reader.read(`${delivery.folder}/${snake}${delivery.suffix}.go`) ?? '';
  const test = steps.survey.reader.read(`${repository.folder}/${snake}${repository.suffix}_test.go`) ?? '';
  const isTried = test.includes('TEST_DATABASE_URL');
  const described = descriptionOf(handler, contract);
  const next = [
    ...steps.gets,
    ...wiring.next,
    ...described.next,
    ...(migrations.value === undefined ? made.next : [`apply the migration create_${table}_table`]),
    `run the tests: go test ./...${isTried ? '; with TEST_DATABASE_URL they run every statement on PostgreSQL' : ''}`,
  ];
  const wired = wiring.changes.filter(({ path }) => !made.changes.some((one) => one.path === path));
  return success({ changes: [...steps.changes, ...wired, ...made.changes, ...described.changes], next });
}

/** What makes the table of an entity in a module that keeps no migrations; in a file that is wired as well, both. */
function tableOf(repository: Place, options: PartOptions, wired: readonly FileChange[], survey: Survey): Migrated {
  const { table, pascal } = namesOf(options);
  if (!isAutoMigrated(survey) || handleFor(repository, survey).driver !== 'gorm') {
    return {
      changes: [],
      next: [`this module keeps no migrations in files; make the table ${table} as its others are made`],
    };
  }
  const { changes, next } = autoMigrated(
    repository,
    `${pascal}Record`,
    withFiles(survey, new Map(wired.map(({ path, after }) => [path, after]))),
  );
  const both = (change: FileChange) => ({ ...wired.find(({ path }) => path === change.path), after: change.after });
  return { changes: changes.map((change) => ({ ...change, ...both(change) })), next };
}

/** What describes the routes: comments, of which documents are made, or a document that says what the handler does. */
function descriptionOf(handler: string, contract: Contract): Contract {
  if (/@Router\s/.test(handler)) {
    return { changes: [], next: ['make the documents of the routes again, with swag init as before'] };
  }
  // Functions of the module that choose the status may choose another than the document would say.
  const isPlain = handler.includes('http.StatusCreated');
  return isPlain
    ? contract
    : {
        changes: [],
        next: [...contract.next, ...contract.changes.map(({ path }) => `describe the routes in ${path}`)],
      };
}

/** Parts that build on each other before anything is written. */
class Steps {
  survey: Survey;
  readonly changes: FileChange[] = [];
  readonly problems: Problem[] = [];
  readonly gets: string[] = [];

  constructor(survey: Survey) {
    this.survey = survey;
  }

  take(make: (survey: Survey) => Result<Part>): void {
    const made = make(this.survey);
    if (!made.ok) {
      // What a part misses because an earlier one met a conflict is no news.
      this.problems.push(
        ...made.problems.filter(({ message }) => this.problems.length === 0 || /is there already/.test(message)),
      );
      return;
    }
    this.changes.push(...made.value.changes);
    this.gets.push(...made.value.next.filter((step) => /^go get |data source name/.test(step)));
    this.survey = withFiles(this.survey, new Map(made.value.changes.map(({ path, after }) => [path, after])));
  }
}

/** Why this module can have no feature, whatever it is called; with what works in it all the same. */
export function lackingFor(
  options: Pick<PartOptions, 'name'>,
  folders: FeatureFolders,
  survey: Survey,
): Problem | undefined {
  const { router } = survey.unsupported;
  const near = placeFor('repository', options.name || 'Feature', folders.repository, survey);
  // Where repositories are written both ways, one is written in the way that is known.
  const isKnown = near.ok && neighboursHandle(near.value, survey) !== undefined;
  const database = isKnown ? undefined : survey.unsupported.database;
  const refused = [...(router === undefined ? [] : [router]), ...(database === undefined ? [] : [database])];
  if (refused.length > 0) {
    const works = [
      'entity',
      'usecase',
      ...(database === undefined ? ['repository'] : []),
      ...(router === undefined ? ['handler'] : []),
      'migration',
    ];
    const name = options.name === '' ? 'NAME' : options.name;
    const message = `this module is written with ${refused.join(' and ')}, which features are not made for (routers: gin, chi, echo, Fiber v2, gorilla/mux, net/http; databases: pgx, sqlx, database/sql, GORM); what works here:\n${works.map((part) => `  go-architect new ${part} ${part === 'migration' ? `create_${namesOf({ name }).table}_table` : name}`).join('\n')}`;
    return { option: 'project', message };
  }
  const isSaid = featureRoles.every((role) => folders[role] !== undefined);
  if (survey.layers.size === 0 && !isSaid) {
    const flags = featureRoles.filter((role) => folders[role] === undefined).map((role) => `--${role} FOLDER`);
    return {
      option: 'project',
      message: `the layout of this module is not recognised; say where its layers are: ${flags.join(' ')}`,
    };
  }
  return undefined;
}

type Places = Readonly<Record<PartRole, Place>>;

function placesOf(options: PartOptions, folders: FeatureFolders, survey: Survey): Result<Places> {
  const problems: Problem[] = [];
  const placeOf = (role: PartRole): Place => {
    const place = placeFor(role, options.name, folders[role], survey);
    if (!place.ok) {
      problems.push(
        ...place.problems.map(({ message }) => ({
          option: role,
          message: message.replace('--directory', `--${role}`),
        })),
      );
    }
    return place.ok ? place.value : { folder: '', packageName: '', alone: false, suffix: '' };
  };
  const places = {
    domain: placeOf('domain'),
    usecase: placeOf('usecase'),
    repository: placeOf('repository'),
    delivery: placeOf('delivery'),
  };
  return problems.length > 0 ? failure(...problems) : success(places);
}

/** Between which folders a person has to choose before a feature can be made. */
export function openPlaces(name: string, survey: Survey): ReadonlyMap<keyof FeatureFolders, readonly string[]> {
  const roles = featureRoles.map((role) => [role, placesFor(role, name, survey)] as const);
  const all: readonly (readonly [keyof FeatureFolders, readonly string[]])[] = [
    ...roles,
    ['migrations', migrationFolders(survey)],
  ];
  return new Map(all.filter(([, found]) => found.length > 1));
}
