import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import mqtt, { type MqttClient } from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LessonSummary } from '../../provisioning/contract/lesson-message.ts';
import { stateMessageSchema } from '../../provisioning/contract/state-message.ts';
import { everyRoom, topic } from '../../provisioning/contract/topics.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { AedesBroker } from '../../test/fixtures/aedes-broker.ts';
import { LessonHub } from '../../test/fixtures/lesson-hub.ts';
import { MosquittoBroker } from '../../test/fixtures/mosquitto-broker.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import { openDatabase } from '../store/database.ts';
import { LessonStore } from '../store/lesson-store.ts';
import { Outbox } from '../store/outbox.ts';
import { OutboxDrain } from './outbox-drain.ts';
import { roomEvent } from './room-event.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const timing = { resendMs: { first: 150, most: 600 }, tickMs: 30, link: { reconnect: { first: 40, most: 160 } } };

let folder: string;
let database: Database.Database;
let outbox: Outbox;
let heard: { acknowledged: [string, boolean, string | undefined][]; connections: unknown[]; warnings: string[] };
/** What a test started, in order; ended in reverse. */
let endings: (() => unknown)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-sync-'));
  database = openDatabase(folder);
  outbox = new Outbox(database);
  heard = { acknowledged: [], connections: [], warnings: [] };
  endings = [];
});

afterEach(async () => {
  for (const end of endings.toReversed()) await end();
  database.close();
  rmSync(folder, { recursive: true });
});

/** Keeps a lesson and its message; returns the event's id. */
function keep(broken: Record<string, unknown> = {}): string {
  const lesson = { id: uuidv7(), room, labels: {}, startedAtMs: 0 };
  const report = lessonReport({
    lesson,
    timeline: {
      durationMs: 60_000,
      talk: [],
      students: [],
      teacher: [],
      cameras: [],
      microphones: [],
      seats: null,
      bookmarks: [],
      environment: [],
    },
    models: {},
  });
  const summary: LessonSummary = {
    lessonId: lesson.id,
    revision: 1,
    startedAt: new Date(0).toISOString(),
    durationS: 60,
    indicators: [],
    models: {},
  };
  const event = roomEvent('lesson', room, summary, uuidv7(), 0);
  const payload = JSON.stringify({ ...event, ...broken });
  new LessonStore(database).save(report, { id: event.id, channel: 'lesson', payload, createdAtMs: Date.now() });
  return event.id;
}

const kept = () => database.prepare('SELECT id FROM outbox').pluck().all();
const attempts = () => Number(database.prepare('SELECT sum(attempts) FROM outbox').pluck().get());

async function mosquitto(): Promise<MosquittoBroker> {
  const broker = new MosquittoBroker();
  endings.push(() => broker.remove());
  await broker.start();
  return broker;
}

function drainTo(url: string): OutboxDrain {
  const drain = new OutboxDrain({
    outbox,
    room,
    hub: { brokers: [url] },
    clock: { monotonicMs: () => performance.now(), wallMs: () => Date.now() },
    timing,
    events: {
      acknowledged: (...args) => heard.acknowledged.push(args),
      connection: (version) => heard.connections.push(version),
      warning: (message) => heard.warnings.push(message),
    },
  });
  endings.push(() => drain.stop());
  drain.start();
  return drain;
}

async function hubAt(url: string, protocolVersion: 4 | 5 = 5): Promise<LessonHub> {
  const hub = new LessonHub({ url, protocolVersion });
  endings.push(() => hub.stop());
  await hub.start();
  return hub;
}

/** Somebody else on the broker. */
async function stranger(url: string): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 5 });
  endings.push(() => client.endAsync(true));
  return client;
}

const soon = (is: () => void) => vi.waitFor(is, { timeout: 8000, interval: 15 });
const delivered = (...ids: string[]) => soon(() => expect(heard.acknowledged.map(([id]) => id)).toEqual(ids));
const connected = () => soon(() => expect(heard.connections.at(-1)).toBe(5));

