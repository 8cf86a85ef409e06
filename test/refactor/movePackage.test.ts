/** Moving a package to a directory of the user's choice: what changes in its importers, and what stands in the way. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { movePackage, whyNotMove } from '../../server/src/refactor/movePackage.ts';
import { applyChanges } from '../rules/harness.ts';
import { withProject } from '../support/types.ts';

const STORE = `// Package store keeps things; store.Thing is one.
package store

import "strings"

type Thing struct{ Name string }

func New() *Thing { return &Thing{Name: strings.ToUpper("x")} }
`;

const USER = `package app

import (
	"os"

	"example.com/shop/old/store"
	"example.com/shop/pkg"
)

type App struct {
	things map[string]*store.Thing // by name
	file   *os.File                // where
	pkg    pkg.Pkg                 // what
}

func (a *App) Add(thing *store.Thing) {
	a.things[thing.Name] = store.New()
	for _, store := range a.things {
		_ = store.Name
	}
}
`;

const FILES = {
  'old/store/store.go': STORE,
  'old/store/store_test.go': `package store_test

import (
	"testing"

	"example.com/shop/old/store"
)

func TestNew(t *testing.T) { _ = store.New() }
`,
  'pkg/pkg.go': 'package pkg\n\ntype Pkg struct{}\n',
  'app/app.go': USER,
  'app/clash.go': `package app

import "example.com/shop/old/store"

func archive() *store.Thing {
	things := 1
	_ = things
	return store.New()
}
`,
};

async function moved(
  destination: string,
  files: Readonly<Record<string, string>>,
  look: (read: (name: string) => string, folder: string) => void,
): Promise<void> {
  await withProject(files, (open) => {
    const { file, workspace } = open('old/store/store.go');
    const { project } = workspace;
    const own = project.packageOf(file);
    assert.ok(own);
    const move = { project, sources: workspace, package: own, destination };
    assert.equal(whyNotMove(move), undefined);
    applyChanges(movePackage(move));
    const folder = file.module.dir;
    look((name) => readFileSync(`${folder}/${name}`, 'utf8'), folder);
    execFileSync('go', ['vet', './...'], { cwd: folder, stdio: 'pipe', env: { ...process.env, GOWORK: 'off' } });
    assert.equal(execFileSync('gofmt', ['-l', '.'], { cwd: folder, encoding: 'utf8' }), '');
  });
}

async function refusal(destination: string, files: Readonly<Record<string, string>>): Promise<string | undefined> {
  let answer: string | undefined;
  await withProject(files, (open) => {
    const { file, workspace } = open('old/store/store.go');
    const own = workspace.project.packageOf(file);
    assert.ok(own);
    answer = whyNotMove({ project: workspace.project, sources: workspace, package: own, destination });
  });
  return answer;
}

describe('moving a package', () => {
  it('renames it with its folder, and its uses with it', async () => {
    await moved('internal/things', FILES, (read) => {
      assert.match(
        read('internal/things/store.go'),
        /^\/\/ Package store keeps things; store\.Thing is one\.\npackage things\n/,
      );
      assert.match(
        read('internal/things/store_test.go'),
        /^package things_test\n[\s\S]*"example\.com\/shop\/internal\/things"[\s\S]*things\.New\(\)/,
      );
      assert.equal(
        read('app/app.go'),
        `package app

import (
	"os"

	"example.com/shop/internal/things"
	"example.com/shop/pkg"
)

type App struct {
	things map[string]*things.Thing // by name
	file   *os.File                 // where
	pkg    pkg.Pkg                  // what
}

func (a *App) Add(thing *things.Thing) {
	a.things[thing.Name] = things.New()
	for _, store := range a.things {
		_ = store.Name
	}
}
`,
      );
    });
  });

  it('keeps the old name as an alias where the new one means something else', async () => {
    await moved('internal/things', FILES, (read) => {
      assert.equal(
        read('app/clash.go'),
        `package app

import store "example.com/shop/internal/things"

func archive() *store.Thing {
	things := 1
	_ = things
	return store.New()
}
`,
      );
    });
  });

  it('leaves names alone where only the way to the folder changes', async () => {
    await moved('zone/store', FILES, (read) => {
      assert.equal(read('zone/store/store.go'), STORE);
      assert.match(read('app/app.go'), /\t"example\.com\/shop\/pkg"\n\t"example\.com\/shop\/zone\/store"\n/);
    });
  });

  it('leaves a name alone that never followed the folder', async () => {
    const files = {
      'old/store/store.go': 'package warehouse\n\nfunc New() int { return 1 }\n',
      'app/app.go': 'package app\n\nimport warehouse "example.com/shop/old/store"\n\nvar N = warehouse.New()\n',
    };
    await moved('things', files, (read) => {
      assert.match(read('things/store.go'), /^package warehouse\n/);
      assert.match(read('app/app.go'), /import warehouse "example\.com\/shop\/things"/);
    });
  });

  const withText = (text: string, name = 'extra.go') => ({ ...FILES, [`old/store/${name}`]: text });
  const refusals: readonly [string, string, Readonly<Record<string, string>>, RegExp][] = [
    ['the folder holds a package', 'pkg', FILES, /pkg holds a package already/],
    ['it is there already', 'old/store', FILES, /there already/],
    ['the folder has no name for a package', '../up', FILES, /no directory for a package/],
    ['Go does not look there', 'a/testdata/b', FILES, /Go does not look into/],
    [
      'a file of that name is there',
      'empty',
      { ...FILES, 'empty/store.go': 'package', '.go-architect.yaml': 'version: 1\nexclude: ["empty/**"]\n' },
      /empty\/store\.go exists already/,
    ],
    [
      'files are embedded',
      'new',
      withText('package store\n\nimport _ "embed"\n\n//go:embed x.sql\nvar q string\n'),
      /go:embed/,
    ],
    ['it uses cgo', 'new', withText('package store\n\nimport "C"\n'), /cgo/],
    ['parts are assembly', 'new', withText('package store\n\nfunc fast() int\n'), /assembly/],
    ['tests read testdata', 'new', withText('package store\n\nconst path = "testdata/x"\n', 'x_test.go'), /testdata/],
    [
      'an importer could not see it',
      'other/internal/store',
      FILES,
      /example\.com\/shop\/app imports it, and other\/internal\/store cannot be seen from there/,
    ],
    [
      'it could not see what it imports',
      'new',
      {
        ...withText('package store\n\nimport _ "example.com/shop/old/internal/x"\n'),
        'old/internal/x/x.go': 'package x\n',
      },
      /imports example\.com\/shop\/old\/internal\/x, which cannot be seen from new/,
    ],
    ['it does not parse', 'new', withText('package store\n\nfunc {\n'), /does not parse/],
    [
      'another module is there',
      'sub/x',
      { ...FILES, 'sub/go.mod': 'module example.com/sub\n\ngo 1.24\n', 'sub/sub.go': 'package sub\n' },
      /belongs to another module/,
    ],
    [
      'what imports it may not be looked at',
      'new',
      {
        ...FILES,
        'app/testdata/fake/fake.go': 'package fake\n\nimport _ "example.com/shop/old/store"\n',
        'app/fake_test.go': 'package app\n\nimport _ "example.com/shop/app/testdata/fake"\n',
      },
      /example\.com\/shop\/app\/testdata\/fake is imported and not looked at/,
    ],
  ];
  for (const [reason, destination, files, expected] of refusals) {
    it(`is refused when ${reason}`, async () => {
      assert.match((await refusal(destination, files)) ?? 'nothing is in the way', expected);
    });
  }
});
