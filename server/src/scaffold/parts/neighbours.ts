/**
 * What the neighbours of a new file do, so that it does the same: what their repositories take to reach the database, in which package their ports stand, under which path their routes lie. Each answer is that of most
 * neighbours; where they say nothing the caller has its own.
 */
import type { Place } from './placement.ts';
import type { PackageShape } from './shapes.ts';
import type { DriverName, Survey } from './survey.ts';

/** What a repository works on: a library's own type, or a type of the module around it. */
export interface Handle {
  readonly driver: DriverName;
  /** The folder of the package that declares the type; `''` for a library's own. */
  readonly folder: string;
  /** Without its package and its star. */
  readonly name: string;
  /** The star, where a type of the module is taken as a pointer. */
  readonly star: string;
  /** The field of a type around it, embedded or not; `''` for a library's own, and for a type that hands it out. */
  readonly field: string;
  /** How it is reached through a type of the module, such as `.GetDB()` or `.Pool`; `''` where it can be called right away. */
  readonly access: string;
}

const libraryTypes: Readonly<Record<string, DriverName>> = {
  '*pgxpool.Pool': 'pgx',
  '*sqlx.DB': 'sqlx',
  '*sql.DB': 'sql',
  '*gorm.DB': 'gorm',
};

function ofLibrary(driver: DriverName): Handle {
  return { driver, folder: '', name: '', star: '', field: '', access: '' };
}

/** What the neighbours take, or the type of the driver that the module imports most. */
export function handleFor(place: Pick<Place, 'folder'>, survey: Survey): Handle {
  return neighboursHandle(place, survey) ?? ofLibrary(survey.driver);
}

/** What most constructors of repositories here take; nothing where none takes what a template is written for. */
export function neighboursHandle(place: Pick<Place, 'folder'>, survey: Survey): Handle | undefined {
  const base = lastOf(place.folder);
  const parent = place.folder.slice(0, Math.max(place.folder.lastIndexOf('/'), 0));
  const near = survey.folders.filter(
    (folder) =>
      folder !== place.folder && (lastOf(folder) === base || (parent !== '' && folder.startsWith(`${parent}/`))),
  );
  const handles = handlesIn(place.folder, survey);
  const found = handles.length > 0 ? handles : near.flatMap((folder) => handlesIn(folder, survey));
  const key = mostOf(found.map(keyOf));
  return found.find((handle) => keyOf(handle) === key);
}

function handlesIn(folder: string, survey: Survey): readonly Handle[] {
  return [...survey.shape(folder).functions].flatMap(([name, { parameters, path }]) =>
    /^New[A-Z]?/.test(name) ? parameters.flatMap(({ type }) => handleOfType(type, path, folder, survey) ?? []) : [],
  );
}

/** A parameter's type as a handle, when it is one. */
export function handleOfType(type: string, path: string, folder: string, survey: Survey): Handle | undefined {
  const library = libraryTypes[type];
  if (library !== undefined) {
    // The first version of GORM has a type of that name as well.
    const isOld =
      library === 'gorm' && survey.header(path).imports.some((one) => one.path === 'github.com/jinzhu/gorm');
    return isOld ? undefined : ofLibrary(library);
  }
  const [, star = '', qualifier = '', name = ''] = /^(\*?)(?:(\w+)\.)?([A-Z]\w*)$/.exec(type) ?? [];
  const owner = qualifier === '' ? folder : folderImportedAs(qualifier, path, survey);
  if (name === '' || owner === undefined) {
    return undefined;
  }
  const embedded = survey
    .shape(owner)
    .structs.get(name)
    ?.find((field) => field.embedded === true && libraryTypes[field.type] !== undefined);
  const driver = libraryTypes[embedded?.type ?? ''];
  const field = (embedded?.type ?? '').replace(/^.*\./, '');
  if (driver !== undefined) {
    return { driver, folder: owner, name, star, field, access: '' };
  }
  const kept = keptIn(name, survey.shape(owner));
  if (kept !== undefined) {
    return { ...kept, folder: owner, name, star, access: `.${kept.field}` };
  }
  const access = accessorOf(name, survey.shape(owner));
  return access === undefined ? undefined : { driver: 'gorm', folder: owner, name, star, field: '', access };
}

