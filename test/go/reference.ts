// The yardstick for our own parser: web-tree-sitter, the same parser in its public form, walked node by node. Only
// tests and the benchmark use it.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, Parser, type Tree, type TreeCursor } from 'web-tree-sitter';
import { Field, Kind, kindName } from '../../server/src/go/kinds.ts';
import { newsOfValues, otherLetter } from '../../server/src/go/newOperand.ts';
import {
  endOf,
  type FlatTree,
  fieldOf,
  hasError,
  isExtra,
  isMissing,
  isNamed,
  kindOf,
  type SyntaxNode,
  startOf,
} from '../../server/src/go/tree.ts';

const require = createRequire(__filename);

export async function referenceLanguage(): Promise<Language> {
  await Parser.init();
  return Language.load(readFileSync(require.resolve('tree-sitter-go/tree-sitter-go.wasm')));
}

export class Reference {
  readonly #parser: Parser;
  readonly #language: Language;

  private constructor(language: Language) {
    this.#language = language;
    this.#parser = new Parser().setLanguage(language);
  }

  static async create(): Promise<Reference> {
    return new Reference(await referenceLanguage());
  }

  /** Whether the grammar alone finds errors in a text. */
  findsErrors(text: string): boolean {
    const tree = this.#parser.parse(text);
    if (tree === null) throw new Error('The reference parser gave no tree.');
    try {
      return tree.rootNode.hasError;
    } finally {
      tree.delete();
    }
  }

  /** Where a flat tree differs from the reference's tree of the same text, or undefined. A `new` of a value is any other function to it. */
  firstDifference(tree: FlatTree): string | undefined {
    const shown = tree.text.split('');
    for (const at of newsOfValues(tree.text)) shown[at] = otherLetter;
    const reference = this.#parser.parse(shown.join(''));
    if (reference === null) throw new Error('The reference parser gave no tree.');
    const cursor = reference.walk();
    try {
      return firstDifference(tree, reference, cursor, this.#language);
    } finally {
      cursor.delete();
      reference.delete();
    }
  }
}

function firstDifference(tree: FlatTree, reference: Tree, cursor: TreeCursor, language: Language): string | undefined {
  // Each question to the cursor costs a crossing, thirty million nodes make them minutes. In a tree without
  // errors some answers are known: nothing is missing, only comments are extras, and what is named is so by kind.
  const broken = reference.rootNode.hasError;
  const parents: SyntaxNode[] = [];
  for (let row = 0; ; row++) {
    if (row === tree.count) return `the reference has more than our ${tree.count} nodes`;

    const kind = kindOf(tree, row);
    const node = broken || kind === Kind.comment ? cursor.currentNode : undefined;
    if (
      kind !== cursor.nodeTypeId ||
      startOf(tree, row) !== cursor.startIndex ||
      endOf(tree, row) !== cursor.endIndex ||
      fieldOf(tree, row) !== cursor.currentFieldId ||
      isNamed(tree, row) !== (node?.isNamed ?? language.nodeTypeIsNamed(kind)) ||
      isMissing(tree, row) !== (node?.isMissing ?? false) ||
      hasError(tree, row) !== (node?.hasError ?? false) ||
      isExtra(tree, row) !== (node?.isExtra ?? false)
    ) {
      return `node ${row} is ${describe(tree, row)}, the reference has ${cursor.currentNode.type} at ${cursor.startIndex}-${cursor.endIndex}`;
    }

    if (cursor.gotoFirstChild()) {
      parents.push(row);
      continue;
    }
    // Leaving a subtree, its size must lead exactly to the row that comes next.
    if (tree.nodes[row * 4 + 3] !== 1)
      return `node ${row}, ${describe(tree, row)}, has no children but size ${tree.nodes[row * 4 + 3]}`;
    while (!cursor.gotoNextSibling()) {
      const parent = parents.pop();
      if (parent === undefined)
        return row + 1 === tree.count ? undefined : `the reference ends after ${row + 1} of our ${tree.count} nodes`;
      if (tree.nodes[parent * 4 + 3] !== row + 1 - parent)
        return `node ${parent}, ${describe(tree, parent)}, has a wrong size`;
      cursor.gotoParent();
    }
  }
}

function describe(tree: FlatTree, row: SyntaxNode): string {
  const flags = [isNamed, isMissing, hasError, isExtra].filter((is) => is(tree, row)).map((is) => is.name);
  return `${kindName(kindOf(tree, row))} (${Field[fieldOf(tree, row)]}) at ${startOf(tree, row)}-${endOf(tree, row)} ${flags.join(' ')}`;
}
