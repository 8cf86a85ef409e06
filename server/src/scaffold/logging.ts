/**
 * How a log statement reads in the logger a project has chosen. Templates name level, message and typed fields once and
 * get the statement in the idiom of slog, zap or zerolog, so that no project logs through a wrapper nobody asked for.
 */

export type LoggerName = 'slog' | 'zap' | 'zerolog';
export const loggerNames: readonly LoggerName[] = ['slog', 'zap', 'zerolog'];

type Level = 'Debug' | 'Info' | 'Warn' | 'Error';
type FieldKind = 'string' | 'int' | 'int64' | 'duration' | 'error' | 'any';
type Field = readonly [key: string, kind: FieldKind, expression: string];

export interface LogIdiom {
  readonly name: LoggerName;
  /** The type of a logger value, e.g. `*slog.Logger`. */
  readonly type: string;
  /** The import line when the logger is in the standard library, else empty. */
  readonly standardImport: string;
  /** The import line when the logger is a library, else empty. */
  readonly libraryImport: string;
  /** An expression for a logger that drops everything; for tests. */
  readonly discard: string;
  /** One statement; `context` is the Go expression of the context in scope. */
  readonly statement: (
    logger: string,
    level: Level,
    context: string,
    message: string,
    ...fields: readonly Field[]
  ) => string;
}

export function logIdiom(name: LoggerName): LogIdiom {
  switch (name) {
    case 'slog':
      return {
        name,
        type: '*slog.Logger',
        standardImport: '"log/slog"',
        libraryImport: '',
        discard: 'slog.New(slog.DiscardHandler)',
        statement: (logger, level, context, message, ...fields) =>
          `${logger}.${level}Context(${[context, quote(message), ...fields.map(slogField)].join(', ')})`,
      };
    case 'zap':
      return {
        name,
        type: '*zap.Logger',
        standardImport: '',
        libraryImport: '"go.uber.org/zap"',
        discard: 'zap.NewNop()',
        statement: (logger, level, _context, message, ...fields) =>
          `${logger}.${level}(${[quote(message), ...fields.map(zapField)].join(', ')})`,
      };
    case 'zerolog':
      return {
        name,
        type: 'zerolog.Logger',
        standardImport: '',
        libraryImport: '"github.com/rs/zerolog"',
        discard: 'zerolog.Nop()',
        statement: (logger, level, context, message, ...fields) =>
          `${logger}.${level}().Ctx(${context})${fields.map(zerologField).join('')}.Msg(${quote(message)})`,
      };
  }
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function slogField([key, kind, expression]: Field): string {
  const constructors = {
    string: 'String',
    int: 'Int',
    int64: 'Int64',
    duration: 'Duration',
    error: 'Any',
    any: 'Any',
  } as const;
  return `slog.${constructors[kind]}(${quote(key)}, ${expression})`;
}

function zapField([key, kind, expression]: Field): string {
  if (kind === 'error') {
    return key === 'error' ? `zap.Error(${expression})` : `zap.NamedError(${quote(key)}, ${expression})`;
  }
  const constructors = { string: 'String', int: 'Int', int64: 'Int64', duration: 'Duration', any: 'Any' } as const;
  return `zap.${constructors[kind]}(${quote(key)}, ${expression})`;
}

function zerologField([key, kind, expression]: Field): string {
  if (kind === 'error') {
    return key === 'error' ? `.Err(${expression})` : `.AnErr(${quote(key)}, ${expression})`;
  }
  const constructors = { string: 'Str', int: 'Int', int64: 'Int64', duration: 'Dur', any: 'Any' } as const;
  return `.${constructors[kind]}(${quote(key)}, ${expression})`;
}
