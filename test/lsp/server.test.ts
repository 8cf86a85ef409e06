/** The bundled language server as a process of its own, spoken to over stdio as any editor would. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ErrorCodes, ResponseError } from 'vscode-languageserver-protocol/node';
import { applyEdits } from '../../server/src/go/textEdit.ts';
import { makeFolder, removeFolder, writeInto } from '../support/folder.ts';
import { fullCapabilities, TestClient, uriOf } from '../support/languageClient.ts';

const USER = 'package user\n\ntype User struct{}\n';
const FORBIDDEN = 'import _ "example.com/shop/internal/repository/postgres"\n';
const shop: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/shop\n\ngo 1.22\n',
  'internal/domain/user/user.go': USER,
  'internal/usecase/register/register.go': 'package register\n\nimport _ "example.com/shop/internal/domain/user"\n',
  'internal/domain/order/order.go': 'package order\n',
  'internal/repository/postgres/postgres.go': 'package postgres\n\nimport _ "example.com/shop/internal/domain/order"\n',
  'internal/delivery/http/http.go': 'package http\n\nimport _ "example.com/shop/internal/usecase/register"\n',
  'cmd/api/main.go': 'package main\n\nfunc main() {}\n',
};

describe('language server', () => {
  let folder = '';
  let client: TestClient;
  const path = (name: string) => join(folder, name);
  const user = () => path('internal/domain/user/user.go');

  beforeEach(async () => {
    folder = makeFolder(shop);
    client = await TestClient.start({ folders: [folder] });
  });

  afterEach(async () => {
    const status = await client.stop();
    removeFolder(folder);
    assert.equal(status, 0, client.log.join('\n'));
  });

  it('reports a forbidden import on exactly its path while the buffer is unsaved', async () => {
    await client.open(user(), USER);
    assert.deepEqual(await client.diagnostics(user()), []);
    await client.change(user(), { range: range(1, 0, 1, 0), text: FORBIDDEN });
    const [found, ...others] = await client.diagnostics(user());
    assert.deepEqual(others, []);
    assert.ok(found);
    assert.deepEqual(found.range, range(1, 9, 1, 56));
    assert.equal(found.code, 'architecture/layer-import');
    assert.equal(found.severity, 1);
    assert.match(String(found.message), /^domain must not import repository: /);
    assert.equal(found.relatedInformation?.[0]?.location.uri, uriOf(path('internal/repository/postgres/postgres.go')));
  });

  it('applies several changes of one notification one after the other', async () => {
    await client.open(user(), USER);
    await client.change(
      user(),
      { range: range(0, 0, 0, 0), text: '\n\n' },
      { range: range(3, 0, 3, 0), text: '// 🙂 é\n' },
      { range: range(4, 0, 4, 0), text: FORBIDDEN },
    );
    const [found] = await client.diagnostics(user());
    assert.deepEqual(found?.range, range(4, 9, 4, 56));
  });

  it('keeps reporting in code that does not compile', async () => {
    await client.open(user(), `package user\n${FORBIDDEN}\nfunc half( {\n  if x :=`);
    assert.equal((await client.diagnostics(user())).length, 1);
  });

  it('answers by result id when nothing has changed', async () => {
    await client.open(user(), `package user\n${FORBIDDEN}`);
    const first = await client.report(user());
    assert.equal(first.kind, 'full');
    assert.equal((await client.report(user(), first.resultId)).kind, 'unchanged');
    await client.change(user(), { range: range(0, 0, 0, 0), text: '// changed\n' });
    assert.equal((await client.report(user(), first.resultId)).kind, 'full');
  });

  it('reports the workspace, then only what changed, then what is gone', async () => {
    writeFileSync(user(), `package user\n${FORBIDDEN}`);
    let before = client.refreshes;
    await client.filesChanged([user(), 2]);
    await client.refreshAfter(before);
    const first = await client.workspaceReport();
    assert.deepEqual(
      first.items.map((item) => item.uri),
      [uriOf(user())],
    );
    const ids = first.items.map((item) => ({ uri: item.uri, value: item.resultId ?? '' }));
    assert.deepEqual((await client.workspaceReport(ids)).items, []);
    rmSync(user());
    before = client.refreshes;
    await client.filesChanged([user(), 3]);
    await client.refreshAfter(before);
    const last = await client.workspaceReport(ids);
    assert.deepEqual(
      last.items.map((item) => [item.uri, item.kind === 'full' ? item.items : item.kind]),
      [[uriOf(user()), []]],
    );
  });

  it('suppresses with a reason to type over, and the finding is gone once it is applied', async () => {
    const text = `package user\n${FORBIDDEN}`;
    await client.open(user(), text);
    const actions = await client.codeActions(user(), range(1, 12, 1, 12), ['quickfix']);
    const suppress = actions.find((action) => action.title.startsWith('Suppress '));
    assert.ok(suppress);
    assert.equal(suppress.edit, undefined, 'edits are computed when resolved');
    const { edit } = await client.resolve(suppress);
    const [change] = edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    assert.equal(change.textDocument.version, 1);
    const [snippet] = change.edits;
    assert.ok(snippet && 'snippet' in snippet);
    const line = '//architect:ignore architecture/layer-import -- ${1:say why this is right here}\n';
    assert.deepEqual(snippet, { range: range(1, 0, 1, 0), snippet: { kind: 'snippet', value: line } });
    await client.change(user(), { range: snippet.range, text: line.replace(/\$\{1:(.*)\}/, '$1') });
    assert.deepEqual(
      (await client.diagnostics(user())).map(({ code }) => code),
      ['suppression/invalid', 'architecture/layer-import'],
      'the prompt is no reason',
    );
    const prompt = line.indexOf('$');
    const written = range(1, prompt, 1, prompt + 'say why this is right here'.length);
    await client.change(user(), { range: written, text: 'moves next week' });
    assert.deepEqual(await client.diagnostics(user()), []);
  });

  it('allows an import with an ordinary edit that asks for no confirmation', async () => {
    await client.open(user(), `package user\n${FORBIDDEN}`);
    const actions = await client.codeActions(user(), range(1, 12, 1, 12), ['quickfix']);
    const allow = actions.find((action) => action.title.startsWith('Allow '));
    assert.ok(allow);
    const { edit } = await client.resolve(allow);
    assert.equal(edit?.changeAnnotations, undefined);
    // The editor creates the file, then runs the command: the reason is selected, to be typed over.
    const [, filled] = edit?.documentChanges ?? [];
    assert.ok(filled && 'edits' in filled);
    const [written] = filled.edits;
    assert.ok(written && 'newText' in written);
    const configuration = join(folder, '.go-architect.yaml');
    await client.open(configuration, written.newText, 'yaml');
    try {
      assert.ok(allow.command);
      await client.execute(allow.command);
      const [shown] = client.shown;
      assert.equal(shown?.uri, uriOf(configuration));
      const { start, end } = shown?.selection ?? range(0, 0, 0, 0);
      const line = written.newText.split('\n')[start.line];
      assert.match(line ?? '', /^ +layers: \[\{ layer: repository, reason: "say why this is right" \}\]$/);
      assert.equal(line?.slice(start.character, end.character), 'say why this is right');
      // Once the reason is written, there is nothing left to select: the command looks in vain and shows nothing.
      await client.change(configuration, { range: shown?.selection ?? range(0, 0, 0, 0), text: 'moves next week' });
      await client.execute(allow.command);
      assert.equal(client.shown.length, 1);
    } finally {
      await client.close(configuration);
    }
  });

  it('does not apply a fix that was computed for another version', async () => {
    await client.open(user(), `package user\n${FORBIDDEN}`);
    const [action] = await client.codeActions(user(), range(1, 12, 1, 12), ['quickfix']);
    assert.ok(action);
    await client.change(user(), { range: range(0, 0, 0, 0), text: '// newer\n' });
    const resolved = await client.resolve(action);
    assert.equal(resolved.edit, undefined);
    assert.match(resolved.disabled?.reason ?? '', /changed/);
  });

  it('fixes everything safe on request', async () => {
    const text = 'package user\n\n//architect:ignore architecture/layer-import -- stale\nimport _ "fmt"\n';
    await client.open(user(), text);
    const [all] = await client.codeActions(user(), range(0, 0, 0, 0), ['source.fixAll.goArchitect']);
    const [change] = all?.edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    const edits = change.edits.map((edit) => {
      assert.ok('newText' in edit);
      const lines = text.split('\n');
      const at = ({ line, character }: { line: number; character: number }) =>
        lines.slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
      return { start: at(edit.range.start), end: at(edit.range.end), newText: edit.newText };
    });
    assert.equal(applyEdits(text, edits), 'package user\n\nimport _ "fmt"\n');
  });

  it('says on hover which layer an import leads to and whether that is allowed', async () => {
    await client.open(user(), `package user\n${FORBIDDEN}`);
    const hover = await client.hover(user(), 1, 20);
    assert.deepEqual(hover?.range, range(1, 9, 1, 56));
    const text = hover && typeof hover.contents === 'object' && 'value' in hover.contents ? hover.contents.value : '';
    assert.match(text, /Layer \*\*repository\*\*/);
    assert.match(text, /\*\*Not allowed\*\* from layer \*\*domain\*\*/);
    assert.equal(await client.hover(user(), 0, 3), null);
  });

  it('says on hover what the layer may import from outside, and what other rules say', async () => {
    const configuration =
      'version: 1\nextends: [clean]\nlayers:\n  domain: { description: "Why: [ADR 3](docs/adr/3.md)", imports: { std: pure } }\nreplace: [{ import: log, use: log/slog }]\n';
    writeInto(folder, '.go-architect.yaml', configuration);
    const before = client.refreshes;
    await client.open(path('.go-architect.yaml'), configuration, 'yaml');
    await client.refreshAfter(before);
    await client.open(user(), `package user\n\nimport (\n\t_ "net/http"\n\t_ "errors"\n\t_ "log"\n)\n${FORBIDDEN}`);
    const said = async (line: number) => {
      const hover = await client.hover(user(), line, 10);
      return hover && typeof hover.contents === 'object' && 'value' in hover.contents ? hover.contents.value : '';
    };
    assert.match(await said(3), /architecture\/std-import/);
    assert.match(
      await said(4),
      /^Standard library\n\nAllowed from layer \*\*domain\*\*: domain may import errors \(\[\.go-architect\.yaml:4\]\(file:.*#L4\)\)\.$/,
    );
    assert.match(await said(5), /architecture\/replace.*log is banned/);
    assert.doesNotMatch(await said(5), /Allowed/);
    assert.match(await said(7), /Access to data[^]*Not allowed[^]*\*\*domain\*\*: Why: \[ADR 3\]/);
  });

  it('says on hover why an import is as it is, with a link to where that is written down', async () => {
    const configuration = [
      'version: 1',
      'extends: [clean]',
      'layers:',
      '  domain:',
      '    imports:',
      '      reason: the domain outlives every framework',
      '      link: ./docs/adr/1.md#layers',
      '      std: { deny: [{ import: log, link: "https://example.com/adr/2" }] }',
      '      external: [{ import: github.com/google/uuid, reason: identifiers. }]',
      '',
    ].join('\n');
    writeInto(folder, '.go-architect.yaml', configuration);
    const before = client.refreshes;
    await client.open(path('.go-architect.yaml'), configuration, 'yaml');
    await client.refreshAfter(before);
    await client.open(user(), `package user\n\nimport _ "log"\nimport _ "github.com/google/uuid"\n${FORBIDDEN}`);
    const said = async (line: number) => {
      const hover = await client.hover(user(), line, 12);
      return hover && typeof hover.contents === 'object' && 'value' in hover.contents ? hover.contents.value : '';
    };
    assert.match(await said(3), /Allowed from layer[^]*\n\n\*\*Why\*\*: identifiers\.$/);
    const link = `[./docs/adr/1.md#layers](${uriOf(path('docs/adr/1.md'))}#layers)`;
    assert.ok((await said(4)).includes(`\n\n**Why**: the domain outlives every framework (${link}).`));
    assert.match(await said(2), /must not import log\.\n\n\*\*Why\*\*: see <https:\/\/example\.com\/adr\/2>\.$/);
    const [log] = (await client.diagnostics(user())).filter(({ code }) => code === 'architecture/std-import');
    assert.deepEqual(
      log?.relatedInformation?.map(({ message }) => message),
      ['Decided here: domain must not import log.', 'Why: see https://example.com/adr/2.'],
    );
  });

  it('says on hover what comes from elsewhere, of which module, and that nothing restricts it', async () => {
    writeInto(folder, 'go.mod', 'module example.com/shop\n\ngo 1.22\n\nrequire github.com/jackc/pgx/v5 v5.7.1\n');
    const configuration =
      'version: 1\nlayers:\n  domain: { paths: ["internal/domain/**"], imports: { external: [github.com/google/uuid] } }\n';
    writeInto(folder, '.go-architect.yaml', configuration);
    const before = client.refreshes;
    await client.open(path('.go-architect.yaml'), configuration, 'yaml');
    await client.refreshAfter(before);
    const imports = ['fmt', 'github.com/jackc/pgx/v5/pgxpool', 'github.com/google/uuid', './other', 'C'];
    const said = async (file: string) => {
      await client.open(path(file), `package user\n\n${imports.map((each) => `import _ "${each}"\n`).join('')}`);
      const texts: string[] = [];
      for (const [index] of imports.entries()) {
        const hover = await client.hover(path(file), index + 2, 10);
        texts.push(
          hover && typeof hover.contents === 'object' && 'value' in hover.contents ? hover.contents.value : '',
        );
      }
      return texts;
    };
    const [standard, driver, allowed, relative, cgo] = await said('internal/domain/user/user.go');
    assert.equal(
      standard,
      'Standard library\n\nAllowed from layer **domain**: nothing restricts which standard packages domain may import.',
    );
    assert.match(
      driver ?? '',
      /^Third-party package of the module `github\.com\/jackc\/pgx\/v5` v5\.7\.1 \(\[go\.mod:5\]\(file:.*\/go\.mod#L5\)\)\n\n\*\*architecture\/external-import\*\*/,
    );
    assert.match(allowed ?? '', /^Third-party package\n\nAllowed from layer \*\*domain\*\*.*\.go-architect\.yaml:3\]/);
    assert.equal(
      relative,
      'A relative import, which Go does not build in a module; write the path of the package from its module on.',
    );
    assert.equal(cgo, 'Not a package: what stands here belongs to cgo.');
    const [, inTest] = await said('internal/domain/user/user_test.go');
    assert.match(inTest ?? '', /Allowed from layer \*\*domain\*\*: nothing is said of what its tests may import/);
  });

  it('takes a configuration while it is typed, and keeps the last good one when it breaks', async () => {
    await client.open(user(), `package user\n${FORBIDDEN}`);
    const forbidden = async () =>
      (await client.diagnostics(user())).filter(({ code }) => code === 'architecture/layer-import');
    assert.equal((await forbidden()).length, 1);
    const configuration = path('.go-architect.yaml');
    const allow = 'version: 1\nextends: [clean]\nlayers:\n  domain: { imports: { layers: [repository] } }\n';
    writeInto(folder, '.go-architect.yaml', allow);
    let before = client.refreshes;
    await client.open(configuration, allow, 'yaml');
    await client.refreshAfter(before);
    assert.deepEqual(await forbidden(), []);
    before = client.refreshes;
    await client.change(configuration, { range: range(1, 0, 1, 7), text: 'extneds' });
    await client.refreshAfter(before);
    assert.deepEqual(await forbidden(), [], 'the last good configuration stays in force');
    const [problem] = await client.diagnostics(configuration);
    assert.deepEqual(problem?.range, range(1, 0, 1, 7));
    assert.match(String(problem?.message), /Did you mean "extends"\?/);
  });

  it('goes on without a configuration and a file that are deleted, and takes them up when they are back', async () => {
    const configuration = 'version: 1\nlayers: { domain: { paths: ["internal/**"] } }\n';
    const target = path('internal/domain/order/order.go');
    await client.open(user(), `package user\n${FORBIDDEN}`);
    const forbidden = async () =>
      (await client.diagnostics(user())).filter(({ code }) => code === 'architecture/layer-import').length;
    const told = async (...changes: (readonly [string, 1 | 2 | 3])[]) => {
      const before = client.refreshes;
      await client.filesChanged(...changes);
      await client.refreshAfter(before);
    };
    await told([writeInto(folder, '.go-architect.yaml', configuration), 1]);
    assert.equal(await forbidden(), 0, 'one layer imports itself');
    rmSync(path('.go-architect.yaml'));
    rmSync(target);
    // Asked before anybody told the server that they are gone.
    assert.equal(await forbidden(), 0);
    await client.codeActions(user(), range(1, 9, 1, 9));
    await told([path('.go-architect.yaml'), 3], [target, 3]);
    assert.equal(await forbidden(), 1, 'the layout is recognised again');
    await told([writeInto(folder, '.go-architect.yaml', configuration), 1]);
    assert.equal(await forbidden(), 0);
  });

  it('goes back to the disk when a document is closed without being saved', async () => {
    await client.open(user(), `package user\n${FORBIDDEN}`);
    assert.equal((await client.diagnostics(user())).length, 1);
    const before = client.refreshes;
    await client.close(user());
    await client.refreshAfter(before);
    assert.deepEqual(await client.diagnostics(user()), []);
  });

  it('survives requests about what is not there', async () => {
    assert.deepEqual(await client.diagnostics('/nowhere/at/all.go'), []);
    assert.deepEqual(await client.codeActions('/nowhere/at/all.go', range(5, 5, 900, 1)), []);
    assert.equal(await client.hover('/nowhere/at/all.go', 3, 3), null);
    const resolved = await client.resolve({ title: 'x', data: { path: '/nowhere', version: 'seven' } });
    assert.equal(resolved.edit, undefined);
    const report = await client.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri: 'untitled:Untitled-1' },
    });
    assert.deepEqual(report, { kind: 'full', items: [] });
  });

  it('says what a request leaves out', async () => {
    const textDocument = { uri: uriOf(user()) };
    const refusal = async (method: string, params: unknown) => {
      try {
        await client.connection.sendRequest(method, params);
      } catch (error) {
        assert.ok(error instanceof ResponseError);
        return [error.code, error.message];
      }
      return 'answered';
    };
    const without = (what: string) => [ErrorCodes.InvalidParams, `The request has no valid ${what}.`];
    for (const method of ['hover', 'completion', 'definition', 'diagnostic', 'codeAction']) {
      assert.deepEqual(await refusal(`textDocument/${method}`, {}), without('textDocument.uri'), method);
      assert.deepEqual(await refusal(`textDocument/${method}`, { textDocument: {} }), without('textDocument.uri'));
    }
    assert.deepEqual(await refusal('textDocument/hover', { textDocument }), without('position'));
    assert.deepEqual(await refusal('textDocument/completion', { textDocument, position: {} }), without('position'));
    assert.deepEqual(await refusal('textDocument/codeAction', { textDocument }), without('range.start'));
    assert.equal(await refusal('textDocument/diagnostic', { textDocument }), 'answered');
  });

  it('reads thousands of files that a branch switch brings at once', async () => {
    const changes: [string, 1][] = [[writeInto(folder, '.go-architect.yaml', 'version: 1\nextends: [clean]\n'), 1]];
    for (let index = 0; index < 2000; index++) {
      const name = `internal/domain/d${index}/d.go`;
      changes.push([writeInto(folder, name, `package d\n\n${FORBIDDEN}`), 1]);
    }
    let seen = client.refreshes;
    await client.filesChanged(...changes.slice(0, 1200));
    await client.filesChanged(...changes.slice(1200));
    // Each burst that is read is followed by a refresh; bursts may have been read together.
    for (let reported = 0; reported < 2000; ) {
      await client.refreshAfter(seen);
      seen = client.refreshes;
      reported = (await client.workspaceReport()).items.length;
    }
  });

  it('answers who asks while files are being read when all of them are known', async () => {
    await client.open(user(), `package user\n\nimport _ "example.com/shop/internal/repository/mysql"\n`);
    const changes: [string, 1][] = [];
    for (let index = 0; index < 500; index++) {
      changes.push([writeInto(folder, `internal/domain/d${index}/d.go`, 'package d\n'), 1]);
    }
    const imported = writeInto(folder, 'internal/repository/mysql/mysql.go', 'package mysql\n');
    await client.filesChanged(...changes, [imported, 1]);
    const [found] = await client.diagnostics(user());
    assert.equal(found?.relatedInformation?.[0]?.location.uri, uriOf(imported));
  });
});

