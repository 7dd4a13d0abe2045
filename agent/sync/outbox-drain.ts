import { setTimeout as delay } from 'node:timers/promises';
import { readMessage } from '../../provisioning/contract/messages.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import {
  channels,
  type DownChannel,
  downChannels,
  placeOfTopic,
  topic,
  type UpChannel,
} from '../../provisioning/contract/topics.ts';
import type { Clock } from '../lesson/clock.ts';
import { timeId } from '../lesson/time-id.ts';
import type { HubAnswer, Outbox } from '../store/outbox.ts';
import type { OutboxCaps } from '../store/outbox-caps.ts';
import type { OutboxRow, PendingRow } from '../store/outbox-row.ts';
import { BackfillPace, type BackfillRules, unhurriedBackfill, usualBackfill } from './backfill-pace.ts';
import { DrainWindow } from './drain-window.ts';
import { type HubAddress, isOnThisMachine } from './hub-address.ts';
import { LinkProblem } from './link-problem.ts';
import { type BackOff, type LinkTiming, MqttLink, type MqttVersion, type Publication } from './mqtt-link.ts';
import { OutboxUpkeep } from './outbox-upkeep.ts';
import { roomEvent } from './room-event.ts';
import { roomPublication } from './room-publication.ts';

/** A row that the hub has not acknowledged is sent again after this long, and then ever less often. */
const RESEND_MS: BackOff = { first: 10_000, most: 10 * 60_000 };
const TICK_MS = 1_000;
const FAREWELL_MS = 500;
const SAME_WARNING_MS = 10 * 60_000;

export interface OutboxDrainEvents {
  /** The hub has taken (or refused) an event. */
  acknowledged(eventId: string, accepted: boolean, reason: string | undefined): void;
  connection(version: MqttVersion | null): void;
  /** Something the hub or broker sent could not be used, or the store is sick. */
  warning(message: string): void;
  /** What somebody should mend before there can be a whole connection; null when there is nothing any more. */
  problem?(problem: LinkProblem | null): void;
}

export interface OutboxDrainOptions {
  outbox: Outbox;
  room: RoomAddress;
  hub: HubAddress;
  events: OutboxDrainEvents;
  clock: Clock;
  caps?: OutboxCaps | undefined;
  /** A wall clock that shows a time before this was never set; by default any is believed. */
  firstBelievedMs?: number;
  /** What the hub tells beside its acknowledgements; without it that is not asked for. */
  heard?: ((channel: Exclude<DownChannel, 'ack'>, payload: Buffer) => void) | undefined;
  /** For tests that cannot wait as long as a classroom can. */
  timing?: { resendMs?: BackOff; tickMs?: number; link?: Partial<LinkTiming>; backfill?: BackfillRules };
}

/**
 * Carries what the room tells to the hub: the outbox, of which a row leaves only on the hub's own word, never on the broker's;
 * words that the broker keeps, told again after each connection; and words of the minute.
 */
export class OutboxDrain {
  readonly #options: OutboxDrainOptions;
  readonly #link: MqttLink;
  readonly #window: DrainWindow;
  readonly #pace: BackfillPace;
  readonly #upkeep: OutboxUpkeep;
  #timer: NodeJS.Timeout | undefined;
  /** The newest word on each; an older one is worth nothing, so it does not go through the outbox. */
  readonly #retained = new Map<UpChannel, { payload: string; isSent: boolean }>();
  #answers: HubAnswer[] = [];
  /** The number under which the broker would tell that the room is lost; also that of its goodbye. */
  #lastWordSequence: number | undefined;
  #isNudged = false;
  #isOnline = false;
  #warned = { message: '', atMs: 0 };

