// Offsets to lines and columns and back, by the rules of LSP: lines and columns from 0, columns in UTF-16
// units, a line ends at \n, \r\n or a lone \r, and a column past the end of its line means that end.
//
// The starts of lines are a plain array that the caller keeps with the text it belongs to.

export interface Position {
  readonly line: number;
  readonly character: number;
}

export type LineStarts = readonly number[];

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

let latest: { readonly text: string; readonly starts: LineStarts } = { text: '', starts: [0] };

/** Where each line begins; there is at least one line. The latest answer is kept: one keystroke asks several times. */
export function lineStarts(text: string): LineStarts {
  if (latest.text !== text) latest = { text, starts: startsOf(text) };
  return latest.starts;
}

function startsOf(text: string): LineStarts {
  const starts = [0];
  // Searching is the engine's own work, and fast in a text that is looked at once.
  let newline = text.indexOf('\n');
  let lone = loneReturn(text, 0);
  while (newline >= 0 || lone >= 0) {
    if (lone < 0 || (newline >= 0 && newline < lone)) {
      starts.push(newline + 1);
      newline = text.indexOf('\n', newline + 1);
    } else {
      starts.push(lone + 1);
      lone = loneReturn(text, lone + 1);
    }
  }
  return starts;
}

/** The next \r that no \n follows; below 0 when there is none. */
function loneReturn(text: string, from: number): number {
  let found = text.indexOf('\r', from);
  while (found >= 0 && text.charCodeAt(found + 1) === LINE_FEED) found = text.indexOf('\r', found + 2);
  return found;
}

/** The position of an offset. Offsets outside the text mean its ends. */
export function positionAt(starts: LineStarts, text: string, offset: number): Position {
  const inside = Math.max(0, Math.min(offset, text.length));
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] as number) <= inside) low = middle;
    else high = middle;
  }
  const start = starts[low] as number;
  // Between \r and \n there is no position: it counts as the end of the line's text.
  return { line: low, character: Math.min(inside, endOfLine(starts, text, low)) - start };
}

/** The offset of a position. Lines past the end mean the end of the text. */
export function offsetAt(starts: LineStarts, text: string, position: Position): number {
  if (position.line < 0) return 0;
  const start = starts[position.line];
  if (start === undefined) return text.length;
  return Math.min(start + Math.max(0, position.character), endOfLine(starts, text, position.line));
}

function endOfLine(starts: LineStarts, text: string, line: number): number {
  const next = starts[line + 1];
  if (next === undefined) return text.length;
  return text.charCodeAt(next - 1) === LINE_FEED &&
    text.charCodeAt(next - 2) === CARRIAGE_RETURN &&
    next - 2 >= (starts[line] as number)
    ? next - 2
    : next - 1;
}
