import * as assert from 'node:assert/strict';
import { count, describeStatus } from '../../client/src/statusText.ts';
import type { ExplainFileRequest, StatusNotification } from '../../server/src/protocol.ts';

const running = { kind: 'running' } as const;
const shop: StatusNotification.Params = {
  modules: 1,
  layout: { name: 'clean', confidence: 0.937, source: 'detected', reasons: [], remarks: [] },
  files: 1234,
  findings: 1,
  indexing: false,
  problems: [],
};
const usecase: ExplainFileRequest.Result = {
  markdown: '',
  layer: { name: 'usecase', pattern: 'internal/usecase/**', mayImport: ['domain'] },
};

describe('language status', () => {
  it('names the layout, the layer of the active file, and how sure the detection is', () => {
    assert.deepEqual(describeStatus(running, shop, usecase), {
      text: 'clean layout',
      detail: 'this file: usecase · detected, 94 % sure · 1,234 files · 1 finding',
      severity: 'information',
      busy: false,
    });
  });

  it('counts what a detected layout leaves open, and says where to read it', () => {
    const remarks = ['2 of 3 files of usecase import repository, so that is how this team works.'];
    const status = { ...shop, layout: { ...shop.layout, remarks } };
    assert.match(
      describeStatus(running, status, undefined).detail,
      /^detected, 94 % sure, 1 exception \(see Explain This File's Layer\) · /,
    );
  });

  it('says so when the layers are written down in a configuration', () => {
    const status = { ...shop, layout: { ...shop.layout, source: 'config' } } as const;
    assert.match(describeStatus(running, status, undefined).detail, /^from the configuration · /);
  });

  it('claims no layout where none was recognised', () => {
    const status = { ...shop, layout: { name: '', confidence: 0, source: 'none', reasons: [], remarks: [] } } as const;
    const view = describeStatus(running, status, undefined);
    assert.equal(view.text, 'No layout recognised');
    assert.equal(view.detail, '1,234 files · 1 finding');
  });

  it('distinguishes a file in no layer from a file nothing is known about', () => {
    assert.match(describeStatus(running, shop, { markdown: '', layer: null }).detail, /this file is in no layer/);
    assert.doesNotMatch(describeStatus(running, shop, undefined).detail, /this file/);
    assert.doesNotMatch(describeStatus(running, shop, null).detail, /this file/);
  });

  it('puts a problem first, as a warning, and counts the others', () => {
    const problems = ['.go-architect.yaml has an error in line 3.', 'internal/secret cannot be read.'];
    assert.deepEqual(describeStatus(running, { ...shop, problems }, usecase), {
      text: problems[0],
      detail: 'and 1 more problem',
      severity: 'warning',
      busy: false,
    });
  });

  it('is busy while the server starts and while it reads the workspace', () => {
    assert.equal(describeStatus({ kind: 'starting' }, undefined, undefined).busy, true);
    assert.equal(describeStatus(running, undefined, undefined).busy, true);
    assert.equal(describeStatus(running, { ...shop, indexing: true }, undefined).busy, true);
  });

  it('does not repeat what a server said that has ended', () => {
    const view = describeStatus({ kind: 'stopped', reason: 'It ended.' }, shop, usecase);
    assert.deepEqual([view.text, view.detail, view.severity], ['Go Architect stopped', 'It ended.', 'error']);
    assert.match(describeStatus({ kind: 'disabled' }, shop, usecase).detail, /goArchitect\.enable/);
  });

  it('says that there is no module only once it has looked', () => {
    const empty = { ...shop, modules: 0, files: 0, findings: 0 };
    assert.equal(describeStatus(running, empty, undefined).text, 'No Go module here');
    assert.notEqual(describeStatus(running, { ...empty, indexing: true }, undefined).text, 'No Go module here');
  });

  it('counts in words', () => {
    assert.deepEqual([count(0, 'file'), count(1, 'file'), count(2000, 'file')], ['0 files', '1 file', '2,000 files']);
  });
});
