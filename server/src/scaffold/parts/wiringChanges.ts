/** The insertions that wire a feature, for each way in which a module puts its features together. */
import type { TextEdit } from '../../go/textEdit.ts';
import { endOf, startOf } from '../../go/tree.ts';
import type { FileChange } from '../preview.ts';
import type { Composition } from './composition.ts';
import type { Container, Containers } from './containers.ts';
import type { ControllerStruct } from './controllerStruct.ts';
import type { FeatureRoutes } from './featureRoutes.ts';
import { routesFile } from './featureRoutesFile.ts';
import {
  aliasLike,
  blockAfter,
  Draft,
  declaredIn,
  indentOf,
  inserted,
  lineAfter,
  type Names,
  type Spot,
} from './insertion.ts';
import { dataOf } from './layers.ts';
import { functionFor, type ModuleFunction } from './moduleFunctions.ts';
import { namesOf } from './part.ts';
import { passedChanges } from './passedChanges.ts';
import { providedChanges } from './providedChanges.ts';
import { listEnds, listedAfter, type RouterConstructor } from './routerConstructor.ts';
import { endsLine, isLastRow, rowEdit } from './rows.ts';
import { folderOf } from './survey.ts';
import type { Way } from './wiring.ts';
import {
  constructed,
  handlerTypeIn,
  loggerArguments,
  registeredAt,
  registeringLines,
  type Subject,
  serviceArguments,
} from './wiringLines.ts';

/** Nothing where the place, a name or an argument is not certain. */
export function changesFor(way: Way, subject: Subject): readonly FileChange[] | undefined {
  switch (way.kind) {
    case 'function':
      return inFunction(way.composition, subject);
    case 'functions':
      return withFunction(way.one, subject);
    case 'routes':
      return withRoutes(way.one, subject);
    case 'constructor':
      return throughConstructor(way.one, subject);
    case 'containers':
      return inContainers(way.one, subject);
    case 'struct':
      return inStruct(way.one, subject);
    case 'provided':
      return providedChanges(way.one, subject);
    case 'passed':
      return passedChanges(way.one, subject);
    case 'unknown':
      return undefined;
  }
}

function inFunction(composition: Composition, subject: Subject): readonly FileChange[] | undefined {
  const { places, survey } = subject;
  const folders = [places.usecase.folder, places.repository.folder, places.delivery.folder];
  const after = inserted(
    composition,
    (names) => {
      const made = constructed(subject, names, composition);
      return made && [...made.lines, ...registered(made.handler, composition, names, subject)];
    },
    folders,
    survey,
  );
  return after === undefined ? undefined : [{ path: composition.path, before: composition.tree.text, after }];
}

function registered(handler: string, { routes }: Composition, names: Names, subject: Subject): readonly string[] {
  return registeringLines(handler, routes, routes?.router ?? '', names, subject);
}

function withFunction(one: ModuleFunction, subject: Subject): readonly FileChange[] | undefined {
  const { composition, caller } = one;
  const draft = new Draft(composition, subject.survey);
  const made = constructed(subject, draft.names, composition);
  if (made === undefined) {
    return undefined;
  }
  const { pascal } = namesOf(subject.options);
  const lines = [...made.lines, ...registered(made.handler, composition, draft.names, subject)];
  const added = functionFor(one, pascal, lines);
  const end = endOf(caller.tree, caller.last);
  const call = { start: end, end, newText: `\n${indentOf(caller.tree, caller.last)}${added.call}` };
  const body = { start: added.at, end: added.at, newText: added.text };
  if (subject.survey.shape(folderOf(composition.path)).declared.has(added.name)) {
    return undefined;
  }
  const names = [...declaredIn(lines), added.name];
  if (caller.path === composition.path) {
    return changed([composition, draft.finished([call, body], names)]);
  }
  const calling = new Draft({ ...caller }, subject.survey);
  return changed([composition, draft.finished([body], names)], [caller, calling.finished([call], [])]);
}

