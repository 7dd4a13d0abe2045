import type { Clock } from '../lesson/clock.ts';
import type { SourceStatus } from '../lesson/room-state.ts';
import type { SensorName, SourceNews } from '../sensing/process/sensor-message.ts';
import { sourceLabel } from './room-sensors.ts';

/** How each source of the room is, by what the sensors last said. */
export class SourceBoard {
  readonly #clock: Clock;
  readonly #sources: Map<string, SourceStatus>;

  constructor(sources: readonly { name: string; address: string }[], clock: Clock) {
    this.#clock = clock;
    const sinceMs = clock.wallMs();
    this.#sources = new Map(
      sources.map(({ name, address }) => [
        name,
        { name, address, state: 'off', sinceMs, received: 0, dropped: 0, restarts: 0 },
      ]),
    );
  }

  get all(): SourceStatus[] {
    return [...this.#sources.values()].map((status) => ({ ...status }));
  }

  /** @returns the source as it is now, and whether more than its counts has changed */
  note(sensor: SensorName, news: SourceNews): { status: SourceStatus; isNews: boolean } {
    const { source, state, cause, received, dropped, restarts } = news;
    const name = sourceLabel(sensor, source);
    const before = this.#sources.get(name)!;
    const isNews = before.state !== state || before.cause?.code !== cause?.code;
    const status: SourceStatus = {
      name,
      address: before.address,
      state,
      sinceMs: before.state === state ? before.sinceMs : this.#clock.wallMs(),
      ...(cause && { cause }),
      received,
      dropped,
      restarts,
    };
    this.#sources.set(name, status);
    return { status, isNews };
  }

  /** Nothing is sensed: every device is closed. */
  off(): void {
    for (const { name, address } of this.all) {
      const sinceMs = this.#clock.wallMs();
      this.#sources.set(name, { name, address, state: 'off', sinceMs, received: 0, dropped: 0, restarts: 0 });
    }
  }

  /** Whether every source has come to its end, as files do. */
  get haveEnded(): boolean {
    return this.#sources.size > 0 && this.all.every(({ state }) => state === 'ended');
  }
}
