/**
 * The words a wrapped error begins with, made from the call that failed: `s.users.FindByID(ctx, id)` is `find user %s` with `id`.
 *
 * The verb comes from the callee's name, the noun from the name, else from what the call is made on or gives, and what identifies the
 * thing from one argument that is in scope. Never an argument that may be secret or personal, and never one whose reading could panic
 * where the error is returned. What types are is asked of the caller, because one file does not say.
 */
import { packageBehind } from './importEdits.ts';
import { Field, Kind } from './kinds.ts';
import type { ReturnedError } from './returnedError.ts';
import type { SourceView } from './sourceView.ts';
import {
  childByField,
  childrenByField,
  kindOf,
  NO_NODE,
  namedChildren,
  type SyntaxNode,
  sizeOf,
  textOf,
} from './tree.ts';

export interface ErrorMessage {
  /** Format of fmt.Errorf without `: %w`. */
  readonly format: string;
  /** What its verbs stand for, as Go expressions. */
  readonly arguments: readonly string[];
}

/** What only types say. */
export interface MessageTypes {
  /** How to print an expression: `%s`, `%d`; undefined when that is not known or not worth reading. */
  verbOf(expression: SyntaxNode): string | undefined;
  /** What a package is called whose function is called by its name alone, because its names are imported with a dot. */
  dotImported(call: SyntaxNode): string | undefined;
  /** The name of the type of a call's first result, `User` of `*user.User`; undefined when it has none. */
  resultName(call: SyntaxNode): string | undefined;
}

/** Calls whose name does not say what they do. */
const SAID_BETTER: Readonly<Record<string, string>> = {
  Atoi: 'parse number',
  Begin: 'begin transaction',
  BeginTx: 'begin transaction',
  Beginx: 'begin transaction',
  BeginTxx: 'begin transaction',
  Commit: 'commit transaction',
  Rollback: 'roll back transaction',
  Exec: 'execute statement',
  Ping: 'ping',
  Query: 'query',
  QueryRow: 'query row',
  MkdirAll: 'create directory',
  Mkdir: 'create directory',
  MkdirTemp: 'create directory',
  Unmarshal: 'decode',
  Marshal: 'encode',
  MarshalIndent: 'encode',
  NewRequest: 'create request',
  RemoveAll: 'remove',
  Scan: 'scan row',
  Struct: 'validate',
};

/** What is done with a command of `os/exec`, where the variable or the call says that it is one. */
const OF_COMMANDS: Readonly<Record<string, string>> = {
  CombinedOutput: 'run command',
  Output: 'run command',
  Run: 'run command',
  Start: 'start command',
  Wait: 'wait for command',
};
const COMMAND = /^(?:[cC]ommand|Command(?:Context)?|cmd|\w+Cmd)$/;

/** Packages that name what their functions work on. */
const PACKAGE_NOUNS: Readonly<Record<string, string>> = {
  json: 'JSON',
  xml: 'XML',
  yaml: 'YAML',
  toml: 'TOML',
  csv: 'CSV',
  url: 'URL',
  uuid: 'UUID',
  time: 'time',
  mail: 'address',
  big: 'number',
  bcrypt: 'password',
  jwt: 'token',
};

/** What short names of variables usually hold. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  tx: 'transaction',
  db: 'database',
  conn: 'connection',
  stmt: 'statement',
  srv: 'server',
  cfg: 'configuration',
  req: 'request',
  resp: 'response',
  rows: 'rows',
};

/** Words that say how something is kept or reached, not what it is. */
const ROLES = new Set(
  `adapter api app backend base bus cache client clients container controller core dao data db default delegate driver engine
   executor ext factory fetcher finder gateway gorm grpc handle handler helper impl inner interactor internal next logic manager module orm
   parent pool port provider proxy queries query reader redis registry repo repos repository resolver rpc runner self server service
   services session sql src storage store stores svc tracker uc underlying usecase usecases util wrapped wrapper writer`.split(
    /\s+/,
  ),
);

