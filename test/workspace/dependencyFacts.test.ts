/** What calls into packages outside the workspace are, when their sources are at hand. */
import assert from 'node:assert/strict';
import { GoParser } from '../../server/src/go/parser.ts';
import { dependencyFacts } from '../../server/src/workspace/dependencyFacts.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { annotatedCalls, withProject } from '../support/types.ts';

const files = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n\nrequire example.org/store v1.0.0\n',
  'vendor/modules.txt': '# example.org/store v1.0.0\n## explicit; go 1.22\nexample.org/store\n',
  'vendor/example.org/store/store.go': `/*\n${'═ a long comment\n'.repeat(1_000)}*/\npackage warehouse

import "context"

type Store struct{ platform }

func Open(ctx context.Context) (*Store, error) { return nil, nil }
`,
  'vendor/example.org/store/new.go': '// +build go1.8\n\npackage warehouse\n\nfunc Close() error { return nil }\n',
  'vendor/example.org/store/old.go': '// +build !go1.8\n\npackage warehouse\n\nfunc Close() int { return 0 }\n',
  'vendor/example.org/store/platform_linux.go':
    'package warehouse\n\ntype platform struct{}\n\nfunc (platform) Sync() error { return nil }\n',
  'vendor/example.org/store/platform_windows.go':
    'package warehouse\n\ntype platform struct{}\n\nfunc (platform) Sync() int { return 0 }\n',
  'vendor/example.org/store/generate.go': '//go:build ignore\n\npackage main\n\nfunc main() {}\n',
};

const main = (open: string, close: string, sync: string) => `package main

import (
	"context"

	"example.org/store"
)

func main() {
	s, _ := warehouse.Open(context.Background()) // = ${open}
	warehouse.Close() // = ${close}
	s.Sync() // = ${sync}
}
`;

describe('the sources of dependencies', () => {
  it('say what their functions return, as the build on linux takes them', async () => {
    const parser = GoParser.create(await loadParserModule());
    const source = main(
      'example.org/store.Open -> *example.org/store.Store, error',
      'example.org/store.Close -> error',
      '(example.org/store.platform).Sync -> error',
    );
    await withProject({ ...files, 'main.go': source }, (open) => {
      const typed = open('main.go');
      typed.workspace.project.useOutside(() => undefined, dependencyFacts(parser));
      const { expected, actual } = annotatedCalls(typed);
      // The first call of that line is the outer one; the catalogue that knows context is not used here.
      assert.deepEqual(actual, expected);
    });
  });

  it('are not needed: without them, what they declare is unknown', () =>
    withProject({ ...files, 'main.go': main('unknown', 'unknown', 'unknown') }, (open) => {
      const { expected, actual } = annotatedCalls(open('main.go'));
      assert.deepEqual(actual, expected);
    }));
});
