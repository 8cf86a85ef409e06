/**
 * What a Go file is, told from its name and its first lines alone.
 *
 * The rules mirror the Go tool's own conventions and nothing else: a project-specific idea of "generated" or "test"
 * belongs in the project's configuration. Nothing here reads a file.
 */

/** A file the `go` tool compiles for tests only. */
export function isTestFile(path: string): boolean {
  return path.endsWith('_test.go');
}

/** A file the `go` tool looks at: `.go`, and not hidden by a leading `_` or `.`. Takes a name, not a path. */
export function isGoFileName(name: string): boolean {
  return name.endsWith('.go') && !name.startsWith('_') && !name.startsWith('.');
}

/**
 * Whether a comment holds the marker of https://go.dev/s/generatedcode on a line of its own, as the go command sees it.
 * The caller makes sure that the comment stands before the package clause; further down the text means nothing.
 */
export function isGeneratedMarker(comment: string): boolean {
  return comment.includes('Code generated ') && comment.split('\n').some(isMarkerLine);
}

function isMarkerLine(line: string): boolean {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.startsWith(markerStart) && text.slice(markerStart.length).endsWith(generatedMarkerEnd);
}

const markerStart = '// Code generated ';
/** How the marker ends: a file without that is not generated. */
export const generatedMarkerEnd = ' DO NOT EDIT.';
