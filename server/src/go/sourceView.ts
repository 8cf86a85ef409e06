/**
 * A file as an observer sees it: its tree, its imports, and the questions about names and types that this one file can
 * answer. Whatever takes work is computed when first asked for.
 */
import type { GoHeader } from './imports.ts';
import { Inference } from './infer.ts';
import { Field, Kind } from './kinds.ts';
import { FileScopes } from './scopes.ts';
import type { Symbolic } from './symbols.ts';
import { childByField, type FlatTree, kindOf, NO_NODE, parentOf, type SyntaxNode, textOf } from './tree.ts';

export class SourceView {
  readonly tree: FlatTree;
  readonly header: GoHeader;
  /** What identifiers mean inside this file. */
  readonly scopes: FileScopes;
  readonly inference: Inference;

  /** @param moved where the text of the tree stands in its file, when it is a part of one: what is said of local types names that place */
  constructor(tree: FlatTree, header: GoHeader, moved = 0) {
    this.tree = tree;
    this.header = header;
    this.scopes = new FileScopes(tree, header);
    this.inference = new Inference(tree, this.scopes, moved);
  }

  /** What an expression is worth, for `project.types.typeOf` to work out. Plain data, to be kept in an observation. */
  typeOf(expression: SyntaxNode): Symbolic {
    return this.inference.typeOf(expression);
  }

  /**
   * A call, for `project.types.callee` and `project.types.typeOf` to work out; 0 when the node is none. Calls with one
   * explicit type argument and one argument (`f[int](x)`) have the kind of a conversion.
   */
  callee(call: SyntaxNode): Symbolic {
    const symbolic = this.inference.typeOf(call);
    return typeof symbolic === 'object' && symbolic[0] === 'call' ? symbolic : 0;
  }

  /** The last identifier of a call's function: `Query` in `s.db.Query(ctx)`, `f` in `f[int](x)`. */
  calleeName(call: SyntaxNode): string | undefined {
    let callee = childByField(this.tree, call, Field.function);
    for (;;) {
      if (callee === NO_NODE) return undefined;
      switch (kindOf(this.tree, callee)) {
        case Kind.identifier:
          return textOf(this.tree, callee);
        case Kind.selector_expression:
          callee = childByField(this.tree, callee, Field.field);
          return callee === NO_NODE ? undefined : textOf(this.tree, callee);
        case Kind.index_expression:
          callee = childByField(this.tree, callee, Field.operand);
          break;
        default:
          return undefined;
      }
    }
  }

  /** The innermost function, method or function literal around a node; NO_NODE at package level. */
  enclosingFunction(node: SyntaxNode): SyntaxNode {
    for (let at = parentOf(this.tree, node); at !== NO_NODE; at = parentOf(this.tree, at)) {
      const kind = kindOf(this.tree, at);
      if (kind === Kind.function_declaration || kind === Kind.method_declaration || kind === Kind.func_literal)
        return at;
    }
    return NO_NODE;
  }
}