/** The one exported field of a struct that holds the database, as `Pool *pgxpool.Pool` does. */
function keptIn(name: string, { structs }: PackageShape): Pick<Handle, 'driver' | 'field'> | undefined {
  const found = (structs.get(name) ?? []).flatMap(({ name: field, type, embedded }) => {
    const driver = libraryTypes[type];
    return driver === undefined || embedded === true || !/^[A-Z]/.test(field) ? [] : [{ driver, field }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The call with which a type of the module hands out GORM, as `GetDB() *gorm.DB` does; one that begins a transaction is none. */
function accessorOf(name: string, { interfaces, functions }: PackageShape): string | undefined {
  const declared = interfaces.find((one) => one.name === name)?.methods;
  const methods = declared?.map((one) => [`${name}.${one.name}`, one] as const) ?? [...functions];
  const found = methods.flatMap(([key, { parameters, results }]) => {
    const method = key.startsWith(`${name}.`) ? key.slice(name.length) : '';
    const isGiving = parameters.length === 0 && results.map(({ type }) => type).join() === '*gorm.DB';
    return isGiving && /^\.(Get)?(Gorm)?(DB|Db|Conn|Connection)$/.test(method) ? [`${method}()`] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

export function keyOf({ folder, name, driver }: Handle): string {
  return `${folder} ${name} ${driver}`;
}

/** The folder of the module that a file imports under a name. */
export function folderImportedAs(name: string, path: string, survey: Survey): string | undefined {
  for (const { path: imported, alias } of survey.header(path).imports) {
    if (imported === survey.module || imported.startsWith(`${survey.module}/`)) {
      const folder = imported.slice(survey.module.length + 1);
      if ((alias === '' ? survey.shape(folder).name : alias) === name) {
        return folder;
      }
    }
  }
  return undefined;
}

/** What the neighbours call a type that serves routes. */
export function handlerWord(folders: readonly string[], survey: Survey): 'Handler' | 'Controller' {
  const words = folders.flatMap((folder) =>
    [...survey.shape(folder).functions.keys()].flatMap((name) => /^New\w*?(Handler|Controller)$/.exec(name)?.[1] ?? []),
  );
  return mostOf(words) === 'Controller' ? 'Controller' : 'Handler';
}

const portName = /^[A-Z]\w*(Repository|Repo|Store|Storage|Gateway)$/;

/** The package of the inner layers that holds the ports of several entities, apart from their use cases; nothing when none does. */
export function portFolder(usecase: Pick<Place, 'folder'>, survey: Survey): string | undefined {
  const layers = ['domain', 'model', 'ports', 'usecase', 'application', 'service'];
  const inner = layers.flatMap((layer) => [...(survey.layers.get(layer) ?? [])]);
  const counted = survey.folders
    .filter((folder) => inner.some((layer) => folder === layer || folder.startsWith(`${layer}/`)))
    .filter((folder) => !/(^|\/)(mocks?|fakes?)(\/|$)/.test(folder))
    .map((folder) => {
      const { interfaces } = survey.shape(folder);
      return {
        folder,
        ports: interfaces.filter(({ name, path }) => portName.test(name) && isWritten(path, survey)).length,
      };
    })
    .filter(({ ports }) => ports > 0)
    .sort((a, b) => b.ports - a.ports);
  const [first, second] = counted;
  const isClear = first !== undefined && first.folder !== usecase.folder && first.ports > (second?.ports ?? 0);
  return isClear && first.ports > 1 ? first.folder : undefined;
}

function isWritten(path: string, survey: Survey): boolean {
  return !survey.header(path).generated;
}

export function mostOf(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function lastOf(folder: string): string {
  return folder.split('/').pop() ?? '';
}
