import { v7 as uuidv7 } from 'uuid';
import { AUDIT_SCHEMA, AUDIT_TYPE, type PublishedAudit } from '../../provisioning/contract/audit-message.ts';
import { onWire } from '../../provisioning/contract/cloud-event.ts';
import { RESPONSE_SCHEMA, RESPONSE_TYPE } from '../../provisioning/contract/command-messages.ts';
import { REPORTED_SCHEMA, REPORTED_TYPE } from '../../provisioning/contract/desired-messages.ts';
import { ENVIRONMENT_SCHEMA, ENVIRONMENT_TYPE } from '../../provisioning/contract/environment-message.ts';
import { HEALTH_SCHEMA, HEALTH_TYPE } from '../../provisioning/contract/health-message.ts';
import { LESSON_SCHEMA, LESSON_TYPE, type LessonSummary } from '../../provisioning/contract/lesson-message.ts';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { STATE_SCHEMA, STATE_TYPE } from '../../provisioning/contract/state-message.ts';
import { channels, sourceOf, topic, type UpChannel } from '../../provisioning/contract/topics.ts';
import { SeededRandom } from './seeded-random.ts';

/** A message on its way from a simulated room to the broker. */
export interface SimulatedMessage {
  topic: string;
  payload: string;
  qos: 0 | 1;
  retain: boolean;
  channel: UpChannel;
  eventId: string;
  /** The hub owes its word on it. */
  isAcknowledged: boolean;
}

interface Kept {
  channel: UpChannel;
  eventId: string;
  payload: string;
}

const kinds = {
  lesson: [LESSON_TYPE, LESSON_SCHEMA],
  state: [STATE_TYPE, STATE_SCHEMA],
  health: [HEALTH_TYPE, HEALTH_SCHEMA],
  environment: [ENVIRONMENT_TYPE, ENVIRONMENT_SCHEMA],
  audit: [AUDIT_TYPE, AUDIT_SCHEMA],
  'command/response': [RESPONSE_TYPE, RESPONSE_SCHEMA],
  reported: [REPORTED_TYPE, REPORTED_SCHEMA],
} as const;
/** While it is away, a room keeps the health of one minute in so many. */
const THINNED = 10;

/** One room: what it tells, when it can; with a count of its own and a clock that may be wrong. */
export class SimulatedRoom {
  readonly random: SeededRandom;
  readonly #address: RoomAddress;
  readonly #stream: string;
  #sequence = 0;
  #will = '';
  #kept: Kept[] = [];
  #dropped = 0;
  #minutes = 0;
  #version = 0;
  /** How far its wall clock is off, milliseconds. */
  clockErrorMs = 0;
  isOn = false;
  isOnline = false;
  activity: 'idle' | 'recording' = 'idle';

  constructor(address: RoomAddress, seed: number) {
    this.#address = address;
    this.random = new SeededRandom(seed);
    this.#stream = uuidv7({ msecs: 1_780_000_000_000, random: this.random.bytes(16), seq: seed });
  }

  get address(): RoomAddress {
    return this.#address;
  }

  /** Ids of what it keeps until it is online again. */
  get waiting(): number {
    return this.#kept.length;
  }

  switchOn(nowMs: number): SimulatedMessage[] {
    this.isOn = true;
    const { audit } = this.#events(nowMs);
    return [...this.connect(nowMs), ...audit({ event: 'agent-started', version: '0.1.0', clean: true })];
  }

  switchOff(nowMs: number): SimulatedMessage[] {
    const goodbye = this.isOnline
      ? this.#send(this.#made('state', { connection: 'offline', cause: 'stopped' }, nowMs))
      : [];
    this.isOn = false;
    this.isOnline = false;
    return goodbye;
  }

