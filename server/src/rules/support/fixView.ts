/** The file of a finding as its fix sees it: parsed anew, because judging needs no syntax and keeps none. */
import { headerOfTree } from '../../go/importsOfTree.ts';
import { SourceView } from '../../go/sourceView.ts';
import type { FixContext } from '../rule.ts';

export function viewOf({ sources, file }: FixContext<unknown>, path = file.path): SourceView | undefined {
  const tree = sources.tree(path);
  return tree && new SourceView(tree, headerOfTree(tree));
}
