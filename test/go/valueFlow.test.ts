import assert from 'node:assert/strict';
import { SourceView } from '../../server/src/go/extract.ts';
import { headerOfTree } from '../../server/src/go/importsOfTree.ts';
import { Field, Kind } from '../../server/src/go/kinds.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import { childByField, NO_NODE, nodesOfKind, startOf, textOf } from '../../server/src/go/tree.ts';
import {
  acquisitionOf,
  followValue,
  type JudgeUse,
  pathOf,
  releasedBy,
  targetOf,
  type ValueFlow,
} from '../../server/src/go/valueFlow.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';

let parser: GoParser;
before(async () => {
  parser = GoParser.create(await loadParserModule());
});

function viewOf(text: string): SourceView {
  const tree = parser.parse(text);
  return new SourceView(tree, headerOfTree(tree));
}

function callNamed(view: SourceView, name: string): number {
  for (const call of nodesOfKind(view.tree, Kind.call_expression)) if (view.calleeName(call) === name) return call;
  throw new Error(`no call of ${name}`);
}

/** One line: what became of the value, then each exit with its line (1 is the first line of the body). */
function summary(view: SourceView, flow: ValueFlow): string {
  const exits = flow.unreleasedExits.map(({ node, how }) => {
    const line = view.tree.text.slice(0, startOf(view.tree, node)).split('\n').length - 2;
    return how === 'end' ? 'end' : `${how} ${line}`;
  });
  return [flow.escapes ? `${flow.released}, escapes` : flow.released, ...exits].join('; ');
}

/** Follows the first result of the first call of `open` in a function's body; Close releases it. */
function rows(body: string, judge: JudgeUse = releasedBy('Close'), signature = 'f() error'): string {
  const view = viewOf(`package p\nfunc ${signature} {\n${body}\n}\n`);
  const acquired = acquisitionOf(view, callNamed(view, 'open'));
  assert.ok(acquired, 'open is no acquisition');
  const value = targetOf(view, acquired, 0);
  assert.ok(value, 'no value to follow');
  return summary(view, followValue(view, acquired.statement, value, judge));
}

/** Follows the lock of the first call of Lock in a method's body. */
function lock(body: string): string {
  const view = viewOf(`package p\nfunc (s *Store) f() error {\n${body}\n}\n`);
  const call = callNamed(view, 'Lock');
  const callee = childByField(view.tree, call, Field.function);
  const value = pathOf(view, childByField(view.tree, callee, Field.operand));
  const statement = acquisitionOf(view, call)?.statement;
  assert.ok(value && statement !== undefined, 'no lock to follow');
  const judge: JudgeUse = ({ partial, how, name }) =>
    partial
      ? undefined
      : how !== 'method'
        ? undefined
        : name === 'Unlock'
          ? 'release'
          : name === 'Lock'
            ? 'acquire'
            : 'harmless';
  return summary(view, followValue(view, statement, value, judge));
}

