/**
 * As much SQL as it takes to say what a statement is, which placeholders it has and which columns come back.
 *
 * It knows no grammar and no dialect: strings, quoted names, comments and dollar quotes are told apart, parentheses are counted,
 * keywords are looked for at the outermost level. What it is not sure of it leaves undefined. Whoever asks must know the
 * whole text; parts that are only known when the program runs are written as HOLE.
 */

/** Stands for a part of the text that is not known. */
export const HOLE = '\ue000';

export type Placeholders =
  | { readonly style: 'none' }
  /** `$1`: the highest number. Of `?1` as well. */
  | { readonly style: 'dollar' | 'numbered'; readonly count: number; readonly numbers: ReadonlySet<number> }
  /** `?`: how many. */
  | { readonly style: 'question'; readonly count: number }
  /** `:name`, `@name`, or several styles at once. */
  | { readonly style: 'named' | 'mixed' };

export interface SqlStatement {
  /** The keyword that says what it does, in lower case: of `WITH … INSERT`, insert. */
  readonly verb: string;
  readonly placeholders: Placeholders;
  /** What a row of the result has: of SELECT, or behind RETURNING. Undefined when there is none. */
  readonly columns: readonly string[] | undefined;
  /** Whether LIMIT, FETCH or TOP bounds the rows. */
  readonly isLimited: boolean;
  /** Words at the outermost level, in lower case. */
  readonly words: ReadonlySet<string>;
  readonly tokens: readonly SqlToken[];
}

export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'placeholder' | 'symbol' | 'hole';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many parentheses are open. A parenthesis has the depth of what is around it. */
  readonly depth: number;
}

const VERBS = new Set(['select', 'insert', 'update', 'delete', 'replace', 'merge', 'values']);
/** What ends a list of columns at its own level. */
const AFTER_COLUMNS = new Set(
  'from where group having window union intersect except order limit offset fetch for into'.split(' '),
);

const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|--[^\n]*)`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
    String.raw`(?<number>\d[\w.]*)`,
    String.raw`(?<placeholder>\$\d+|\?\d*)`,
    String.raw`(?<named>(?<![:\w]):(?:[\p{L}_]\w*|\d+)|(?<!@)@[\p{L}_]\w*)`,
    `(?<hole>${HOLE})`,
    String.raw`(?<symbol>::|:=|@>|<@|\|\||[<>!]=|.)`,
  ].join('|'),
  'suy',
);

/** Undefined when a string, name or comment does not end, or when a backslash leaves open where a string ends. */
export function sqlTokens(text: string): SqlToken[] | undefined {
  const tokens: SqlToken[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const quoted = quotedEnd(text, at, tokens.at(-1));
    if (quoted === -1) return undefined;
    if (quoted > at) {
      const first = text[at];
      const isString = first === "'" || first === '$';
      const isComment = first === '/';
      const token = text.slice(at, quoted);
      if (!isComment) tokens.push({ kind: isString ? 'string' : 'name', text: token, start: at, end: quoted, depth });
      at = quoted;
      continue;
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) return undefined;
    const { space, word, number, placeholder, named, hole } = match.groups ?? {};
    const token = match[0];
    const end = at + token.length;
    if (token === ')') depth--;
    if (space === undefined) {
      const kind =
        word !== undefined
          ? 'word'
          : number !== undefined
            ? 'number'
            : placeholder !== undefined || named !== undefined
              ? 'placeholder'
              : hole !== undefined
                ? 'hole'
                : 'symbol';
      tokens.push({ kind, text: token, start: at, end, depth });
    }
    if (token === '(') depth++;
    at = end;
  }
  return depth === 0 ? tokens : undefined;
}

/** Where a string, a quoted name or a comment that begins here ends; `at` when none begins, -1 when it does not end. */
function quotedEnd(text: string, at: number, before: SqlToken | undefined): number {
  const first = text[at];
  switch (first) {
    case "'": {
      const isEscaped = before?.end === at && /^e$/i.test(before.text);
      const end = closing(text, at, "'");
      // `\'` ends a string in standard SQL and does not in MySQL and in E'…'.
      return end > 0 && (isEscaped || text.slice(at, end).includes('\\')) && /\\'/.test(text.slice(at, end)) ? -1 : end;
    }
    case '"':
    case '`':
      return closing(text, at, first);
    case '/': {
      if (text[at + 1] !== '*') return at;
      const end = text.indexOf('*/', at + 2);
      return end < 0 ? -1 : end + 2;
    }
    case '$': {
      const tag = /^\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/u.exec(text.slice(at, at + 70))?.[0];
      if (tag === undefined) return at;
      const end = text.indexOf(tag, at + tag.length);
      return end < 0 ? -1 : end + tag.length;
    }
    default:
      return at;
  }
}

