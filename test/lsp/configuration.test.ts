/** The configuration file in an editor: what the bundled server offers while it is typed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import {
  type CompletionItem,
  CompletionRequest,
  DefinitionRequest,
  type Location,
  type Position,
} from 'vscode-languageserver-protocol/node';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { TestClient, uriOf } from '../support/languageClient.ts';

const TEXT = `version: 1
layers:
  domain: { paths: ["internal/domain/**"] }
  usecase:
    paths: ["internal/usecase/**"]
    imports: { layers: [] }
`;

describe('language server in a configuration', () => {
  let folder = '';
  let config = '';
  let client: TestClient;

  beforeEach(async () => {
    folder = makeFolder({
      'go.mod': 'module example.com/shop\n\ngo 1.22\n',
      '.go-architect.yaml': TEXT,
      'internal/domain/user/a_test.go': 'package user\n',
      'internal/domain/user/user.go': 'package user\n',
      'internal/usecase/register/register.go': 'package register\n\nimport _ "github.com/jackc/pgx/v5"\n',
    });
    config = join(folder, '.go-architect.yaml');
    client = await TestClient.start({ folders: [folder] });
    await client.open(config, TEXT, 'yaml');
  });

  afterEach(async () => {
    assert.equal(await client.stop(), 0, client.log.join('\n'));
    removeFolder(folder);
  });

  const ask = (line: number, character: number) => ({
    textDocument: { uri: uriOf(config) },
    position: { line, character } satisfies Position,
  });

  it('shows where the reason belongs, also when the edit is told after the command', async () => {
    const register = join(folder, 'internal/usecase/register/register.go');
    await client.open(register, 'package register\n\nimport _ "example.com/shop/internal/domain/user"\n');
    const at = { start: { line: 2, character: 10 }, end: { line: 2, character: 10 } };
    const allow = (await client.codeActions(register, at)).find(({ title }) => /^Allow usecase/.test(title));
    assert.ok(allow?.command && allow.command.arguments === undefined, 'an editor may forget arguments');
    await client.resolve(allow);
    const showing = client.execute(allow.command);
    await client.change(config, {
      range: { start: { line: 3, character: 0 }, end: { line: 3, character: 0 } },
      text: '  # { layer: time, reason: "say why this is right" }\n  # { layer: domain, reason: "say why this is right" }\n',
    });
    await showing;
    assert.deepEqual(client.shown, [
      {
        uri: uriOf(config),
        takeFocus: true,
        selection: { start: { line: 4, character: 30 }, end: { line: 4, character: 51 } },
      },
    ]);
  });

  it('completes layers in their place, also while the text is broken', async () => {
    const labels = async (line: number, character: number) => {
      const items = (await client.connection.sendRequest(
        CompletionRequest.type,
        ask(line, character),
      )) as CompletionItem[];
      return items.map(({ label }) => label);
    };
    // The last begins an entry that says why as well.
    assert.deepEqual(await labels(5, 24), ['domain', 'usecase', 'layer']);
    await client.change(config, {
      range: { start: { line: 5, character: 24 }, end: { line: 5, character: 27 } },
      text: 'do',
    });
    assert.deepEqual(await labels(5, 26), ['domain', 'usecase', 'layer']);
    assert.ok((await labels(0, 0)).includes('baseline'));
  });

  it('goes from a pattern to the packages it matches, and from a layer to where it is described', async () => {
    const at = async (line: number, character: number) =>
      ((await client.connection.sendRequest(DefinitionRequest.type, ask(line, character))) as Location[]).map(
        ({ uri, range }) => `${uri.slice(uri.lastIndexOf('/') + 1)}:${range.start.line}`,
      );
    assert.deepEqual(await at(2, 25), ['user.go:0']);
    await client.change(config, {
      range: { start: { line: 5, character: 24 }, end: { line: 5, character: 24 } },
      text: 'domain',
    });
    assert.deepEqual(await at(5, 26), ['.go-architect.yaml:2']);
  });

  it('says on hover what a pattern matches and what a key means', async () => {
    const value = async (line: number, character: number) =>
      JSON.stringify((await client.hover(config, line, character))?.contents);
    assert.match(await value(4, 20), /claims 1 package:.*internal\/usecase\/register/);
    assert.match(await value(4, 6), /The packages of the layer/);
    await client.change(config, {
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
      text: 'extends: [strict]\n',
    });
    assert.match(await value(1, 12), /\*\*strict\*\*: every rule is on/);
    await client.change(config, { text: TEXT });
    assert.match(await value(2, 4), /Layer \*\*domain\*\* claims 1 package/);
  });

  it('changes a misspelt word to the one that was meant, also where several things are wrong', async () => {
    const text =
      'version: 1\nextends: [cleen]\nunmatched: eror\nrules: { errors/wrp: off, sql/rws-close: off, wrap: off }\n';
    await client.change(config, { text });
    const fixes = async (line: number, character: number) => {
      const at = { line, character };
      const actions = await client.codeActions(config, { start: at, end: at }, ['quickfix']);
      return actions.map(({ title, edit }) => {
        const [change] = edit?.documentChanges ?? [];
        const [replaced] = change && 'edits' in change ? change.edits : [];
        return `${title}: ${replaced?.range.start.line}:${replaced?.range.start.character}-${replaced?.range.end.character}`;
      });
    };
    assert.deepEqual(await fixes(1, 12), ['Change it to clean: 1:10-15']);
    assert.deepEqual(await fixes(2, 13), ['Change it to error: 2:11-15']);
    assert.deepEqual(await fixes(3, 12), ['Change it to errors/wrap: 3:9-19']);
    assert.deepEqual(await fixes(3, 30), ['Change it to sql/rows-close: 3:26-39']);
    assert.deepEqual(await fixes(3, 48), ['Change it to errors/wrap: 3:46-50']);
    assert.deepEqual(await fixes(0, 2), []);
  });

  it('says what is wrong with a first configuration before it is saved', async () => {
    const unsaved = join(folder, 'tools/.go-architect.yaml');
    await client.open(unsaved, 'version: 1\nextend: [clean]\n', 'yaml');
    const messages = (await client.diagnostics(unsaved)).map(({ message }) => message);
    assert.deepEqual(messages, ['There is no "extend" here. Did you mean "extends"?']);
  });

  it('corrects a pattern that matches nothing, in the text as it is in the editor', async () => {
    await client.change(config, {
      range: { start: { line: 4, character: 22 }, end: { line: 4, character: 29 } },
      text: 'usecse',
    });
    const at = { line: 3, character: 4 };
    const actions = await client.codeActions(config, { start: at, end: at }, ['quickfix']);
    const action = actions.find(({ title }) => title === 'Change it to internal/usecase/**');
    assert.ok(action, actions.map(({ title }) => title).join('\n'));
    assert.ok(actions.every(({ title }) => !title.startsWith('Suppress')));
    const { edit } = await client.resolve(action);
    const [change] = edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    assert.deepEqual(change.edits, [
      {
        range: { start: { line: 4, character: 12 }, end: { line: 4, character: 32 } },
        newText: '"internal/usecase/**"',
      },
    ]);
  });
});
