/**
 * Whether a Go file only says what others must do: interfaces and plain types, but no code. Depending on such a package
 * does not depend on how anything is done, wherever the package lies.
 *
 * Told from the shape of lines, without parsing: a function declared at the beginning of a line is code, and gofmt puts
 * them nowhere else. The doubtful answer is `code`, so that nothing is excused by mistake.
 */
export type FileSubstance = 'contracts' | 'types' | 'code';

export function substanceOf(text: string): FileSubstance {
  if (/^func[ \t(]/m.test(text)) return 'code';
  return /^(?:type[ \t]+\w+|[ \t]+\w+)(?:\[[^\]]*\])?[ \t]+interface[ \t]*\{/m.test(text) ? 'contracts' : 'types';
}
