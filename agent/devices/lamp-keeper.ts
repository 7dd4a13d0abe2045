import type { Lamp, LampLight } from '../../device/process/device-message.ts';
import type { RoomState } from '../lesson/room-state.ts';

/** A lamp that was last heard of longer ago may have gone out by itself. */
const NEWS_HOLDS_MS = 3_000;
/** So long a lamp has to show what it is told. */
const CHANGE_PATIENCE_MS = 3_000;

/** Nobody needs a lamp to say these: they are about it, or told where they belong. */
const NOT_FOR_THE_LAMP = new Set(['LAMP_MISSING']);

/** What a lamp should show for a room: whether anything is sensed, whether that is kept, and whether somebody should look. */
export function lampFor({ activity, preview, identified, sources, problems }: RoomState): Lamp {
  const light: LampLight =
    activity === 'recording' ? 'lesson' : activity === 'watching' || preview === true ? 'sensing' : 'off';
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

  /** Whether a lamp is there that shows whether the room is sensed, as far as its board says. */
  get shows(): boolean {
    const nowMs = this.#monotonicMs();
    const { light, sinceMs } = this.#wished;
    return [...this.#shown.values()].some(
      ({ lamp, atMs }) =>
        nowMs - atMs <= NEWS_HOLDS_MS && (lamp.light === light || nowMs - sinceMs <= CHANGE_PATIENCE_MS),
    );
  }
}
