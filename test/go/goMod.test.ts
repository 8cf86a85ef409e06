import assert from 'node:assert/strict';
import { isDirectoryTarget, parseGoMod } from '../../server/src/go/goMod.ts';
import { parseGoWork } from '../../server/src/go/goWork.ts';

describe('parseGoMod', () => {
  it('reads module, version, requirements, replacements and ignored directories', () => {
    const text = `// Deprecated: no.
module example.com/shop // import "x"

go 1.24.1

toolchain go1.24.3

require github.com/a/b v1.2.3
require (
	github.com/c/d v0.0.0-20200101000000-abcdefabcdef // indirect
	"gopkg.in/yaml.v3" v3.0.1
)

replace github.com/a/b => ../b

replace (
	github.com/c/d v1.0.0 => github.com/fork/d v1.0.1
)

exclude github.com/e/f v1.0.0
retract [v1.0.0, v1.0.5] // broken
ignore ./node_modules
ignore (
	static
)
tool golang.org/x/tools/cmd/stringer
`;
    const mod = parseGoMod(text);
    assert.deepEqual(mod.problems, []);
    assert.equal(mod.modulePath, 'example.com/shop');
    assert.equal(text.slice(mod.modulePathStart, mod.modulePathEnd), 'example.com/shop');
    assert.equal(mod.goVersion, '1.24.1');
    assert.deepEqual(
      mod.requirements.map(({ path, version, indirect }) => [path, version, indirect]),
      [
        ['github.com/a/b', 'v1.2.3', false],
        ['github.com/c/d', 'v0.0.0-20200101000000-abcdefabcdef', true],
        ['gopkg.in/yaml.v3', 'v3.0.1', false],
      ],
    );
    assert.deepEqual(
      mod.replacements.map(({ path, version, target, targetVersion }) => [path, version, target, targetVersion]),
      [
        ['github.com/a/b', '', '../b', ''],
        ['github.com/c/d', 'v1.0.0', 'github.com/fork/d', 'v1.0.1'],
      ],
    );
    assert.deepEqual(mod.ignored, ['./node_modules', 'static']);
    const second = mod.requirements[1];
    assert.match(text.slice(second?.start, second?.end), /^github\.com\/c\/d v0/);
  });

  it('reads a file with Windows line ends, a byte order mark and a quoted path', () => {
    const mod = parseGoMod('\ufeffmodule "example.com/a b"\r\n\r\ngo 1.22\r\nrequire (\r\n\tx.y/z v1.0.0\r\n)\r\n');
    assert.equal(mod.modulePath, 'example.com/a b');
    assert.equal(mod.goVersion, '1.22');
    assert.equal(mod.requirements[0]?.version, 'v1.0.0');
    assert.deepEqual(mod.problems, []);
  });

  it('reads what it can of a broken file and points at the rest', () => {
    const text = 'modul example.com/x\nmodule example.com/y\nrequire a.b/c\nreplace a.b/c =>\nrequire (\n\td.e/f v1\n';
    const mod = parseGoMod(text);
    assert.equal(mod.modulePath, 'example.com/y');
    assert.deepEqual(
      mod.requirements.map(({ path }) => path),
      ['d.e/f'],
    );
    const problems = mod.problems.map(({ message, start, end }) => `${text.slice(start, end)} | ${message}`).sort();
    assert.deepEqual(
      problems,
      [
        'require a.b/c | a requirement is a module path and a version',
        'replace a.b/c => | a replacement is "path => target"',
        'modul example.com/x | go.mod knows no "modul"',
        'require | the "require (" block is never closed',
      ].sort(),
    );
  });

  it('answers for an empty file', () => {
    const { modulePath, goVersion, problems } = parseGoMod('');
    assert.deepEqual([modulePath, goVersion, problems], ['', '', []]);
  });

  it('tells directories from module paths', () => {
    for (const target of ['./x', '../x', '.', '..', '/abs', 'C:\\x', 'C:/x'])
      assert.ok(isDirectoryTarget(target), target);
    for (const target of ['github.com/x/y', 'x', '...']) assert.ok(!isDirectoryTarget(target), target);
  });
});

describe('parseGoWork', () => {
  it('reads uses and replacements, and points at what it does not know', () => {
    const text =
      'go 1.24\n\nuse ./api\nuse (\n\t./worker // the worker\n\t"../shared lib"\n)\nreplace a.b/c => ./c\nmodule x\n';
    const work = parseGoWork(text);
    assert.equal(work.goVersion, '1.24');
    assert.deepEqual(
      work.uses.map(({ directory }) => directory),
      ['./api', './worker', '../shared lib'],
    );
    assert.equal(text.slice(work.uses[1]?.start, work.uses[1]?.end), './worker');
    assert.equal(work.replacements[0]?.target, './c');
    assert.deepEqual(
      work.problems.map(({ message }) => message),
      ['go.work knows no "module"'],
    );
  });
});
