/** Snippets as the bundled server completes them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type CompletionItem, CompletionRequest, type Range, type TextEdit } from 'vscode-languageserver-protocol/node';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { TestClient, uriOf } from '../support/languageClient.ts';

const STORE = 'package postgres\n\nimport "github.com/jackc/pgx/v5/pgxpool"\n\ntype Pool = pgxpool.Pool\n\n\n';

describe('snippets of the language server', () => {
  let folder = '';
  let client: TestClient;

  beforeEach(async () => {
    folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      'internal/domain/user/user.go': 'package user\n\ntype User struct {\n\tID   string\n\tName string\n}\n',
      'internal/usecase/register/register.go': 'package register\n\nimport _ "example.com/shop/internal/domain/user"\n',
      'internal/repository/postgres/store.go': STORE,
      'internal/delivery/http/http.go': 'package http\n\nimport _ "example.com/shop/internal/usecase/register"\n',
      'internal/pkg/errors/errors.go': 'package errors\n',
      'internal/pkg/start/start.go': 'package start\n\nimport "example.com/shop/internal/pkg/errors"\n',
      'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
    });
    client = await TestClient.start({ folders: [folder] });
  });

  afterEach(async () => {
    assert.equal(await client.stop(), 0, client.log.join('\n'));
    removeFolder(folder);
  });

  async function complete(name: string, text: string): Promise<CompletionItem[]> {
    const path = join(folder, name);
    const offset = text.indexOf('‸');
    const before = text.slice(0, offset).split('\n');
    await client.open(path, text.replace('‸', ''));
    return (await client.connection.sendRequest(CompletionRequest.type, {
      textDocument: { uri: uriOf(path) },
      position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
    })) as CompletionItem[];
  }

  it('offers the layer its own, with the imports they need', async () => {
    const items = await complete('internal/repository/postgres/store.go', `${STORE}ga‸\n`);
    const [first] = items;
    assert.equal(first?.label, 'ga-pgx-repository');
    assert.ok(!items.some(({ label }) => label.startsWith('ga-gin') || label.startsWith('ga-sqlx')));
    const create = items.find(({ label }) => label === 'ga-pgx-create');
    assert.match((create?.textEdit as TextEdit | undefined)?.newText ?? '', /\$\{4:user\.\}/);
    const [edit, ...others] = create?.additionalTextEdits ?? [];
    assert.deepEqual(others, []);
    assert.ok(edit);
    assert.equal(
      applied(STORE, edit).split('\n\ntype Pool')[0],
      `package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/shop/internal/domain/user"
)`,
    );
  });

  it('imports the library, and no package of the module that is called like it', async () => {
    const items = await complete('internal/repository/postgres/store.go', `${STORE}ga‸\n`);
    const create = items.find(({ label }) => label === 'ga-pgx-create');
    const imported = (create?.additionalTextEdits ?? []).map(({ newText }) => newText).join('');
    assert.match(imported, /"errors"/);
    assert.doesNotMatch(imported, /internal\/pkg\/errors/);
  });

  it('says nothing where no prefix is typed', async () => {
    assert.deepEqual(await complete('internal/repository/postgres/store.go', `${STORE}func‸\n`), []);
  });
});

function applied(text: string, { range, newText }: { range: Range; newText: string }): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: Range['start']) =>
    lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
  return text.slice(0, offset(range.start)) + newText + text.slice(offset(range.end));
}
