/**
 * What the handlers of a module log with: a logger that they are given, be it a library's or the module's own, or functions of a package,
 * where nobody is given one. Read from what the neighbours do first, then from what the module does; where neither says anything,
 * the handler is given the library's logger.
 */
import { type LogIdiom, logIdiom } from '../logging.ts';
import { folderImportedAs, mostOf } from './neighbours.ts';
import type { FunctionShape, MethodShape } from './shapes.ts';
import { folderOf, type Survey } from './survey.ts';

type Statement = LogIdiom['statement'];
type Level = Parameters<Statement>[1];
type Field = Parameters<Statement>[4];

/** A log idiom for a generated handler; the type is `''` where functions of a package are called. */
export interface HandlerLog extends Omit<LogIdiom, 'name'> {
  readonly name: LogIdiom['name'] | 'logrus' | 'own';
  /** The path of the module's own package; `''` for a library's. */
  readonly ownImport: string;
  /** What a test declares so that it can pass a logger that says nothing; `''` where nothing has to be declared. */
  readonly double: string;
}

/** @param folders where the neighbours' handlers are; @param pascal the name of the entity */
export function handlerLogIn(folders: readonly string[], own: string, pascal: string, survey: Survey): HandlerLog {
  const files = survey.reader.goFiles.filter(
    (path) =>
      folders.includes(folderOf(path)) &&
      !path.endsWith('_test.go') &&
      !path.slice(folderOf(path).length + 1).startsWith(own),
  );
  return (
    ownLogger(files, pascal, survey) ??
    ownFunctions(files, survey)?.log ??
    functionsOfModule(own, survey) ??
    libraryLog(own, survey)
  );
}

/** Functions that the module logs with, where the neighbours log nothing and nobody is given a library's logger. */
function functionsOfModule(own: string, survey: Survey): HandlerLog | undefined {
  const files = survey.reader.goFiles.filter(
    (path) => !path.endsWith('_test.go') && !path.slice(folderOf(path).length + 1).startsWith(own),
  );
  const found = ownFunctions(files, survey);
  const others = found === undefined ? [] : typesTaken(own, survey, found.folder);
  const isGiven = others.some((type) => Object.values(loggerTypes).some((pattern) => pattern.test(type)));
  const isCalled = files.some((path) =>
    Object.values(calledLoggers).some(
      (pattern) => folderOf(path) !== found?.folder && pattern.test(survey.reader.read(path) ?? ''),
    ),
  );
  if (found === undefined || isGiven || isCalled) {
    return undefined;
  }
  // Functions on a variable that somebody has to fill first would end a test, in which nobody does.
  return isReady(found.folder, survey) ? found.log : { ...logIdiom('slog'), ownImport: '', double: '' };
}

/** Whether a package keeps no variable that begins empty. */
function isReady(folder: string, { reader }: Survey): boolean {
  const empty = /^var\s+\w+\s+[\w.*]+\s*$|^var\s*\((?:\n[^)]*)?\n\t\w+\s+[\w.*]+\s*\n/m;
  return reader.goFiles.every(
    (path) => folderOf(path) !== folder || path.endsWith('_test.go') || !empty.test(reader.read(path) ?? ''),
  );
}

function libraryLog(own: string, survey: Survey): HandlerLog {
  const { log, reader, header } = survey;
  const sources = reader.goFiles.filter(
    (path) =>
      !path.endsWith('_test.go') && !header(path).generated && !path.slice(folderOf(path).length + 1).startsWith(own),
  );
  const importing = (path: string) =>
    sources.filter((source) => header(source).imports.some((imported) => imported.path === path));
  const logrus = importing('github.com/sirupsen/logrus');
  const others = ['log/slog', 'go.uber.org/zap', 'github.com/rs/zerolog'].map((path) => importing(path).length);
  const isLogrus = logrus.length > Math.max(...others);
  const name = isLogrus ? 'logrus' : log.name;
  const types = typesTaken(own, survey).filter((type) => loggerTypes[name].test(type));
  const called = sources.some((path) => calledLoggers[name].test(reader.read(path) ?? ''));
  const isCalled = types.length === 0 && called;
  if (isLogrus) {
    return isCalled ? logrusFunctions : logrusLogger;
  }
  const whole = { ...log, ownImport: '', double: '' };
  if (!isCalled || log.name === 'zerolog') {
    return whole;
  }
  const instead = log.name === 'zap' ? 'zap.L()' : 'slog';
  return { ...whole, type: '', statement: (_logger, ...rest) => log.statement(instead, ...rest) };
}

type LibraryName = Exclude<HandlerLog['name'], 'own'>;

/** How a function that is given a logger, or a struct that keeps one, writes its type. */
const loggerTypes: Readonly<Record<LibraryName, RegExp>> = {
  slog: /^\*slog\.Logger$/,
  zap: /^\*zap\.(Sugared)?Logger$/,
  zerolog: /^\*?zerolog\.Logger$/,
  logrus: /^\*?logrus\.(Logger|Entry|FieldLogger|StdLogger)$/,
};

