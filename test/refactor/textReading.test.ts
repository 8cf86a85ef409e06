/**
 * What "Add context parameter" reads in the text alone is what a parse of the same text says, or nothing: it decides what is not parsed.
 */
import assert from 'node:assert/strict';
import { Field, Kind } from '../../server/src/go/kinds.ts';
import { childByField, kindOf, NO_NODE, startOf, textOf } from '../../server/src/go/tree.ts';
import { type Holder, liveMentions } from '../../server/src/refactor/addContextParameter/liveMentions.ts';
import { operandBefore } from '../../server/src/refactor/addContextParameter/operandInText.ts';
import { type TypedFile, withProject } from '../support/types.ts';

const STORES = `package shop

import "testing"

type Store struct{ next *Store; name string; byName map[string]*Other }
type Other struct{ store *Store }

func (s *Store) Load(id int) int      { return id }
func (o *Other) Load(id int) int      { return id }
func (s *Store) Other() *Other        { return nil }
func (o *Other) Pair() (*Store, error) { return o.store, nil }
func Make[T any](value T) T           { return value }
func open(name string) *Store         { return nil }

const key = "x"

var store = open("")
`;

/** Functions with a selection of `Load` each, and whether the text says what it is of. */
const TOLD = [
  'func (s *Store) a() { s.Load(1) }',
  'func (s *Store) b(o *Other) { o.Load(1); s.next.Other().Load(1) }',
  'func c() { store.Load(1) }',
  'func d(o Other) { o.store.next.Load(1) }',
  'func e() {\n\to := open(key).Other()\n\tif o != nil {\n\t\to.Load(1)\n\t}\n}',
  'func f(o *Other) {\n\ts, err := o.Pair()\n\t_ = err\n\ts.Load(1)\n}',
  'func g(t *testing.T, o *Other) { t.Run("x", func(t *testing.T) { o.Load(1) }) }',
  'func h() (o *Other) { o.Load(1); return o }',
];

const NOT_TOLD = [
  // Another variable of the name, or perhaps.
  'func a(o *Other) { { o := open(key); o.Load(1) } }',
  'func b(o *Other) { func(o *Store) { o.Load(1) }(nil) }',
  'func c(o *Other) { func(n, o *Store) { o.Load(1) }(nil, nil) }',
  'func d(o *Other) { var o *Store; o.Load(1) }',
  'func e(o *Other) { for _, o := range []*Store{nil} { o.Load(1) } }',
  'func f(o *Other) { if n, o := 1, open(key); n > 0 { o.Load(1) } }',
  'func g(o any) { switch o := o.(type) { case *Store: o.Load(1) } }',
  'func h() {\n\t{\n\t\tstore := open(key).Other()\n\t\t_ = store\n\t}\n\tstore.Load(1)\n}',
  'func i() {\n\tstore := open(key).Other()\n\tstore.Load(1)\n\tfor range 2 {\n\t\tstore := open(key)\n\t\tstore.Load(1)\n\t}\n}',
  'func j(o *Other) { type o = Store; (*o).Load(nil, 1) }',
  // What only a parser tells apart.
  'func k(o *Other) { o.store.byName["x"].Load(1) }',
  'func l(x any) { x.(*Store).Load(1) }',
  'func m() { open("a)(").Load(1) }',
  'func n() {\n\ts := *open(key) // a copy\n\ts.Load(1)\n}',
  'func o[T interface{ Load(int) int }](x T) { x.Load(1) }',
];

/** Of every selection, what the text says it is of and what the tree says. */
function selections({
  view,
  file,
  workspace,
}: TypedFile): { text: string; told: string | undefined; parsed: string }[] {
  const { tree } = view;
  const { types } = workspace.project;
  const found: { text: string; told: string | undefined; parsed: string }[] = [];
  for (let node = 0; node < tree.count; node++) {
    if (kindOf(tree, node) !== Kind.selector_expression) continue;
    const name = childByField(tree, node, Field.field);
    const operand = childByField(tree, node, Field.operand);
    if (name === NO_NODE || operand === NO_NODE) continue;
    const selected = textOf(tree, name);
    const calleeOf = (symbolic: ReturnType<typeof view.typeOf>) =>
      String(symbolic === 0 ? undefined : types.callee(['call', ['.', symbolic, selected], 0], file)?.fullName);
    const told = operandBefore(file, tree.text, startOf(tree, name));
    found.push({
      text: textOf(tree, node),
      told: told === undefined ? undefined : calleeOf(told),
      parsed: calleeOf(view.typeOf(operand)),
    });
  }
  return found;
}

