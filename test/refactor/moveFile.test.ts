/** Moving a single file: what stands in the way, and that what is not refused builds. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { planFileMove } from '../../server/src/refactor/moveFile.ts';
import { applyChanges } from '../rules/harness.ts';
import { withProject } from '../support/types.ts';

type Files = Readonly<Record<string, string>>;

/** The reason of a refusal; undefined when the move was made and the module builds, its tests included. */
async function refusal(files: Files, destination = 'new/place'): Promise<string | undefined> {
  let reason: string | undefined;
  await withProject(files, (open) => {
    const { file, workspace } = open('old/store/file.go');
    const plan = planFileMove({ project: workspace.project, sources: workspace, file, destination });
    if ('refused' in plan) {
      reason = plan.refused;
      return;
    }
    applyChanges(plan.changes);
    const folder = file.module.dir;
    execFileSync('go', ['vet', './...'], { cwd: folder, stdio: 'pipe', env: { ...process.env, GOWORK: 'off' } });
    assert.equal(execFileSync('gofmt', ['-l', '.'], { cwd: folder, encoding: 'utf8' }), '');
  });
  return reason;
}

const REST = 'package store\n\ntype Rest struct{ Name string }\n';
const body = (text: string, rest = ''): Files => ({
  'old/store/file.go': `package store\n\n${text}`,
  'old/store/rest.go': REST + rest,
});

const refusals: readonly [string, Files, RegExp, string?][] = [
  ['it is the only file', { 'old/store/file.go': 'package store\n' }, /only file of its package/],
  ['it is there already', body('type T int\n'), /there already/, 'old/store'],
  ['Go does not look there', body('type T int\n'), /does not look into/, 'a/testdata'],
  [
    'a file of its name is there',
    { ...body('type T int\n'), 'new/place/file.go': 'package place\n' },
    /new\/place\/file\.go exists already/,
  ],
  [
    'it is built with a tag only',
    { 'old/store/file.go': '//go:build extra\n\npackage store\n\ntype T int\n', 'old/store/rest.go': REST },
    /built for some systems or tags only/,
  ],
  [
    'it uses what is not exported',
    body('func F() { help() }\n', '\nfunc help() {}\n'),
    /file\.go uses help, which is not exported/,
  ],
  [
    'others use what it does not export',
    body('func help() {}\n', '\nfunc F() { help() }\n'),
    /rest\.go uses help, which is not exported/,
  ],
  [
    'a method is apart from its type',
    body('func (r Rest) Upper() string { return r.Name }\n'),
    /Rest and its method Upper/,
  ],
  ['a type is apart from a method', body('type T int\n', '\nfunc (T) Do() {}\n'), /T and its method Do/],
  ['it starts by itself', body('func init() {}\n'), /init function/],
  [
    'it calls for effect',
    body('func Do() int { return 1 }\n\nvar _ = Do()\n'),
    /calls something when the program starts/,
  ],
  [
    'it rests on an init function',
    body('var All = Known\n', '\nvar Known []string\n\nfunc init() { Known = append(Known, "x") }\n'),
    /init function/,
  ],
  ['it is imported for effect', body('import _ "image/png"\n\ntype T int\n'), /when the program starts/],
  ['it generates', body('//go:generate echo\n\ntype T int\n'), /go:generate/],
  ['it embeds', body('import "embed"\n\n//go:embed rest.go\nvar Files embed.FS\n'), /go:embed/],
  [
    'imports would go round',
    body('func F() Rest { return G() }\n', '\nfunc G() Rest { return Rest{} }\n\nfunc H() Rest { return F() }\n'),
    /would import itself/,
  ],
  [
    'imports would go round by way of another package',
    {
      ...body('func F() {}\n', '\nfunc H() { F() }\n'),
      'new/place/place.go': 'package place\n\nimport "example.com/shop/other"\n\nvar X = other.X\n',
      'other/other.go': 'package other\n\nimport "example.com/shop/old/store"\n\nvar X store.Rest\n',
    },
    /would import itself/,
  ],
  [
    'imports of tests would go round',
    {
      ...body('func F() {}\n', '\nfunc H() { F() }\n'),
      'new/place/place.go': 'package place\n\nfunc X() {}\n',
      'new/place/place_test.go':
        'package place\n\nimport (\n\t"testing"\n\n\t"example.com/shop/old/store"\n)\n\nfunc TestX(t *testing.T) { store.H() }\n',
    },
    /would import itself/,
  ],
  [
    'unexported fields are used',
    body('func F(r Hidden) int { return r.count }\n', '\ntype Hidden struct{ count int }\n'),
    /uses count, an unexported field/,
  ],
  [
    'unexported fields are set',
    body('func F() Hidden { return Hidden{count: 1} }\n', '\ntype Hidden struct{ count int }\n'),
    /uses count, an unexported field/,
  ],
  [
    'unexported fields are set by order',
    body('func F() Hidden { return Hidden{1} }\n', '\ntype Hidden struct{ count int }\n'),
    /by their order/,
  ],
  [
    'unexported fields of both sides have a name, and one is promoted',
    body(
      'type Own struct {\n\tHidden\n\tcount2 int\n}\n\ntype Other struct{ count int }\n\nfunc F(o Own) int { return o.count + o.count2 }\n',
      '\ntype Hidden struct{ count int }\n',
    ),
    /uses count, an unexported field/,
  ],
  [
    'a conversion needs equal structs',
    body(
      'type Mine struct{ count int }\n\nfunc F(m Mine) Hidden { return Hidden(m) }\n',
      '\ntype Hidden struct{ count int }\n',
    ),
    /converts to Hidden/,
  ],
  [
    'an interface has an unexported method',
    body('type T int\n\nfunc (T) seal() {}\n', '\ntype Sealed interface{ seal() }\n'),
    /unexported method seal/,
  ],
  [
    'a name is taken there',
    { ...body('type T int\n'), 'new/place/place.go': 'package place\n\nfunc T() {}\n' },
    /T is declared at the destination already/,
  ],
  [
    'an import there has a name of its own',
    {
      ...body('func Strings() {}\n\nfunc F() { Strings() }\n'),
      'new/place/place.go': 'package place\n\nimport Strings "strings"\n\nvar X = Strings.ToUpper("x")\n',
    },
    /name of an import at the destination/,
  ],
  [
    'a predeclared name means something else there',
    {
      ...body('func F() int { return max(1, 2) }\n'),
      'new/place/place.go': 'package place\n\nfunc max(a, b int) string { return "" }\n\nvar _ = max\n',
    },
    /uses max, which means something else/,
  ],
  [
    'a command is there',
    { ...body('type T int\n'), 'new/place/main.go': 'package main\n\nfunc main() {}\n' },
    /no name that others could use/,
  ],
  [
    'an importer imports with a dot',
    { ...body('type T int\n'), 'app/app.go': 'package app\n\nimport . "example.com/shop/old/store"\n\nvar X T\n' },
    /with a dot/,
  ],
  [
    'an importer could not see it',
    { ...body('type T int\n'), 'app/app.go': 'package app\n\nimport "example.com/shop/old/store"\n\nvar X store.T\n' },
    /cannot be seen from example\.com\/shop\/app/,
    'new/internal/place',
  ],
  [
    'an example shows it',
    {
      ...body('type T int\n'),
      'old/store/example_test.go':
        'package store_test\n\nimport "example.com/shop/old/store"\n\nfunc ExampleT() { var _ store.T }\n',
    },
    /ExampleT is an example of T/,
  ],
  [
    'a file that is not looked at declares what it uses',
    {
      ...body('func F() Left { return Left{} }\n'),
      'old/store/left.pb.go': 'package store\n\ntype Left struct{}\n',
      '.go-architect.yaml': 'version: 1\nexclude: ["**/*.pb.go"]\n',
    },
    /uses Left, and no file that is looked at declares it/,
  ],
  [
    'others do not parse',
    { ...body('type T int\n'), 'old/store/broken.go': 'package store\n\nfunc {\n' },
    /does not parse/,
  ],
];

