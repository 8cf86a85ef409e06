/** Several changes to the imports of one file at once. */
import assert from 'node:assert/strict';
import { readHeader } from '../../server/src/go/imports.ts';
import { applyEdits } from '../../server/src/go/textEdit.ts';
import { importBlockEdits, type NewImport } from '../../server/src/refactor/importBlock.ts';

const MODULE = 'example.com/shop';

interface Change {
  readonly remove?: readonly string[];
  readonly replace?: Readonly<Record<string, string>>;
  readonly add?: readonly string[];
}

function changed(text: string, { remove = [], replace = {}, add = [] }: Change): string {
  const header = readHeader(text);
  const removed = new Set(header.imports.filter(({ path }) => remove.includes(path)).map(({ specStart }) => specStart));
  const replaced = new Map<number, NewImport>();
  for (const { path, alias, specStart } of header.imports) {
    const other = replace[path];
    if (other !== undefined) replaced.set(specStart, { path: other, alias });
  }
  const added = add.map((path) => ({ path, alias: '' }));
  return applyEdits(text, importBlockEdits(text, header, { removed, replaced, added, module: MODULE }));
}

const cases: readonly (readonly [string, string, Change, string])[] = [
  [
    'puts a new import where it is sorted',
    'package a\n\nimport (\n\t"bytes" // b\n\t"os"\n)\n\nvar x int\n',
    { add: ['fmt'] },
    'package a\n\nimport (\n\t"bytes" // b\n\t"fmt"\n\t"os"\n)\n\nvar x int\n',
  ],
  [
    'keeps a remark on the line of the only import',
    'package a\n\nimport "os" //nolint:depguard // so it is\n\nvar x int\n',
    { add: ['fmt'] },
    'package a\n\nimport (\n\t"fmt"\n\t"os" //nolint:depguard // so it is\n)\n\nvar x int\n',
  ],
  [
    'gives another class its own lines, in order',
    'package a\n\nimport (\n\t"github.com/a/b"\n)\n',
    { add: ['fmt', 'example.com/shop/x'] },
    'package a\n\nimport (\n\t"fmt"\n\n\t"github.com/a/b"\n\n\t"example.com/shop/x"\n)\n',
  ],
  [
    'takes an import away with its heading and the blank line',
    'package a\n\nimport (\n\t"os"\n\n\t// Ours.\n\t"example.com/shop/x" // why\n)\n',
    { remove: ['example.com/shop/x'] },
    'package a\n\nimport (\n\t"os"\n)\n',
  ],
  [
    'takes the first group away with the blank line below',
    'package a\n\nimport (\n\t"os"\n\n\t"example.com/shop/x"\n)\n',
    { remove: ['os'] },
    'package a\n\nimport (\n\t"example.com/shop/x"\n)\n',
  ],
  [
    'takes the declaration away with its last import',
    'package a\n\nimport (\n\t"os"\n)\n\nvar x int\n',
    { remove: ['os'] },
    'package a\n\nvar x int\n',
  ],
  [
    'uses the room of what goes',
    'package a\n\nimport (\n\t"example.com/shop/x"\n)\n',
    { remove: ['example.com/shop/x'], add: ['os', 'github.com/a/b'] },
    'package a\n\nimport (\n\t"os"\n\n\t"github.com/a/b"\n)\n',
  ],
  [
    'swaps a single import',
    'package a\n\nimport "example.com/shop/x"\n\nvar x int\n',
    { remove: ['example.com/shop/x'], add: ['os'] },
    'package a\n\nimport "os"\n\nvar x int\n',
  ],
  [
    'makes a group of a single import',
    'package a\n\nimport "example.com/shop/x"\n',
    { add: ['os'] },
    'package a\n\nimport (\n\t"os"\n\n\t"example.com/shop/x"\n)\n',
  ],
  [
    'removes a single import',
    'package a\n\nimport "os"\n\nvar x int\n',
    { remove: ['os'] },
    'package a\n\nvar x int\n',
  ],
  [
    'adds below several single ones',
    'package a\n\nimport "os"\nimport "io"\n\nvar x int\n',
    { remove: ['os'], add: ['fmt'] },
    'package a\n\nimport "io"\nimport "fmt"\n\nvar x int\n',
  ],
  [
    'adds below cgo',
    'package a\n\nimport "C"\n\nvar x int\n',
    { add: ['fmt'] },
    'package a\n\nimport "C"\n\nimport "fmt"\n\nvar x int\n',
  ],
  [
    'adds the first import of all',
    'package a // why\n\nvar x int\n',
    { add: ['fmt'] },
    'package a // why\n\nimport "fmt"\n\nvar x int\n',
  ],
  [
    'sorts by the path an import leads to now, and keeps names and remarks',
    'package a\n\nimport (\n\tb "example.com/shop/a" // b\n\t"example.com/shop/m"\n)\n',
    { replace: { 'example.com/shop/a': 'example.com/shop/z' } },
    'package a\n\nimport (\n\t"example.com/shop/m"\n\tb "example.com/shop/z" // b\n)\n',
  ],
  [
    'leaves an order alone that nobody keeps',
    'package a\n\nimport (\n\t"z"\n\t"b"\n\t"m"\n)\n',
    { replace: { b: 'c' } },
    'package a\n\nimport (\n\t"z"\n\t"c"\n\t"m"\n)\n',
  ],
];

describe('changing the imports of a file', () => {
  for (const [what, before, change, after] of cases) it(what, () => assert.equal(changed(before, change), after));
});
