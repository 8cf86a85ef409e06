/**
 * Migration files in the form of either tool. The SQL is written once, as an up and a down text; golang-migrate keeps
 * them in two files, goose in one with annotations. It knows how file names are made and what number comes next, and
 * nothing of what the SQL says.
 */
import { failure, type GeneratedFile, type Result, success } from './result.ts';

export type MigrationTool = 'golang-migrate' | 'goose';

/** What a folder is written for: a tool, or whoever runs each file from its first line to its last, and so would run a way back as well. */
export type MigrationForm = MigrationTool | 'plain';

export interface MigrationText {
  readonly up: string;
  readonly down: string;
}

/** The name is `''` where files have none. The version may be a sequence number or a timestamp; it is padded as the tool's own `create` pads it. */
export function migrationFiles(
  tool: MigrationForm,
  directory: string,
  version: string,
  name: string,
  text: MigrationText,
): readonly GeneratedFile[] {
  const prefix = directory === '' ? '' : `${directory}/`;
  if (tool === 'plain') {
    return [{ path: `${prefix}${version}${name === '' ? '' : `_${name}`}.sql`, content: text.up, mode: 0o644 }];
  }
  if (tool === 'goose') {
    return [{ path: `${prefix}${version}_${name}.sql`, content: gooseText(text), mode: 0o644 }];
  }
  return [
    { path: `${prefix}${version}_${name}.up.sql`, content: text.up, mode: 0o644 },
    { path: `${prefix}${version}_${name}.down.sql`, content: text.down, mode: 0o644 },
  ];
}

export function gooseText(text: MigrationText): string {
  return `-- +goose Up\n${gooseStatements(text.up)}\n-- +goose Down\n${gooseStatements(text.down)}`;
}

/** goose splits at semicolons, so a statement with semicolons inside needs annotations around it. */
function gooseStatements(sql: string): string {
  return splitStatements(sql)
    .map((statement) =>
      /\$[A-Za-z_]*\$/.test(statement)
        ? `-- +goose StatementBegin\n${statement}\n-- +goose StatementEnd\n`
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

const migrationFileName = /^([0-9]+)(?:_(.*?))?(?:\.(up|down))?\.sql$/;

/** What says to a tool which way a statement goes. */
const annotation = /^\s*--\s*(\+\w|migrate:)/m;

export interface MigrationFolder {
  readonly tool: MigrationForm;
  /** The version of the next migration, padded like the ones that are there. */
  readonly nextVersion: string;
  /** Whether the files have numbers alone. */
  readonly unnamed?: true;
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
    const match = migrationFileName.exec(name);
    return match?.[1] === undefined
      ? []
      : [{ version: match[1], name: match[2], direction: match[3], text: read(name) }];
  });
  if (parsed.length === 0) {
    return { tool: preferred, nextVersion: preferred === 'goose' ? '00001' : '000001' };
  }
  const isPaired = parsed.some((file) => file.direction !== undefined);
  const texts = parsed.flatMap(({ text }) => text ?? []);
  const isAnnotated = texts.length === 0 || preferred === 'goose' || texts.some((text) => annotation.test(text));
  const unnamed = !isPaired && parsed.every(({ name }) => name === undefined) ? { unnamed: true as const } : {};
  const tool = isPaired ? 'golang-migrate' : isAnnotated ? 'goose' : 'plain';
  const highest = parsed
    .map((file) => file.version)
    .reduce((left, right) => (BigInt(left) >= BigInt(right) ? left : right));
  if (highest.length >= 14) {
    const next = BigInt(timestamp) > BigInt(highest) ? BigInt(timestamp) : BigInt(highest) + 1n;
    return { tool, nextVersion: next.toString(), ...unnamed };
  }
  return { tool, nextVersion: (BigInt(highest) + 1n).toString().padStart(highest.length, '0'), ...unnamed };
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

/** The next migration of a folder, empty but for what its author has to keep in mind. */
export function newMigration(request: MigrationRequest): Result<readonly GeneratedFile[]> {
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
  const sameName = request.fileNames.find((file) => migrationFileName.exec(file)?.[2] === name);
  if (sameName !== undefined) {
    return failure({
      option: 'name',
      message: `there is a migration of this name already: ${request.directory}/${sameName}`,
    });
  }
  const preferred: MigrationTool = request.goMod.includes('pressly/goose') ? 'goose' : 'golang-migrate';
  const folder = migrationFolder(request.fileNames, preferred, request.timestamp, request.read);
  const text = {
    up: '-- What changes. One that was applied anywhere is never edited: write the next one.\n',
    down: '-- How to take it back.\n',
  };
  const named = folder.unnamed === true ? '' : name;
  return success(migrationFiles(folder.tool, request.directory, folder.nextVersion, named, text));
}
