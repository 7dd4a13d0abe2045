import mqtt, { type MqttClient } from 'mqtt';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onWire } from '../provisioning/contract/cloud-event.ts';
import { readMessage } from '../provisioning/contract/messages.ts';
import { topic } from '../provisioning/contract/topics.ts';
import { MosquittoBroker } from '../test/fixtures/mosquitto-broker.ts';
import { RegionVoice } from './region-voice.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const broker = new MosquittoBroker();
let region: RegionVoice;
let agent: MqttClient;

beforeEach(async () => {
  await broker.start();
  region = new RegionVoice({ url: broker.url, patienceMs: 400 });
  await region.start();
  agent = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
});

afterEach(async () => {
  await agent.endAsync(true);
  await region.stop();
  await broker.remove();
});

const says = (channel: 'config/reported' | 'command/response', type: string, data: object) =>
  agent.publishAsync(
    topic(room, channel),
    onWire(
      JSON.stringify({
        specversion: '1.0',
        id: uuidv7(),
        source: '/lectern/310104/2131000000/r301',
        type: `lectern.${type}.v1`,
        time: '2026-09-01T08:00:00Z',
        datacontenttype: 'application/json',
        dataschema: `urn:lectern:schema:${type}:1`,
        data,
      }),
      { stream: uuidv7(), sequence: 1, backfill: false },
    ),
    { qos: 1 },
  );

describe('a wish', () => {
  const data = { version: 4, settings: { minGroup: 20 } };

  it('is kept by the broker for a room that is away', async () => {
    expect(await region.wish(room, 'config', data)).toBeNull();
    const heard = new Promise<Buffer>((resolve) => agent.once('message', (_, payload) => resolve(payload)));
    await agent.subscribeAsync(topic(room, 'config'));
    expect(readMessage('config', await heard).message?.data).toEqual(data);
  });

  it('comes back with what the room says of that very version', async () => {
    agent.on('message', (_, payload) => {
      const { version } = readMessage('config', payload).message!.data;
      for (const each of [version - 1, version])
        void says('config/reported', 'reported', { kind: 'config', version: each, status: 'waiting', inForce: null });
    });
    await agent.subscribeAsync(topic(room, 'config'));
    expect(await region.wish(room, 'config', data)).toMatchObject({ version: 4, status: 'waiting' });
  });

  it('that the contract does not know is not sent', async () => {
    const more = { version: 1, settings: { sources: {} } } as never;
    await expect(region.wish(room, 'config', more)).rejects.toThrow(/sources/);
  });
});

describe('what is larger than a message', () => {
  it('is not sent, though each part of it is right', async () => {
    const text = (character: string, count: number) => ({ version: 1, text: character.repeat(count) });
    // The largest text that the contract knows fits whatever is in it, but for control characters.
    expect(await region.wish(room, 'rules', text('课', 60_000))).toBeNull();
    await expect(region.wish(room, 'rules', text('课', 60_001))).rejects.toThrow(/60000|60,000/);
    await expect(region.wish(room, 'timetable', text('\u0001', 60_000))).rejects.toMatchObject({
      code: 'ROOM_MESSAGE_SIZE',
    });
  });
});

describe('a broker that goes away', () => {
  it('ends what waits for an answer, and lets go', async () => {
    const patient = new RegionVoice({ url: broker.url, patienceMs: 600_000 });
    await patient.start();
    const heard = new Promise((resolve) => agent.once('message', resolve));
    await agent.subscribeAsync(topic(room, 'command/request'));
    const asked = patient.ask(room, { command: 'ping' }).catch((error: Error) => error);
    await heard;
    await broker.stop();
    expect(await asked).toMatchObject({ code: 'HUB_BROKER_LOST' });
    await expect(patient.ask(room, { command: 'ping' })).rejects.toMatchObject({ code: 'HUB_BROKER_LOST' });
    await patient.stop();
  });
});

describe('a command', () => {
  it('is answered by the room, or by nobody', async () => {
    expect(await region.ask(room, { command: 'ping' })).toBeNull();
    agent.on('message', (_, payload) => {
      const { id } = readMessage('command/request', payload).message!;
      void says('command/response', 'response', { requestId: uuidv7(), status: 'refused' });
      void says('command/response', 'response', { requestId: id, status: 'done' });
    });
    await agent.subscribeAsync(topic(room, 'command/request'));
    expect(await region.ask(room, { command: 'ping' })).toMatchObject({ status: 'done' });
  });
});
