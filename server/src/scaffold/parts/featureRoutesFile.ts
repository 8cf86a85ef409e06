/** The file of a feature's function that puts it together and registers its routes, where each feature has one. */
import type { FeatureRoutes, Handed } from './featureRoutes.ts';
import { importedAs } from './featureRoutes.ts';
import { type Names, nameIn } from './insertion.ts';
import { namesOf, rendered } from './part.ts';
import { constructed, registeredAt, type Subject } from './wiringLines.ts';

export interface RoutesFile {
  readonly text: string;
  /** What the function takes, in order. */
  readonly handed: readonly Handed[];
}

/** Nothing where an argument is not known or two packages would have one name. */
export function routesFile(one: FeatureRoutes, subject: Subject): RoutesFile | undefined {
  const { survey, options, places, log } = subject;
  const { router, database, last, name, path, guards, guardImports } = one;
  const imports = new Map<string, { readonly path: string; readonly alias: string }>();
  let isClear = true;
  const wanted = (localName: string, importPath: string) => {
    const known = imports.get(localName);
    isClear &&= known === undefined || known.path === importPath;
    const ownName =
      nameIn(importPath, survey) ??
      importPath
        .split('/')
        .filter((segment) => !/^v\d+$/.test(segment))
        .pop();
    imports.set(localName, { path: importPath, alias: ownName === localName ? '' : `${localName} ` });
    return localName;
  };
  const names: Names = {
    of: (importPath, preferred) =>
      wanted(preferred ?? nameIn(importPath, survey) ?? importPath.split('/').pop() ?? importPath, importPath),
  };
  const logger = loggerHanded(one, log.type, log.ownImport, subject);
  const handed = [router, database, ...(logger === undefined ? [] : [logger])];
  for (const { imported } of handed) {
    wanted(...imported);
  }
  const given = logger === undefined ? [] : [{ ...last, given: last.called.parameters.map((each) => each.name) }];
  const made = constructed(subject, names, { path, database: database.name, calls: given });
  if (made === undefined) {
    return undefined;
  }
  for (const guard of [...guards.all, ...guards.writes]) {
    const qualifier = guard.slice(0, guard.indexOf('.'));
    wanted(qualifier, guardImports.get(qualifier) ?? '');
  }
  const isGroup = router.type === '*echo.Group';
  const isHidden = handed.some((each) => imports.has(each.name));
  const data = {
    package: places.delivery.packageName,
    name,
    words: namesOf(options).words,
    parameters: handed.map((each) => `${each.name} ${each.type}`).join(', '),
    lines: [...made.lines, `${made.handler}.Register(${registeredAt(router.name, isGroup, guards, survey)})`],
    groups: grouped([...imports.values()], survey.module),
  };
  return isClear && !isHidden ? { text: rendered(path, 'routes.go', data, survey).text, handed } : undefined;
}

function grouped(imports: readonly { readonly path: string; readonly alias: string }[], module: string) {
  const kindOf = (path: string) => (path.startsWith(`${module}/`) ? 2 : /^[^/]+\./.test(path) ? 1 : 0);
  return [0, 1, 2].map((kind) => imports.filter(({ path }) => kindOf(path) === kind));
}

/** A logger of the module's own kind that the neighbours are given. */
function loggerHanded(
  { last }: FeatureRoutes,
  type: string,
  ownImport: string,
  { survey }: Subject,
): Handed | undefined {
  const { called, given } = last;
  const at = called.parameters.findIndex((parameter) => parameter.type === type);
  const parameter = called.parameters[at];
  const qualifier = /^\*?(\w+)\./.exec(type)?.[1];
  const importPath = qualifier === undefined ? undefined : importedAs(qualifier, called.path, survey);
  const text = given[at];
  const isIt = ownImport === '' || importPath === ownImport;
  return parameter === undefined || qualifier === undefined || importPath === undefined || text === undefined || !isIt
    ? undefined
    : { name: parameter.name, type, imported: [qualifier, importPath], given: text };
}
