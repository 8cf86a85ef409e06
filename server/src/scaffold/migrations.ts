/**
 * Migration files in the form of each tool. The SQL is written once, as an up and a down text; golang-migrate keeps
 * them in two files, the others in one with annotations. It knows how file names are made and what number comes next, and
 * nothing of what the SQL says.
 */
import { failure, type GeneratedFile, type Result, success } from './result.ts';

/** What stands in front of either way in the one file of a tool; `statement` is begun and ended where a tool splits at semicolons. */
interface Annotations {
  readonly up: string;
  readonly down: string;
  readonly statement?: readonly [begin: string, end: string];
}

const annotations = {
  goose: {
    up: '-- +goose Up',
    down: '-- +goose Down',
    statement: ['-- +goose StatementBegin', '-- +goose StatementEnd'],
  },
  'sql-migrate': {
    up: '-- +migrate Up',
    down: '-- +migrate Down',
    statement: ['-- +migrate StatementBegin', '-- +migrate StatementEnd'],
  },
  dbmate: { up: '-- migrate:up', down: '-- migrate:down' },
} as const satisfies Readonly<Record<string, Annotations>>;

type AnnotatedTool = keyof typeof annotations;

export type MigrationTool = 'golang-migrate' | AnnotatedTool;

/** What a folder is written for: a tool, or whoever runs each file from its first line to its last, and so would run a way back as well. */
export type MigrationForm = MigrationTool | 'plain';

export interface MigrationText {
  readonly up: string;
  readonly down: string;
}

/** The tool that a module asks for, where no file tells; golang-migrate's command is no dependency of those who use it. */
export function toolIn(goMod: string): MigrationTool {
  const known = { 'pressly/goose': 'goose', 'rubenv/sql-migrate': 'sql-migrate', 'amacneil/dbmate': 'dbmate' } as const;
  return Object.entries(known).find(([path]) => goMod.includes(path))?.[1] ?? 'golang-migrate';
}

/** The stem is what the names of all its files begin with. */
export function migrationFiles(
  tool: MigrationForm,
  directory: string,
  stem: string,
  text: MigrationText,
): readonly GeneratedFile[] {
  const path = directory === '' ? stem : `${directory}/${stem}`;
  if (tool === 'plain') {
    return [{ path: `${path}.sql`, content: text.up, mode: 0o644 }];
  }
  if (tool !== 'golang-migrate') {
    return [{ path: `${path}.sql`, content: annotatedText(tool, text), mode: 0o644 }];
  }
  return [
    { path: `${path}.up.sql`, content: text.up, mode: 0o644 },
    { path: `${path}.down.sql`, content: text.down, mode: 0o644 },
  ];
}

export function annotatedText(tool: AnnotatedTool, text: MigrationText): string {
  const words: Annotations = annotations[tool];
  return `${words.up}\n${statementsOf(text.up, words)}\n${words.down}\n${statementsOf(text.down, words)}`;
}

/** The tool whose words stand in a file. */
function annotatedFor(text: string): AnnotatedTool | undefined {
  const word = /^\s*--\s*(?:\+(goose|migrate)\b|migrate:(?:up|down)\b)/m.exec(text);
  return word === null ? undefined : word[1] === undefined ? 'dbmate' : word[1] === 'goose' ? 'goose' : 'sql-migrate';
}

/** The line behind which a migration leads back; goose's where it has none, for a file that holds one way alone. */
export function wayBackIn(text: string): string {
  return annotations[annotatedFor(text) ?? 'goose'].down;
}

/** Who splits at semicolons needs annotations around a statement with semicolons inside. */
function statementsOf(sql: string, { statement: around }: Annotations): string {
  return splitStatements(sql)
    .map((statement) =>
      around !== undefined && /\$[A-Za-z_]*\$/.test(statement)
        ? `${around[0]}\n${statement}\n${around[1]}\n`
        : `${statement}\n`,
    )
    .join('\n');
}

/** Splits SQL at blank lines that stand outside of dollar-quoted bodies. */
function splitStatements(sql: string): readonly string[] {
  const blocks: string[] = [];
  let block: string[] = [];
  let insideBody = false;
  for (const line of sql.split('\n')) {
    if (line.trim() === '' && !insideBody) {
      if (block.length > 0) {
        blocks.push(block.join('\n'));
        block = [];
      }
      continue;
    }
    if ((line.match(/\$[A-Za-z_]*\$/g) ?? []).length % 2 === 1) {
      insideBody = !insideBody;
    }
    block.push(line);
  }
  if (block.length > 0) {
    blocks.push(block.join('\n'));
  }
  return blocks;
}

/** What the name of a migration says; sql-migrate's own command writes "-" between version and name. */
export function migrationNamed(fileName: string) {
  const match = /^([0-9]+)(?:([_-])(.*?))?(?:\.(up|down))?\.sql$/.exec(fileName);
  return match?.[1] === undefined
    ? undefined
    : { version: match[1], sign: match[2], name: match[3], direction: match[4] };
}