/** What the functions and structs of the module take, apart from those of the feature itself. */
function typesTaken(own: string, { folders, shape }: Survey, except?: string): readonly string[] {
  const isOwn = (path: string | undefined) => path?.slice(folderOf(path).length + 1).startsWith(own) ?? false;
  return folders
    .filter((folder) => folder !== except)
    .flatMap((folder) => {
      const { functions, structs, declared } = shape(folder);
      const parameters = [...functions.values()].filter(({ path }) => !isOwn(path)).flatMap((one) => one.parameters);
      const fields = [...structs].filter(([name]) => !isOwn(declared.get(name))).flatMap(([, all]) => all);
      return [...parameters, ...fields].map(({ type }) => type);
    });
}

/** Calls of the functions that log without a logger. */
const calledLoggers: Readonly<Record<LibraryName, RegExp>> = {
  slog: /\bslog\.(Debug|Info|Warn|Error)(Context)?\(/,
  zap: /\bzap\.L\(\)\./,
  zerolog: /(?!)/,
  logrus: /\blogrus\.(Debug|Info|Print|Warn|Error|With)\w*\(/,
};

const logrusStatement: Statement = (logger, level, context, message, ...fields) => {
  const others = fields.filter(([, kind]) => kind !== 'error');
  const errors = fields.filter(([, kind]) => kind === 'error');
  const withFields = others.map(([key, , expression]) => `.WithField(${JSON.stringify(key)}, ${expression})`).join('');
  const withErrors = errors.map(([, , expression]) => `.WithError(${expression})`).join('');
  return `${logger}.WithContext(${context})${withFields}${withErrors}.${level}(${JSON.stringify(message)})`;
};

const logrusLogger: HandlerLog = {
  name: 'logrus',
  type: '*logrus.Logger',
  standardImport: '',
  libraryImport: '"github.com/sirupsen/logrus"',
  discard: 'logrus.New()',
  statement: logrusStatement,
  ownImport: '',
  double: '',
};

const logrusFunctions: HandlerLog = {
  ...logrusLogger,
  type: '',
  statement: (_logger, ...rest) => logrusStatement('logrus', ...rest),
};

/** A logger that the module declares itself and hands to most of the neighbours. */
function ownLogger(files: readonly string[], pascal: string, survey: Survey): HandlerLog | undefined {
  const given = [...new Set(files.map(folderOf))].flatMap((folder) =>
    [...survey.shape(folder).functions].flatMap(([name, { parameters, path }]) =>
      /^New/.test(name) && files.includes(path) ? parameters.map(({ type }) => ({ type, path })) : [],
    ),
  );
  const found = given.flatMap(({ type, path }) => {
    const [, qualifier = '', name = ''] = /^(\w+)\.([A-Z]\w*)$/.exec(type) ?? [];
    const folder = qualifier === '' ? undefined : folderImportedAs(qualifier, path, survey);
    const declared = survey.shape(folder ?? ' ').interfaces.find((one) => one.name === name);
    const printing = declared?.methods.find((method) => method.name === 'Errorf' && isPrinting(method));
    const method = printing ?? declared?.methods.find((one) => one.name === 'Error' && isTelling(one));
    return folder !== undefined && method !== undefined ? [{ folder, name, method }] : [];
  });
  const [first] = found;
  if (first === undefined) {
    return undefined;
  }
  const packageName = survey.shape(first.folder).name;
  const type = `${packageName}.${first.name}`;
  const double = `silent${pascal}Logger`;
  const isPrintf = first.method.name === 'Errorf';
  const types = first.method.parameters.map(({ type, variadic }) => `${variadic === true ? '...' : ''}${type}`);
  return {
    name: 'own',
    type,
    standardImport: '',
    libraryImport: '',
    ownImport: `${survey.module}/${first.folder}`,
    discard: `${double}{}`,
    double: [
      `// ${double} says nothing.`,
      `type ${double} struct{ ${type} }`,
      '',
      `func (${double}) ${first.method.name}(${types.join(', ')}) {}`,
    ].join('\n'),
    statement: isPrintf ? printed : told,
  };
}

/** Functions of a package of the module that most of the neighbours log with. */
function ownFunctions(
  files: readonly string[],
  survey: Survey,
): { readonly log: HandlerLog; readonly folder: string } | undefined {
  const calls = files.flatMap((path) =>
    [...(survey.reader.read(path) ?? '').matchAll(/\b(\w+)\.(Error(?:f|WithContext|Context)?)\(/g)].flatMap((match) => {
      const folder = folderImportedAs(match[1] ?? '', path, survey);
      return folder === undefined ? [] : [`${folder} ${match[2]}`];
    }),
  );
  const [folder = '', name = ''] = (mostOf(calls) ?? '').split(' ');
  const shape = survey.shape(folder);
  const called = shape.functions.get(name);
  const statement =
    called === undefined || called.results.length > 0
      ? undefined
      : (statementBy(name, called, shape.name, shape.named) ?? statementLike(files, name, called, shape.name, survey));
  const log: HandlerLog | undefined = statement && {
    name: 'own',
    type: '',
    standardImport: '',
    libraryImport: '',
    ownImport: `${survey.module}/${folder}`,
    discard: '',
    double: '',
    statement,
  };
  return log && { log, folder };
}

/** Of a function that takes anything after the message: a map, where every call that says more says one. */
function statementLike(
  files: readonly string[],
  name: string,
  { parameters }: FunctionShape,
  packageName: string,
  survey: Survey,
): Statement | undefined {
  const types = parameters.map(({ type }) => type);
  const takesContext = types[0] === 'context.Context';
  const [message, values, ...more] = takesContext ? types.slice(1) : types;
  const isOpen = parameters[parameters.length - 1]?.variadic === true && /^(any|interface\{\})$/.test(values ?? '');
  const start = takesContext ? String.raw`[\w.]+(?:\([^()]*\))*, ` : '';
  const call = new RegExp(String.raw`\b${packageName}\.${name}\(${start}"[^"\n]*", (\S+)`, 'g');
  const said = files.flatMap((path) => [...(survey.reader.read(path) ?? '').matchAll(call)].map((match) => match[1]));
  const areMaps = said.length > 0 && said.every((text) => /^map\[string\](any|interface\{\})\{/.test(text ?? ''));
  if (message !== 'string' || more.length > 0 || !isOpen || !areMaps) {
    return undefined;
  }
  return (_logger, _level, context, text, ...given) => {
    const pairs = given.map(
      ([key, kind, value]) => `${JSON.stringify(key)}: ${value}${kind === 'error' ? '.Error()' : ''}`,
    );
    const all = [...(takesContext ? [context] : []), JSON.stringify(text), `map[string]any{${pairs.join(', ')}}`];
    return `${packageName}.${name}(${all.join(', ')})`;
  };
}

function statementBy(
  name: string,
  called: FunctionShape,
  packageName: string,
  named: ReadonlyMap<string, string>,
): Statement | undefined {
  if (name === 'Errorf') {
    return isPrinting(called) ? (_logger, ...rest) => printed(packageName, ...rest) : undefined;
  }
  const types = called.parameters.map(({ type }) => type);
  const takesContext = types[0] === 'context.Context';
  const [message, fields, ...more] = takesContext ? types.slice(1) : types;
  const isMap = /^map\[string\](any|interface\{\})$/.test(named.get(fields ?? '') ?? '');
  if (message !== 'string' || !isMap || more.length > 0) {
    return undefined;
  }
  return (_logger, _level, context, text, ...given) => {
    const values = given.map(
      ([key, kind, value]) => `${JSON.stringify(key)}: ${value}${kind === 'error' ? '.Error()' : ''}`,
    );
    const all = [
      ...(takesContext ? [context] : []),
      JSON.stringify(text),
      `${packageName}.${fields}{${values.join(', ')}}`,
    ];
    return `${packageName}.${name}(${all.join(', ')})`;
  };
}

function isPrinting({ parameters }: Pick<MethodShape, 'parameters'>): boolean {
  const [format, values, ...more] = parameters;
  return (
    format?.type === 'string' &&
    values?.variadic === true &&
    /^(any|interface\{\})$/.test(values.type) &&
    more.length === 0
  );
}

/** Whether it takes an error, or anything else, before what it may be told besides: one value is then clear, whatever more would mean. */
function isTelling({ parameters }: Pick<MethodShape, 'parameters'>): boolean {
  const [message, values, ...more] = parameters;
  const isOpen = (type: string | undefined) => /^(any|interface\{\})$/.test(type ?? '');
  return (
    isOpen(message?.type) &&
    more.length === 0 &&
    (values === undefined || (values.variadic === true && isOpen(values.type)))
  );
}

/** One error with all there is to say. */
function told(logger: string, _level: Level, _context: string, message: string, ...fields: readonly Field[]): string {
  const format = [
    [message, ...fields.filter(([, kind]) => kind !== 'error').map(([key]) => `${key}=%v`)].join(' '),
    ...fields.filter(([, kind]) => kind === 'error').map(() => '%w'),
  ].join(': ');
  const sorted = [...fields].sort(([, a], [, b]) => Number(a === 'error') - Number(b === 'error'));
  return `${logger}.Error(fmt.Errorf(${[JSON.stringify(format), ...sorted.map(([, , value]) => value)].join(', ')}))`;
}

/** As `Errorf` says it, whatever the level: those with a format of their own are not looked for. */
function printed(
  logger: string,
  _level: Level,
  _context: string,
  message: string,
  ...fields: readonly Field[]
): string {
  const format = [message, ...fields.map(([key]) => `${key}=%v`)].join(' ');
  return `${logger}.Errorf(${[JSON.stringify(format), ...fields.map(([, , value]) => value)].join(', ')})`;
}
