/** The insertions that take a feature through a struct of use cases and the functions that hand them on to the table of routes. */
import type { TextEdit } from '../../go/textEdit.ts';
import type { FileChange } from '../preview.ts';
import { handlerName } from './handlers.ts';
import { aliasLike, blockAfter, Draft, isUnnamedLike, lineAfter, type Spot } from './insertion.ts';
import { dataOf } from './layers.ts';
import { folderImportedAs } from './neighbours.ts';
import { namesOf } from './part.ts';
import type { PassedUseCases } from './passedUseCases.ts';
import type { Place } from './placement.ts';
import { reaches } from './reach.ts';
import { listEnds, listedAfter } from './routerConstructor.ts';
import { endsLine, rowEdit } from './rows.ts';
import { folderOf, type Survey } from './survey.ts';
import { loggerFor, registeredAt, type Subject, serviceArguments } from './wiringLines.ts';

/** Nothing where a name, an argument or a place is not certain. */
export function passedChanges(one: PassedUseCases, subject: Subject): readonly FileChange[] | undefined {
  const { composition, declared, filled, hops, routing, table, suffix } = one;
  const { options, entity, places, survey } = subject;
  const { camel, pascal } = namesOf(options);
  const files = new Files(survey);
  const field = `${camel}${suffix}`;
  const repository = `${camel}Repo`;
  const parameter = `${camel}Service`;

  const making = files.at(composition);
  const made = (place: Place) =>
    `${nameOf(place, making.draft, composition.path, survey)}.New${dataOf(options, place).prefix}`;
  const line = lineAfter(composition, `${repository} := ${made(places.repository)}Repository(${composition.database})`);
  const given = serviceArguments(repository, entity, making.draft.names, survey);
  const logger = loggerIn(one, files.at({ ...routing, last: table.last }).draft, subject);
  const isTaken =
    survey
      .shape(folderOf(declared.path))
      .structs.get(one.type)
      ?.some(({ name }) => name === field) ?? true;
  const isPlain = hops.every((hop) => [hop.argument, hop.parameter].every(({ last, tree }) => listEnds(last, tree)));
  if (line === undefined || given === undefined || logger === undefined || isTaken || !isPlain) {
    return undefined;
  }
  if (
    !endsLine(declared) ||
    !endsLine(filled) ||
    hops.some(({ parameter: at }) => imports(places.delivery, at, survey))
  ) {
    return undefined;
  }
  making.edits.push(line, rowEdit(filled, [`${field}:`, `${made(places.usecase)}Service(${given.join(', ')})`], ','));
  making.declared.push(repository);
  const declaring = files.at(declared);
  const service = `${nameOf(places.usecase, declaring.draft, declared.path, survey)}.${dataOf(options, places.usecase).prefix}Service`;
  declaring.edits.push(rowEdit(declared, [field, `*${service}`], ''));

  hops.forEach((hop, at) => {
    const calling = files.at(hop.argument);
    const argument = at === 0 ? `${one.useCases}.${field}` : parameter;
    calling.edits.push(listedAfter(hop.argument.last, hop.argument.tree, argument));
    const taking = files.at(hop.parameter);
    const type = taking.draft.qualified(places.delivery.folder, `${pascal}Service`);
    taking.edits.push(listedAfter(hop.parameter.last, hop.parameter.tree, `${parameter} ${type}`));
    taking.declared.push(parameter);
  });

  const routed = files.at({ ...routing, last: table.last });
  const handler = routed.draft.qualified(
    places.delivery.folder,
    handlerName(dataOf(options, places.delivery).prefix, places.delivery, survey),
  );
  const maker = handler.replace(/(?=\w+$)/, 'New');
  const at = registeredAt(table.root, true, table.guards, survey);
  const registering = blockAfter({ ...routing, last: table.last }, [
    `${maker}(${[parameter, ...logger].join(', ')}).Register(${at})`,
  ]);
  return registering === undefined ? undefined : files.changes([routed, registering]);
}

/** What a file calls the package of a part: in the neighbours' way, be that a word of its own or none. */
function nameOf(place: Place, { names }: Draft, path: string, survey: Survey): string {
  const importPath = `${survey.module}/${place.folder}`;
  const alias = aliasLike(importPath, path, survey);
  return names.of(importPath, alias ?? (isUnnamedLike(importPath, path, survey) ? place.packageName : undefined));
}

/** A package that imports another cannot be imported by it. */
function imports({ folder }: Place, { path }: Spot, survey: Survey): boolean {
  return folder !== folderOf(path) && reaches(folder, folderOf(path), survey);
}

/** What the function with the table is given as a logger, or a logger that is there for whoever asks. */
function loggerIn(one: PassedUseCases, { names }: Draft, { log, survey }: Subject): readonly string[] | undefined {
  if (log.type === '') {
    return [];
  }
  const { called } = one.routing;
  const found = called.parameters.find(({ type }) => {
    const folder = folderImportedAs(type.replace(/^\*/, '').split('.')[0] ?? '', called.path, survey);
    return type === log.type && (log.ownImport === '' || `${survey.module}/${folder}` === log.ownImport);
  });
  const logger = found?.name ?? loggerFor(names, log.name, survey);
  return logger === undefined ? undefined : [logger];
}

interface Drafted {
  readonly draft: Draft;
  readonly spot: Pick<Spot, 'path' | 'tree'>;
  readonly edits: TextEdit[];
  readonly declared: string[];
}

/** Files with several insertions each. */
class Files {
  readonly #survey: Survey;
  readonly #drafts = new Map<string, Drafted>();

  constructor(survey: Survey) {
    this.#survey = survey;
  }

  at(spot: Spot): Drafted {
    const known = this.#drafts.get(spot.path) ?? {
      draft: new Draft(spot, this.#survey),
      spot,
      edits: [],
      declared: [],
    };
    this.#drafts.set(spot.path, known);
    return known;
  }

  changes([last, edit]: readonly [Drafted, TextEdit]): readonly FileChange[] | undefined {
    last.edits.push(edit);
    const found = [...this.#drafts.values()];
    const changes = found.flatMap(({ draft, spot, edits, declared }) => {
      const after = draft.finished(edits, [...new Set(declared)]);
      return after === undefined ? [] : [{ path: spot.path, before: spot.tree.text, after }];
    });
    return changes.length < found.length ? undefined : changes;
  }
}
