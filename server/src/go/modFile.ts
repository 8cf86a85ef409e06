/**
 * The line syntax that go.mod and go.work share: `verb arguments…`, or `verb ( … )` with one entry a line.
 *
 * Tolerant on purpose: a file that is being typed still yields every line that can be read. Tokens carry their
 * offsets so that whoever finds fault with one can point at it. Which verbs exist is not known here.
 */

import { unquoteGoString } from './goString.ts';

export interface ModToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface ModLine {
  readonly verb: string;
  /** What follows the verb, on the same line or on one line of its block. */
  readonly tokens: readonly ModToken[];
  /** The text after `//` at the end of the line, trimmed. */
  readonly comment: string;
  readonly start: number;
  readonly end: number;
}

export interface ModProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface ModLines {
  readonly lines: readonly ModLine[];
  readonly problems: readonly ModProblem[];
}

export function readModLines(text: string): ModLines {
  const lines: ModLine[] = [];
  const problems: ModProblem[] = [];
  let block: ModToken | undefined;
  for (const { start, end } of linesOf(text)) {
    const { tokens, comment } = tokensOf(text, start, end, problems);
    const first = tokens[0];
    const last = tokens.at(-1);
    if (first === undefined || last === undefined) continue;
    if (block !== undefined) {
      if (first.text === ')' && tokens.length === 1) block = undefined;
      else lines.push({ verb: block.text, tokens, comment, start: first.start, end: last.end });
    } else if (tokens.length === 2 && last.text === '(') {
      block = first;
    } else if (first.text === ')' || first.text === '(') {
      problems.push({ message: `unexpected "${first.text}"`, start: first.start, end: first.end });
    } else {
      lines.push({ verb: first.text, tokens: tokens.slice(1), comment, start: first.start, end: last.end });
    }
  }
  if (block !== undefined) {
    problems.push({ message: `the "${block.text} (" block is never closed`, start: block.start, end: block.end });
  }
  return { lines, problems };
}

function* linesOf(text: string): Generator<{ start: number; end: number }> {
  let start = text.startsWith('\ufeff') ? 1 : 0;
  while (start <= text.length) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    yield { start, end };
    start = end + 1;
  }
}

/** A quoted string, `=>`, a parenthesis or comma on its own, or a run of anything else up to a space or comment. */
const token = /"(?:[^"\\\n]|\\.)*"?|`[^`\n]*`?|=>|[(),[\]]|(?:(?!\/\/|=>)[^\s"`(),[\]])+/g;

function tokensOf(text: string, start: number, end: number, problems: ModProblem[]) {
  const line = text.slice(start, end);
  const tokens: ModToken[] = [];
  let comment = '';
  let at = 0;
  while (at < line.length) {
    if (line.startsWith('//', at)) {
      comment = line.slice(at + 2).trim();
      break;
    }
    token.lastIndex = at;
    const match = token.exec(line);
    const gap = match === null ? line.length : match.index;
    const commentAt = line.indexOf('//', at);
    if (commentAt >= 0 && commentAt < gap + (match === null ? 0 : 1)) {
      at = commentAt;
      continue;
    }
    if (match === null) break;
    const raw = match[0];
    const quoted = raw[0] === '"' || raw[0] === '`';
    if (quoted && (raw.length < 2 || raw.at(-1) !== raw[0])) {
      const at = start + match.index;
      problems.push({ message: 'a quoted string is never closed', start: at, end: at + raw.length });
    }
    tokens.push({
      text: quoted ? unquoteGoString(raw) : raw,
      start: start + match.index,
      end: start + match.index + raw.length,
    });
    at = match.index + raw.length;
  }
  return { tokens, comment };
}