  constructor(options: OutboxDrainOptions) {
    this.#options = options;
    const { room, hub, events, timing, heard, outbox, clock, caps, firstBelievedMs = 0 } = options;
    const isSpread = hub.brokers.some((url) => !isOnThisMachine(url));
    this.#window = new DrainWindow(timing?.resendMs ?? RESEND_MS);
    this.#pace = new BackfillPace(timing?.backfill ?? (isSpread ? usualBackfill : unhurriedBackfill));
    this.#upkeep = new OutboxUpkeep({
      ...{ outbox, room, clock, caps, firstBelievedMs },
      isAway: (id) => this.#window.isWaiting(id),
      failed: ({ message }) => events.warning(message),
    });
    this.#link = new MqttLink({
      hub,
      clientId: `lectern-${room.region}-${room.school}-${room.room}`,
      subscriptions: heard ? downChannels.map((channel) => topic(room, channel)) : [topic(room, 'ack')],
      onMessage: (name, payload) => this.#hear(name, payload),
      onConnection: (version) => this.#connection(version),
      onWarning: events.warning,
      onProblem: (problem) => events.problem?.(problem),
      will: () => this.#guarded(() => this.#lastWord('lost')),
      ...(timing?.link && { timing: timing.link }),
    });
  }

  start(): void {
    this.#upkeep.start();
    this.#link.start();
    this.#timer = setInterval(() => this.#send(), this.#options.timing?.tickMs ?? TICK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    const farewell = this.#link.connected && this.#guarded(() => this.#lastWord('stopped'));
    if (farewell) {
      const told = this.#link.publish(farewell).catch(() => {});
      await Promise.race([told, delay(FAREWELL_MS, undefined, { ref: false })]);
    }
    await this.#link.stop();
    this.#takeAnswers();
    this.#upkeep.stop();
  }

  /** Whether there is a connection now. */
  get connected(): boolean {
    return this.#link.connected;
  }

  /** Tells the hub how the room is: now, or as soon as there is a connection, and again after each break of it. */
  tellState(payload: string): void {
    this.tellRetained('state', payload);
  }

  /** The same for anything that the broker keeps. @param payload an event, JSON */
  tellRetained(channel: UpChannel, payload: string): void {
    this.#retained.set(channel, { payload, isSent: false });
    this.nudge();
  }

  /** Tells a word of the minute once, without a receipt; while there is no connection it is kept like others. */
  tellLive(channel: UpChannel, row: Omit<OutboxRow, 'channel'>): void {
    const { outbox } = this.#options;
    const keep = () => void this.#guarded(() => outbox.add({ ...row, channel }));
    const publication = this.#link.connected && this.#guarded(() => this.#numbered(channel, row.payload));
    if (publication) this.#link.publish(publication).catch(keep);
    else keep();
  }

  /** Sends what is due, without waiting for the next tick. */
  nudge(): void {
    if (this.#isNudged) return;
    this.#isNudged = true;
    setImmediate(() => {
      this.#isNudged = false;
      this.#send();
    });
  }

  #connection(version: MqttVersion | null): void {
    const { outbox, clock, events } = this.#options;
    this.#window.forget();
    for (const word of this.#retained.values()) word.isSent = false;
    if (version !== null) {
      this.#guarded(() => outbox.markLate());
      this.#pace.begin(clock.monotonicMs());
    } else if (this.#isOnline) {
      // The connection broke: the broker has told the last word, under its number.
      this.#lastWordSequence = undefined;
    }
    this.#isOnline = version !== null;
    events.connection(version);
    if (version !== null) this.nudge();
  }

  #send(): void {
    if (!this.#link.connected) return;
    this.#guarded(() => {
      this.#sendRetained();
      const { clock } = this.#options;
      this.#sendRows(this.#window.room(clock.monotonicMs()), false);
      const late = Math.min(this.#window.room(clock.monotonicMs()), this.#pace.allowed(clock.monotonicMs()));
      this.#pace.take(this.#sendRows(late, true));
    });
  }

  #sendRetained(): void {
    for (const [channel, word] of this.#retained) {
      if (word.isSent) continue;
      // The disk may not give a number; then it is still to be told.
      const publication = this.#numbered(channel, word.payload);
      word.isSent = true;
      this.#publish(publication, () => {
        word.isSent = false;
      });
    }
  }

  /** @returns how many were sent */
  #sendRows(most: number, late: boolean): number {
    if (most < 1) return 0;
    const { outbox, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    // What was not sent yet goes first: else those that the hub never answers would take every turn.
    const rows = outbox.pending(most, (id) => this.#window.wasSent(id), late);
    if (rows.length < most && this.#window.hasDue(nowMs))
      rows.push(...outbox.pending(most - rows.length, (id) => !this.#window.isDue(id, nowMs), late));
    if (rows.length === 0) return 0;
    // Before anything is handed over: whoever asks what may be out there must not be told less.
    outbox.countAttempts(rows.map(({ id }) => id));
    const { stream } = outbox;
    for (const row of rows) this.#sendRow(row, stream, nowMs);
    return rows.length;
  }

  #sendRow({ id, channel, payload, sequence, late }: PendingRow, stream: string, nowMs: number): void {
    this.#window.send(id, nowMs);
    const publication = roomPublication(this.#options.room, channel as UpChannel, payload, {
      // A word of the minute that was kept is late whatever the connection: only then the hub answers it.
      ...{ stream, sequence, backfill: late || channels[channel as UpChannel].acknowledged === 'backfill' },
    });
    // What was kept is waited for, also when it has just come.
    this.#publish({ ...publication, qos: 1 }, () => this.#window.giveBack(id));
  }

  /** A refusal was told by the link; a break is told by it too. */
  #publish(publication: Publication, failed: () => void): void {
    this.#link.publish(publication).catch((error: Error) => {
      failed();
      if (!(error instanceof LinkProblem) && this.#link.connected) this.#options.events.warning(error.message);
    });
  }

  #numbered(channel: UpChannel, payload: string): Publication {
    const { outbox, room } = this.#options;
    const delivery = { stream: outbox.stream, sequence: outbox.takeSequence(), backfill: false };
    return roomPublication(room, channel, payload, delivery);
  }

  #lastWord(cause: 'lost' | 'stopped'): Publication {
    const { outbox, room, clock } = this.#options;
    const event = roomEvent('state', room, { connection: 'offline', cause }, timeId(clock), clock.wallMs());
    this.#lastWordSequence ??= outbox.takeSequence();
    const delivery = { stream: outbox.stream, sequence: this.#lastWordSequence, backfill: false };
    return roomPublication(room, 'state', JSON.stringify(event), delivery);
  }

  #hear(name: string, payload: Buffer): void {
    const { heard, room, events } = this.#options;
    const channel = placeOfTopic(name)?.channel;
    if (channel === undefined || name !== topic(room, channel)) return;
    if (channel !== 'ack') {
      if (downChannels.some((down) => down === channel)) heard?.(channel as Exclude<DownChannel, 'ack'>, payload);
      return;
    }
    const { message, problem } = readMessage('ack', payload);
    if (!message) {
      events.warning(`the hub sent an acknowledgement that is not one (${problem}); it is ignored`);
      return;
    }
    if (this.#answers.length === 0) setImmediate(() => this.#takeAnswers());
    for (const { eventId, status, reason } of message.data.events)
      this.#answers.push({ eventId, accepted: status === 'accepted', reason });
  }

  /** All that came together goes to the disk together. */
  #takeAnswers(): void {
    const { outbox, clock, events } = this.#options;
    const answers = this.#answers;
    this.#answers = [];
    if (answers.length === 0) return;
    const known = this.#guarded(() => outbox.answered(answers, clock.wallMs()));
    // What the disk did not take is sent again, and answered again.
    if (!known) return;
    for (const { eventId } of answers) this.#window.done(eventId);
    for (const { eventId, accepted, reason } of known) events.acknowledged(eventId, accepted, reason);
    this.#send();
  }

  /** A sick disk fails each second; that is told now and then. */
  #warnOnce(message: string): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (message === this.#warned.message && nowMs - this.#warned.atMs < SAME_WARNING_MS) return;
    this.#warned = { message, atMs: nowMs };
    this.#options.events.warning(message);
  }

  #guarded<Result>(act: () => Result): Result | undefined {
    try {
      return act();
    } catch (error) {
      this.#warnOnce((error as Error).message);
      return undefined;
    }
  }
}
