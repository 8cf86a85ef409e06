/**
 * Adds the imports to Go source as organising imports does in the editor: by the name of the package. It is only for
 * what the snippets use, so the table is short, and a name that is missing shows as an error of the compiler.
 */
import { renamedImports, snippetImports, usedPackages } from '../../server/src/scaffold/snippetImports.ts';

const wellKnown: Readonly<Record<string, string>> = {
  ...snippetImports,
  domain: 'example.com/snippets/internal/domain',
  usecase: 'example.com/snippets/internal/usecase',
};

/** A file made of declarations: the package clause, the imports they need, and they. */
export function goFile(packageName: string, code: string, overrides: Readonly<Record<string, string>> = {}): string {
  const paths = { ...wellKnown, ...overrides };
  const names = new Set(usedPackages(code, Object.keys(paths)));
  const used = Object.entries(paths).filter(([name]) => names.has(name));
  const standard = used.filter(([, path]) => !path.includes('.'));
  const others = used.filter(([, path]) => path.includes('.'));
  const groups = [standard, others].filter((group) => group.length > 0).map(importLines);
  const imports = groups.length > 0 ? `import (\n${groups.join('\n\n')}\n)\n\n` : '';
  return `package ${packageName}\n\n${imports}${code.trimEnd()}\n`;
}

function importLines(group: readonly (readonly [string, string])[]): string {
  const sorted = group.toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  return sorted.map(([name, path]) => `\t${renamedImports.has(name) ? `${name} ` : ''}"${path}"`).join('\n');
}