describe('language server without what VS Code can', () => {
  it('suppresses with a plain edit that leaves the reason to be written', async () => {
    const folder = makeFolder({ ...shop, 'internal/domain/user/user.go': `package user\n${FORBIDDEN}` });
    const capabilities = { workspace: { diagnostics: fullCapabilities.workspace.diagnostics } };
    const client = await TestClient.start({ folders: [folder], capabilities });
    try {
      const user = join(folder, 'internal/domain/user/user.go');
      await client.open(user, readFileSync(user, 'utf8'));
      const actions = await client.codeActions(user, range(1, 12, 1, 12), ['quickfix']);
      const suppress = actions.find((action) => action.title.startsWith('Suppress '));
      assert.ok(suppress);
      const [change] = (await client.resolve(suppress)).edit?.documentChanges ?? [];
      assert.ok(change && 'edits' in change);
      assert.deepEqual(change.edits, [
        { range: range(1, 0, 1, 0), newText: '//architect:ignore architecture/layer-import -- \n' },
      ]);
    } finally {
      await client.stop();
      removeFolder(folder);
    }
  });
});

function range(startLine: number, startCharacter: number, endLine: number, endCharacter: number) {
  return { start: { line: startLine, character: startCharacter }, end: { line: endLine, character: endCharacter } };
}
