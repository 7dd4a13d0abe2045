import { auditSchema } from '../../provisioning/contract/audit-message.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import type { Clock } from '../lesson/clock.ts';
import { timeId } from '../lesson/time-id.ts';
import type { Outbox } from '../store/outbox.ts';
import { type OutboxCaps, usualCaps } from '../store/outbox-caps.ts';
import type { Drop } from '../store/outbox-ledger.ts';
import type { OutboxRow } from '../store/outbox-row.ts';
import { roomEvent } from './room-event.ts';

const LOOK_EVERY_MS = 60_000;

export interface OutboxUpkeepOptions {
  outbox: Outbox;
  room: RoomAddress;
  clock: Clock;
  caps?: OutboxCaps | undefined;
  /** A wall clock that shows a time before this was never set. */
  firstBelievedMs: number;
  /** What is on its way now. */
  isAway(id: string): boolean;
  /** The disk did not take it; it is tried again. */
  failed(error: Error): void;
}

/** Lets time pass for what waits for the hub, keeps it within its caps, and has the hub told of what was given up. */
export class OutboxUpkeep {
  readonly #options: OutboxUpkeepOptions;
  #timer: NodeJS.Timeout | undefined;
  #notedMs = 0;

  constructor(options: OutboxUpkeepOptions) {
    this.#options = options;
  }

  start(): void {
    const { outbox, clock, firstBelievedMs } = this.#options;
    this.#notedMs = clock.monotonicMs();
    this.#withDisk(() => outbox.passWhileOff(clock.wallMs(), firstBelievedMs));
    this.look();
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#pass();
  }

  look(): void {
    const { outbox, clock, caps = usualCaps, isAway } = this.#options;
    this.#pass();
    this.#withDisk(() => outbox.keepWithin(caps, clock.wallMs(), { isAway, report: (drop) => this.#report(drop) }));
  }

  #pass(): void {
    const { outbox, clock } = this.#options;
    this.#withDisk(() => {
      const nowMs = clock.monotonicMs();
      outbox.pass(nowMs - this.#notedMs, clock.wallMs());
      this.#notedMs = nowMs;
    });
  }

  #report({ channel, fromMs, toMs, ...counted }: Drop): OutboxRow {
    const { room, clock } = this.#options;
    const [from, to] = [fromMs, toMs].map((ms) => new Date(Math.max(0, ms)).toISOString());
    const createdAtMs = clock.wallMs();
    const data = auditSchema.parse({ event: 'messages-dropped', channel, ...counted, from, to });
    const event = roomEvent('audit', room, data, timeId(clock), createdAtMs);
    return { id: event.id, channel: 'audit', payload: JSON.stringify(event), createdAtMs };
  }

  #withDisk(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.failed(error as Error);
    }
  }
}
