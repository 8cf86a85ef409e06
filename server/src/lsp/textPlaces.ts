/**
 * Paths and URIs, offsets and positions. Apart from the rest of what is converted because it loads nothing of the protocol's library,
 * so that bundles which are read later need no copy of that.
 */
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Position, Range } from 'vscode-languageserver';
import { type LineStarts, lineStarts, offsetAt, positionAt } from '../go/lines.ts';

const onWindows = process.platform === 'win32';

/**
 * Absolute path with forward slashes; undefined for what is not on a disk, such as `untitled:` and `git:` documents. Editors write the
 * letter of a drive in either case, and the colon behind it as `%3A`; here it is always the upper one, as the system answers.
 */
export function pathOfUri(uri: string, windows = onWindows): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    const path = fileURLToPath(uri, { windows });
    return windows ? path.replaceAll('\\', '/').replace(/^[a-z]:/, (drive) => drive.toUpperCase()) : path;
  } catch {
    // A file URI with another host has no path on this machine.
    return undefined;
  }
}

export function uriOfPath(path: string, windows = onWindows): string {
  return pathToFileURL(path, { windows }).toString();
}

/** Positions in one text; line starts are computed once. */
export class TextPositions {
  readonly #text: string;
  #starts: LineStarts | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  position(offset: number): Position {
    this.#starts ??= lineStarts(this.#text);
    return positionAt(this.#starts, this.#text, offset);
  }

  offset(position: Position): number {
    this.#starts ??= lineStarts(this.#text);
    return offsetAt(this.#starts, this.#text, position);
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }
}