describe('following a value to every end of its function', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a straight release', 'x, err := open()\nif err != nil {\nreturn err\n}\nx.Close()\nreturn nil', 'always'],
    ['no release', 'x, err := open()\nif err != nil {\nreturn err\n}\nx.Next()\nreturn nil', 'never; return 6'],
    ['the end of the function', 'x := open()\nx.Next()', 'never; end'],
    ['a deferred release', 'x, err := open()\nif err != nil {\nreturn err\n}\ndefer x.Close()\nreturn nil', 'deferred'],
    ['a release in a deferred literal', 'x := open()\ndefer func() { _ = x.Close() }()\nreturn nil', 'deferred'],
    [
      'a deferred literal that checks first',
      'x := open()\ndefer func() {\nif x != nil {\nx.Close()\n}\n}()\nreturn nil',
      'deferred',
    ],
    [
      'a return before the deferred release',
      'x, err := open()\nif err != nil {\nreturn err\n}\nif bad() {\nreturn errBad\n}\ndefer x.Close()\nreturn nil',
      'sometimes; return 6',
    ],
    [
      'a return inside a loop',
      'x, _ := open()\nfor x.Next() {\nif err := scan(); err != nil {\nreturn err\n}\n}\nx.Close()\nreturn nil',
      'sometimes; return 4',
    ],
    [
      'an error assigned anew means nothing for the value',
      'x, err := open()\nif err != nil {\nreturn err\n}\nerr = other()\nif err != nil {\nreturn err\n}\nx.Close()\nreturn nil',
      'sometimes; return 7',
    ],
    ['an error that is checked late', 'x, err := open()\nlog(1)\nif err == nil {\nx.Close()\n}\nreturn err', 'always'],
    [
      'an error and something else',
      'x, err := open()\nif err != nil || x.Bad() {\nreturn err\n}\nx.Close()\nreturn nil',
      'sometimes; return 3',
    ],
    [
      'an error of one kind',
      'x, err := open()\nif errors.Is(err, ErrNone) {\nreturn nil\n}\nif err != nil {\nreturn err\n}\nx.Close()\nreturn nil',
      'always',
    ],
    [
      'a switch over the error',
      'x, err := open()\nswitch {\ncase errors.Is(err, ErrNone):\nreturn nil\ncase err != nil:\nreturn err\n}\nx.Close()\nreturn nil',
      'always',
    ],
    [
      'a switch on the error',
      'x, err := open()\nswitch err {\ncase nil:\ncase ErrNone:\nreturn nil\ndefault:\nreturn err\n}\nx.Close()\nreturn nil',
      'always',
    ],
    [
      'a helper that judges the error',
      'x, err := open()\nif failed(err) {\nreturn err\n}\nx.Next()\nreturn nil',
      'never, escapes',
    ],
    ['ok that says no', 'x, ok := open()\nif !ok {\nreturn nil\n}\nx.Close()\nreturn nil', 'always'],
    ['a value that is nil', 'x := open()\nif x == nil {\nreturn nil\n}\nx.Close()\nreturn nil', 'always'],
    ['an acquisition in the header of an if', 'if x, err := open(); err == nil {\nx.Close()\n}\nreturn nil', 'always'],
    ['one that is not released there', 'if x, err := open(); err == nil {\nx.Next()\n}\nreturn nil', 'never; scope 2'],
    [
      'else',
      'x := open()\nif a {\nx.Close()\n} else if b {\nx.Close()\n} else {\nreturn nil\n}\nreturn nil',
      'sometimes; return 7',
    ],
    [
      'a switch without a default',
      'x := open()\nswitch a {\ncase 1:\nx.Close()\ncase 2:\nx.Close()\n}\nreturn nil',
      'sometimes; return 8',
    ],
    [
      'a switch with a default',
      'x := open()\nswitch a {\ncase 1:\nx.Close()\ndefault:\nx.Close()\n}\nreturn nil',
      'always',
    ],
    ['fallthrough', 'x := open()\nswitch a {\ncase 1:\nfallthrough\ndefault:\nx.Close()\n}\nreturn nil', 'always'],
    [
      'a type switch',
      'x := open()\nswitch v := a.(type) {\ncase int:\nx.Close()\ndefault:\nuse(v)\n}\nreturn nil',
      'sometimes; return 8',
    ],
    [
      'a select',
      'x := open()\nselect {\ncase <-a:\nx.Close()\ncase <-b:\nreturn nil\n}\nreturn nil',
      'sometimes; return 6',
    ],
    [
      'a loop that may not run',
      'x := open()\nfor i := range n {\nx.Close()\n_ = i\n}\nreturn nil',
      'sometimes; return 6',
    ],
    ['an endless loop', 'x := open()\nfor {\nif a {\nbreak\n}\n}\nx.Close()\nreturn nil', 'always'],
    ['an endless loop that nothing leaves', 'x := open()\nfor {\nx.Next()\n}', 'never'],
    [
      'continue past the release',
      'for i := range n {\nx := open()\nif a(i) {\ncontinue\n}\nx.Close()\n}\nreturn nil',
      'sometimes; scope 4',
    ],
    [
      'labels',
      'outer:\nfor {\nx := open()\nfor {\nif a {\nx.Close()\ncontinue outer\n}\nbreak outer\n}\n}\nreturn nil',
      'sometimes; scope 9',
    ],
    ['goto is not followed', 'x := open()\nif a {\ngoto done\n}\nx.Close()\ndone:\nreturn nil', 'sometimes, escapes'],
    [
      'panic, Exit and Fatal',
      'x := open()\nif a {\npanic("a")\n}\nif b {\nos.Exit(1)\n}\nif c {\nlog.Fatalf("c")\n}\nif d {\nt.Fatal("d")\n}\nx.Close()\nreturn nil',
      'always',
    ],
    ['being overwritten', 'x := open()\nx = open()\nx.Close()\nreturn nil', 'never; overwritten 2'],
    ['being overwritten by what it made', 'x := open()\nx = x.Close()\nreturn nil', 'always'],
    [
      'a variable of the block around',
      'var x *T\nfor i := range n {\nx = open()\nuse1(i)\n}\nreturn nil',
      'never; again 3; return 6',
    ],
    ['being returned', 'x := open()\nif a {\nreturn nil\n}\nreturn x', 'sometimes, escapes; return 3'],
    ['being stored', 'x := open()\ns.x = x\nreturn nil', 'always, escapes'],
    ['being put into a literal', 'x := open()\ny := &T{x: x}\nuse1(y)\nreturn nil', 'always, escapes'],
    ['a field of the same name', 'x := open()\ny := T{x: 1}\nuse1(y)\nx.Close()\nreturn nil', 'always'],
    ['being passed on', 'x := open()\nuse(x)\nreturn nil', 'always, escapes'],
    ['being sent', 'x := open()\nc <- x\nreturn nil', 'always, escapes'],
    ['its address', 'x := open()\nuse(&x)\nreturn nil', 'always, escapes'],
    ['being discarded on purpose', 'x := open()\n_ = x\nreturn nil', 'always, escapes'],
    ['a method value', 'x := open()\nt.Cleanup(x.Close)\nreturn nil', 'always, escapes'],
    ['a literal that is passed on', 'x := open()\nt.Cleanup(func() { x.Close() })\nreturn nil', 'always, escapes'],
    ['a literal run by go', 'x := open()\ngo func() {\ndefer x.Close()\n}()\nreturn nil', 'always, escapes'],
    ['a literal called on the spot', 'x := open()\nfunc() {\ndefer x.Close()\n}()\nreturn nil', 'always'],
    ['a literal made before', 'var x *T\ndefer g(func() { x.Close() })\nx = open()\nreturn nil', 'sometimes, escapes'],
    ['a deferred literal made before', 'var x *T\ndefer func() { x.Close() }()\nx = open()\nreturn nil', 'deferred'],
    [
      'a release among conditions',
      'x := open()\nif err := x.Close(); err != nil {\nreturn err\n}\nreturn nil',
      'always',
    ],
    ['a release that is returned', 'x := open()\nreturn x.Close()', 'always'],
    ['a repeated condition', 'var x *T\nif a {\nx = open()\n}\nwork()\nif a {\nx.Close()\n}\nreturn nil', 'always'],
    [
      'a repeated condition, negated',
      'var x *T\nif a != nil {\nx = open()\n}\nif a == nil {\nreturn nil\n}\nx.Close()\nreturn nil',
      'always',
    ],
    ['a flag', 'x := open()\nopened := true\nif opened {\nx.Close()\n}\nreturn nil', 'always'],
    [
      'a name that means something else further in',
      'x := open()\nif a {\nx := 1\nuse(x)\n}\nreturn nil',
      'never; return 6',
    ],
    ['code that does not parse', 'x := open(\nif a {\nreturn nil\n}\nreturn nil', 'never, escapes'],
    ['var', 'var x, err = open()\nif err != nil {\nreturn err\n}\nx.Close()\nreturn nil', 'always'],
  ];

  for (const [name, body, expected] of cases) {
    it(`knows ${name}`, () => {
      if (name === 'code that does not parse') {
        const view = viewOf(`package p\nfunc f() error {\nx := open()\nif a {\nreturn )nil\n}\nreturn nil\n}\n`);
        const acquired = acquisitionOf(view, callNamed(view, 'open'));
        const value = acquired && targetOf(view, acquired, 0);
        assert.ok(acquired && value);
        assert.equal(summary(view, followValue(view, acquired.statement, value, releasedBy('Close'))), expected);
        return;
      }
      assert.equal(rows(body), expected);
    });
  }

  it('follows a function that is called to release', () => {
    const judge: JudgeUse = ({ how }) => (how === 'call' ? 'release' : undefined);
    assert.equal(rows('stop := open()\ndefer stop()\nreturn nil', judge), 'deferred');
    assert.equal(rows('stop := open()\nif a {\nreturn nil\n}\nstop()\nreturn nil', judge), 'sometimes; return 3');
  });

  it('leaves functions that take the value to the asker', () => {
    const judge: JudgeUse = (use) => (use.how === 'argument' && use.index === 1 ? 'release' : undefined);
    assert.equal(rows('x := open()\ndefer closeQuietly(log, x)\nreturn nil', judge), 'deferred');
    assert.equal(rows('x := open()\nuse(x, log)\nreturn nil', judge), 'always, escapes');
  });

  it('says nothing of named results and of variables of the function around', () => {
    assert.equal(rows('x = open()\nreturn nil', undefined, 'f() (x *T, err error)'), 'never, escapes');
    assert.equal(rows('var x *T\nfunc() {\nx = open()\n}()\nx.Close()\nreturn nil'), 'never, escapes');
  });

  it('looks at the function literal that acquires, not at the function around it', () => {
    assert.equal(
      rows('g.Go(func() error {\nx := open()\nif a {\nreturn nil\n}\nreturn x.Close()\n})\nreturn nil'),
      'sometimes; return 4',
    );
  });

  it('survives thousands of nested blocks and statements', () => {
    const deep = 2_000;
    const body = `x := open()\n${'if a {\n'.repeat(deep)}x.Close()\n${'}\n'.repeat(deep)}return nil`;
    assert.equal(rows(body), `sometimes; return ${2 * deep + 3}`);
  });

  it('gives up where paths are too many', () => {
    const body = `x := open()\n${'x.Next()\n'.repeat(21_000)}x.Close()\nreturn nil`;
    assert.equal(rows(body), 'sometimes, escapes');
  });
});

