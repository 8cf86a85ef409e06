/**
 * Regular expressions and globs by which other tools choose files, as path patterns where they say something a path pattern
 * can say. No expression is ever run.
 */

/** A path pattern; `tests` for all test files; undefined when the expression says something else. */
export function patternOfFiles(expression: string): string | undefined {
  let rest = expression.replace(/^\^/, '').replace(/^\.\*/, '');
  const ended = rest.endsWith('$');
  rest = rest.replace(/\$$/, '');
  const open = rest.endsWith('.*');
  rest = rest.replace(/\.\*$/, '');
  const literal = literalOf(rest);
  if (literal === undefined || literal === '') return undefined;
  if (literal === '_test.go') return 'tests';
  const inner = literal.replace(/^\/+|\/+$/g, '');
  if (inner === '' || inner.includes('//')) return undefined;
  if (literal.endsWith('.go') && (ended || !open)) {
    return literal.startsWith('/') ? `**/${inner}` : `**/*${inner.replace(/^\*/, '')}`;
  }
  return literal.startsWith('/') && literal.endsWith('/') ? `**/${inner}/**` : undefined;
}

/** The text a regular expression stands for when it stands for one text only. */
export function literalOf(expression: string): string | undefined {
  const plain = expression.replace(/\\([./_-])/g, '$1\u0000').replace(/\[\.\]/g, '.\u0000');
  if (/[\\^$*+?()[\]{}|]/.test(plain)) return undefined;
  // A bare dot would match any character; in paths it is meant as itself.
  return plain.replaceAll('\u0000', '');
}

/** What a glob of files says of the folders its files lie in. */
export type FilesGlob =
  | { readonly kind: 'folders'; readonly pattern: string; readonly testsOnly: boolean }
  | { readonly kind: 'tests' }
  | { readonly kind: 'everything' }
  | { readonly kind: 'unknown' };

export function foldersOfGlob(glob: string): FilesGlob {
  const plain = glob
    .replace(/^\$\{(?:base|config)-path\}\//, '')
    .replace(/^\.\//, '')
    .replaceAll('\\', '/');
  if (/^(?:\*\*\/)?\*_test\.go$/.test(plain)) return { kind: 'tests' };
  if (/^(?:\*\*\/?)*(?:\*|\*\.go)?$/.test(plain)) return { kind: 'everything' };
  if (/[?[\]{}!]/.test(plain) || plain.startsWith('/')) return { kind: 'unknown' };
  const segments = plain.split('/');
  const last = segments.pop() ?? '';
  if (last === '**') return { kind: 'folders', pattern: `${segments.join('/')}/**`, testsOnly: false };
  // All files of a folder, or all tests of it; a name of one file is no folder.
  if (last !== '*' && last !== '*.go' && last !== '*_test.go') return { kind: 'unknown' };
  return { kind: 'folders', pattern: segments.join('/'), testsOnly: last === '*_test.go' };
}
