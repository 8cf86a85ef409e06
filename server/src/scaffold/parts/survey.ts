/**
 * What a module has that a part has to fit: its path and Go version, the router, logger and driver its code imports, its
 * layers, and what its packages declare. Everything is worked out from texts that the caller hands in; each file is read
 * when somebody asks for it and at most once.
 */
import { detectLayout } from '../../config/layout.ts';
import { parseGoMod } from '../../go/goMod.ts';
import { type GoHeader, readHeader } from '../../go/imports.ts';
import type { FlatTree } from '../../go/tree.ts';
import { withPlainLines } from '../lineEnds.ts';
import { type LoggerName, type LogIdiom, logIdiom } from '../logging.ts';
import type { RouterName } from '../project.ts';
import { failure, type Result, success } from '../result.ts';
import type { Templates } from '../templates.ts';
import { type PackageShape, shapeOfPackage } from './shapes.ts';

/** A module as a generator may look at it; paths are relative to the folder of its go.mod. */
export interface ModuleReader {
  readonly read: (path: string) => string | undefined;
  /** Every file of the module whose name ends in `.go`, tests included, nothing vendored. */
  readonly goFiles: readonly string[];
  readonly namesIn: (folder: string) => readonly string[];
  /** Now, as `YYYYMMDDhhmmss` in UTC. */
  readonly timestamp: string;
}

/** Those that `new project` offers, and those that a module may have chosen itself. */
export type ModuleRouter = RouterName | 'mux' | 'fiber';
export type DriverName = 'pgx' | 'sqlx' | 'sql' | 'gorm';

export interface Survey {
  readonly reader: ModuleReader;
  readonly templates: Templates;
  readonly parse: (text: string) => FlatTree;
  readonly module: string;
  /** Whether the module may use what came with Go 1.`minor`; one that says no version may use anything. */
  readonly hasGo: (minor: number) => boolean;
  readonly router: ModuleRouter;
  /** The import path of the router as this module spells it; `''` for net/http. */
  readonly routerPath: string;
  readonly log: LogIdiom;
  readonly driver: DriverName;
  /** `$1` for PostgreSQL, `?` for the rest. */
  readonly numbered: boolean;
  /** The router and the database library that most files import, where they are ones that no template is written for. */
  readonly unsupported: { readonly router: string | undefined; readonly database: string | undefined };
  /** Whether `new project` made it, or it has that structure. */
  readonly isOurs: boolean;
  /** Folders with Go files that are no tests. */
  readonly folders: readonly string[];
  /** Folders of each recognised layer; empty while the layout is not certain. */
  readonly layers: ReadonlyMap<string, readonly string[]>;
  readonly requires: (path: string) => boolean;
  readonly header: (path: string) => GoHeader;
  readonly shape: (folder: string) => PackageShape;
}

export function surveyModule(
  files: ModuleReader,
  templates: Templates,
  parse: (text: string) => FlatTree,
): Result<Survey> {
  const reader = withPlainLines(files);
  const goMod = parseGoMod(reader.read('go.mod') ?? '');
  if (goMod.modulePath === '') {
    return failure({
      option: 'module',
      message: 'go.mod names no module; begin it with a line such as: module github.com/acme/shop',
    });
  }
  const headers = new Map<string, GoHeader>();
  const header = (path: string) => {
    const known = headers.get(path) ?? readHeader(reader.read(path) ?? '');
    headers.set(path, known);
    return known;
  };
  const sources = reader.goFiles.filter((path) => !path.endsWith('_test.go') && !header(path).generated);
  const imported = countedImports(sources, header);
  const requires = (path: string) =>
    goMod.requirements.some((one) => !one.indirect && (one.path === path || one.path.startsWith(`${path}/`)));
  const chosen = <T extends string>(choices: readonly Choice<T>[]) => choose(choices, imported, requires);
  const router = chosen(routers);
  const driver = chosen(drivers)?.name ?? 'sql';
  const folders = [...new Set(sources.map(folderOf))].sort();
  const shapes = new Map<string, PackageShape>();
  return success({
    reader,
    templates,
    parse,
    module: goMod.modulePath,
    hasGo: (minor) => Number(/^1\.(\d+)/.exec(goMod.goVersion)?.[1] ?? minor) >= minor,
    router: router?.name ?? 'nethttp',
    routerPath: router?.path ?? '',
    log: logIdiom(chosen(loggers)?.name ?? 'slog'),
    driver,
    numbered:
      driver === 'pgx' || !isQuestionMarked(imported, requires, () => driver === 'gorm' || saysDollar(sources, reader)),
    unsupported: unsupportedIn(imported),
    isOurs: ourFiles.every((path) => reader.read(path) !== undefined),
    folders,
    layers: layersOf(folders),
    requires,
    header,
    shape: (folder) => {
      const known = shapes.get(folder) ?? shapeOfPackage(folder, reader, parse);
      shapes.set(folder, known);
      return known;
    },
  });
}