describe('following a lock', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['defer', 's.mu.Lock()\ndefer s.mu.Unlock()\nreturn nil', 'deferred'],
    ['an early return', 's.mu.Lock()\nif s.done {\nreturn nil\n}\ns.mu.Unlock()\nreturn nil', 'sometimes; return 3'],
    ['another lock of the same struct', 's.mu.Lock()\ns.other.Unlock()\nreturn nil', 'never; return 3'],
    ['the same field of something else', 's.mu.Lock()\nt.mu.Unlock()\nreturn nil', 'never; return 3'],
    [
      'a lock that is let go for a while',
      's.mu.Lock()\ndefer s.mu.Unlock()\ns.mu.Unlock()\nwork()\ns.mu.Lock()\nreturn nil',
      'deferred',
    ],
    ['a loop that locks again', 'for {\ns.mu.Lock()\nif s.done {\ncontinue\n}\ns.mu.Unlock()\n}', 'sometimes; again 2'],
    [
      'a goroutine with a lock of its own',
      's.mu.Lock()\ngo func() {\ns.mu.Lock()\ndefer s.mu.Unlock()\n}()\ns.mu.Unlock()\nreturn nil',
      'always',
    ],
    ['an unlock that is handed out', 's.mu.Lock()\ns.unlock = s.mu.Unlock\nreturn nil', 'always, escapes'],
    [
      'a literal that unlocks',
      's.mu.Lock()\nunlock := func() { s.mu.Unlock() }\nunlock()\nreturn nil',
      'always, escapes',
    ],
  ];
  for (const [name, body, expected] of cases) it(`knows ${name}`, () => assert.equal(lock(body), expected));

  it('tells uses of a part of the path', () => {
    const view = viewOf('package p\nfunc (s *Store) f() {\ns.mu.Lock()\ns.finish()\n}\n');
    const call = callNamed(view, 'Lock');
    const operand = childByField(view.tree, childByField(view.tree, call, Field.function), Field.operand);
    const value = pathOf(view, operand);
    const statement = acquisitionOf(view, call)?.statement;
    assert.ok(value && statement !== undefined);
    const flow = followValue(view, statement, value, (use) =>
      use.partial && use.name === 'finish' ? 'release' : undefined,
    );
    assert.equal(summary(view, flow), 'always');
    assert.deepEqual(
      flow.releases.map((node) => textOf(view.tree, node)),
      ['s'],
    );
  });
});

describe('an acquisition', () => {
  it('is a statement whose only value is the call', () => {
    const view = viewOf('package p\nfunc f() {\nuse(open())\na, b := open1(), 1\nreturn open2()\nopen3()\n}\n');
    assert.equal(acquisitionOf(view, callNamed(view, 'open')), undefined);
    assert.equal(acquisitionOf(view, callNamed(view, 'open1')), undefined);
    assert.equal(acquisitionOf(view, callNamed(view, 'open2')), undefined);
    assert.deepEqual(acquisitionOf(view, callNamed(view, 'open3'))?.targets, []);
  });

  it('has no target to follow in blanks, fields and variables of the package', () => {
    const view = viewOf('package p\nvar g *T\nfunc f() {\n_, s.x, g, x = open()\nvar x int\n}\n');
    const acquired = acquisitionOf(view, callNamed(view, 'open'));
    assert.ok(acquired);
    assert.deepEqual(
      [0, 1, 2, 3].map((index) => targetOf(view, acquired, index)),
      [undefined, undefined, undefined, undefined],
    );
    assert.notEqual(acquired.statement, NO_NODE);
  });
});
