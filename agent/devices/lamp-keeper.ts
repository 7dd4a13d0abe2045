import type { Lamp, LampLight } from '../../device/process/device-message.ts';
import type { RoomState } from '../lesson/room-state.ts';

/** A lamp that was last heard of longer ago may have gone out by itself. */
const NEWS_HOLDS_MS = 3_000;
/** So long a lamp has to show what it is told. */
const CHANGE_PATIENCE_MS = 3_000;

/** After a lamp that did not light is nothing sensed for so long; longer each time until it has lit. */
const DISTRUST_MS = 60_000;
const LONGEST_DISTRUST_MS = 10 * 60_000;
/** Asked later than this again, the agent itself has stood still, and the boards' words still wait to be heard. */
const STOOD_STILL_MS = 2_500;
/** … and are heard within so long. */
const HEARS_MS = 1_000;

/** Nobody needs a lamp to say these: they are about it, or told where they belong. */
const NOT_FOR_THE_LAMP = new Set(['LAMP_MISSING']);

/** What a lamp should show for a room: whether anything is sensed, whether that is kept, and whether somebody should look. */
export function lampFor({ activity, sensed, preview, identified, sources, problems }: RoomState): Lamp {
  const light: LampLight = sensed && activity === 'recording' ? 'lesson' : sensed || preview ? 'sensing' : 'off';
  if (identified !== undefined) return { light, blink: 'identify' };
  const isSick =
    sources.some(({ state }) => state === 'lost') || problems.some(({ code }) => !NOT_FOR_THE_LAMP.has(code));
  return { light, blink: isSick ? 'fault' : 'none' };
}

/** Knows whether some lamp of the room shows what it should. */
export class LampKeeper {
  readonly #monotonicMs: () => number;
  /** By board, what it last said of its lamp, and when. */
  readonly #shown = new Map<string, { lamp: Lamp; atMs: number }>();
  #wished: { light: LampLight; sinceMs: number } = { light: 'off', sinceMs: Number.NEGATIVE_INFINITY };

  constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs;
  }

  #hearsUntilMs = Number.NEGATIVE_INFINITY;
  #looked = { shows: false, atMs: Number.NEGATIVE_INFINITY };
  #distrust = { untilMs: Number.NEGATIVE_INFINITY, forMs: DISTRUST_MS };

  /** What the lamps are told from now on. */
  wish({ light }: Lamp): void {
    if (light !== this.#wished.light) this.#wished = { light, sinceMs: this.#monotonicMs() };
  }

  /** @param lamp null: nobody knows what it shows */
  heard(board: string, lamp: Lamp | null): void {
    if (lamp) this.#shown.set(board, { lamp, atMs: this.#monotonicMs() });
    else this.#shown.delete(board);
  }

  /** The process that speaks with the boards is gone. */
  forget(): void {
    this.#shown.clear();
  }

  /**
   * Whether a lamp is there that shows whether the room is sensed, as far as its board says; to be asked each second. A lamp that
   * is dark as it should be, and does not light when it should, is not believed for a while: else cameras would open and close
   * again and again.
   */
  look(): boolean {
    const nowMs = this.#monotonicMs();
    if (Number.isFinite(this.#looked.atMs) && nowMs - this.#looked.atMs > STOOD_STILL_MS)
      this.#hearsUntilMs = nowMs + HEARS_MS;
    const shows = this.#looked.shows && nowMs < this.#hearsUntilMs ? true : this.#judge(nowMs);
    this.#looked = { shows, atMs: nowMs };
    return shows;
  }

  #judge(nowMs: number): boolean {
    const { light, sinceMs } = this.#wished;
    const heard = [...this.#shown.values()].filter(({ atMs }) => nowMs - atMs <= NEWS_HOLDS_MS);
    const isRight = heard.some(({ lamp }) => lamp.light === light);
    const shows = isRight || (heard.length > 0 && nowMs - sinceMs <= CHANGE_PATIENCE_MS);
    if (light !== 'off' && isRight) this.#distrust = { untilMs: Number.NEGATIVE_INFINITY, forMs: DISTRUST_MS };
    if (light !== 'off' && !shows && this.#looked.shows) {
      const { forMs } = this.#distrust;
      this.#distrust = { untilMs: nowMs + forMs, forMs: Math.min(LONGEST_DISTRUST_MS, forMs * 2) };
    }
    return shows && nowMs >= this.#distrust.untilMs;
  }
}
