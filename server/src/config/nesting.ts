/**
 * Whether a YAML text is nested more deeply than anybody writes. The YAML reader descends by recursion, and close to the end
 * of the stack the whole process can die instead of throwing, so depth is looked at before it begins.
 */

const deepest = 200;

export function isNestedTooDeeply(text: string): boolean {
  let flow = 0;
  for (const line of text.split('\n')) {
    const indentation = line.search(/[^ ]/);
    if (indentation > 4 * deepest) return true;
    // `- - - x` opens a list inside a list inside a list; `? ? x` does the same with keys.
    const marks = /^ *((?:[-?:] +)*)/.exec(line)?.[1] ?? '';
    if (marks.replaceAll(' ', '').length > deepest) return true;
    for (const bracket of line.match(/[[\]{}]/g) ?? []) {
      flow += bracket === '[' || bracket === '{' ? 1 : -1;
      if (flow < 0) flow = 0;
      // Text may hold brackets that nothing closes, but hardly that many.
      if (flow > deepest) return true;
    }
  }
  return false;
}