const ourFiles = [
  'cmd/api/run.go',
  'internal/delivery/http/router/router.go',
  'internal/domain/errors.go',
  'internal/domain/user/role.go',
  'internal/repository/postgres/errors.go',
];

interface Choice<T extends string> {
  readonly name: T;
  /** Module path without its version. */
  readonly module: string;
}

const routers: readonly Choice<ModuleRouter>[] = [
  { name: 'gin', module: 'github.com/gin-gonic/gin' },
  { name: 'chi', module: 'github.com/go-chi/chi' },
  { name: 'echo', module: 'github.com/labstack/echo' },
  { name: 'mux', module: 'github.com/gorilla/mux' },
  { name: 'fiber', module: 'github.com/gofiber/fiber/v2' },
];

const drivers: readonly Choice<DriverName>[] = [
  { name: 'gorm', module: 'gorm.io/gorm' },
  { name: 'sqlx', module: 'github.com/jmoiron/sqlx' },
  { name: 'sql', module: 'database/sql' },
  { name: 'pgx', module: 'github.com/jackc/pgx' },
];

const loggers: readonly Choice<LoggerName>[] = [
  { name: 'slog', module: 'log/slog' },
  { name: 'zap', module: 'go.uber.org/zap' },
  { name: 'zerolog', module: 'github.com/rs/zerolog' },
];

/** What most files import; where none imports any, what go.mod asks for. */
function choose<T extends string>(
  choices: readonly Choice<T>[],
  imported: ReadonlyMap<string, number>,
  requires: (path: string) => boolean,
): { readonly name: T; readonly path: string } | undefined {
  const counted = choices
    .flatMap(({ name, module }) =>
      [...imported].filter(([path]) => isOfModule(path, module)).map(([path, count]) => ({ name, path, count })),
    )
    .sort((a, b) => b.count - a.count || a.path.length - b.path.length);
  const [most] = counted;
  if (most !== undefined) {
    return { name: most.name, path: rootOfModule(most.path) };
  }
  const required = choices.find(({ module }) => requires(module));
  return required === undefined ? undefined : { name: required.name, path: newestPaths[required.name] ?? '' };
}

const newestPaths: Readonly<Record<string, string>> = {
  gin: 'github.com/gin-gonic/gin',
  chi: 'github.com/go-chi/chi/v5',
  echo: 'github.com/labstack/echo/v4',
  mux: 'github.com/gorilla/mux',
  fiber: 'github.com/gofiber/fiber/v2',
};

function isOfModule(path: string, module: string): boolean {
  return path === module || path.startsWith(`${module}/`);
}

/** `github.com/go-chi/chi/v5/middleware` is of `github.com/go-chi/chi/v5`. */
function rootOfModule(path: string): string {
  const [host, owner, name, version] = path.split('/');
  return [host, owner, name, ...(/^v\d+$/.test(version ?? '') ? [version] : [])].filter(Boolean).join('/');
}

function countedImports(sources: readonly string[], header: (path: string) => GoHeader): Map<string, number> {
  const counts = new Map<string, number>();
  for (const source of sources) {
    for (const { path } of header(source).imports) {
      counts.set(path, (counts.get(path) ?? 0) + 1);
    }
  }
  return counts;
}

