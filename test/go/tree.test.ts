import assert from 'node:assert/strict';
import { Field, Kind, kindName } from '../../server/src/go/kinds.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import {
  ancestors,
  childByField,
  childOfKind,
  children,
  childrenByField,
  descendantAt,
  enclosing,
  endOf,
  type FlatTree,
  fieldOf,
  firstChild,
  hasError,
  isExtra,
  isMissing,
  isNamed,
  kindOf,
  NO_NODE,
  namedChildren,
  nextSibling,
  nodesOfKind,
  parentOf,
  ROOT,
  type SyntaxNode,
  sizeOf,
  startOf,
  textOf,
} from '../../server/src/go/tree.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';

const SOURCE = `package shop

// Save stores u.
func (s *Store) Save(ctx, parent context.Context, u User) error {
	if u.Name == "" {
		return errEmpty // nothing to store
	}
	return s.repo.Save(ctx, func() User { return u })
}
`;

describe('the flat tree', () => {
  let parser: GoParser;
  let tree: FlatTree;

  before(async () => {
    parser = GoParser.create(await loadParserModule());
    tree = parser.parse(SOURCE);
  });

  const only = (kind: Kind): SyntaxNode => {
    const [node, ...more] = nodesOfKind(tree, kind);
    assert.ok(node !== undefined && more.length === 0, `one ${kindName(kind)} expected`);
    return node;
  };
  const texts = (nodes: Iterable<SyntaxNode>) => [...nodes].map((node) => textOf(tree, node));
  const kinds = (nodes: Iterable<SyntaxNode>) => [...nodes].map((node) => kindName(kindOf(tree, node)));

  it('begins with the root, which covers the source', () => {
    assert.equal(kindOf(tree, ROOT), Kind.source_file);
    assert.equal(sizeOf(tree, ROOT), tree.count);
    assert.equal(tree.nodes.length, tree.count * 4);
    assert.equal(startOf(tree, ROOT), 0);
    assert.equal(endOf(tree, ROOT), SOURCE.length);
    assert.equal(parentOf(tree, ROOT), NO_NODE);
  });

  it('names the role of a node in its parent', () => {
    const method = only(Kind.method_declaration);
    const name = childByField(tree, method, Field.name);
    assert.equal(textOf(tree, name), 'Save');
    assert.equal(kindOf(tree, name), Kind.field_identifier);
    assert.equal(fieldOf(tree, name), Field.name);
    assert.equal(fieldOf(tree, method), Field.none);
    assert.equal(textOf(tree, childByField(tree, method, Field.result)), 'error');
    assert.equal(childByField(tree, method, Field.type_parameters), NO_NODE);
  });

  it('finds all children in a role', () => {
    const [, shared] = nodesOfKind(tree, Kind.parameter_declaration);
    assert.deepEqual(texts(childrenByField(tree, shared!, Field.name)), ['ctx', 'parent']);
    assert.equal(textOf(tree, childByField(tree, shared!, Field.name)), 'ctx');
  });

  it('lists children with and without tokens and comments', () => {
    const block = childByField(tree, only(Kind.if_statement), Field.consequence);
    assert.deepEqual(kinds(children(tree, block)), ['{', 'statement_list', '}']);
    assert.deepEqual(kinds(namedChildren(tree, block)), ['statement_list']);
    const list = childOfKind(tree, block, Kind.statement_list);
    assert.deepEqual(kinds(children(tree, list)), ['return_statement', 'comment']);
    assert.deepEqual(kinds(namedChildren(tree, list)), ['return_statement']);
    assert.deepEqual(children(tree, childOfKind(tree, block, Kind['{'])), []);
  });

  it('steps to first children and next siblings as the lists have them', () => {
    for (let node = ROOT; node < tree.count; node++) {
      const stepped: SyntaxNode[] = [];
      for (let child = firstChild(tree, node); child !== NO_NODE; child = nextSibling(tree, child, node))
        stepped.push(child);
      assert.deepEqual(stepped, children(tree, node));
      for (const child of stepped) assert.equal(parentOf(tree, child), node);
    }
  });

  it('finds children by kind', () => {
    assert.equal(textOf(tree, childOfKind(tree, ROOT, Kind.comment)), '// Save stores u.');
    assert.equal(childOfKind(tree, ROOT, Kind.import_declaration), NO_NODE);
  });

  it('finds the nodes of a kind in a subtree, that one included', () => {
    const literal = only(Kind.func_literal);
    assert.equal([...nodesOfKind(tree, Kind.return_statement)].length, 3);
    assert.deepEqual(texts(nodesOfKind(tree, Kind.return_statement, literal)), ['return u']);
    assert.deepEqual([...nodesOfKind(tree, Kind.func_literal, literal)], [literal]);
  });

  it('walks up', () => {
    const literal = only(Kind.func_literal);
    const [inner] = nodesOfKind(tree, Kind.return_statement, literal);
    assert.deepEqual(kinds(ancestors(tree, literal)).slice(0, 3), [
      'argument_list',
      'call_expression',
      'expression_list',
    ]);
    assert.equal([...ancestors(tree, literal)].at(-1), ROOT);
    assert.equal(enclosing(tree, inner!, Kind.method_declaration, Kind.func_literal), literal);
    assert.equal(enclosing(tree, literal, Kind.func_literal), NO_NODE, 'a node does not enclose itself');
    assert.equal(
      textOf(tree, childByField(tree, enclosing(tree, literal, Kind.method_declaration), Field.name)),
      'Save',
    );
  });

  it('tells named nodes, comments and tokens apart', () => {
    const comment = childOfKind(tree, ROOT, Kind.comment);
    assert.deepEqual([isNamed(tree, comment), isExtra(tree, comment)], [true, true]);
    const token = only(Kind['==']);
    assert.deepEqual([isNamed(tree, token), isExtra(tree, token), isMissing(tree, token)], [false, false, false]);
  });

  it('marks errors and missing tokens, and everything around them', () => {
    const broken = parser.parse('package p\n\nfunc f() {\n\tg(1\n}\n\nfunc h() {}\n');
    assert.equal(hasError(broken, ROOT), true);
    const missing = Array.from({ length: broken.count }, (_, row) => row).filter((row) => isMissing(broken, row));
    assert.deepEqual(
      missing.map((row) => kindName(kindOf(broken, row))),
      [')'],
    );
    assert.equal(textOf(broken, missing[0]!), '');
    for (const node of ancestors(broken, missing[0]!)) assert.equal(hasError(broken, node), true);
    const intact = [...nodesOfKind(broken, Kind.function_declaration)].at(-1)!;
    assert.equal(hasError(broken, intact), false);

    const nonsense = parser.parse('package p\n\n???\n');
    assert.equal(textOf(nonsense, childOfKind(nonsense, ROOT, Kind.ERROR)), '???');
  });

  describe('descendantAt', () => {
    /** The node under `|` or between two `|`, as kind and text. */
    const at = (marked: string): string => {
      const start = marked.indexOf('|');
      const end = marked.lastIndexOf('|');
      const found = parser.parse(marked.replaceAll('|', ''));
      const node = descendantAt(found, start, end === start ? start : end - 1);
      return `${kindName(kindOf(found, node))} ${textOf(found, node)}`;
    };

    it('finds the smallest node that covers a range', () => {
      assert.equal(at('package p; var x = f(|a|, b)'), 'identifier a');
      assert.equal(at('package p; var x = f(|a, b|)'), 'argument_list (a, b)');
      assert.equal(at('package p; var x = |a.b|.c'), 'selector_expression a.b');
      assert.equal(at('package p; var x = a |+| b'), '+ +');
      assert.equal(at('package p; var x = a +| |b'), 'binary_expression a + b');
    });

    it('finds the name a cursor touches, before or behind it', () => {
      assert.equal(at('package p; var x = |Save(user)'), 'identifier Save');
      assert.equal(at('package p; var x = Sa|ve(user)'), 'identifier Save');
      assert.equal(at('package p; var x = Save|(user)'), 'identifier Save');
      assert.equal(at('package p; var x = Save(user|)'), 'identifier user');
      assert.equal(at('package p; var x = a.|b'), 'field_identifier b');
      assert.equal(at('package p; var x = a|.b'), 'identifier a');
      assert.equal(at('package p; var x = f(|)'), ') )');
    });

    it('finds the whole file outside of everything', () => {
      assert.equal(at('package p\n|\nvar x int'), 'source_file package p\n\nvar x int');
      assert.equal(descendantAt(tree, -5, 10_000), ROOT);
      assert.equal(descendantAt(parser.parse(''), 0, 0), ROOT);
    });
  });
});
