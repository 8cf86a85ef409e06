/**
 * What tells errors apart by what they are, not by what they wrap, besides comparisons and assertions: `os.IsNotExist(err)`,
 * `errors.Cause(err)`, `err.Error() == "gone"`. Once somebody wraps the error, they say something else.
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
