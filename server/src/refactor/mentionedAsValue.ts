/**
 * A look at the text for the many imports that are easily told to be needed: a function of the package is called somewhere, or a
 * value of it used. Parsing the file to find that out takes a hundred times as long.
 */

const hidden = /\/\/.*|\/\*[^]*?\*\/|`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/u.source;
const letter = String.raw`[\p{L}\p{N}_]`;

/**
 * True only when the package is certainly mentioned as something else than the type that a variable is declared of: called, built,
 * selected from, compared, assigned or returned. False when it takes a closer look.
 *
 * @param name what the file calls the package; one that also stands alone may be a variable's, and nothing is said then
 */
export function mentionedAsValue(text: string, name: string): boolean {
  const before = String.raw`(?<before>(?:[=&!<>+]|\breturn|\bcase)[ \t]*)?`;
  const selected = String.raw`(?<![\p{L}\p{N}_.])${name}[ \t]*\.[ \t]*${letter}+(?<after>[ \t]*[({.])?`;
  const alone = String.raw`(?<alone>(?<![\p{L}\p{N}_.])${name}(?!${letter}))`;
  let isValue = false;
  for (const { groups = {} } of text.matchAll(new RegExp(`${hidden}|${before}${selected}|${alone}`, 'gu'))) {
    if (groups['alone'] !== undefined) return false;
    isValue ||= groups['before'] !== undefined || groups['after'] !== undefined;
  }
  return isValue;
}