/** Verbs that are about a connection, a transaction and the like, not about what goes through it. */
const OF_RESOURCES =
  /^(?:acquire|begin|check|close|connect|flush|init|listen|load|open|parse|ping|prepare|read|release|send|shutdown|start|stop|validate|write)$/;

const SAID_SHORTER: Readonly<Record<string, string>> = {
  del: 'delete',
  incr: 'increment',
  decr: 'decrement',
  init: 'initialize',
};

/** Verbs that are about several things at once. */
const MANY = /^(?:list|search|count|filter|all|iterate|stream|sync|flush|load|range|watch|reset|clear|sort)$/;

const IDENTIFYING = new Set(
  `address alias branch bucket code column container currency dir directory domain endpoint file filename filepath folder host
   hostname id ident identifier ids image index key kind label login method mode name namespace node number origin path pattern
   port queue ref region repo repository role route schema sha slug status stream table tag tenant topic type uid uri url user
   userid username uuid version year`.split(/\s+/),
);
const SECRET =
  /secret|password|passwd|token|credential|private|apikey|signature|cookie|session|hash|email|phone|salt|nonce|otp|pin$/i;

export function errorMessage(
  view: SourceView,
  { call, assignment, statement }: ReturnedError,
  types: MessageTypes,
): ErrorMessage {
  const chain = chainOf(view, call);
  const identifying = chain.flatMap(({ node }) => identifyingArgument(view, node, assignment, statement, types));
  const [first] = identifying;
  const words = wordsOf(view, chain, first !== undefined, types);
  return first === undefined
    ? { format: words, arguments: [] }
    : { format: `${words} ${first.verb}`, arguments: [first.text] };
}

/**
 * The words for an error that a function was handed: `walk dir %s` with `path`, in a callback of `filepath.WalkDir`. What failed is not known here, so it
 * is said what the function is about, and with what.
 *
 * @param words what the function is called, in words
 */
export function messageOfParameters(
  view: SourceView,
  around: SyntaxNode,
  at: SyntaxNode,
  words: string,
  types: MessageTypes,
): ErrorMessage {
  const { tree } = view;
  const list = childByField(tree, around, Field.parameters);
  for (const declared of list === NO_NODE ? [] : namedChildren(tree, list)) {
    for (const parameter of childrenByField(tree, declared, Field.name)) {
      const name = textOf(tree, parameter);
      const last = lower(name).at(-1)?.toLowerCase() ?? '';
      if (!IDENTIFYING.has(last.replace(/s$/, '')) && !IDENTIFYING.has(last)) continue;
      if (SECRET.test(name) || view.scopes.local(name, at)?.node !== parameter) continue;
      const verb = types.verbOf(parameter);
      if (verb !== undefined) return { format: `${words} ${verb}`, arguments: [name] };
    }
  }
  return { format: words, arguments: [] };
}

interface ChainedCall {
  readonly node: SyntaxNode;
  readonly name: string;
}

/** The calls of `db.QueryRow(…).Scan(…)`, the telling one first: what only reads the outcome comes after what does the work. */
function chainOf(view: SourceView, call: SyntaxNode): readonly ChainedCall[] {
  const { tree } = view;
  const chain: ChainedCall[] = [];
  for (let node = call; node !== NO_NODE && kindOf(tree, node) === Kind.call_expression && chain.length < 20; ) {
    chain.push({ node, name: view.calleeName(node) ?? '' });
    const callee = childByField(tree, node, Field.function);
    node =
      callee !== NO_NODE && kindOf(tree, callee) === Kind.selector_expression
        ? childByField(tree, callee, Field.operand)
        : NO_NODE;
  }
  const [outer, inner] = chain;
  return outer &&
    inner &&
    /^(?:Err|Error|Result|Scan|One|All|Get|Do|Exec|Send|Decode|Int|Bytes|Text|Execute)$/.test(outer.name)
    ? chain.slice(1)
    : chain;
}