  /** The connection comes, or comes back: first how it is, then what waited. */
  connect(nowMs: number): SimulatedMessage[] {
    this.isOnline = true;
    this.#will = this.#wire(this.#made('state', { connection: 'offline', cause: 'lost' }, nowMs), false);
    const waited = this.#kept;
    this.#kept = [];
    return [...this.state(nowMs), ...waited.flatMap((kept) => this.#send(kept, true))];
  }

  /** The broker says its last will for it. */
  disconnect(): SimulatedMessage[] {
    if (!this.isOnline) return [];
    this.isOnline = false;
    const { id } = JSON.parse(this.#will) as { id: string };
    return [this.#message({ channel: 'state', eventId: id, payload: this.#will }, this.#will, false)];
  }

  state(nowMs: number): SimulatedMessage[] {
    const live = this.activity === 'recording' ? 'live' : 'off';
    const sources = ['student-camera', 'teacher-camera', 'microphone'].map((name) => ({ name, state: live }));
    const data = { connection: 'online', sensing: 'on', activity: this.activity, sources, problems: [] };
    return this.isOnline ? this.#send(this.#made('state', data, nowMs)) : [];
  }

  lesson(summary: LessonSummary, nowMs: number): SimulatedMessage[] {
    return this.#keepOrSend(this.#made('lesson', summary, nowMs));
  }

  /** The words of a minute. */
  minute(nowMs: number): SimulatedMessage[] {
    this.#minutes++;
    if (!this.isOnline && this.#minutes % THINNED !== 0) {
      this.#dropped++;
      return [];
    }
    const { random } = this;
    const health = {
      periodS: this.isOnline ? 60 : 60 * THINNED,
      uptimeS: this.#minutes * 60,
      version: '0.1.0',
      cpuShare: thousandths(random.between(0.1, 0.7)),
      memoryBytes: random.int(6e8, 9e8),
      diskFreeBytes: random.int(5e10, 6e10),
      diskSizeBytes: 128e9,
      temperatureC: thousandths(random.between(40, 75)),
      clockBelieved: Math.abs(this.clockErrorMs) < 1e9,
      sources: ['student-camera', 'teacher-camera', 'microphone'].map((name) => ({ name, live: true })),
      outbox: { rows: this.#kept.length, bytes: this.#kept.length * 1500, oldestS: this.#kept.length > 0 ? 600 : null },
      dropped: { lesson: 0, audit: 0, health: this.#dropped, environment: this.#dropped },
    };
    const environment = {
      periodS: health.periodS,
      temperatureC: thousandths(random.between(16, 30)),
      humidityPercent: thousandths(random.between(30, 70)),
      co2Ppm: random.int(450, 1800),
      illuminanceLux: random.int(200, 700),
      noiseDba: thousandths(random.between(35, 75)),
    };
    return [
      ...this.#keepOrSend(this.#made('health', health, nowMs)),
      ...this.#keepOrSend(this.#made('environment', environment, nowMs)),
    ];
  }

  /** It has done what the region wished, and answered a command. */
  obey(nowMs: number): SimulatedMessage[] {
    if (!this.isOnline) return [];
    const version = ++this.#version;
    const report = { kind: 'config', version, status: 'applied', inForce: version };
    const requestId = uuidv7({ msecs: nowMs, random: this.random.bytes(16), seq: version });
    const { audit } = this.#events(nowMs);
    return [
      ...this.#send(this.#made('config/reported', report, nowMs)),
      ...audit({ event: 'desired-applied', kind: 'config', version }),
      ...this.#keepOrSend(this.#made('command/response', { requestId, status: 'done' }, nowMs)),
    ];
  }

  /** A UUIDv7 by the room's own clock. */
  id(nowMs: number): string {
    const msecs = Math.max(0, nowMs + this.clockErrorMs);
    return uuidv7({ msecs, random: this.random.bytes(16), seq: this.random.int(0, 2 ** 31) });
  }

  #events(nowMs: number) {
    return { audit: (data: PublishedAudit) => this.#keepOrSend(this.#made('audit', data, nowMs)) };
  }

  #made(channel: UpChannel, data: object, nowMs: number): Kept {
    const [type, dataschema] = kinds[channel.endsWith('/reported') ? 'reported' : (channel as keyof typeof kinds)];
    const eventId = this.id(nowMs);
    const time = new Date(Math.max(0, nowMs + this.clockErrorMs)).toISOString();
    const source = sourceOf(this.#address);
    const event = {
      specversion: '1.0',
      id: eventId,
      source,
      type,
      time,
      datacontenttype: 'application/json',
      dataschema,
    };
    return { channel, eventId, payload: JSON.stringify({ ...event, data }) };
  }

  #keepOrSend(made: Kept): SimulatedMessage[] {
    if (this.isOnline) return this.#send(made);
    this.#kept.push(made);
    return [];
  }

  #send(made: Kept, backfill = false): SimulatedMessage[] {
    return [this.#message(made, this.#wire(made, backfill), backfill)];
  }

  #wire({ payload }: Kept, backfill: boolean): string {
    return onWire(payload, { stream: this.#stream, sequence: ++this.#sequence, backfill });
  }

  #message({ channel, eventId }: Kept, payload: string, backfill: boolean): SimulatedMessage {
    const { qos, retain, acknowledged } = channels[channel];
    return {
      topic: topic(this.#address, channel),
      payload,
      qos: backfill ? 1 : qos,
      retain,
      channel,
      eventId,
      isAcknowledged: acknowledged === 'always' || (acknowledged === 'backfill' && backfill),
    };
  }
}

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;
