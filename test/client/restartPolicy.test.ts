import * as assert from 'node:assert/strict';
import { RestartPolicy, restartsAllowed, restartWindowMs } from '../../client/src/restartPolicy.ts';

describe('restart policy', () => {
  it('restarts as often as allowed within the window, and then no more', () => {
    const policy = new RestartPolicy();
    const answers = Array.from({ length: restartsAllowed + 2 }, (_, second) => policy.mayRestart(second * 1000));
    assert.deepEqual(answers, [...Array(restartsAllowed).fill(true), false, false]);
  });

  it('forgives crashes that lie further back than the window', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash < restartsAllowed; crash++) assert.equal(policy.mayRestart(crash), true);
    assert.equal(policy.mayRestart(restartWindowMs - 1), false);
    assert.equal(policy.mayRestart(restartWindowMs), true, 'the first restart has left the window');
    assert.equal(policy.mayRestart(restartWindowMs), false, 'the second has not');
  });

  it('never gives up on a server that crashes rarely', () => {
    const policy = new RestartPolicy();
    const rarely = restartWindowMs / restartsAllowed;
    for (let crash = 0; crash < 100; crash++) assert.equal(policy.mayRestart(crash * rarely), true);
  });

  it('starts over when the user restarts the server', () => {
    const policy = new RestartPolicy();
    for (let crash = 0; crash <= restartsAllowed; crash++) policy.mayRestart(0);
    policy.reset();
    assert.equal(policy.mayRestart(1), true);
  });
});