export interface MigrationFolder {
  readonly tool: MigrationForm;
  /** The version of the next migration, padded like the ones that are there. */
  readonly nextVersion: string;
  /** What stands between version and name; nothing where the files have numbers alone. */
  readonly sign: '_' | '-' | undefined;
}

/** The stem of a migration: without its name where the files of the folder have none. */
export function stemIn({ sign }: MigrationFolder, version: string, name: string): string {
  return sign === undefined ? version : `${version}${sign}${name}`;
}

/**
 * Reads off the files of a migrations folder which tool it belongs to and what comes next. A sequence goes on by
 * one; timestamps (14 digits) go on with `timestamp`, or with one more than the highest where the clock is behind it.
 * `preferred` decides for an empty folder.
 */
export function migrationFolder(
  fileNames: readonly string[],
  preferred: MigrationTool,
  timestamp: string,
  read: (fileName: string) => string | undefined = () => undefined,
): MigrationFolder {
  const parsed = fileNames.flatMap((name) => {
    const migration = migrationNamed(name);
    return migration === undefined ? [] : [{ ...migration, text: read(name) }];
  });
  if (parsed.length === 0) {
    return { tool: preferred, nextVersion: preferred === 'goose' ? '00001' : '000001', sign: '_' };
  }
  const isPaired = parsed.some((file) => file.direction !== undefined);
  const isNamed = isPaired || parsed.some(({ name }) => name !== undefined);
  const isDashed = isNamed && parsed.every(({ sign }) => sign === '-');
  const sign = isDashed ? '-' : isNamed ? '_' : undefined;
  const texts = parsed.flatMap(({ text }) => text ?? []);
  const tool = isPaired ? 'golang-migrate' : formOf(texts, preferred);
  const highest = parsed
    .map((file) => file.version)
    .reduce((left, right) => (BigInt(left) >= BigInt(right) ? left : right));
  if (highest.length >= 14) {
    const next = BigInt(timestamp) > BigInt(highest) ? BigInt(timestamp) : BigInt(highest) + 1n;
    return { tool, nextVersion: next.toString(), sign };
  }
  return { tool, nextVersion: (BigInt(highest) + 1n).toString().padStart(highest.length, '0'), sign };
}

/** Whom single files are for: their words say it, and where nobody has read them it is the tool that most have. */
function formOf(texts: readonly string[], preferred: MigrationTool): MigrationForm {
  const said = texts.map(annotatedFor).find((tool) => tool !== undefined);
  const unsaid = texts.length === 0 ? 'goose' : 'plain';
  return said ?? (preferred === 'golang-migrate' ? unsaid : preferred);
}

export interface MigrationRequest {
  readonly name: string;
  /** Relative to the module, with `/`. */
  readonly directory: string;
  /** The names in that folder. */
  readonly fileNames: readonly string[];
  /** The text of a file in it. */
  readonly read?: (fileName: string) => string | undefined;
  /** Decides for an empty folder which tool is meant. */
  readonly goMod: string;
  readonly timestamp: string;
}

export interface NewMigration {
  readonly files: readonly GeneratedFile[];
  /** What is left for its author. */
  readonly next: readonly string[];
}

/** The next migration of a folder, empty but for what its author has to keep in mind. */
export function newMigration(request: MigrationRequest): Result<NewMigration> {
  const name = request.name
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    return failure({
      option: 'name',
      message: `"${request.name}" cannot name a migration: begin with a letter and use letters, digits and "_", for example add_phone_to_users`,
    });
  }
  if (
    request.directory.startsWith('/') ||
    request.directory.split(/[\\/]/).some((part) => part === '..' || part === '')
  ) {
    return failure({
      option: 'directory',
      message: `"${request.directory}" leaves the module; give a folder inside of it, for example migrations`,
    });
  }
  const sameName = request.fileNames.find((file) => migrationNamed(file)?.name === name);
  if (sameName !== undefined) {
    return failure({
      option: 'name',
      message: `there is a migration of this name already: ${request.directory}/${sameName}`,
    });
  }
  const folder = migrationFolder(request.fileNames, toolIn(request.goMod), request.timestamp, request.read);
  const text = {
    up: '-- What changes. One that was applied anywhere is never edited: write the next one.\n',
    down: '-- How to take it back.\n',
  };
  const stem = stemIn(folder, folder.nextVersion, name);
  const next =
    folder.tool === 'plain'
      ? 'write the SQL, which is run from the first line to the last and has no way back; then apply it to a copy of the data'
      : 'write the SQL of both directions, then apply it, revert it and apply it again';
  return success({ files: migrationFiles(folder.tool, request.directory, stem, text), next: [next] });
}
