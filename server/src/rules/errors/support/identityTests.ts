/**
 * What tells errors apart by what they are, not by what they wrap, besides comparisons and assertions: `os.IsNotExist(err)`,
 * `errors.Cause(err)`, `err.Error() == "gone"`, `filepath.WalkDir`, which waits for `fs.SkipDir`. Once somebody wraps the error, they say something else.
 */
import { Field, Kind } from '../../../go/kinds.ts';
import { callBehindUse } from '../../../go/returnedError.ts';
import type { SourceView } from '../../../go/sourceView.ts';
import type { Symbolic } from '../../../go/symbols.ts';
import {
  childByField,
  type FlatTree,
  kindOf,
  NO_NODE,
  namedChildren,
  nodesOfKind,
  parentOf,
  type SyntaxNode,
  textOf,
} from '../../../go/tree.ts';

export interface IdentityTest {
  /** The call that gave the error, when that is clear. */
  readonly call?: Symbolic;
}

const LOOKS_AT_IT = /^os\.Is(?:NotExist|Exist|Permission|Timeout)$|^\w+\.Cause$/;

/** Where a file may have one, for `inText`. */
export const IDENTITY_TEST_IN_TEXT: readonly string[] = [
  String.raw`\bos\s*\.\s*Is(?:NotExist|Exist|Permission|Timeout)\b`,
  String.raw`\.\s*Cause\s*\(`,
  String.raw`\.\s*Error\s*\(\s*\)\s*\)*\s*[!=]=`,
  String.raw`[!=]=[^\n]*\.\s*Error\s*\(`,
  String.raw`\.\s*Skip(?:Dir|All)\b`,
];

export function identityTest(node: SyntaxNode, view: SourceView): IdentityTest | undefined {
  const { tree } = view;
  const error = testedError(node, tree);
  if (error === undefined) return undefined;
  const kind = kindOf(tree, error);
  const from =
    kind === Kind.identifier ? callBehindUse(view, error) : kind === Kind.call_expression ? error : undefined;
  const call = from === undefined ? 0 : view.callee(from);
  return call === 0 ? {} : { call };
}

const SKIPS = /\.\s*Skip(?:Dir|All)\b/;
const SAYS_SKIP = /\.\s*Skip(?:Dir|All)$/;

/** A callback of `filepath.WalkDir` or `filepath.Walk`, by what it is given. */
export function isVisitor({ tree }: SourceView, around: SyntaxNode): boolean {
  const parameters = textOf(tree, childByField(tree, around, Field.parameters));
  return /\b\w+\.(?:DirEntry|FileInfo)\s*,\s*(?:\w+\s+)?error\s*,?\s*\)$/.test(parameters);
}

/** Whether a function says that a folder is to be skipped to somebody else than who walks: what passes that on must not wrap it. */
export function skips(statement: SyntaxNode, view: SourceView): boolean {
  const { tree } = view;
  const around = view.enclosingFunction(statement);
  if (around === NO_NODE || !mentionsSkipping(tree) || !SKIPS.test(textOf(tree, around))) return false;
  const isSaid = [...nodesOfKind(tree, Kind.selector_expression, around)].some((each) => {
    if (!SAYS_SKIP.test(textOf(tree, each)) || view.enclosingFunction(each) !== around) return false;
    return kindOf(tree, parentOf(tree, each)) === Kind.expression_list;
  });
  if (!isSaid) return false;
  if (kindOf(tree, around) !== Kind.func_literal) {
    return !isVisitor(view, around) || /^\p{Lu}/u.test(textOf(tree, childByField(tree, around, Field.name)));
  }
  const call = parentOf(tree, parentOf(tree, around));
  return kindOf(tree, call) !== Kind.call_expression || !/^Walk(?:Dir)?$/.test(view.calleeName(call) ?? '');
}

const mentioning = new WeakMap<FlatTree, boolean>();

/** Few files do; the others are told apart at once. */
function mentionsSkipping(tree: FlatTree): boolean {
  let mentions = mentioning.get(tree);
  if (mentions === undefined) {
    mentions = SKIPS.test(tree.text);
    mentioning.set(tree, mentions);
  }
  return mentions;
}

function testedError(node: SyntaxNode, tree: FlatTree): SyntaxNode | undefined {
  switch (kindOf(tree, node)) {
    case Kind.call_expression: {
      const callee = childByField(tree, node, Field.function);
      if (callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) return undefined;
      return LOOKS_AT_IT.test(textOf(tree, callee).replace(/\s/g, '')) ? onlyArgument(tree, node) : undefined;
    }
    case Kind.binary_expression: {
      const operator = textOf(tree, childByField(tree, node, Field.operator));
      if (operator !== '==' && operator !== '!=') return undefined;
      return (
        whoseText(childByField(tree, node, Field.left), tree) ?? whoseText(childByField(tree, node, Field.right), tree)
      );
    }
    case Kind.expression_switch_statement:
      return whoseText(childByField(tree, node, Field.value), tree);
    default:
      return undefined;
  }
}

function onlyArgument(tree: FlatTree, call: SyntaxNode): SyntaxNode | undefined {
  const given = namedChildren(tree, childByField(tree, call, Field.arguments));
  return given.length === 1 ? given[0] : undefined;
}

/** `err` of `err.Error()`. */
function whoseText(expression: SyntaxNode, tree: FlatTree): SyntaxNode | undefined {
  if (expression === NO_NODE || kindOf(tree, expression) !== Kind.call_expression) return undefined;
  const callee = childByField(tree, expression, Field.function);
  if (callee === NO_NODE || kindOf(tree, callee) !== Kind.selector_expression) return undefined;
  if (textOf(tree, childByField(tree, callee, Field.field)) !== 'Error') return undefined;
  return namedChildren(tree, childByField(tree, expression, Field.arguments)).length === 0
    ? childByField(tree, callee, Field.operand)
    : undefined;
}
