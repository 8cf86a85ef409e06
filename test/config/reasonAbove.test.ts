import assert from 'node:assert/strict';
import { allowEdge } from '../../server/src/config/allowEdge.ts';
import { loadConfig } from '../../server/src/config/load.ts';
import { reasonToWrite } from '../../server/src/config/rationale.ts';
import { withReason } from '../../server/src/config/reasonAbove.ts';
import { applyEdits } from '../../server/src/go/textEdit.ts';

const comment = `# domain may import data: ${reasonToWrite}`;

const origin = { file: '', start: 0, end: 0, label: '' };

const team = 'version: 1\nlayers: { domain: { paths: [a] }, data: { paths: [b] } }\n';

/** From the text before to the text after, domain being allowed to import data. */
const cases: readonly (readonly [string, string, string])[] = [
  [
    'a layer on one line',
    'version: 1\nlayers:\n  domain: { paths: [a], imports: { layers: [] } }\n  data: { paths: [b] }\n',
    `version: 1\nlayers:\n  ${comment}\n  domain: { paths: [a], imports: { layers: [data] } }\n  data: { paths: [b] }\n`,
  ],
  [
    'a layer of several lines, below the comment that is there',
    'version: 1\r\nlayers:\r\n  # the core\r\n  domain:\r\n    paths: [a]\r\n    imports:\r\n      layers:\r\n        - other\r\n  data: { paths: [b] }\r\n  other: { paths: [c] }\r\n',
    `version: 1\r\nlayers:\r\n  # the core\r\n  ${comment}\r\n  domain:\r\n    paths: [a]\r\n    imports:\r\n      layers:\r\n        - other\r\n        - data\r\n  data: { paths: [b] }\r\n  other: { paths: [c] }\r\n`,
  ],
  [
    'a layer that is added to others',
    'version: 1\nextends: [clean]\nlayers:\n  data: { paths: [b] }\n',
    `version: 1\nextends: [clean]\nlayers:\n  data: { paths: [b] }\n  ${comment}\n  domain: { imports: { layers: [data] } }\n`,
  ],
  [
    'a file that has no layers yet',
    'version: 1\nextends: [./team.yaml]',
    `version: 1\nextends: [./team.yaml]\nlayers:\n  ${comment}\n  domain: { imports: { layers: [data] } }\n`,
  ],
  [
    'layers that share a line',
    'version: 1\nlayers: { domain: { paths: [a], imports: { layers: [] } }, data: { paths: [b] } }\n',
    `version: 1\n${comment}\nlayers: { domain: { paths: [a], imports: { layers: [data] } }, data: { paths: [b] } }\n`,
  ],
];

describe('asking for the reason above a layer', () => {
  for (const [name, before, after] of cases) {
    it(`writes it for ${name}`, () => {
      const edit = allowEdge(before, 'domain', 'data', { allow: [], deny: [], origin });
      assert.ok(edit);
      const edited = applyEdits(before, withReason(before, edit, 'domain', 'domain may import data'));
      assert.equal(edited, after);
      assert.ok(loadConfig('c.yaml', edited, { read: (file) => (file === 'team.yaml' ? team : undefined) }).ok);
    });
  }

  it('keeps the edit where the layer is not found afterwards', () => {
    const edit = { start: 0, end: 0, newText: 'version: 1\n' };
    assert.deepEqual(withReason('', edit, 'domain', 'domain may import data'), [edit]);
  });
});