describe('what is selected from, by the text', () => {
  for (const [title, functions, isTold] of [
    ['is told where names and calls lead to it', TOLD, true],
    ['is not told where another variable may be meant or a parser is needed', NOT_TOLD, false],
  ] as const) {
    it(title, async () => {
      const files = Object.fromEntries(functions.map((text, index) => [`f${index}/f.go`, `${STORES}\n${text}\n`]));
      await withProject(files, (open) => {
        for (const [index, text] of functions.entries()) {
          const all = selections(open(`f${index}/f.go`));
          for (const { told, parsed, text: selection } of all) {
            if (told !== undefined) assert.equal(told, parsed, `${selection} in ${text}`);
          }
          const loads = all.filter((each) => each.text.endsWith('.Load'));
          assert.ok(loads.length > 0, text);
          assert.equal(
            loads.some(({ told }) => told !== undefined),
            isTold,
            text,
          );
        }
      });
    });
  }
});

const HOLDERS = new Map<string, Holder>([
  ['Store', { isType: true, isMember: false, isPlain: false }],
  ['open', { isType: false, isMember: false, isPlain: true }],
  ['store', { isType: false, isMember: true, isPlain: true }],
  ['byName', { isType: false, isMember: true, isPlain: false }],
]);

const LIVE = [
  'func a(x any) { use(open("x")) }',
  'func b(o Other) { use(o.store) }',
  'func c(o Other) *Store { return o.store }',
  'func d(s *Store) { use(s) }',
  'func (s *Store) e() { use(&s, 1) }',
  'func f() { use(&Store{}) }',
  'func g(o Other) { for _, s := range o.byName { use(s) } }',
  'func h(o Other) { o.byName["x"].Load(1) }',
  'func i() { use(open) }',
  'func j(o Other) { use(o.store...) }',
  'func k() { open("a" /* ) */).Load(1) }',
  'func l(ss ...*Store) { ss[0].Load(1) }',
  'func m(o Other) { s := o.store\n\tuse(s) }',
  'func n(o Other) { o. // here\n\tstore.Close; use(o.store) }',
];

const DEAD = [
  'func a(o Other) { o.store.Load(1) }',
  'func b() { open("x)").Load(1) }',
  'func c(o Other) { if o.store == nil || nil != o.store.next { o.store = nil } }',
  'func d(o Other) { if o.store != nil { return } }',
  'func (s *Store) e() { s.Load(1) }',
  'func f(s *Store, x int) { s.Load(x) }',
  'func g(store int) { use(store) }',
  'func h(v any) { use(Other{store: nil, x: v}) }',
  'func i() {\n\t// Store is made by open.\n\tuse(1)\n}',
  'func (*Store) j() {}',
  'func k(o Other) { o.store.\n\t\tLoad(1) }',
];

describe('what may be handed on, by the text', () => {
  for (const [title, functions, isLive] of [
    ['is what stands as a value of its own', LIVE, true],
    ['is not what is only selected from, compared or assigned to', DEAD, false],
  ] as const) {
    it(title, async () => {
      const files = Object.fromEntries(functions.map((text, index) => [`f${index}/f.go`, `package shop\n\n${text}\n`]));
      await withProject(files, (open) => {
        for (const [index, text] of functions.entries()) {
          const { file, view } = open(`f${index}/f.go`);
          const found = [...liveMentions(file, view.tree.text, HOLDERS)];
          assert.equal(found.length > 0, isLive, text);
          assert.ok(found.length <= 1, 'one place for each function');
        }
      });
    });
  }
});
