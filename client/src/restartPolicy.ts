/**
 * Decides whether a server that ended by itself is started again.
 *
 * A crash now and then must not cost the user a thought, a crash loop must not cost the machine its battery: so a fixed
 * number of restarts within a sliding window, then a message. Pure state over given times, so that tests need no clock.
 */

export const restartsAllowed = 4;
export const restartWindowMs = 3 * 60 * 1000;

export class RestartPolicy {
  #restarts: readonly number[] = [];

  /** Says whether to restart after an unexpected end at the given time, and remembers the restart. */
  mayRestart(now: number): boolean {
    const recent = this.#restarts.filter((time) => now - time < restartWindowMs);
    const allowed = recent.length < restartsAllowed;
    this.#restarts = allowed ? [...recent, now] : recent;
    return allowed;
  }

  /** Forgets the past; called when the user asks for a restart. */
  reset(): void {
    this.#restarts = [];
  }
}
