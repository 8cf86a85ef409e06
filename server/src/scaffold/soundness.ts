/**
 * Whether what a template made can be read at all. A team's own templates are programs that nobody tested, and what they break is
 * told with the file, the line and what stands there, before anything is written.
 */
import { parseAllDocuments } from 'yaml';
import { readHeader } from '../go/imports.ts';
import { children, type FlatTree, hasError, isMissing, ROOT, type SyntaxNode, startOf } from '../go/tree.ts';
import { TemplateError } from './template.ts';

/**
 * The text, if it is Go or YAML as its path says; else it throws, naming the template.
 *
 * @param template its path below the folder of templates
 * @param parse without it Go is only looked at from above
 */
export function soundText(template: string, path: string, text: string, parse?: (text: string) => FlatTree): string {
  const fault = path.endsWith('.go') ? faultInGo(text, parse) : /\.ya?ml$/.test(path) ? faultInYaml(text) : undefined;
  if (fault !== undefined) {
    throw new TemplateError(template, `makes ${path} wrong: ${fault}`);
  }
  return text;
}

function faultInGo(text: string, parse: ((text: string) => FlatTree) | undefined): string | undefined {
  if (readHeader(text).packageName === '') {
    return 'it does not begin with a package clause';
  }
  const tree = parse?.(text);
  if (tree === undefined || !hasError(tree, ROOT)) {
    return undefined;
  }
  const wrongIn = (node: SyntaxNode) =>
    children(tree, node).find((child) => hasError(tree, child) || isMissing(tree, child));
  let node = ROOT;
  for (let next = wrongIn(node); next !== undefined; next = wrongIn(node)) {
    node = next;
  }
  const at = startOf(tree, node);
  const line = text.slice(0, at).split('\n').length;
  const what = isMissing(tree, node) ? 'something is missing' : 'this is no Go';
  return `line ${line}: ${what}: ${JSON.stringify((text.split('\n')[line - 1] ?? '').trim())}`;
}

function faultInYaml(text: string): string | undefined {
  for (const { errors } of parseAllDocuments(text, { prettyErrors: true })) {
    const [first] = errors;
    if (first !== undefined) {
      return `line ${first.linePos?.[0].line ?? 1}: ${(first.message.split('\n')[0] ?? '').replace(/ at line .*$/, '')}`;
    }
  }
  return undefined;
}
