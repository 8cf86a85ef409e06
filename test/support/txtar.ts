/**
 * Reads txtar, the text archive of the Go project: a comment, then files, each after a line `-- name --`.
 *
 * There is no kept npm package for it and the format is four lines of grammar, so it is read here. Used by tests only.
 */
export interface TextArchive {
  readonly comment: string;
  readonly files: readonly { readonly name: string; readonly content: string; readonly line: number }[];
}

const MARKER = /^-- (.+) --\s*$/;

export function parseArchive(text: string): TextArchive {
  const files: { name: string; content: string; line: number }[] = [];
  let comment = '';
  for (const [index, line] of text.split(/(?<=\n)/).entries()) {
    const name = MARKER.exec(line)?.[1]?.trim();
    const last = files.at(-1);
    if (name !== undefined) files.push({ name, content: '', line: index + 1 });
    else if (last) last.content += line;
    else comment += line;
  }
  return { comment, files };
}