/** Behind the closing quote; a doubled quote is a quote inside. */
function closing(text: string, at: number, quote: string): number {
  for (let end = text.indexOf(quote, at + 1); end >= 0; end = text.indexOf(quote, end + 2)) {
    if (text[end + 1] !== quote) return end + 1;
  }
  return -1;
}

/** Reads one statement; undefined for several, for none, and for what does not begin with a keyword that is known. */
export function readSql(text: string): SqlStatement | undefined {
  const tokens = sqlTokens(text);
  if (!tokens) return undefined;
  while (tokens.at(-1)?.text === ';') tokens.pop();
  if (tokens.some((token) => token.text === ';' && token.kind === 'symbol')) return undefined;
  const verb = verbOf(tokens);
  if (verb === undefined) return undefined;
  const outer = tokens.filter(({ depth, kind }) => depth === 0 && kind === 'word');
  const words = new Set(outer.map((token) => token.text.toLowerCase()));
  return {
    verb: verb.text.toLowerCase(),
    placeholders: placeholdersIn(tokens),
    columns: columnsOf(tokens, verb),
    isLimited: words.has('limit') || words.has('fetch') || words.has('top'),
    words,
    tokens,
  };
}

function verbOf(tokens: readonly SqlToken[]): SqlToken | undefined {
  const first = tokens[0];
  if (first?.kind !== 'word') return undefined;
  const keyword = first.text.toLowerCase();
  if (keyword !== 'with') return VERBS.has(keyword) ? first : undefined;
  return tokens.find(({ kind, text, depth }) => kind === 'word' && depth === 0 && VERBS.has(text.toLowerCase()));
}

function placeholdersIn(tokens: readonly SqlToken[]): Placeholders {
  const found = tokens.filter(({ kind }) => kind === 'placeholder').map(({ text }) => text);
  if (found.length === 0) return { style: 'none' };
  // In PostgreSQL `?` is an operator as well: `data ? 'key'`, `data ?| $1`.
  const isOperator = tokens.some(({ text }, index) => {
    const next = tokens[index + 1];
    return text === '?' && (next?.kind === 'string' || next?.kind === 'placeholder' || /^[|&]$/.test(next?.text ?? ''));
  });
  if (isOperator) return { style: 'mixed' };
  const styles = new Set(
    found.map((text) =>
      text === '?' ? 'question' : text.startsWith('?') ? 'numbered' : text.startsWith('$') ? 'dollar' : 'named',
    ),
  );
  const [style] = styles;
  if (styles.size > 1 || style === undefined) return { style: 'mixed' };
  if (style === 'named') return { style };
  if (style === 'question') return { style, count: found.length };
  const numbers = new Set(found.map((text) => Number(text.slice(1))));
  return { style, numbers, count: Math.max(...numbers) };
}

function columnsOf(tokens: readonly SqlToken[], verb: SqlToken): readonly string[] | undefined {
  const at = tokens.indexOf(verb);
  const isSelect = verb.text.toLowerCase() === 'select';
  const from = isSelect
    ? at
    : tokens.findLastIndex(({ kind, text, depth }) => kind === 'word' && depth === 0 && /^returning$/i.test(text));
  if (from < 0) return undefined;
  const columns: string[] = [];
  let words: string[] = [];
  for (const token of tokens.slice(from + 1)) {
    if (token.depth === 0 && token.kind === 'word' && AFTER_COLUMNS.has(token.text.toLowerCase())) break;
    if (token.depth === 0 && token.text === ',') {
      columns.push(words.join(' '));
      words = [];
    } else words.push(token.text);
  }
  columns.push(words.join(' '));
  const [first = ''] = columns;
  // `DISTINCT ON (a, b) c`: the list in parentheses is no column. `TOP 5 a` reads like a column of that name, which does no harm.
  columns[0] = first.replace(/^distinct on \([^()]*\) |^(?:distinct|all) /i, '');
  return columns.some((column) => column === '') ? undefined : columns;
}

/** Whether a column stands for any number of them: `*`, `u.*`. */
export function isStar(column: string): boolean {
  return /(?:^|\. )\*$/.test(column);
}
