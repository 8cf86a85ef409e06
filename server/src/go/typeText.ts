/**
 * Types as one line of source text: without comments, and with white space and semicolons only where Go needs them. This is
 * how facts hold types; what the names in them mean is decided when files are linked.
 */
import { endOf, type FlatTree, type SyntaxNode, startOf, textOf } from './tree.ts';

export function typeText(tree: FlatTree, node: SyntaxNode): string {
  return oneLine(textOf(tree, node));
}

/** The same for the text between two nodes, both included. */
export function typeTextBetween(tree: FlatTree, first: SyntaxNode, last: SyntaxNode): string {
  return oneLine(tree.text.slice(startOf(tree, first), endOf(tree, last)));
}

const LITERALS_AND_COMMENTS = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
/** Where Go's lexer puts a semicolon at the end of a line. */
const LINE_END_OF_MEMBER = /([\p{L}\p{Nd}_)\]}"`])[ \t\r]*\n\s*/gu;

function oneLine(text: string): string {
  if (!/\s/.test(text) && !text.includes('/')) return text;
  return text
    .replace(LITERALS_AND_COMMENTS, (part) => (part.startsWith('//') ? '' : part.startsWith('/*') ? ' ' : part))
    .replace(LINE_END_OF_MEMBER, '$1;')
    .replace(/\s+/g, ' ')
    .replace(/ ?([[\](){}*,.;|<-]) ?/g, (_, mark: string) => (mark === ',' ? ', ' : mark))
    .replace(/;\}/g, '}')
    .replace(/, ([)\]])/g, '$1')
    .replace(/\b(chan|func)(?=[\w*[])/g, '$1 ')
    .replace(/\bchan<-(?=\S)/g, 'chan<- ')
    .trim();
}
