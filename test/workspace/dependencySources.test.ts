import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { openDependencySources, readGoEnvironment } from '../../server/src/workspace/dependencySources.ts';
import { environmentFile, goEnvironment } from '../../server/src/workspace/goEnvironment.ts';
import { compareVersions, escapeModulePath } from '../../server/src/workspace/moduleVersions.ts';
import { toSlashes } from '../../server/src/workspace/paths.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';

describe('sources of dependencies', () => {
  let folder = '';
  afterEach(() => removeFolder(folder));

  /** Where a package is found, relative to the folder, in a tree with a module in `app` and a cache in `cache`. */
  function finder(files: Record<string, string>, options: { ignoresVendor?: boolean; workspace?: string[] } = {}) {
    folder = toSlashes(makeFolder(files));
    const root = options.workspace
      ? { modules: options.workspace.map((name) => `${folder}/${name}`), workspace: folder }
      : { modules: [`${folder}/app`] };
    const sources = openDependencySources(root, {
      moduleCache: `${folder}/cache`,
      ignoresVendor: options.ignoresVendor ?? false,
    });
    return (path: string): string | undefined => sources.find(path)?.dir.slice(folder.length + 1);
  }

  const goMod = (...lines: string[]): string => ['module example.com/app', 'go 1.22', ...lines, ''].join('\n');

  it('are found in the module cache at the version that go.mod names', () => {
    const find = finder({
      'app/go.mod': goMod('require example.com/lib v1.2.3', 'require example.com/other v0.1.0 // indirect'),
      'cache/example.com/lib@v1.2.3/lib.go': 'package lib',
      'cache/example.com/lib@v1.2.3/sub/deep/deep.go': 'package deep',
      'cache/example.com/lib@v1.9.0/newer/newer.go': 'package newer',
      'cache/example.com/other@v0.1.0/other.go': 'package other',
    });
    assert.equal(find('example.com/lib'), 'cache/example.com/lib@v1.2.3');
    assert.equal(find('example.com/lib/sub/deep'), 'cache/example.com/lib@v1.2.3/sub/deep');
    assert.equal(find('example.com/other'), 'cache/example.com/other@v0.1.0');
    assert.equal(find('example.com/lib/newer'), undefined, 'only another version has it');
    assert.equal(find('example.com/lib/sub'), undefined, 'no Go files');
    assert.equal(find('example.com/library'), undefined, 'a longer name is another path');
    assert.equal(find('example.com/unknown'), undefined);
  });

  it('list their Go files without tests', () => {
    folder = toSlashes(
      makeFolder({
        'app/go.mod': goMod('require example.com/lib v1.0.0'),
        'cache/example.com/lib@v1.0.0/b_windows.go': '',
        'cache/example.com/lib@v1.0.0/a.go': '',
        'cache/example.com/lib@v1.0.0/a_test.go': '',
        'cache/example.com/lib@v1.0.0/_skipped.go': '',
        'cache/example.com/lib@v1.0.0/readme.md': '',
      }),
    );
    const sources = openDependencySources(
      { modules: [`${folder}/app`] },
      { moduleCache: `${folder}/cache`, ignoresVendor: false },
    );
    assert.deepEqual(sources.find('example.com/lib'), {
      path: 'example.com/lib',
      dir: `${folder}/cache/example.com/lib@v1.0.0`,
      files: ['a.go', 'b_windows.go'],
    });
    assert.equal(sources.find('example.com/lib'), sources.find('example.com/lib'));
  });

  it('stand under escaped names where there are upper case letters', () => {
    const find = finder({
      'app/go.mod': goMod('require github.com/BurntSushi/toml v1.0.0-RC1'),
      'cache/github.com/!burnt!sushi/toml@v1.0.0-!r!c1/Internal/x.go': 'package x',
    });
    assert.equal(
      find('github.com/BurntSushi/toml/Internal'),
      'cache/github.com/!burnt!sushi/toml@v1.0.0-!r!c1/Internal',
    );
    assert.equal(escapeModulePath('github.com/Azure/go-SDK'), 'github.com/!azure/go-!s!d!k');
  });

  it('belong to the longest module path that has the package', () => {
    const find = finder({
      'app/go.mod': goMod(
        'require example.com/lib v1.0.0',
        'require example.com/lib/sub v0.2.0',
        'require example.com/lib/v2 v2.1.0',
      ),
      'cache/example.com/lib@v1.0.0/sub/only/only.go': 'package only',
      'cache/example.com/lib/sub@v0.2.0/sub.go': 'package sub',
      'cache/example.com/lib/v2@v2.1.0/lib.go': 'package lib',
    });
    assert.equal(find('example.com/lib/sub'), 'cache/example.com/lib/sub@v0.2.0');
    assert.equal(find('example.com/lib/sub/only'), 'cache/example.com/lib@v1.0.0/sub/only');
    assert.equal(find('example.com/lib/v2'), 'cache/example.com/lib/v2@v2.1.0');
  });

  it('follow replacements by a directory and by another module', () => {
    const find = finder({
      'app/go.mod': goMod(
        'require (',
        '  example.com/local v1.0.0',
        '  example.com/forked v1.0.0',
        '  example.com/pinned v1.5.0',
        ')',
        'replace example.com/local => ../local',
        'replace example.com/forked => example.com/Fork v1.0.1',
        'replace example.com/pinned v1.4.0 => ../local',
        'replace example.com/unrequired => ../local',
      ),
      'local/local.go': 'package local',
      'local/sub/sub.go': 'package sub',
      'local/nested/go.mod': 'module example.com/local/nested',
      'local/nested/in/in.go': 'package in',
      'cache/example.com/!fork@v1.0.1/forked.go': 'package forked',
      'cache/example.com/pinned@v1.5.0/pinned.go': 'package pinned',
    });
    assert.equal(find('example.com/local'), 'local');
    assert.equal(find('example.com/local/sub'), 'local/sub');
    assert.equal(find('example.com/local/nested/in'), undefined, 'another module');
    assert.equal(find('example.com/forked'), 'cache/example.com/!fork@v1.0.1');
    assert.equal(find('example.com/pinned'), 'cache/example.com/pinned@v1.5.0', 'another version is replaced');
    assert.equal(find('example.com/unrequired'), 'local');
  });

  it('are taken from vendor where there is one', () => {
    const files = {
      'app/go.mod': goMod('require example.com/lib v1.0.0', 'require example.com/rest v1.0.0'),
      'app/vendor/modules.txt': '# example.com/lib v1.0.0\n',
      'app/vendor/example.com/lib/lib.go': 'package lib',
      'cache/example.com/lib@v1.0.0/lib.go': 'package lib',
      'cache/example.com/rest@v1.0.0/rest.go': 'package rest',
    };
    const find = finder(files);
    assert.equal(find('example.com/lib'), 'app/vendor/example.com/lib');
    assert.equal(find('example.com/rest'), 'cache/example.com/rest@v1.0.0');
    removeFolder(folder);
    assert.equal(finder(files, { ignoresVendor: true })('example.com/lib'), 'cache/example.com/lib@v1.0.0');
  });

  it('do not come from a folder that is only called vendor', () => {
    const find = finder({
      'app/go.mod': goMod('require example.com/lib v1.0.0'),
      'app/vendor/example.com/lib/lib.go': 'package lib',
    });
    assert.equal(find('example.com/lib'), undefined);
  });

  it('take from go.sum what an older go.mod leaves out', () => {
    const sum = [
      'example.com/indirect v1.2.0 h1:x=',
      'example.com/indirect v1.10.0 h1:x=',
      'example.com/indirect v1.10.0/go.mod h1:x=',
      'example.com/indirect v1.11.0/go.mod h1:x=',
      '',
    ].join('\n');
    const cache = { 'cache/example.com/indirect@v1.10.0/indirect.go': 'package indirect', 'app/go.sum': sum };
    const old = finder({ 'app/go.mod': 'module example.com/app\ngo 1.16\n', ...cache });
    assert.equal(old('example.com/indirect'), 'cache/example.com/indirect@v1.10.0');
    removeFolder(folder);
    const current = finder({ 'app/go.mod': goMod(), ...cache });
    assert.equal(current('example.com/indirect'), undefined);
  });

  it('take the highest version that the modules of a workspace require', () => {
    const find = finder(
      {
        'go.work': 'go 1.22\nuse ./one\nuse ./two\nreplace example.com/replaced => ./stand-in\n',
        'one/go.mod': 'module example.com/one\ngo 1.22\nrequire example.com/lib v1.9.0\n',
        'two/go.mod':
          'module example.com/two\ngo 1.22\nrequire example.com/lib v1.10.0\nrequire example.com/one v0.0.0\n',
        'stand-in/x.go': 'package x',
        'cache/example.com/lib@v1.9.0/lib.go': 'package lib',
        'cache/example.com/lib@v1.10.0/lib.go': 'package lib',
        'cache/example.com/one@v0.0.0/one.go': 'package one',
      },
      { workspace: ['one', 'two'] },
    );
    assert.equal(find('example.com/lib'), 'cache/example.com/lib@v1.10.0');
    assert.equal(find('example.com/replaced'), 'stand-in');
    assert.equal(find('example.com/one'), undefined, 'a module of the workspace is no dependency');
  });

  it('are not looked for when they are of the standard library, nor found without go.mod or cache', () => {
    const find = finder({ 'cache/fmt@v1.0.0/fmt.go': 'package fmt', 'app/go.mod': goMod('require fmt v1.0.0') });
    assert.equal(find('fmt'), undefined);
    assert.equal(find('example.com/lib'), undefined);
    const nowhere = openDependencySources(
      { modules: [`${folder}/none`] },
      { moduleCache: undefined, ignoresVendor: false },
    );
    assert.equal(nowhere.find('example.com/lib'), undefined);
  });

  it('are where the go command finds them', () => {
    const dir = toSlashes(join(__dirname, '..', '..', 'scripts', 'oracle'));
    const go = spawnSync(
      'go',
      ['list', '-deps', '-f', '{{if not .Standard}}{{.ImportPath}} {{.Dir}}{{end}}', './...'],
      {
        cwd: dir,
        encoding: 'utf8',
      },
    );
    assert.equal(go.status, 0, go.error?.message ?? go.stderr);
    const sources = openDependencySources({ modules: [dir] }, readGoEnvironment());
    const dependencies = go.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .filter(([path]) => !path?.startsWith('go-architect/'));
    assert.ok(dependencies.length > 5);
    for (const [path = '', expected] of dependencies) {
      assert.equal(sources.find(path)?.dir, expected && toSlashes(expected), path);
    }
  }).timeout(120_000);
});

