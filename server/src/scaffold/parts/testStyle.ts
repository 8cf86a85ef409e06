/**
 * How the tests of a module are written, so that new ones are written so as well: with testify, with go-cmp or with nothing but the
 * standard library, inside of the package or outside, in parallel or not, and how they are called. The tests in the same folder say it
 * before those of the whole module; where there are none, tests are plain, inside and in parallel.
 */
import type { Place } from './placement.ts';
import { folderOf, type Survey } from './survey.ts';

export interface TestStyle {
  readonly packageName: string;
  /** What stands before names of the package under test: its name and a dot, or nothing. */
  readonly own: string;
  /** The path of the package under test; `''` where the test is inside of it. */
  readonly ownImport: string;
  /** `_` where tests are called `TestService_Create`. */
  readonly separator: string;
  readonly parallel: boolean;
  /** Whether errors are compared with the standard library. */
  readonly needsErrors: boolean;
  readonly isTestify: boolean;
  /** The imports for checks that end the test, and for those that do not. */
  readonly imports: (ends: boolean, checks: boolean) => readonly string[];
  /** Statements, for a block that is indented by one. */
  readonly mustNotFail: (call: string, what: string, indent?: number) => string;
  readonly isError: (call: string, target: string, what: string, want: string) => string;
  readonly equal: (got: string, want: string, what: string) => string;
  /** With testify alone. */
  readonly notContains: (text: string, part: string) => string;
  readonly sameTime: (got: string, want: string) => string;
  readonly noError: (call: string) => string;
}

const testify = 'github.com/stretchr/testify';
const cmp = 'github.com/google/go-cmp/cmp';

/** @param own the beginning of the names of the entity's files */
export function testStyleIn(place: Pick<Place, 'folder' | 'packageName'>, own: string, survey: Survey): TestStyle {
  const { reader, header } = survey;
  const all = reader.goFiles.filter(
    (path) =>
      path.endsWith('_test.go') && !header(path).generated && !path.slice(folderOf(path).length + 1).startsWith(own),
  );
  const near = all.filter((path) => folderOf(path) === place.folder);
  const asked = near.length > 0 ? near : all;
  const most = (which: (path: string) => boolean) => asked.filter(which).length * 2 > asked.length;
  const imports = (path: string, wanted: string) => header(path).imports.some((one) => one.path === wanted);
  const some = (wanted: string, paths: readonly string[]) => paths.some((path) => imports(path, wanted));
  const isTestified = (path: string) => imports(path, `${testify}/assert`) || imports(path, `${testify}/require`);
  // One neighbour that goes along with the rest of the module is enough.
  const isUsual = all.filter(isTestified).length * 2 > all.length && asked.some(isTestified);
  const isTestify = survey.requires(testify) && (isUsual || most(isTestified));
  // What compares errors came with testify 1.7.
  const minor = Number(/stretchr\/testify v1\.(\d+)/.exec(reader.read('go.mod') ?? '')?.[1] ?? 7);
  const isCmp = !isTestify && survey.requires('github.com/google/go-cmp') && most((path) => imports(path, cmp));
  // A module may use one of the two and not the other; in a vendored one the other may be missing.
  const ending = some(`${testify}/require`, asked) ? 'require' : 'assert';
  const checking = some(`${testify}/assert`, asked) ? 'assert' : ending;
  const names = asked.flatMap((path) => reader.read(path)?.match(/^func Test\w+/gm) ?? []);
  const isSeparated = names.filter((name) => /^func Test[A-Za-z0-9]+_\w/.test(name)).length * 2 > names.length;
  const parallel = asked.filter((path) => reader.read(path)?.includes('t.Parallel()'));
  const isOutside =
    most((path) => header(path).packageName.endsWith('_test')) && !importedByTests.has(place.packageName);
  const helper = isTestify ? checksOf(ending, checking, minor > 6) : isCmp ? { ...plain, equal: compared } : plain;
  return {
    packageName: isOutside ? `${place.packageName}_test` : place.packageName,
    own: isOutside ? `${place.packageName}.` : '',
    ownImport: isOutside ? `${survey.module}/${place.folder}` : '',
    separator: isSeparated ? '_' : '',
    parallel: asked.length === 0 || parallel.length * 4 > asked.length,
    needsErrors: !isTestify || minor < 7,
    isTestify,
    imports: (ends, checks) => {
      const used = [...(checks ? [checking] : []), ...(ends ? [ending] : [])];
      return isTestify ? [...new Set(used)].sort().map((name) => `${testify}/${name}`) : isCmp && checks ? [cmp] : [];
    },
    ...helper,
  };
}

/** Names that the tests have for other packages. */
const importedByTests: ReadonlySet<string> = new Set([
  ...['context', 'errors', 'http', 'httptest', 'io', 'os', 'sql', 'strings', 'testing', 'time', 'slog'],
  ...[
    'assert',
    'require',
    'cmp',
    'uuid',
    'pgx',
    'pgxpool',
    'sqlx',
    'gin',
    'echo',
    'chi',
    'mux',
    'fiber',
    'zap',
    'zerolog',
  ],
]);

type Checks = Pick<TestStyle, 'mustNotFail' | 'isError' | 'equal' | 'notContains' | 'sameTime' | 'noError'>;

const plain: Checks = {
  mustNotFail: (call, what, indent = 1) => {
    const tabs = '\t'.repeat(indent);
    return `if ${call === 'err' ? '' : `err := ${call}; `}err != nil {\n${tabs}\tt.Fatalf("${what}: %v", err)\n${tabs}}`;
  },
  isError: (call, target, what, want) => {
    const declared = call === 'err' ? '' : `err := ${call}; `;
    return `if ${declared}!errors.Is(err, ${target}) {\n\t\tt.Errorf("${what} = %v, want ${want}", err)\n\t}`;
  },
  equal: (got, want, what) => `if ${got} != ${want} {\n\t\tt.Errorf("${what} = %+v, want %+v", ${got}, ${want})\n\t}`,
  notContains: () => '',
  sameTime: () => '',
  noError: () => '',
};

function compared(got: string, want: string, what: string): string {
  return `if diff := cmp.Diff(${want}, ${got}); diff != "" {\n\t\tt.Errorf("${what} (-want +got):\\n%s", diff)\n\t}`;
}

function checksOf(ending: string, checking: string, comparesErrors: boolean): Checks {
  return {
    mustNotFail: (call, _what, indent = 1) => {
      const tabs = '\t'.repeat(indent);
      return ending === 'require'
        ? `require.NoError(t, ${call})`
        : `if !assert.NoError(t, ${call}) {\n${tabs}\tt.FailNow()\n${tabs}}`;
    },
    isError: (call, target) =>
      comparesErrors
        ? `${checking}.ErrorIs(t, ${call}, ${target})`
        : `${checking}.True(t, errors.Is(${call}, ${target}))`,
    equal: (got, want) => `${checking}.Equal(t, ${want}, ${got})`,
    notContains: (text, part) => `${checking}.NotContains(t, ${text}, ${part})`,
    sameTime: (got, want) => `${checking}.WithinDuration(t, ${want}, ${got}, 0)`,
    noError: (call) => `${checking}.NoError(t, ${call})`,
  };
}