describe('with Mosquitto', () => {
  it('a message reaches the hub by MQTT 5 and leaves the outbox', async () => {
    const { url } = await mosquitto();
    const hub = await hubAt(url);
    const id = keep();
    drainTo(url);
    await delivered(id);
    expect(heard.acknowledged).toEqual([[id, true, undefined]]);
    expect(heard.connections).toEqual([5]);
    expect(kept()).toEqual([]);
    expect(hub.lessons.get(id)).toMatchObject({ id, source: '/lectern/310104/2131000000/r301' });
  });

  const hubAbsent: Fault = {
    part: 'hub',
    kind: 'absent',
    fault: 'there is a broker and nobody behind it',
    seen: 'IT sees how much waits',
    lost: 'nothing: lessons wait in the room',
    recovers: 'sent again until the hub has answered',
  };
  it('the broker’s word is not enough: without a hub the row stays', shows(hubAbsent), async () => {
    const { url } = await mosquitto();
    const id = keep();
    drainTo(url);
    await soon(() => expect(attempts()).toBeGreaterThanOrEqual(3));
    expect(kept()).toEqual([id]);
    expect(heard.acknowledged).toEqual([]);
  });

  const hubLater: Fault = {
    part: 'hub',
    kind: 'lost',
    fault: 'it goes away and comes back',
    seen: 'IT sees how much waits',
    lost: 'nothing: lessons wait in the room',
    recovers: 'sent as soon as it is back',
  };
  it('a hub that comes later gets what it missed', shows(hubLater), async () => {
    const { url } = await mosquitto();
    const first = keep();
    drainTo(url);
    await soon(() => expect(attempts()).toBeGreaterThanOrEqual(1));
    const hub = await hubAt(url);
    await delivered(first);
    await hub.stop();
    const second = keep();
    await soon(() => expect(attempts()).toBeGreaterThanOrEqual(1));
    await hubAt(url);
    await delivered(first, second);
    expect(kept()).toEqual([]);
  });

  const brokerDown: Fault = {
    part: 'broker',
    kind: 'absent',
    fault: 'it is down when the agent starts',
    seen: 'IT sees how much waits',
    lost: 'nothing: lessons wait in the room',
    recovers: 'as soon as it is there',
  };
  it('a broker that is down at the start is waited for', shows(brokerDown), async () => {
    const broker = new MosquittoBroker();
    endings.push(() => broker.remove());
    await broker.reserve();
    const id = keep();
    drainTo(broker.url);
    await delay(200);
    expect(kept()).toEqual([id]);
    await broker.start();
    await hubAt(broker.url);
    await delivered(id);
    expect(heard.connections.at(-1)).toBe(5);
  });

  const brokerRestarts: Fault = {
    part: 'broker',
    kind: 'lost',
    fault: 'it is started again',
    seen: 'the room is shown as away for a moment',
    lost: 'nothing',
    recovers: 'found again by itself; what is new does not wait for what is late',
  };
  it('a broker that is started again is found again', shows(brokerRestarts), async () => {
    const broker = await mosquitto();
    await hubAt(broker.url);
    drainTo(broker.url);
    const first = keep();
    await delivered(first);
    await broker.stop();
    await soon(() => expect(heard.connections.at(-1)).toBeNull());
    const second = keep();
    await broker.start();
    await connected();
    const third = keep();
    // What is new does not wait for what is late.
    await soon(() => expect(heard.acknowledged.map(([id]) => id).sort()).toEqual([first, second, third].sort()));
  });

  it('fifty messages arrive in order, each once', async () => {
    const { url } = await mosquitto();
    const hub = await hubAt(url);
    const ids = Array.from({ length: 50 }, () => keep());
    drainTo(url);
    await soon(() => expect(kept()).toEqual([]));
    expect(new Set(hub.lessons.keys())).toEqual(new Set(ids));
    expect(heard.acknowledged).toHaveLength(50);
  });

  const hubRefuses: Fault = {
    part: 'hub',
    kind: 'refused',
    fault: 'it refuses a lesson, as one that it does not know yet',
    seen: 'the lesson is shown as not sent, with the reason',
    lost: 'nothing: the lesson stays in the room',
    recovers: 'when the region asks for it again',
  };
  it('a refused message stays with the reason and is not sent again', shows(hubRefuses), async () => {
    const { url } = await mosquitto();
    const hub = await hubAt(url);
    const bad = keep({ type: 'lectern.lesson.v9' });
    const good = keep();
    drainTo(url);
    await soon(() => expect(heard.acknowledged).toHaveLength(2));
    expect(heard.acknowledged[0]).toEqual([bad, false, expect.stringContaining('type')]);
    expect([...hub.lessons.keys()]).toEqual([good]);
    const before = attempts();
    await delay(400);
    expect(attempts()).toBe(before);
    expect(database.prepare('SELECT id, refused_because AS why FROM outbox').all()).toEqual([
      { id: bad, why: expect.stringContaining('type') },
    ]);
  });

  const noAck: Fault = {
    part: 'hub',
    kind: 'wrong',
    fault: 'it answers with what is no receipt',
    seen: 'the log has each',
    lost: 'nothing: the lesson stays until it is received',
    recovers: 'with the first right receipt',
  };
  it('what is no acknowledgement is ignored, with one warning each', shows(noAck), async () => {
    const { url } = await mosquitto();
    const id = keep();
    drainTo(url);
    await connected();
    await soon(() => expect(attempts()).toBeGreaterThanOrEqual(1));
    const client = await stranger(url);
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    for (const garbage of ['', '{', '[]', `{"data":{"events":[{"eventId":"${id}","status":"accepted"}]}}`, bytes]) {
      heard.warnings = [];
      await client.publishAsync(topic(room, 'ack'), garbage, { qos: 1 });
      await soon(() => expect(heard.warnings).toHaveLength(1));
    }
    expect(heard.warnings[0]).toMatch(/not one .*; it is ignored/);
    expect(kept()).toEqual([id]);
    await hubAt(url);
    await delivered(id);
  });

  it('an acknowledgement of something unknown changes nothing, nor does a second one', async () => {
    const { url } = await mosquitto();
    await hubAt(url);
    const id = keep();
    drainTo(url);
    await delivered(id);
    const client = await stranger(url);
    const seen: string[] = [];
    client.on('message', (_, payload) => seen.push(String(payload)));
    await client.subscribeAsync(topic(room, 'ack'));
    const next = keep();
    await delivered(id, next);
    await soon(() => expect(seen).toHaveLength(1));
    for (const eventId of [uuidv7(), id]) {
      const ack = JSON.parse(seen[0]!);
      await client.publishAsync(
        topic(room, 'ack'),
        JSON.stringify({ ...ack, data: { events: [{ ...ack.data.events[0], eventId }] } }),
        {
          qos: 1,
        },
      );
    }
    const last = keep();
    await delivered(id, next, last);
    expect(heard.warnings).toEqual([]);
  });

  it('an acknowledgement for another room is not heard', async () => {
    const { url } = await mosquitto();
    const id = keep();
    drainTo(url);
    await connected();
    const client = await stranger(url);
    await client.publishAsync(topic({ ...room, room: 'r302' }, 'ack'), 'garbage', { qos: 1 });
    await delay(150);
    expect(heard.warnings).toEqual([]);
    expect(kept()).toEqual([id]);
  });
});

