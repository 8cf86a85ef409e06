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
 * Whether a line is the marker of https://go.dev/s/generatedcode. The caller makes sure that the line stands in a
 * comment before the package clause; the same text further down means nothing.
 */
export function isGeneratedMarker(line: string): boolean {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.startsWith(markerStart) && text.slice(markerStart.length).endsWith(markerEnd);
}

const markerStart = '// Code generated ';
const markerEnd = ' DO NOT EDIT.';