describe('moving a file', () => {
  for (const [reason, files, expected, destination] of refusals) {
    it(`is refused when ${reason}`, async () => {
      assert.match((await refusal(files, destination)) ?? 'nothing is in the way', expected);
    });
  }

  const builds: readonly [string, Files, string?][] = [
    [
      'fields, keys and local names are called like what moves',
      body(
        'type Rests []Rest\n\nconst Name = "n"\n\nfunc F(Rest Rest) string {\n\trests := Rests{{Name: Name}, Rest}\n\treturn rests[0].Name\n}\n',
        '\nfunc Twice() string { return (Rest{Name: "x"}).Name }\n',
      ),
    ],
    [
      'unexported fields of both sides have a name',
      body(
        'type Own struct{ count int }\n\nfunc (o Own) Count() int { return o.count }\n',
        '\ntype Hidden struct{ count int }\n\nfunc (h *Hidden) Add() { h.count++ }\n',
      ),
    ],
    [
      'the destination used it',
      {
        ...body('type T int\n\nfunc New() T { return 1 }\n'),
        'new/place/place.go':
          'package place\n\nimport "example.com/shop/old/store"\n\ntype Box struct {\n\tT    store.T\n\tRest store.Rest // left\n}\n\nvar X = store.New()\n',
      },
    ],
    [
      'it used the destination',
      {
        ...body(
          'import "example.com/shop/new/place"\n\ntype T struct{ P place.P }\n\nvar Zero place.P = place.Make()\n',
        ),
        'new/place/place.go': 'package place\n\ntype P int\n\nfunc Make() P { return 0 }\n',
      },
    ],
    [
      'names of imports clash',
      {
        ...body('type T int\n', '\nfunc F(place T) T { return place }\n'),
        'app/app.go': 'package app\n\nimport "example.com/shop/old/store"\n\nvar place store.T\n\nvar R store.Rest\n',
      },
    ],
    [
      'tests are written outside',
      {
        ...body('type T int\n\nfunc New() T { return 1 }\n'),
        'old/store/file_test.go':
          'package store_test\n\nimport (\n\t"testing"\n\n\t"example.com/shop/old/store"\n)\n\nfunc TestNew(t *testing.T) {\n\tif store.New() != 1 || (store.Rest{}).Name != "" {\n\t\tt.Fatal()\n\t}\n}\n',
      },
    ],
    [
      'its test belongs to the package',
      {
        ...body('type T int\n', '\nfunc help() {}\n'),
        'old/store/file_test.go':
          'package store\n\nimport "testing"\n\nfunc TestT(t *testing.T) {\n\thelp()\n\t_ = T(1)\n}\n',
      },
    ],
    ['a type parameter is called like what stays', body('type Set[Rest comparable] map[Rest]bool\n')],
  ];
  for (const [what, files, destination] of builds) {
    it(`builds where ${what}`, async () => {
      assert.equal(await refusal(files, destination), undefined);
    });
  }
});
