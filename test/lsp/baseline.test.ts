/** The editor and the baseline: known findings are hints, new ones can be added, and the open file counts before the disk. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { fullCapabilities, TestClient, uriOf } from '../support/languageClient.ts';
import { goFile, legacyShop, POSTGRES, runCli } from '../support/legacy.ts';

const RULE = 'architecture/layer-import';
const ERROR = 1;
const HINT = 4;

describe('the baseline in the editor', () => {
  let folder = '';
  let client: TestClient;
  const path = (name: string) => join(folder, name);
  const ORDER = 'internal/domain/order/order.go';
  const USER = 'internal/domain/user/user.go';
  const baseline = () => path('.go-architect.baseline.json');
  const start = async () => {
    client = await TestClient.start({ folders: [folder], capabilities: fullCapabilities });
  };
  const severities = async (name: string) =>
    (await client.diagnostics(path(name))).filter(({ code }) => code === RULE).map(({ severity }) => severity);
  const actionOn = async (name: string) => {
    await client.open(path(name), readFileSync(path(name), 'utf8'));
    const at = { line: 2, character: 12 };
    const actions = await client.codeActions(path(name), { start: at, end: at });
    return actions.find(({ title }) => title.startsWith('Add this finding to the baseline'));
  };

  beforeEach(() => {
    folder = makeFolder(legacyShop);
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0, client.log.join('\n'));
    removeFolder(folder);
  });

  it('shows known findings as hints that say so, and still offers their fixes', async () => {
    assert.equal(runCli(folder, ['check', '--update-baseline', '--accept-new']).status, 0);
    await start();
    await client.open(path(ORDER), goFile('order', POSTGRES));
    const [known, ...others] = await client.diagnostics(path(ORDER));
    assert.deepEqual(others, []);
    assert.equal(known?.severity, HINT);
    assert.match(String(known?.message), /\(Known: it is in the baseline\.\)$/);
    const at = { line: 2, character: 12 };
    const titles = (await client.codeActions(path(ORDER), { start: at, end: at })).map(({ title }) => title);
    assert.ok(titles.some((title) => title.startsWith('Allow domain to import repository')));
    assert.ok(!titles.some((title) => title.includes('to the baseline')));
  });

  it('says where the configuration names a baseline that is not there, beside what else is wrong', async () => {
    const config = path('.go-architect.yaml');
    const text = 'version: 1\nextends: [clean]\nbaseline: ci/known.json\n';
    writeFileSync(config, text);
    await start();
    await client.open(config, text, 'yaml');
    const [missing] = (await client.diagnostics(config)).filter(({ code }) => code === 'configuration');
    assert.deepEqual(missing?.range, { start: { line: 2, character: 10 }, end: { line: 2, character: 23 } });
    assert.match(
      String(missing?.message),
      /^The baseline ci\/known\.json does not exist, so every finding counts; write/,
    );
    await client.change(config, { text: `${text}unmatched: eror\n` });
    const messages = (await client.diagnostics(config)).map(({ message }) => String(message).slice(0, 12)).sort();
    assert.deepEqual(
      messages.filter((message) => /^"unm|^The base/.test(message)),
      ['"unmatched" ', 'The baseline'],
    );
  });

  it('shows every finding of an entry as an error once the package has one more', async () => {
    assert.equal(runCli(folder, ['check', '--update-baseline', '--accept-new']).status, 0);
    await start();
    assert.deepEqual(await severities(USER), [HINT]);
    await client.open(path('internal/domain/user/store.go'), goFile('user', POSTGRES, POSTGRES));
    assert.deepEqual(await severities('internal/domain/user/store.go'), [ERROR, ERROR]);
    assert.deepEqual(await severities(USER), [ERROR]);
  });

  it('adds one finding to a baseline that it creates, and the check agrees', async () => {
    await start();
    const action = await actionOn(ORDER);
    assert.equal(action?.title, 'Add this finding to the baseline');
    assert.ok(action);
    const edit = (await client.resolve(action)).edit;
    const [create, content] = edit?.documentChanges ?? [];
    assert.deepEqual(create, { kind: 'create', uri: uriOf(baseline()), options: { overwrite: false } });
    assert.ok(content && 'edits' in content);
    const [{ newText } = { newText: '' }] = content.edits as { newText: string }[];
    writeFileSync(baseline(), newText);
    const findings = runCli(folder, ['check', '--format', 'gitlab']).stdout;
    assert.deepEqual(
      JSON.parse(findings).map(({ location }: { location: { path: string } }) => location.path),
      ['internal/domain/user/store.go', USER],
    );
  });

  it('adds to a baseline that is open and not saved, with the others like it', async () => {
    assert.equal(runCli(folder, ['check', '--update-baseline', '--accept-new', 'internal/domain/order']).status, 0);
    const text = readFileSync(baseline(), 'utf8');
    await start();
    const action = await actionOn(USER);
    assert.equal(action?.title, 'Add this finding to the baseline, with 1 like it in the package');
    assert.ok(action);
    const edit = (await client.resolve(action)).edit;
    const [change] = edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change && 'textDocument' in change);
    assert.equal(change.textDocument.uri, uriOf(baseline()));
    const [only, ...more] = change.edits as {
      newText: string;
      range: { start: { line: number }; end: { line: number } };
    }[];
    assert.deepEqual(more, []);
    // One line comes in and the others stay.
    assert.ok((only?.range.end.line ?? 99) - (only?.range.start.line ?? 0) <= 1);
    const lines = text.split('\n');
    const entry = `    { "rule": "${RULE}", "package": "example.com/shop/internal/domain/user", "key": "-> ${POSTGRES}", "count": 2 }`;
    lines[3] = `${lines[3]},`;
    lines.splice(4, 0, entry);
    let before = client.refreshes;
    await client.open(baseline(), lines.join('\n'), 'json');
    await client.refreshAfter(before);
    assert.deepEqual(await severities(USER), [HINT]);
    before = client.refreshes;
    await client.change(baseline(), { text: '{ "version": 1,' });
    await client.refreshAfter(before);
    // What cannot be read is said at its place, and the last good state stays.
    assert.match(String((await client.diagnostics(baseline()))[0]?.message), /^The baseline is no JSON/);
    assert.deepEqual(await severities(USER), [HINT]);
  });
});
