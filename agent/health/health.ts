/** A part of the agent that makes progress of its own while it works: the capture of a source, the networks of a sensor. */
export type Part = `capture/${string}` | `inference/${string}` | 'database';

/**
 * - `resting`: nothing is expected of it now
 * - `starting`: expected to work, and has patience left for its first progress
 * - `working`: made progress not longer ago than its patience
 * - `degraded`: sick, and known to be: it is being restarted, or was given up
 * - `stuck`: made no progress for its patience, and nobody knows why
 */
export type PartState = 'resting' | 'starting' | 'working' | 'degraded' | 'stuck';

export interface PartHealth {
  part: Part;
  state: PartState;
  /** Why it is degraded; null otherwise. */
  cause: string | null;
  /** How long it has been in this state, seconds. */
  forS: number;
}

interface Watched {
  patienceMs: number;
  /** null before the first. */
  progressAtMs: number | null;
  /** When the present state began, for all but `stuck`, which begins when patience ends. */
  sinceMs: number;
  cause: string | null;
}

/**
 * What the agent's parts say of themselves. Only parts that are expected to work count: outside of a lesson nobody expects
 * pictures. The network and the hub are no parts: without them the agent works as it should.
 */
export class Health {
  readonly #monotonicMs: () => number;
  readonly #parts = new Map<Part, Watched>();
  /** When parts that were once expected came to rest. */
  readonly #resting = new Map<Part, number>();

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  /**
   * From now on the part is expected to make progress at least every `patienceMs`. A part that is expected already keeps
   * what is known of it.
   */
  expect(part: Part, patienceMs: number): void {
    const known = this.#parts.get(part);
    this.#resting.delete(part);
    if (known) known.patienceMs = patienceMs;
    else this.#parts.set(part, { patienceMs, progressAtMs: null, sinceMs: this.#monotonicMs(), cause: null });
  }

  /** Nothing is expected of the part any more. */
  rest(part: Part): void {
    if (this.#parts.delete(part)) this.#resting.set(part, this.#monotonicMs());
  }

  /** The part did what it is for; it is not degraded any more. Ignored of a part nobody expects anything of. */
  progress(part: Part): void {
    const watched = this.#parts.get(part);
    if (!watched) return;
    const nowMs = this.#monotonicMs();
    if (stateOf(watched, nowMs) !== 'working') watched.sinceMs = nowMs;
    watched.progressAtMs = nowMs;
    watched.cause = null;
  }

  /**
   * The part is sick and that is being dealt with, so it is not stuck, for however long it takes.
   * @param cause for a person: what is wrong; never holds a user, a password or a name
   */
  degraded(part: Part, cause: string): void {
    const watched = this.#parts.get(part);
    if (!watched) return;
    if (watched.cause === null) watched.sinceMs = this.#monotonicMs();
    watched.cause = cause;
  }

  /** Every part that was ever expected, by name. */
  parts(): PartHealth[] {
    const nowMs = this.#monotonicMs();
    const secondsSince = (sinceMs: number) => Math.round((nowMs - sinceMs) / 100) / 10;
    const expected = [...this.#parts].map(([part, watched]): PartHealth => {
      const state = stateOf(watched, nowMs);
      const sinceMs = state === 'stuck' ? patienceEndsMs(watched) : watched.sinceMs;
      return { part, state, cause: watched.cause, forS: secondsSince(sinceMs) };
    });
    const resting = [...this.#resting].map(
      ([part, sinceMs]): PartHealth => ({ part, state: 'resting', cause: null, forS: secondsSince(sinceMs) }),
    );
    return [...expected, ...resting].sort((a, b) => (a.part < b.part ? -1 : 1));
  }

  /** The parts that should make progress, make none, and are not known to be degraded. */
  stuck(): PartHealth[] {
    return this.parts().filter(({ state }) => state === 'stuck');
  }
}

function stateOf(watched: Watched, nowMs: number): PartState {
  if (watched.cause !== null) return 'degraded';
  if (nowMs > patienceEndsMs(watched)) return 'stuck';
  return watched.progressAtMs === null ? 'starting' : 'working';
}

const patienceEndsMs = ({ progressAtMs, sinceMs, patienceMs }: Watched) => (progressAtMs ?? sinceMs) + patienceMs;
