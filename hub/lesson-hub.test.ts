import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { figureEntries } from '../agent/indicators/catalogue.ts';
import { type AckMessage, ackMessageSchema } from '../provisioning/contract/ack-message.ts';
import { knownFigure } from '../provisioning/contract/figure-catalogue.ts';
import { topic } from '../provisioning/contract/topics.ts';
import { MosquittoBroker } from '../test/fixtures/mosquitto-broker.ts';
import { LessonHub } from './lesson-hub.ts';
import type { UnknownFigure } from './unknown-figures.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const broker = new MosquittoBroker();

let hub: LessonHub;
let agent: MqttClient;
let acks: AckMessage[];
let told: string[];
let unknown: [eventId: string, figures: readonly UnknownFigure[]][];

beforeEach(async () => {
  await broker.start();
  told = [];
  unknown = [];
  hub = new LessonHub({
    url: broker.url,
    protocolVersion: 5,
    onLesson: ({ id }) => told.push(id),
    onUnknownFigures: ({ id }, figures) => unknown.push([id, figures]),
  });
  await hub.start();
  agent = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  acks = [];
  agent.on('message', (_, payload) => acks.push(ackMessageSchema.parse(JSON.parse(payload.toString()))));
  await agent.subscribeAsync(topic(room, 'ack'), { qos: 1 });
});

afterEach(async () => {
  await agent.endAsync(true);
  await hub.stop();
  await broker.remove();
});

const lesson = (id = uuidv7()) => ({
  specversion: '1.0',
  id,
  source: '/lectern/310104/2131000000/r301',
  type: 'lectern.lesson.v1',
  time: '2026-09-01T08:45:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:lectern:schema:lesson:1',
  data: {
    lessonId: uuidv7(),
    revision: 1,
    startedAt: '2026-09-01T08:00:00.000Z',
    durationS: 2700,
    indicators: [],
    models: {},
  },
});
const send = (message: unknown, name = topic(room, 'lesson')) =>
  agent.publishAsync(name, typeof message === 'string' ? message : JSON.stringify(message), { qos: 1 });
const answers = (count: number) => vi.waitFor(() => expect(acks).toHaveLength(count), { timeout: 3000, interval: 10 });

describe('the hub', () => {
  it('keeps a lesson and acknowledges it by its id', async () => {
    const message = lesson();
    await send(message);
    await answers(1);
    expect(acks[0]).toMatchObject({
      subject: message.id,
      data: { events: [{ eventId: message.id, status: 'accepted' }] },
    });
    expect(hub.lessons.get(message.id)).toEqual(message);
  });

  it('keeps a repeated lesson once and acknowledges each repetition', async () => {
    const message = lesson();
    for (let i = 0; i < 3; i++) await send(message);
    await answers(3);
    expect(acks.map(({ data }) => data.events[0]!.status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(told).toEqual([message.id]);
    expect(hub.lessons.size).toBe(1);
  });

  it('keeps figures it has no definition of, and tells of them once', async () => {
    const { version } = knownFigure('talk.teacher.share')!;
    const figure = { id: 'talk.teacher.share', unit: 'share', value: 0.5, coverage: 1, version };
    const { data, ...rest } = lesson();
    const indicators = [
      figure,
      { ...figure, id: 'room.plants' },
      { ...figure, version: version + 1 },
      { ...figure, unit: 's' },
    ];
    const message = { ...rest, data: { ...data, indicators } };
    for (let i = 0; i < 2; i++) await send(message);
    await answers(2);
    expect(acks.map((ack) => ack.data.events[0]!.status)).toEqual(['accepted', 'accepted']);
    expect(hub.lessons.get(message.id)).toEqual(message);
    expect(unknown).toEqual([
      [
        message.id,
        [
          { id: 'room.plants', version, unknown: 'id' },
          { id: 'talk.teacher.share', version: version + 1, unknown: 'version' },
          { id: 'talk.teacher.share', version, unknown: 'unit' },
        ],
      ],
    ]);
  });

  it('tells of none when it knows them all', async () => {
    const { data, ...rest } = lesson();
    const indicators = figureEntries.map(({ id, unit, version }) => ({ id, unit, value: null, coverage: 0, version }));
    await send({ ...rest, data: { ...data, indicators } });
    await answers(1);
    expect([acks[0]!.data.events[0]!.status, unknown]).toEqual(['accepted', []]);
  });

  it('refuses what the contract does not allow, and says why', async () => {
    const { id, ...rest } = lesson();
    await send({ id, ...rest, data: { ...rest.data, frame: 'AAAA' } });
    await answers(1);
    expect(acks[0]!.data.events[0]).toMatchObject({
      eventId: id,
      status: 'refused',
      reason: expect.stringContaining('frame'),
    });
    expect(hub.lessons.size).toBe(0);
  });

  it('refuses a lesson that names another room than its topic', async () => {
    await send({ ...lesson(), source: '/lectern/310104/2131000000/r302' });
    await answers(1);
    expect(acks[0]!.data.events[0]).toMatchObject({ status: 'refused', reason: expect.stringContaining('r302') });
    expect(hub.lessons.size).toBe(0);
  });

  it('cuts a long reason to what the contract allows', async () => {
    const { id, ...rest } = lesson();
    const indicators = Array.from({ length: 100 }, () => ({ id: 'NO', nothing: 1 }));
    await send({ id, ...rest, data: { ...rest.data, indicators } });
    await answers(1);
    expect(acks[0]!.data.events[0]!.reason).toHaveLength(500);
  });

  it('answers nothing to what has no id or no room, and goes on', async () => {
    await send('{');
    await send('null');
    await send({ ...lesson(), id: 'no uuid' });
    await send(lesson(), 'lectern/v1/990104/2131000000/r301/lesson');
    const message = lesson();
    await send(message);
    await answers(1);
    expect(acks[0]!.data.events[0]!.eventId).toBe(message.id);
    expect(hub.lessons.size).toBe(1);
  });

  it('may stop while lessons come in', async () => {
    const sent = Promise.all(Array.from({ length: 40 }, () => send(lesson())));
    await delay(5);
    await hub.stop();
    await sent;
    expect(acks.length).toBeLessThanOrEqual(40);
  });
});
