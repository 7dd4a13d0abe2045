import { mustWait } from './access-error.ts';

/** More tries than these do not wait for their turn: nobody types as fast. */
const MOST_WAITING = 16;
const BUSY_MS = 2_000;

/** One try at a time: a hash is expensive, and many at once must not be more tries. */
export class TryQueue {
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** @throws AccessError (ACCESS_WAIT) when too many wait already */
  add<T>(attempt: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MOST_WAITING) return Promise.reject(mustWait(BUSY_MS));
    this.#waiting++;
    const turn = this.#turn.then(() => {
      this.#waiting--;
      return attempt();
    });
    this.#turn = turn.catch(() => {});
    return turn;
  }
}