function wordsOf(view: SourceView, chain: readonly ChainedCall[], identified: boolean, types: MessageTypes): string {
  const [first] = chain;
  if (!first || first.name === '') return 'call function';
  const { tree } = view;
  const callee = childByField(tree, first.node, Field.function);
  const operand =
    callee !== NO_NODE && kindOf(tree, callee) === Kind.selector_expression
      ? childByField(tree, callee, Field.operand)
      : NO_NODE;
  const dotted = operand === NO_NODE ? types.dotImported(first.node) : undefined;
  const last = operand === NO_NODE ? (dotted ?? '') : lastName(view, operand);
  const isPackage =
    dotted !== undefined ||
    (operand !== NO_NODE && kindOf(tree, operand) === Kind.identifier && packageBehind(view, operand) !== undefined);
  const name = first.name.replace(/(?:With)?(?:Context|Ctx)$/, '') || first.name;
  const better = SAID_BETTER[name];
  if (better !== undefined) {
    const noun = isPackage ? PACKAGE_NOUNS[last] : better.includes(' ') ? undefined : SHORT_NAMES[last];
    return noun === undefined ? better : `${better} ${noun}`;
  }
  const done = COMMAND.test(last) ? OF_COMMANDS[name] : undefined;
  if (done !== undefined) return done;
  if (name === 'Err') return last === '' || last.length < 3 ? 'read rows' : `read ${lower(last).join(' ')}`;
  if (name === 'Do' && !isPackage) return 'send request';
  let words = lower(name);
  if (words[0] === 'new' && words.length > 1) words = ['create', ...words.slice(1)];
  else if (words[0] === 'new') words = ['create'];
  words[0] = SAID_SHORTER[words[0] ?? ''] ?? words[0] ?? '';
  const by = words.indexOf('by');
  const tail = by > 0 ? words.slice(by) : [];
  if (by > 0) words = words.slice(0, by);
  if (words.length === 1) words.push(...nounFor(view, first.node, words[0] ?? '', last, isPackage, types));
  return [...words, ...(identified ? [] : tail)].join(' ');
}

function nounFor(
  view: SourceView,
  call: SyntaxNode,
  verb: string,
  receiver: string,
  isPackage: boolean,
  types: MessageTypes,
): readonly string[] {
  if (isPackage) {
    const noun = PACKAGE_NOUNS[receiver];
    if (noun !== undefined) return [noun];
  } else if (receiver !== '') {
    const noun = PACKAGE_NOUNS[receiver];
    if (noun !== undefined) return [noun];
    const short = SHORT_NAMES[receiver];
    if (short !== undefined) return OF_RESOURCES.test(verb) ? [short] : [];
    const words = lower(receiver).filter((word) => !ROLES.has(word) && !ROLES.has(singular(word)));
    if (words.length > 0 && words.join('').length > 2)
      return MANY.test(verb) ? words : [...words.slice(0, -1), singular(words.at(-1) ?? '')];
  }
  const result = types.resultName(call);
  if (result !== undefined && !/(?:Result|Reply|Response|Output|Time|Value|Cmd|Builder|Rows?|Iterator)$/.test(result))
    return lower(result);
  if (isPackage) {
    const words = lower(receiver).filter((word) => !ROLES.has(word));
    const meaningful =
      words.join('').length > 2 && !/^(?:os|io|fmt|exec|http|strconv|bufio|filepath|utils?)/.test(receiver);
    return meaningful && view.header.imports.length > 0 ? words : [];
  }
  return [];
}

function singular(word: string): string {
  if (/(?:ss|us|is|news|series|alias)$/.test(word)) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:sses|shes|ches|xes)$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') && word.length > 3 ? word.slice(0, -1) : word;
}