function withRoutes(one: FeatureRoutes, subject: Subject): readonly FileChange[] | undefined {
  const { composition, last, name } = one;
  const { survey } = subject;
  const { folder } = subject.places.delivery;
  const own = routesFile(one, subject);
  const spot: Spot = { path: composition.path, tree: composition.tree, last: last.statement };
  const draft = new Draft(spot, survey);
  const importPath = `${survey.module}/${folder}`;
  const alias = aliasLike(importPath, composition.path, survey);
  const given = own?.handed.map((one) => one.given).join(', ') ?? '';
  const line = lineAfter(spot, `${draft.names.of(importPath, alias)}.${name}(${given})`);
  const isTaken = survey.shape(folder).declared.has(name) || survey.reader.read(one.path) !== undefined;
  if (own === undefined || line === undefined || isTaken) {
    return undefined;
  }
  const calling = changed([spot, draft.finished([line], [])]);
  return calling && [{ path: one.path, after: own.text }, ...calling];
}

function throughConstructor(one: RouterConstructor, subject: Subject): readonly FileChange[] | undefined {
  const { composition, made: last, argument, parameter, tree, path, table, isPointer } = one;
  const { survey } = subject;
  const spot = { path: composition.path, tree: composition.tree, last };
  const draft = new Draft(spot, survey);
  const made = constructed(subject, draft.names, composition);
  const block = made && blockAfter(spot, [...headingLike(spot, subject), ...made.lines]);
  const routing: Spot = { path, tree, last: table.last };
  const router = new Draft(routing, survey);
  const name = `${dataOf(subject.options, subject.places.delivery).camel}${made?.handler.endsWith('Controller') ? 'Controller' : 'Handler'}`;
  const at = registeredAt(table.root, true, table.guards, survey);
  const line = lineAfter(routing, `${name}.Register(${at})`);
  const isPlain = listEnds(argument, spot.tree) && listEnds(parameter, tree);
  if (made === undefined || block === undefined || line === undefined || !isPlain) {
    return undefined;
  }
  const type = `${isPointer ? '*' : ''}${handlerTypeIn(router, subject)}`;
  return changed(
    [
      spot,
      draft.finished(
        [block, listedAfter(argument, spot.tree, `${isPointer ? '' : '*'}${made.handler}`)],
        declaredIn(made.lines),
      ),
    ],
    [routing, router.finished([listedAfter(parameter, tree, `${name} ${type}`), line], [name])],
  );
}

