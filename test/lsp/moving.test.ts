/**
 * Moves over the protocol, as an editor carries them out: one change after the other in the order in which the server gives them, from a
 * server that is a process of its own. Afterwards the module is built with Go.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Range, WorkspaceEdit } from 'vscode-languageserver-protocol/node';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { TestClient } from '../support/languageClient.ts';

const shop: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  '.go-architect.yaml': [
    'version: 1',
    'layers:',
    '  domain: { paths: [domain/**], imports: { layers: [], std: pure } }',
    '  usecase: { paths: [usecase/**], imports: { layers: [domain] } }',
    '  repository: { paths: [repository/**], imports: { layers: [domain] } }',
    '  main: { paths: [cmd/**] }',
    '',
  ].join('\n'),
  'domain/user/user.go': 'package user\n\ntype User struct{ ID string }\n',
  'domain/user/rows.go': [
    'package user',
    '',
    'import "database/sql"',
    '',
    'type Rows struct{ Rows *sql.Rows }',
    '',
    'func (r Rows) Next() (User, error) {',
    '\tvar next User',
    '\terr := r.Rows.Scan(&next.ID)',
    '\treturn next, err',
    '}',
    '',
  ].join('\n'),
  'repository/item/item.go': 'package item\n\ntype Item struct{ Price int }\n',
  'repository/item/name.go': 'package item\n\nconst Name = "item"\n',
  'repository/postgres/items.go': [
    'package postgres',
    '',
    'import (',
    '\t"database/sql"',
    '',
    '\t"example.com/shop/repository/item"',
    ')',
    '',
    'func All(*sql.DB) []item.Item { return nil }',
    '',
  ].join('\n'),
  'usecase/price/price.go':
    'package price\n\nimport "example.com/shop/repository/item"\n\nfunc Of(it item.Item) int { return it.Price }\n',
  'cmd/api/main.go': [
    'package main',
    '',
    'import (',
    '\t"example.com/shop/domain/user"',
    '\t"example.com/shop/repository/item"',
    '\t"example.com/shop/usecase/price"',
    ')',
    '',
    'func main() {',
    '\tvar rows user.Rows',
    '\tvar one user.User',
    '\t_, _ = rows, one',
    '\tprice.Of(item.Item{})',
    '}',
    '',
  ].join('\n'),
};

describe('moves over the protocol', () => {
  let folder = '';
  let client: TestClient;
  const versions = new Map<string, number>();

  beforeEach(async () => {
    folder = makeFolder(shop);
    versions.clear();
    client = await TestClient.start({ folders: [folder] });
  });
  afterEach(async () => {
    const status = await client.stop();
    removeFolder(folder);
    assert.equal(status, 0, client.log.join('\n'));
  });

  /** The edit behind a quick fix of the import that stands there, in a document that is open. */
  async function editOf(name: string, imported: string, title: RegExp): Promise<WorkspaceEdit> {
    const path = join(folder, name);
    const text = readFileSync(path, 'utf8');
    await client.open(path, text);
    versions.set(path, 1);
    const line = text.split('\n').findIndex((each) => each.includes(`"${imported}"`));
    const character = (text.split('\n')[line] ?? '').indexOf('"') + 1;
    const at = { line, character };
    const actions = await client.codeActions(path, { start: at, end: at }, ['quickfix']);
    const action = actions.find((each) => title.test(each.title));
    assert.ok(action, actions.map((each) => each.title).join('\n'));
    const { edit } = await client.resolve(action);
    assert.ok(edit);
    return edit;
  }

  /** Carries out one change after the other and says what each was, relative to the folder. */
  function apply({ documentChanges = [], changes }: WorkspaceEdit): string[] {
    assert.equal(changes, undefined, 'changes without an order');
    const named = (path: string) => path.slice(folder.length + 1);
    return documentChanges.map((change) => {
      if (!('kind' in change)) {
        const path = fileURLToPath(change.textDocument.uri);
        assert.equal(change.textDocument.version, versions.get(path) ?? null, `the version of ${named(path)}`);
        const edits = change.edits.flatMap((each) => ('newText' in each ? [each] : []));
        assert.equal(edits.length, change.edits.length, 'a preview selects nothing');
        // Reading fails where an earlier change has taken the file away, or a later one brings it.
        writeFileSync(path, edited(readFileSync(path, 'utf8'), edits));
        return `edit ${named(path)}`;
      }
      if (change.kind === 'rename') {
        const [from, to] = [fileURLToPath(change.oldUri), fileURLToPath(change.newUri)];
        assert.ok(!existsSync(to), `${named(to)} is there already`);
        mkdirSync(dirname(to), { recursive: true });
        renameSync(from, to);
        return `rename ${named(from)} ${named(to)}`;
      }
      assert.equal(change.kind, 'create');
      const path = fileURLToPath(change.uri);
      assert.ok(!existsSync(path), `${named(path)} is there already`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '');
      return `create ${named(path)}`;
    });
  }

  function build(): void {
    execFileSync('go', ['vet', './...'], { cwd: folder, stdio: 'pipe', env: { ...process.env, GOWORK: 'off' } });
    assert.equal(execFileSync('gofmt', ['-l', '.'], { cwd: folder, encoding: 'utf8' }), '');
  }
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  it('take a package along with every import of it', async () => {
    const edit = await editOf('usecase/price/price.go', 'example.com/shop/repository/item', /^Move package /);
    const done = apply(edit);
    assert.deepEqual(
      done.filter((step) => step.startsWith('rename ')),
      ['item', 'name'].map((name) => `rename repository/item/${name}.go domain/item/${name}.go`),
    );
    const importers = ['usecase/price/price.go', 'repository/postgres/items.go', 'cmd/api/main.go'];
    for (const name of importers) {
      assert.ok(done.includes(`edit ${name}`), done.join('\n'));
      assert.match(read(name), /"example\.com\/shop\/domain\/item"/);
      assert.doesNotMatch(read(name), /repository\/item/);
    }
    build();
  });

  it('take a file along, and give those who use it the import of its new package', async () => {
    const edit = await editOf('domain/user/rows.go', 'database/sql', /^Move rows\.go to layer repository/);
    const done = apply(edit);
    // Both are changed: nobody may find the text of one under the name of the other.
    const rename = done.indexOf('rename domain/user/rows.go repository/user/rows.go');
    assert.ok(rename >= 0, done.join('\n'));
    assert.ok(!done.slice(rename + 1).includes('edit domain/user/rows.go'), done.join('\n'));
    assert.ok(!done.slice(0, rename).includes('edit repository/user/rows.go'), done.join('\n'));
    assert.match(read('repository/user/rows.go'), /^package user\n/);
    assert.match(read('cmd/api/main.go'), /"example\.com\/shop\/repository\/user"/);
    assert.match(read('cmd/api/main.go'), /"example\.com\/shop\/domain\/user"/);
    build();
  });
});

function edited(text: string, edits: readonly { readonly range: Range; readonly newText: string }[]): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: Range['start']) =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  const sorted = edits
    .map(({ range, newText }) => ({ start: offset(range.start), end: offset(range.end), newText }))
    .sort((a, b) => b.start - a.start);
  let result = text;
  for (const { start, end, newText } of sorted) result = result.slice(0, start) + newText + result.slice(end);
  return result;
}
