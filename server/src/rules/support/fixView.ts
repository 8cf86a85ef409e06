/** The file of a finding as its fix sees it: parsed anew, because judging needs no syntax and keeps none. */
import { headerOfTree } from '../../go/importsOfTree.ts';
import { SourceView } from '../../go/sourceView.ts';
import type { FlatTree } from '../../go/tree.ts';
import type { FixContext } from '../rule.ts';

/** For as long as somebody keeps the tree: a check asks for the fixes of all findings of a file, one after the other. */
const views = new WeakMap<FlatTree, SourceView>();

export function viewOf({ sources, file }: FixContext<unknown>, path = file.path): SourceView | undefined {
  const tree = sources.tree(path);
  if (!tree) return undefined;
  let view = views.get(tree);
  if (!view) {
    view = new SourceView(tree, headerOfTree(tree));
    views.set(tree, view);
  }
  return view;
}