/** The comment above a block, where the neighbours' blocks are headed by the name of what they are about. */
function headingLike({ tree, last }: Spot, { options }: Subject): readonly string[] {
  const before = tree.text.slice(0, startOf(tree, last));
  const headings = [...before.matchAll(/(?<=\{\n|\n[ \t]*\n)[ \t]*\/\/ [A-Z]\w*\n[ \t]*\w+(, \w+)* :=/g)];
  return headings.length < 2 ? [] : [`// ${namesOf(options).pascal}`];
}

function inStruct(one: ControllerStruct, subject: Subject): readonly FileChange[] | undefined {
  const { composition, made: last, value, declared, path, tree, table, receiver, suffix } = one;
  const { survey } = subject;
  const spot = { path: composition.path, tree: composition.tree, last };
  const filled = { tree: composition.tree, last: value };
  const draft = new Draft(spot, survey);
  const made = constructed(subject, draft.names, composition);
  const block = made && blockAfter(spot, made.lines);
  const name = `${namesOf(subject.options).pascal}${suffix}`;
  const routing: Spot = { path, tree, last: table.last };
  const router = new Draft(routing, survey);
  const declaring = path === declared.path ? router : new Draft(declared, survey);
  const type = `*${handlerTypeIn(declaring, subject)}`;
  const at = registeredAt(table.root, true, table.guards, survey);
  const line = lineAfter(routing, `${receiver}.${name}.Register(${at})`);
  const isTaken =
    survey
      .shape(one.folder)
      .structs.get(one.type)
      ?.some((field) => field.name === name) ?? true;
  const isApart = composition.path !== path && composition.path !== declared.path;
  if (made === undefined || block === undefined || line === undefined || isTaken || !isApart) {
    return undefined;
  }
  if (!endsLine(declared) || !endsLine(filled)) {
    return undefined;
  }
  const field = rowEdit(declared, [name, type], '');
  const element = rowEdit(filled, [`${name}:`, made.handler], ',');
  // A row apart from those before it is not apart from those behind it, which gofmt would move.
  const isMoving = (row: TextEdit, list: Pick<Spot, 'tree' | 'last'>) =>
    row.newText.includes('\n\n') && !isLastRow(list);
  if (isMoving(field, declared) || isMoving(element, filled)) {
    return undefined;
  }
  const filling = draft.finished([block, element], declaredIn(made.lines));
  return path === declared.path
    ? changed([spot, filling], [routing, router.finished([field, line], [])])
    : changed([spot, filling], [declared, declaring.finished([field], [])], [routing, router.finished([line], [])]);
}

function inContainers(one: Containers, subject: Subject): readonly FileChange[] | undefined {
  const { repositories, services, routes } = one;
  const { options, entity, places, log, survey } = subject;
  const { pascal } = namesOf(options);
  const repository = `${dataOf(options, places.repository).prefix}Repository`;
  const service = `${dataOf(options, places.usecase).prefix}Service`;
  const routing: Spot = { path: routes.path, tree: routes.tree, last: routes.table.last };
  const draft = new Draft(routing, survey);
  const handler = handlerTypeIn(draft, subject);
  const logger = loggerArguments(draft.names, undefined, log, survey);
  const given = [`${routes.services}.${pascal}${services.suffix}`, ...(logger ?? [])].join(', ');
  const at = registeredAt(routes.table.root, true, routes.table.guards, survey);
  const made = handler.includes('.') ? handler.replace('.', '.New') : `New${handler}`;
  const line = lineAfter(routing, `${made}(${given}).Register(${at})`);
  if (line === undefined || logger === undefined) {
    return undefined;
  }
  const stored = member(repositories, pascal, repository, () => [repositories.parameter], subject);
  const offered = member(
    services,
    pascal,
    service,
    (filling) =>
      serviceArguments(`${services.parameter}.${pascal}${repositories.suffix}`, entity, filling.names, survey),
    subject,
  );
  return stored === undefined || offered === undefined
    ? undefined
    : [...stored, ...offered, ...(changed([routing, draft.finished([line], [])]) ?? [])];
}

/** A field of a container and its value. */
function member(
  container: Container,
  pascal: string,
  type: string,
  argumentsIn: (draft: Draft) => readonly string[] | undefined,
  { survey }: Subject,
): readonly FileChange[] | undefined {
  const { declared, filled, suffix, folder } = container;
  const name = `${pascal}${suffix}`;
  const filling = new Draft(filled, survey);
  const given = argumentsIn(filling);
  const isTaken =
    survey
      .shape(folder)
      .structs.get(container.type)
      ?.some((field) => field.name === name) ?? true;
  if (given === undefined || isTaken) {
    return undefined;
  }
  const field = rowEdit(declared, [name, `*${type}`], '');
  const value = rowEdit(filled, [`${name}:`, `New${type}(${given.join(', ')})`], ',');
  if (!endsLine(declared) || !endsLine(filled)) {
    return undefined;
  }
  if (declared.path === filled.path) {
    return changed([filled, filling.finished([field, value], [])]);
  }
  const declaring = new Draft(declared, survey);
  return changed([declared, declaring.finished([field], [])], [filled, filling.finished([value], [])]);
}

type Finished = readonly [spot: Pick<Spot, 'path' | 'tree'>, after: string | undefined];

function changed(...files: readonly Finished[]): readonly FileChange[] | undefined {
  const changes = files.flatMap(([{ path, tree }, after]) =>
    after === undefined ? [] : [{ path, before: tree.text, after }],
  );
  return changes.length < files.length ? undefined : changes;
}