describe('how the room is', () => {
  const told = (sensing: 'on' | 'off') =>
    JSON.stringify(
      roomEvent(
        'state',
        room,
        { connection: 'online', sensing, activity: 'idle', sources: [], problems: [] },
        uuidv7(),
        0,
      ),
    );

  it('is kept by the broker for whoever asks later, and only the last word of it', async () => {
    const { url } = await mosquitto();
    const drain = drainTo(url);
    drain.tellState(told('on'));
    drain.tellState(told('off'));
    await connected();
    await delay(300);
    const late = await stranger(url);
    const words: string[] = [];
    late.on('message', (_, payload) => words.push(payload.toString()));
    await late.subscribeAsync(everyRoom('state'));
    await soon(() =>
      expect(words.map((word) => stateMessageSchema.parse(JSON.parse(word)).data)).toMatchObject([{ sensing: 'off' }]),
    );
  });

  it('is told again when the broker comes back, without its memory', async () => {
    const broker = await mosquitto();
    drainTo(broker.url).tellState(told('off'));
    await connected();
    await delay(300);
    await broker.stop();
    await soon(() => expect(heard.connections.at(-1)).toBeNull());
    await broker.start();
    await connected();
    const late = await stranger(broker.url);
    const words: string[] = [];
    late.on('message', (_, payload) => words.push(payload.toString()));
    await late.subscribeAsync(everyRoom('state'));
    await soon(() => expect(words).toHaveLength(1));
  });
});

describe('with a broker that knows MQTT 3.1.1 only', () => {
  it('messages go by the older version', async () => {
    const broker = new AedesBroker();
    endings.push(() => broker.stop());
    await broker.start();
    const hub = await hubAt(broker.url, 4);
    const id = keep();
    drainTo(broker.url);
    await delivered(id);
    expect(heard.connections.at(-1)).toBe(4);
    expect(hub.lessons.has(id)).toBe(true);
    expect(kept()).toEqual([]);
  });
});

const brokerHangsAtStop: Fault = {
  part: 'broker',
  kind: 'silent',
  fault: 'it hangs while the agent is stopped',
  seen: 'nothing',
  lost: 'nothing: the lesson stays in the room; the stop takes less than 2.5 s',
  recovers: 'sent at the next start',
};
it('stopping takes little time with a broker that hangs and owes an answer', shows(brokerHangsAtStop), async () => {
  const broker = await mosquitto();
  const drain = drainTo(broker.url);
  await connected();
  broker.freeze();
  const id = keep();
  await soon(() => expect(attempts()).toBe(1));
  const before = performance.now();
  await drain.stop();
  expect(performance.now() - before).toBeLessThan(2500);
  expect(kept()).toEqual([id]);
});

const brokerKilled: Fault = {
  part: 'broker',
  kind: 'killed',
  fault: 'it ends with a lesson in its hands',
  seen: 'nothing',
  lost: 'nothing',
  recovers: 'the lesson is sent again over the next connection',
};
it('a message that the broker did not answer is sent again over the next connection', shows(brokerKilled), async () => {
  const broker = await mosquitto();
  drainTo(broker.url);
  await connected();
  broker.freeze();
  const id = keep();
  await soon(() => expect(attempts()).toBe(1));
  await broker.stop();
  await broker.start();
  await hubAt(broker.url);
  await delivered(id);
});
