import { readFileSync } from 'node:fs';
import { Language, Parser } from 'web-tree-sitter';

/** The parser everybody has: tree-sitter-go by web-tree-sitter. */
export async function referenceParser(): Promise<Parser> {
  await Parser.init();
  const language = await Language.load(readFileSync(require.resolve('tree-sitter-go/tree-sitter-go.wasm')));
  return new Parser().setLanguage(language);
}