function isQuestionMarked(
  imported: ReadonlyMap<string, number>,
  requires: (path: string) => boolean,
  saysDollar: () => boolean,
): boolean {
  const marked = [
    ...['github.com/go-sql-driver/mysql', 'github.com/mattn/go-sqlite3', 'modernc.org/sqlite'],
    ...['gorm.io/driver/mysql', 'gorm.io/driver/sqlite', 'github.com/glebarez/sqlite'],
  ];
  const numbered = ['github.com/lib/pq', 'github.com/jackc/pgx', 'gorm.io/driver/postgres'];
  const isImported = (module: string) => [...imported.keys()].some((path) => isOfModule(path, module));
  if (numbered.some(isImported)) {
    return marked.some(isImported) && !saysDollar();
  }
  return marked.some((path) => imported.has(path) || requires(path));
}

/** Whether statements of this module write `$1`; asked where it imports drivers of both kinds. */
function saysDollar(sources: readonly string[], { read }: ModuleReader): boolean {
  return sources.some((path) => /\b(WHERE|VALUES|SET|where|values|set)\b[^;`"]*\$1\b/.test(read(path) ?? ''));
}

const otherRouters = [
  ['github.com/gofiber/fiber', 'Fiber of another version than 2'],
  ['github.com/julienschmidt/httprouter', 'httprouter'],
  ['github.com/go-ozzo/ozzo-routing', 'ozzo-routing'],
  ['github.com/beego/beego', 'Beego'],
  ['github.com/kataras/iris', 'Iris'],
  ['github.com/cloudwego/hertz', 'Hertz'],
] as const;
const otherDatabases = [
  ['github.com/jinzhu/gorm', 'GORM v1'],
  ['go.mongodb.org/mongo-driver', 'MongoDB'],
  ['entgo.io/ent', 'ent'],
  ['github.com/uptrace/bun', 'Bun'],
  ['github.com/go-pg/pg', 'go-pg'],
  ['xorm.io/xorm', 'XORM'],
  ['github.com/go-ozzo/ozzo-dbx', 'ozzo-dbx'],
  ['github.com/volatiletech/sqlboiler', 'SQLBoiler'],
] as const;

/** A library that no template is written for, where it is imported more often than any that one is written for. */
function unsupportedIn(imported: ReadonlyMap<string, number>): Survey['unsupported'] {
  const count = (module: string) =>
    [...imported].reduce((sum, [path, times]) => (isOfModule(path, module) ? sum + times : sum), 0);
  const prevailing = (
    others: readonly (readonly [module: string, title: string])[],
    ours: readonly Choice<string>[],
  ): string | undefined => {
    const most = Math.max(...ours.map(({ module }) => count(module)));
    return others.find(([module]) => count(module) > most)?.[1];
  };
  return { router: prevailing(otherRouters, routers), database: prevailing(otherDatabases, drivers) };
}

/** The module as it will be once these files are written. */
export function withFiles(survey: Survey, files: ReadonlyMap<string, string>): Survey {
  const { reader, parse } = survey;
  const added = [...files.keys()];
  const goFiles = [...new Set([...reader.goFiles, ...added.filter((path) => path.endsWith('.go'))])].sort();
  const next: ModuleReader = {
    ...reader,
    goFiles,
    read: (path) => files.get(path) ?? reader.read(path),
    namesIn: (folder) => {
      const here = added.filter((path) => folderOf(path) === folder).map((path) => path.slice(folder.length + 1));
      return [...new Set([...reader.namesIn(folder), ...here])].sort();
    },
  };
  const touched = new Set(added.map(folderOf));
  const shapes = new Map<string, PackageShape>();
  const sources = added.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'));
  return {
    ...survey,
    reader: next,
    folders: [...new Set([...survey.folders, ...sources.map(folderOf)])].sort(),
    header: (path) => (files.has(path) ? readHeader(files.get(path) ?? '') : survey.header(path)),
    shape: (folder) => {
      if (!touched.has(folder)) {
        return survey.shape(folder);
      }
      const known = shapes.get(folder) ?? shapeOfPackage(folder, next, parse);
      shapes.set(folder, known);
      return known;
    },
  };
}

function layersOf(folders: readonly string[]): Map<string, readonly string[]> {
  const { config, layers } = detectLayout(folders);
  return new Map(
    config === undefined
      ? []
      : layers.map(({ name, paths }) => [name, paths.map((path) => path.replace(/\/\*\*$/, ''))] as const),
  );
}

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
