/**
 * Lines that end as on Windows. Generators see every file with `\n` alone; what they make is put back into the line ends of the
 * file, or for a new file of what `.gitattributes` asks for, of its neighbours, of what `.editorconfig` asks for, or of most Go
 * files. Files are what git checked out on this machine, so that `core.autocrlf` is followed without being read. A file that
 * mixes both is left as it is and gets `\n`.
 */
import { type LineEnds, lineEndsByEditor, lineEndsByGit } from './lineEndRules.ts';
import type { ModuleReader } from './parts/survey.ts';
import type { FileChange } from './preview.ts';

/** What of a module line ends are read off. */
export type Lines = Pick<ModuleReader, 'read' | 'namesIn' | 'goFiles'>;

/** How many neighbours are asked at most. */
const asked = 50;

export function withPlainLines<T extends Pick<ModuleReader, 'read'>>(reader: T): T {
  return {
    ...reader,
    read: (path) => {
      const text = reader.read(path);
      return text !== undefined && isOfWindows(text) ? text.replaceAll('\r\n', '\n') : text;
    },
  };
}

/** Changes of plain texts as changes of the files themselves. */
export function inOwnLines(changes: readonly FileChange[], reader: Lines): readonly FileChange[] {
  return changes.map(({ path, before, after }) => {
    if (before === undefined) {
      return { path, after: isAmongWindows(path, reader) ? windowsLines(after) : after };
    }
    const text = reader.read(path) ?? before;
    return { path, before: text, after: isOfWindows(text) ? windowsLines(after) : after };
  });
}

/** Whether every line ends so. */
function isOfWindows(text: string): boolean {
  return text.includes('\r\n') && !/(^|[^\r])\n/.test(text);
}

function windowsLines(text: string): string {
  return text.replaceAll(/\r?\n/g, '\r\n');
}

/** Whether a new file would be one of Windows. */
function isAmongWindows(path: string, reader: Lines): boolean {
  const ends = lineEndsByGit(path, reader.read) ?? endsOf(neighboursOf(path, reader), reader);
  return (ends ?? lineEndsByEditor(path, reader.read) ?? endsOf(reader.goFiles, reader)) === 'crlf';
}

/** Files of its kind in the same folder. */
function neighboursOf(path: string, { namesIn }: Lines): readonly string[] {
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.')) : name;
  return namesIn(folder)
    .filter((one) => one.endsWith(ending))
    .map((one) => (folder === '' ? one : `${folder}/${one}`));
}

/** What most of some files do; nothing where none has lines. */
function endsOf(paths: readonly string[], { read }: Lines): LineEnds | undefined {
  const texts = paths
    .slice(0, asked)
    .flatMap((one) => read(one) ?? [])
    .filter((text) => text.includes('\n'));
  if (texts.length === 0) {
    return undefined;
  }
  return texts.filter(isOfWindows).length * 2 > texts.length ? 'crlf' : 'lf';
}
