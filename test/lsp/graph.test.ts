/** The picture of who imports whom as the server gives it to an editor: one page that needs nothing, and says where to look. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { GraphRequest } from '../../server/src/protocol.ts';
import { makeFolder, removeFolder } from '../support/folder.ts';
import { fullCapabilities, TestClient, uriOf } from '../support/languageClient.ts';
import { goFile, legacyShop, POSTGRES } from '../support/legacy.ts';

describe('the graph in the editor', () => {
  let folder = '';
  let client: TestClient;
  const graph = (level: GraphRequest.Level, nonce = 'abc123') =>
    client.connection.sendRequest<GraphRequest.Result>(GraphRequest.method, { level, nonce });
  const start = async (files: Readonly<Record<string, string>>) => {
    folder = makeFolder(files);
    client = await TestClient.start({ folders: [folder], capabilities: fullCapabilities });
  };
  afterEach(async () => {
    assert.equal(await client.stop(), 0, client.log.join('\n'));
    removeFolder(folder);
  });

  it('is a page in which nothing runs but its own script', async () => {
    await start(legacyShop);
    const html = (await graph('layer'))?.html ?? '';
    assert.match(
      html,
      /http-equiv="Content-Security-Policy" content="default-src 'none'; [^"]*script-src 'nonce-abc123'"/,
    );
    assert.deepEqual(html.match(/<script[^>]*>/g), ['<script nonce="abc123">']);
    assert.doesNotMatch(html, /\bsrc=|url\((?!#)|https?:\/\/(?!www\.w3\.org)/);
    await assert.rejects(graph('layer', '"><script>'), /letters and digits/);
  });

  it('names the layers, and the line of every forbidden import', async () => {
    await start(legacyShop);
    const html = (await graph('layer'))?.html ?? '';
    assert.match(html, /<title>example\.com\/shop: layers<\/title>/);
    assert.match(html, /data-from="domain" data-to="repository"/);
    assert.match(html, /<option selected>layer<\/option>/);
    const places = [...html.matchAll(/data-uri="([^"]+)" data-line="(\d+)" data-character="(\d+)">([^<]+)</g)];
    assert.deepEqual(
      places.map(([, uri, line, character, label]) => [uri, line, character, label]).sort(),
      ['domain/order/order.go', 'domain/user/store.go', 'domain/user/user.go'].map((name) => [
        uriOf(join(folder, 'internal', name)),
        '2',
        '9',
        `internal/${name}:3`,
      ]),
    );
  });

  it('draws packages, and what stands in editors before what lies on disk', async () => {
    await start(legacyShop);
    const path = join(folder, 'internal/usecase/register/register.go');
    await client.open(path, goFile('register', POSTGRES));
    const html = (await graph('package'))?.html ?? '';
    assert.match(
      html,
      /data-from="example\.com\/shop\/internal\/usecase\/register" data-to="example\.com\/shop\/internal\/repository\/postgres"/,
    );
    assert.match(html, /internal\/usecase\/register\/register\.go:3</);
    assert.match(html, /<option selected>package<\/option>/);
  });

  it('is nothing where there is no Go', async () => {
    await start({ 'notes.txt': 'nothing\n' });
    assert.equal(await graph('layer'), null);
  });
});
