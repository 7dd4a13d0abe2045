import type { Acknowledgement } from '../../provisioning/contract/ack-message.ts';
import { CLOUD_EVENT_CONTENT_TYPE } from '../../provisioning/contract/cloud-event.ts';
import { readMessage } from '../../provisioning/contract/messages.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { type Channel, topic } from '../../provisioning/contract/topics.ts';
import type { Clock } from '../lesson/clock.ts';
import type { Outbox } from '../store/outbox.ts';
import { type BackOff, MqttLink, type MqttVersion } from './mqtt-link.ts';

/** Rows sent at a time; the next are taken when these are acknowledged. */
const WINDOW = 16;
/** A row that the hub has not acknowledged is sent again after this long, and then ever less often. */
const RESEND_MS: BackOff = { first: 10_000, most: 10 * 60_000 };
const TICK_MS = 1_000;

export interface OutboxDrainEvents {
  /** The hub has taken (or refused) an event. */
  acknowledged(eventId: string, accepted: boolean, reason: string | undefined): void;
  connection(version: MqttVersion | null): void;
  /** Something the hub or broker sent could not be used, or the store is sick. */
  warning(message: string): void;
}

export interface OutboxDrainOptions {
  outbox: Outbox;
  room: RoomAddress;
  url: string;
  events: OutboxDrainEvents;
  clock: Clock;
  /** For tests that cannot wait as long as a classroom can. */
  timing?: { resendMs?: BackOff; tickMs?: number; reconnectMs?: BackOff };
}

/** Carries the outbox to the hub. A row leaves the outbox only on the hub's own word, never on the broker's. */
export class OutboxDrain {
  readonly #options: OutboxDrainOptions;
  readonly #link: MqttLink;
  /** Event id → when it may be sent again and how often it was sent. */
  readonly #inFlight = new Map<string, { dueMs: number; sent: number }>();
  #timer: NodeJS.Timeout | undefined;
  #sending: Promise<void> = Promise.resolve();
  /** How the room is; an older word on it is worth nothing, so it does not go through the outbox. */
  #state: { payload: string; isSent: boolean } | undefined;

  constructor(options: OutboxDrainOptions) {
    this.#options = options;
    const { room, url, events, timing } = options;
    this.#link = new MqttLink({
      url,
      clientId: `lectern-${room.region}-${room.school}-${room.room}`,
      subscriptions: [topic(room, 'ack')],
      onMessage: (_topic, payload) => this.#hear(payload),
      onConnection: (version) => {
        // What was on the way when the connection broke is due at once.
        this.#inFlight.clear();
        if (this.#state) this.#state.isSent = false;
        events.connection(version);
        if (version !== null) this.nudge();
      },
      ...(timing?.reconnectMs ? { reconnectMs: timing.reconnectMs } : {}),
    });
  }

  start(): void {
    this.#link.start();
    this.#timer = setInterval(() => this.nudge(), this.#options.timing?.tickMs ?? TICK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    // The link first: it ends a publish that the broker does not answer.
    await this.#link.stop();
    await this.#sending;
  }

  /** Tells the hub how the room is: now, or as soon as there is a connection, and again after each break of it. */
  tellState(payload: string): void {
    this.#state = { payload, isSent: false };
    this.nudge();
  }

  /** Sends what is due now, without waiting for the next tick. */
  nudge(): void {
    this.#sending = this.#sending
      .then(() => this.#send())
      .catch((error: Error) => this.#options.events.warning(error.message));
  }

  async #send(): Promise<void> {
    const { outbox, room, clock, timing } = this.#options;
    const { first, most } = timing?.resendMs ?? RESEND_MS;
    if (!this.#link.connected) return;
    const state = this.#state;
    if (state && !state.isSent) {
      await this.#link.publish(topic(room, 'state'), state.payload, CLOUD_EVENT_CONTENT_TYPE, true);
      state.isSent = true;
    }
    for (const row of outbox.pending(WINDOW)) {
      const flight = this.#inFlight.get(row.id);
      if (flight && flight.dueMs > clock.monotonicMs()) continue;
      const sent = (flight?.sent ?? 0) + 1;
      this.#inFlight.set(row.id, {
        sent,
        dueMs: clock.monotonicMs() + Math.min(most, first * 2 ** (sent - 1)),
      });
      // While the one before was sent it may have been withheld or deleted.
      if (!outbox.countAttempt(row.id)) {
        this.#inFlight.delete(row.id);
        continue;
      }
      await this.#link.publish(topic(room, row.channel as Channel), row.payload, CLOUD_EVENT_CONTENT_TYPE);
    }
  }

  #hear(payload: Buffer): void {
    const { message, problem } = readMessage('ack', payload);
    if (!message) {
      this.#options.events.warning(`the hub sent an acknowledgement that is not one (${problem}); it is ignored`);
      return;
    }
    for (const each of message.data.events) this.#answered(each);
  }

  #answered({ eventId, status, reason }: Acknowledgement): void {
    const { outbox, clock, events } = this.#options;
    this.#inFlight.delete(eventId);
    try {
      const known =
        status === 'accepted'
          ? outbox.acknowledge(eventId, clock.wallMs())
          : outbox.refuse(eventId, reason ?? 'no reason given');
      if (known) events.acknowledged(eventId, status === 'accepted', reason);
    } catch (error) {
      events.warning((error as Error).message);
    }
  }
}
