/** When the command line writes in colour. */
import assert from 'node:assert/strict';
import { wantsColour } from '../../server/src/cli/io.ts';

describe('colour', () => {
  it('is for terminals that want it; an empty NO_COLOR does not refuse it', () => {
    assert.equal(wantsColour(true, {}), true);
    assert.equal(wantsColour(true, { NO_COLOR: '' }), true);
    assert.equal(wantsColour(true, { NO_COLOR: '1' }), false);
    assert.equal(wantsColour(true, { NO_COLOR: '0' }), false);
    assert.equal(wantsColour(true, { TERM: 'dumb' }), false);
    assert.equal(wantsColour(false, {}), false);
  });
});
