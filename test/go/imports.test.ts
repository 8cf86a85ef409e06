import assert from 'node:assert/strict';
import { type GoHeader, readHeader, readHeaderPrefix } from '../../server/src/go/imports.ts';

/** What a test cares about: alias and path of each import, checked to lie where the header says. */
function importsOf(text: string): string[] {
  const header = readHeader(text);
  assertPlaces(header, text);
  const fromBytes = readHeader(new TextEncoder().encode(text));
  assert.deepEqual(fromBytes, header, 'bytes and text must give the same header');
  return header.imports.map(({ alias, path }) => (alias === '' ? path : `${alias} ${path}`));
}

function assertPlaces(header: GoHeader, text: string): void {
  for (const found of header.imports) {
    const literal = text.slice(found.start, found.end);
    assert.match(literal, /^(?:"[^"]*"|`[^`]*`)$/);
    assert.equal(text.slice(found.declStart, found.declStart + 6), 'import');
    const spec = text.slice(found.specStart, found.specEnd);
    assert.ok(spec.startsWith(found.alias) && spec.endsWith(literal), spec);
  }
  if (header.packageStart >= 0) {
    assert.equal(text.slice(header.packageStart, header.packageEnd), header.packageName);
  }
}

describe('readHeader', () => {
  it('reads a single import and a group, with aliases of every kind', () => {
    const text = `package shop

import "fmt"

import (
	"context"
	db "database/sql"
	_ "github.com/lib/pq"
	. "math"; "os"
)

func main() {}
`;
    assert.deepEqual(importsOf(text), ['fmt', 'context', 'db database/sql', '_ github.com/lib/pq', '. math', 'os']);
    const header = readHeader(text);
    assert.equal(header.packageName, 'shop');
    assert.equal(header.end, text.indexOf('func main'));
    assert.deepEqual(
      header.imports.map(({ grouped }) => grouped),
      [false, true, true, true, true, true],
    );
  });

  it('reads raw strings and escapes', () => {
    assert.deepEqual(importsOf('package x\nimport `a/b`\n'), ['a/b']);
    assert.equal(readHeader('package x\nimport "a\\x2fb\\u002fc"\n').imports[0]?.path, 'a/b/c');
  });

  it('reads import "C" and is not misled by its comment', () => {
    const text = 'package x\n\n/*\n#include <stdio.h>\nimport "not/this"\n*/\nimport "C"\nimport "unsafe"\n';
    assert.deepEqual(importsOf(text), ['C', 'unsafe']);
  });

  it('ignores imports in comments and comments between everything', () => {
    const text = `// import "no"
package /* x */ main // import "no"
/* import "no" */
import /* a */ (
	// "no"
	/* alias */ f /* still */ "fmt" // import "no"
	/* multi
	   line */
	"os"
)
`;
    assert.deepEqual(importsOf(text), ['f fmt', 'os']);
  });

  it('counts UTF-16 units after non-ASCII text', () => {
    const text = '// 😀 größer\npackage café // ☕\n\nimport größe "a/b" // 😀\nimport "ä/ö"\n';
    assert.deepEqual(importsOf(text), ['größe a/b', 'ä/ö']);
    assert.equal(readHeader(text).packageName, 'café');
  });

  it('takes a byte order mark as the first character of the text', () => {
    const text = '\ufeffpackage x\nimport "fmt"\n';
    assert.deepEqual(importsOf(text), ['fmt']);
    assert.equal(readHeader(text).packageStart, 9);
  });

  it('reads Windows and mixed line ends', () => {
    const text = 'package x\r\n\r\nimport (\r\n\t"a"\r\n\tb "c" // hm\r\n)\r\nimport "d"\nvar y = 1\r\n';
    assert.deepEqual(importsOf(text), ['a', 'b c', 'd']);
  });

  it('answers for empty and truncated files', () => {
    for (const text of ['', ' ', '\n', '//', '/*', '/* import "a"', 'pack', 'package', 'package x', 'package x\nimp']) {
      assert.deepEqual(importsOf(text), [], JSON.stringify(text));
    }
    assert.equal(readHeader('').packageStart, -1);
    for (const text of [
      'package x\nimport "a"\nimport',
      'package x\nimport "a"\nimport (',
      'package x\nimport "a"\nimport "b',
    ]) {
      assert.deepEqual(importsOf(text), ['a'], JSON.stringify(text));
    }
    assert.deepEqual(importsOf('package x\nimport (\n\t"a"\n\t"b"'), ['a', 'b']);
  });

  it('still sees the imports after a broken line', () => {
    assert.deepEqual(importsOf('package x\n\nimpot "a"\n\nimport "b"\n'), ['b']);
    assert.deepEqual(importsOf('package x\nimport "a"\n)\n}{ foo("import") `\nimport "no"\n`\nimport "b"\n'), [
      'a',
      'b',
    ]);
    assert.deepEqual(importsOf('package x\nimport (\n\t"a\n\tfoo bar\n\t"b"\n\t= "c"\n)\nimport "d"\n'), [
      'b',
      'c',
      'd',
    ]);
    assert.deepEqual(importsOf('import "a"\nimport "b"\n'), ['a', 'b']);
  });

  it('ends an unclosed group at the next declaration or import', () => {
    assert.deepEqual(importsOf('package x\nimport (\n\t"a"\n\nfunc f() { _ = "no" }\n'), ['a']);
    assert.deepEqual(importsOf('package x\nimport (\n\t"a"\n\nimport "b"\n'), ['a', 'b']);
  });

  it('keeps an alias apart from a path on the next line', () => {
    assert.deepEqual(importsOf('package x\nimport (\n\tfoo\n\t"a"\n)\n'), ['a']);
    assert.deepEqual(importsOf('package x\nimport\n"a"\n'), ['a']);
  });

  it('ends at the first declaration, whatever follows', () => {
    for (const declaration of ['func f() {}', 'type T int', 'var v int', 'const c = 1', 'var (\n)']) {
      const text = `package x\nimport "a"\n${declaration}\nimport "late"\n`;
      assert.deepEqual(importsOf(text), ['a'], declaration);
      assert.equal(readHeader(text).end, text.indexOf(declaration));
    }
  });

  it('does not take longer words for keywords', () => {
    assert.deepEqual(importsOf('package x\nfunction\ntypes\nvariable\nconstant\nimports "no"\nimport "a"\n'), ['a']);
  });

  it('tells generated files by the marker before the package clause only', () => {
    const generated = (text: string) => {
      assert.equal(readHeader(new TextEncoder().encode(text)).generated, readHeader(text).generated);
      return readHeader(text).generated;
    };
    assert.equal(generated('// Code generated by protoc-gen-go. DO NOT EDIT.\npackage x\n'), true);
    assert.equal(generated('// Code generated by x. DO NOT EDIT.\r\npackage x\r\n'), true);
    assert.equal(generated('/* Licence */\n\n// Code generated by x; DO NOT EDIT.\n\n// More.\npackage x\n'), true);
    assert.equal(generated('package x\n// Code generated by x. DO NOT EDIT.\n'), false);
    assert.equal(generated('// Code generated by x. DO NOT EDIT\npackage x\n'), false);
    assert.equal(generated('// code generated by x. DO NOT EDIT.\npackage x\n'), false);
    assert.equal(generated('//Code generated by x. DO NOT EDIT.\npackage x\n'), false);
    assert.equal(generated('package x // Code generated by x. DO NOT EDIT.\n'), false);
  });

  it('reads the build constraint before the package clause', () => {
    const text = '// Licence.\n\n//go:build linux && !cgo\n// +build linux,!cgo\n\npackage x\n\n//go:build no\n';
    const { buildConstraint } = readHeader(text);
    assert.equal(buildConstraint?.expression, 'linux && !cgo');
    assert.equal(text.slice(buildConstraint.start, buildConstraint.end), '//go:build linux && !cgo');
    assert.equal(readHeader('package x\n//go:build no\n').buildConstraint, undefined);
  });

  it('keeps the comments that may silence a finding, and no others', () => {
    const text = `package x

// nothing special
import (
	"a" //nolint:depguard // legacy
	//architect:ignore architecture/layer-import -- moving in May
	"b"
	"c" // #nosec G101
	/* #nosec */ "d"
	/*
		architect:ignore a/b -- x */ "f"
	//	architect:ignore a/b -- x
	"e" // a comment about nolint
)

//architect:ignore sql/x -- for the function below
func f() {} //nolint
`;
    const { comments } = readHeader(text);
    for (const comment of comments) assert.equal(text.slice(comment.start, comment.end), comment.text);
    assert.deepEqual(
      comments.map((comment) => comment.text),
      [
        '//nolint:depguard // legacy',
        '//architect:ignore architecture/layer-import -- moving in May',
        '// #nosec G101',
        '/* #nosec */',
        '/*\n\t\tarchitect:ignore a/b -- x */',
        '//\tarchitect:ignore a/b -- x',
        '//architect:ignore sql/x -- for the function below',
      ],
    );
  });

  it('gives the same answer for long headers, where the first look is not enough', () => {
    const licence = '// All rights reserved, all wrongs reversed.\n'.repeat(1_000);
    const group = Array.from({ length: 2_000 }, (_, index) => `\t"example.com/p${index}"\n`).join('');
    const text = `${licence}package x\n\nimport (\n${group})\n\nfunc f() {}\n`;
    assert.equal(importsOf(text).length, 2_000);
  });

  it('never mistakes the cut end of a prefix for the end of the header', () => {
    const text = '// é\npackage x\nimport "a"\nimport (\n\t"b"\n)\nfunctional\nimport "c"\n\nconst x = 1\n';
    const bytes = new TextEncoder().encode(text);
    const whole = readHeader(text);
    const declaration = new TextEncoder().encode(text.slice(0, whole.end)).length;
    for (let length = 0; length <= bytes.length; length++) {
      const { header, complete } = readHeaderPrefix(bytes.subarray(0, length));
      assert.equal(complete, length > declaration + 'const'.length, `${length} bytes`);
      if (complete) assert.deepEqual(header, whole);
    }
  });
});
