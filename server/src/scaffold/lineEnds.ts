/**
 * Lines that end as on Windows. Generators see every file with `\n` alone; what they make is put back into the line ends of the
 * file, or for a new file of its neighbours. That is what git checked out on this machine, so that what `.gitattributes` or
 * `core.autocrlf` ask for is followed without reading either. A file that mixes both is left as it is and gets `\n`.
 */
import type { ModuleReader } from './parts/survey.ts';
import type { FileChange } from './preview.ts';

/** How many neighbours are asked at most. */
const asked = 50;

export function withPlainLines(reader: ModuleReader): ModuleReader {
  return {
    ...reader,
    read: (path) => {
      const text = reader.read(path);
      return text !== undefined && isOfWindows(text) ? text.replaceAll('\r\n', '\n') : text;
    },
  };
}

/** Changes of plain texts as changes of the files themselves. */
export function inOwnLines(changes: readonly FileChange[], reader: ModuleReader): readonly FileChange[] {
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

/** What most files of this kind do in the same folder, or else most Go files of the module. */
function isAmongWindows(path: string, { read, namesIn, goFiles }: ModuleReader): boolean {
  const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
  const ending = path.slice(path.lastIndexOf('.'));
  const near = namesIn(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => (folder === '' ? name : `${folder}/${name}`));
  const neighbours = (near.length > 0 ? near : goFiles).slice(0, asked);
  const texts = neighbours.flatMap((one) => read(one) ?? []).filter((text) => text.includes('\n'));
  return texts.filter(isOfWindows).length * 2 > texts.length;
}
