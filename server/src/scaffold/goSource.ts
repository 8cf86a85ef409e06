/**
 * Finishes generated Go source the way gofmt would, as far as a template can leave it undone: imports sorted inside
 * their groups, no empty group, no run of blank lines, one line break at the end. Templates can then place an import
 * wherever its condition is and leave blank lines around conditional blocks. It does not parse Go: templates are
 * written formatted, and the tests run the real gofmt over every combination.
 */

export function finishGoSource(source: string): string {
  const withImports = source.replace(
    /^import \(\n([\s\S]*?)^\)\n/m,
    (_whole, body: string) => `import (\n${sortImportGroups(body)}\n)\n`,
  );
  return withImports
    .replace(/\n{3,}/g, '\n\n')
    .replace(/\{\n\n+/g, '{\n')
    .replace(/\n\n+(\t*[})])/g, '\n$1')
    .replace(/\n*$/, '\n');
}

function sortImportGroups(body: string): string {
  return body
    .split(/\n[ \t]*\n/)
    .map((group) => group.split('\n').filter((line) => line.trim() !== ''))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.sort(compareImportLines).join('\n'))
    .join('\n\n');
}

function compareImportLines(left: string, right: string): number {
  const a = importPath(left);
  const b = importPath(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

function importPath(line: string): string {
  return /"([^"]*)"/.exec(line)?.[1] ?? line;
}