describe("the go command's environment", () => {
  const cache = (variables: Record<string, string>, file = '', platform: NodeJS.Platform = 'linux') =>
    goEnvironment(variables, file, platform).moduleCache;

  it('names the module cache, or the first GOPATH, or the home directory', () => {
    assert.equal(cache({ GOMODCACHE: '/c', GOPATH: '/a:/b', HOME: '/h' }), '/c');
    assert.equal(cache({ GOPATH: '/a:/b', HOME: '/h' }), '/a/pkg/mod');
    assert.equal(cache({ HOME: '/h' }), '/h/go/pkg/mod');
    assert.equal(cache({}), undefined);
  });

  it('is changed by the file of go env -w, which a variable overrules', () => {
    assert.equal(cache({ HOME: '/h' }, 'GOPROXY=off\nGOMODCACHE=/written\n'), '/written');
    assert.equal(cache({ HOME: '/h', GOPATH: '/a' }, 'GOPATH=/written\r\n'), '/a/pkg/mod');
  });

  it('has its own paths on Windows', () => {
    assert.equal(cache({ USERPROFILE: 'C:\\Users\\me' }, '', 'win32'), 'C:/Users/me/go/pkg/mod');
    assert.equal(cache({ GOPATH: 'D:\\go;E:\\go' }, '', 'win32'), 'D:/go/pkg/mod');
  });

  it('tells whether vendor is left alone', () => {
    const ignores = (flags: string) => goEnvironment({ GOFLAGS: flags }, '', 'linux').ignoresVendor;
    assert.ok(ignores('-buildvcs=false -mod=mod'));
    assert.ok(ignores('-mod=readonly'));
    assert.ok(!ignores('-mod=vendor'));
    assert.ok(!ignores(''));
  });

  it('keeps its file where each system keeps configurations', () => {
    assert.equal(environmentFile({ HOME: '/h' }, 'linux'), '/h/.config/go/env');
    assert.equal(environmentFile({ HOME: '/h', XDG_CONFIG_HOME: '/x' }, 'linux'), '/x/go/env');
    assert.equal(environmentFile({ HOME: '/h' }, 'darwin'), '/h/Library/Application Support/go/env');
    assert.equal(environmentFile({ APPDATA: 'C:\\a' }, 'win32'), 'C:/a/go/env');
    assert.equal(environmentFile({ HOME: '/h', GOENV: '/own' }, 'linux'), '/own');
    assert.equal(environmentFile({ HOME: '/h', GOENV: 'off' }, 'linux'), undefined);
    assert.equal(environmentFile({}, 'linux'), undefined);
  });
});

describe('the order of module versions', () => {
  it('is that of Go', () => {
    const ordered = [
      'not a version',
      'v0.0.0-20190101000000-aaaaaaaaaaaa',
      'v0.0.0-20200101000000-aaaaaaaaaaaa',
      'v0.9.0',
      'v0.10.0',
      'v1.0.0-alpha',
      'v1.0.0-alpha.1',
      'v1.0.0-alpha.beta',
      'v1.0.0-beta.2',
      'v1.0.0-beta.11',
      'v1.0.0-rc.1',
      'v1.0.0',
      'v1.0.1-0.20200101000000-aaaaaaaaaaaa',
      'v1.0.1',
      'v10.0.0+incompatible',
    ];
    for (const [i, low] of ordered.entries()) {
      for (const [j, high] of ordered.entries()) {
        assert.equal(compareVersions(low, high), Math.sign(i - j), `${low} and ${high}`);
      }
    }
    assert.equal(compareVersions('v2.0.0+incompatible', 'v2.0.0'), 0);
  });
});
