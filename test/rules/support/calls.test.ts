import assert from 'node:assert/strict';
import { Kind } from '../../../server/src/go/kinds.ts';
import { nodesOfKind } from '../../../server/src/go/tree.ts';
import { calleeTable, matchCallee, namesIn } from '../../../server/src/rules/support/calls.ts';
import { withProject } from '../../support/types.ts';

const table = calleeTable({ '(*database/sql.DB).Query': 'query', 'fmt.Errorf': 'format' });

describe('a table of callees', () => {
  it('gives the last names for the filter of a site', () => {
    assert.deepEqual(namesIn(table), ['Query', 'Errorf']);
  });

  it('matches by where a function is declared, not by what it is called', () =>
    withProject(
      {
        'main.go': `package main

import (
	format "fmt"
	"database/sql"
)

type fake struct{}

func (fake) Query(string) error { return nil }

func main() {
	var db struct{ *sql.DB }
	db.Query("")
	format.Errorf("")
	fake{}.Query("")
	unknown.Query("")
}
`,
      },
      (open) => {
        const { view, file, workspace } = open('main.go');
        const { project } = workspace;
        const found = [...nodesOfKind(view.tree, Kind.call_expression)].map(
          (call) => matchCallee(view.callee(call), table, { project, file })?.value,
        );
        assert.deepEqual(found, ['query', 'format', undefined, undefined]);
      },
    ));
});
