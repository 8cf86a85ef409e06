/**
 * A file of which only those functions are parsed in which somebody has something to see: what is observed is what is observed in the
 * whole file. Held for each rule alone, because the pattern of one would make up for that of another.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { extractFacts, extractWhereObserved, ObserverTable } from '../../server/src/go/extract.ts';
import { GoParser } from '../../server/src/go/parser.ts';
import type { FlatTree } from '../../server/src/go/tree.ts';
import { observersOf } from '../../server/src/rules/engine.ts';
import { allRules } from '../../server/src/rules/registry.ts';
import { loadParserModule } from '../../server/src/workspace/parserModule.ts';
import { goFilesBelow, goRoot } from '../support/goroot.ts';

/** The rules that tell by the text, each in a table of its own. */
const tables = observersOf(allRules)
  .map((observer) => new ObserverTable([observer]))
  .filter((table) => table.inText !== undefined);
/** What a check without a configuration asks of tests. */
const inTests = new ObserverTable(observersOf(allRules.filter(({ meta }) => meta.recommended))).inTests;

/** What the standard library's own code has none of. */
const EXAMPLES = `package p

import (
	"context"
	"database/sql"
	"io"
	"sync"

	"example.com/é/store"
)

var handler = func() error { return nil }

var table = []struct{ name string }{{name: "é"}, {name: "}"}}

func nothing(n int) int { return n + 1 } // "{"

func (s *Store) List(ctx context.Context, db *sql.DB) (_ []string, err error) {
	rows, err := db.QueryContext(ctx, "select 1")
	if err != nil {
		return nil, err
	}
	for rows.Next() {
	}
	return nil, nil
}

func Begin(db *sql.DB) (
	error,
) {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("update"); err != nil {
		return err
	}
	return tx.Commit()
}

func quiet() { //nolint:all
	println("nothing that anybody looks for")
}

func maps(keys []string) map[string]int {
	found := map[string]int{}
	for _, key := range keys {
		go func() { found[key]++ }()
	}
	return found
}

func keys(ctx context.Context) any {
	ctx = context.WithValue(ctx, "user", 1)
	return ctx.Value("user")
}

func locked(mu *sync.Mutex, r io.Reader, ready bool) error {
	mu.Lock()
	if ready {
		return nil
	}
	mu.Unlock()
	if _, err := r.Read(nil); err != io.EOF || store.ErrGone == err {
		return err
	}
	switch err := r.(type) {
	case error:
		return err
	}
	return nil
}
`;

describe('facts of a file that is parsed where somebody looks', () => {
  let parser: GoParser;
  before(async () => {
    parser = GoParser.create(await loadParserModule());
  });

  function compare(bytes: Uint8Array, tree: FlatTree, table: ObserverTable, where: string): readonly string[] {
    const whole = extractFacts(tree, table);
    const some = extractWhereObserved(bytes, table, parser);
    assert.deepEqual(some.observations, whole.observations, where);
    assert.deepEqual(some.suppressions, whole.suppressions, where);
    assert.deepEqual(some.header, whole.header, where);
    const names = ({ declarations }: typeof whole) =>
      declarations && [declarations.functions, declarations.types].map((each) => each.map(({ name }) => name));
    assert.deepEqual(names(some), names(whole), where);
    return Object.keys(whole.observations);
  }

  it('agree rule by rule on the standard library, and every rule that looks at tests sees something', function () {
    this.timeout(300_000);
    const folders = ['context', 'database', 'net/http/httptest', 'net/rpc', 'os/exec', 'sync', 'encoding/xml', 'log'];
    const files = folders
      .flatMap((folder) => goFilesBelow(`${goRoot()}/src/${folder}`))
      .map((path) => readFileSync(path));
    files.push(Buffer.from(EXAMPLES), Buffer.from(EXAMPLES.replaceAll('\n', '\r\n')));
    const seen = new Set<string>();
    for (const bytes of files) {
      const tree = parser.parse(bytes);
      for (const table of [inTests, ...tables]) {
        for (const rule of compare(bytes, tree, table, table.rules.join(', '))) seen.add(rule);
      }
    }
    assert.deepEqual(
      inTests.rules.filter((rule) => !seen.has(rule)),
      [],
    );
  });

  it('go by patterns without flags, because several are made one', () => {
    assert.deepEqual(
      allRules.filter(({ inText }) => inText !== undefined && inText.flags !== ''),
      [],
    );
  });

  it('agree on code that is being typed', () => {
    const pieces = EXAMPLES.split(/(?<=[\s{}()"])/);
    const texts = fc.tuple(
      fc.nat(pieces.length),
      fc.nat(3),
      fc.constantFrom('', '{', '}', '"', '`', '/*', 'é', 'func f() {\n'),
    );
    fc.assert(
      fc.property(texts, ([at, removed, typed]) => {
        const text = [...pieces.slice(0, at), typed, ...pieces.slice(at + removed)].join('');
        const bytes = new TextEncoder().encode(text);
        const some = extractWhereObserved(bytes, inTests, parser);
        const whole = extractFacts(parser.parse(bytes), inTests);
        // Who sees an error reads the whole; who does not has cut it out, with a function that nobody looks into.
        if (some.hasSyntaxErrors || !whole.hasSyntaxErrors) assert.deepEqual(some.observations, whole.observations);
      }),
      { numRuns: 500 },
    );
  });

  it('are those of the whole for a rule that does not tell by the text', () => {
    const observers = observersOf(allRules.filter(({ meta }) => meta.id === 'concurrency/defer-in-loop'));
    const table = new ObserverTable(observers);
    assert.equal(table.inText, undefined);
    const bytes = Buffer.from('package p\n\nfunc f() {\n\tx := 1 2\n}\n');
    assert.equal(extractWhereObserved(bytes, table, parser).hasSyntaxErrors, true);
    assert.equal(extractWhereObserved(bytes, inTests, parser).hasSyntaxErrors, false);
  });
});