/** `users` of `s.repo.users`; empty when the operand has no name. */
function lastName(view: SourceView, operand: SyntaxNode): string {
  const { tree } = view;
  switch (kindOf(tree, operand)) {
    case Kind.identifier:
      return textOf(tree, operand);
    case Kind.selector_expression: {
      const field = childByField(tree, operand, Field.field);
      return field === NO_NODE ? '' : textOf(tree, field);
    }
    case Kind.call_expression: {
      const name = view.calleeName(operand) ?? '';
      if (!/^New[A-Z]/.test(name)) return name;
      // `json.NewEncoder(w).Encode(v)`
      const callee = childByField(tree, operand, Field.function);
      const from =
        kindOf(tree, callee) === Kind.selector_expression ? childByField(tree, callee, Field.operand) : NO_NODE;
      return from !== NO_NODE && kindOf(tree, from) === Kind.identifier ? textOf(tree, from) : '';
    }
    default:
      return '';
  }
}

function identifyingArgument(
  view: SourceView,
  call: SyntaxNode,
  assignment: SyntaxNode,
  at: SyntaxNode,
  types: MessageTypes,
): { readonly text: string; readonly verb: string }[] {
  const { tree } = view;
  const list = childByField(tree, call, Field.arguments);
  for (const argument of list === NO_NODE ? [] : namedChildren(tree, list)) {
    const base = baseOf(view, argument);
    if (base === undefined) continue;
    const name = lastName(view, argument);
    const last = lower(name).at(-1)?.toLowerCase() ?? '';
    if (!IDENTIFYING.has(last.replace(/s$/, '')) && !IDENTIFYING.has(last)) continue;
    if (SECRET.test(textOf(tree, argument)) || !sameAtBoth(view, base, assignment, at)) continue;
    const verb = types.verbOf(argument);
    if (verb !== undefined) return [{ text: textOf(tree, argument), verb }];
  }
  return [];
}

/** The variable that `id` or `order.Customer.ID` begins with; undefined for anything that does more than read fields. */
function baseOf(view: SourceView, expression: SyntaxNode): SyntaxNode | undefined {
  const { tree } = view;
  let node = expression;
  while (kindOf(tree, node) === Kind.selector_expression) {
    const operand = childByField(tree, node, Field.operand);
    if (operand === NO_NODE) return undefined;
    node = operand;
  }
  return kindOf(tree, node) === Kind.identifier ? node : undefined;
}

/** Whether a variable still is what it was when the call was made, and is visible under its name where the error is returned. */
function sameAtBoth(view: SourceView, base: SyntaxNode, assignment: SyntaxNode, at: SyntaxNode): boolean {
  const { tree } = view;
  const name = textOf(tree, base);
  const there = view.scopes.local(name, base);
  if (view.scopes.local(name, at) !== there) return false;
  if (!there) return view.scopes.resolve(base).kind !== 'import';
  const left = assignment === NO_NODE ? NO_NODE : childByField(tree, assignment, Field.left);
  if (left === NO_NODE) return true;
  const end = left + sizeOf(tree, left);
  for (let node = left; node < end; node++) {
    if (kindOf(tree, node) === Kind.identifier && textOf(tree, node) === name) return false;
  }
  return true;
}

/** The words of a Go name in lower case, initialisms as they are: `FindByID` is find, by, ID. */
function lower(name: string): string[] {
  const parts = name.match(/\p{Lu}+s?(?!\p{Ll})|\p{Lu}?\p{Ll}[\p{Ll}\p{Nd}]*|\p{Lu}|\p{Nd}+/gu) ?? [name];
  const words: string[] = [];
  let pending = '';
  for (const part of parts) {
    // `XAck` is one word.
    if (part.length === 1 && /\p{L}/u.test(part) && words.length === 0 && pending === '') {
      pending = part.toLowerCase();
      continue;
    }
    words.push(pending + (/^\p{Lu}{2,}s?$/u.test(part) && pending === '' ? part : part.toLowerCase()));
    pending = '';
  }
  return pending === '' ? words : [pending, ...words];
}
