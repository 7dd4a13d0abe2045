import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Channel, channels, downChannels, everyRoom, topic, upChannels } from '../provisioning/contract/topics.ts';
import { MosquittoBroker } from '../test/fixtures/mosquitto-broker.ts';
import { CertificateAuthority, type CertificateFiles } from '../test/fixtures/room-certificates.ts';
import { accessRules } from './access-rules.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const others = [
  { ...room, room: 'r302' },
  { ...room, school: '2131000001' },
  { ...room, region: '310105' },
];
const names = Object.keys(channels) as Channel[];

const folder = mkdtempSync(join(tmpdir(), 'lectern-access-'));
let authority: CertificateAuthority;
let broker: MosquittoBroker;
let ingest: MqttClient;
const clients: MqttClient[] = [];

beforeAll(async () => {
  authority = new CertificateAuthority(folder);
  const server = authority.issue('localhost', { names: 'DNS:localhost' });
  broker = new MosquittoBroker({
    tls: { ...server, ca: authority.ca },
    rules: accessRules({ ingestUsers: ['ingest'] }),
  });
  await broker.start();
  ingest = await as(authority.issue('ingest'));
});
afterAll(async () => {
  for (const client of clients) await client.endAsync(true);
  await broker.remove();
  rmSync(folder, { recursive: true });
});

async function as({ certificate, key }: CertificateFiles, protocolVersion: 4 | 5 = 5): Promise<MqttClient> {
  const files = { cert: readFileSync(certificate), key: readFileSync(key), ca: readFileSync(authority.ca) };
  const client = await mqtt.connectAsync(broker.url, { ...files, protocolVersion, reconnectPeriod: 0 });
  clients.push(client);
  return client;
}

const asRoom = () => as(authority.issue(`${room.region}/${room.school}/${room.room}`));

/** Whether the broker passes on what is published. */
async function mayPublish(client: MqttClient, name: string): Promise<boolean> {
  return await client.publishAsync(name, 'x', { qos: 1 }).then(
    (packet) => (packet as { reasonCode?: number } | undefined)?.reasonCode !== 135,
    () => false,
  );
}

/** The topics of which something arrives that `teller` publishes, or that the broker has kept. */
async function heardBy(hearer: MqttClient, teller: MqttClient, filters: readonly string[], told: readonly string[]) {
  const heard = new Set<string>();
  const hear = (name: string) => heard.add(name);
  hearer.on('message', hear);
  await hearer.subscribeAsync([...filters], { qos: 1 }).catch(() => {});
  for (const name of told) await teller.publishAsync(name, 'x', { qos: 1 }).catch(() => {});
  // What was to arrive has arrived when something that was told after it has.
  const last = topic(room, 'config');
  await hearer.subscribeAsync(last, { qos: 1 });
  const arrived = new Promise<void>((resolve) => {
    hearer.on('message', (name, payload) => {
      if (name === last && payload.toString() === 'last') resolve();
    });
  });
  await ingest.publishAsync(last, 'last', { qos: 1 });
  await arrived;
  hearer.removeListener('message', hear);
  return heard;
}

describe('a room’s certificate', () => {
  it('may tell what rooms tell on its own topics, and nothing that it hears', async () => {
    const client = await asRoom();
    for (const channel of names)
      expect([channel, await mayPublish(client, topic(room, channel))]).toEqual([
        channel,
        (upChannels as readonly string[]).includes(channel),
      ]);
  });

  it('may tell nothing on any topic of another room, nor on any other topic', async () => {
    const client = await asRoom();
    const foreign = others.flatMap((other) => names.map((channel) => topic(other, channel)));
    const odd = [
      ...['lectern/v1', 'lectern/v1/lesson', 'lectern/v2/310104/2131000000/r301/lesson', 'x', '$SYS/broker/x'],
      `${topic(room, 'lesson')}/more`,
      `${topic(room, 'lesson').toUpperCase()}`,
      `/${topic(room, 'lesson')}`,
      '$share/ingest/lectern/v1/310104/2131000000/r301/lesson',
    ];
    for (const name of [...foreign, ...odd]) expect([name, await mayPublish(client, name)]).toEqual([name, false]);
  });

  it('hears what is told to it, and nothing else, whatever it asks for', async () => {
    const client = await asRoom();
    const filters = [
      ...['#', '+/+/+/+/+/+', 'lectern/#', 'lectern/v1/+/+/+/+', 'lectern/v1/+/+/+/+/+', '$SYS/#', '$share/ingest/#'],
      ...names.flatMap((channel) => [everyRoom(channel), ...others.map((other) => topic(other, channel))]),
      ...names.map((channel) => topic(room, channel)),
      '$share/ingest/lectern/v1/+/+/+/lesson',
    ];
    const told = [...others, room].flatMap((each) => downChannels.map((channel) => topic(each, channel)));
    const heard = await heardBy(client, ingest, filters, told);
    expect([...heard].sort()).toEqual(downChannels.map((channel) => topic(room, channel)).sort());
    // Nor what rooms tell, not even its own.
    const neighbour = await as(authority.issue(`${room.region}/${room.school}/r302`));
    const ups = upChannels.map((channel) => topic(others[0]!, channel));
    expect([...(await heardBy(client, neighbour, filters, ups))].filter((name) => /r302/.test(name))).toEqual([]);
    const own = upChannels.map((channel) => topic(room, channel));
    const echo = await heardBy(client, client, filters, own);
    expect([...echo].filter((name) => own.includes(name))).toEqual([]);
  });

  it('of a name with wildcards gets nowhere', async () => {
    for (const name of ['+/+/+', '#', '310104/2131000000/+', 'ingest/x/y']) {
      const client = await as(authority.issue(name));
      for (const channel of names) expect(await mayPublish(client, topic(room, channel))).toBe(false);
    }
  });
});

it('the hub hears every room and tells every room, and can speak for none', async () => {
  const client = await asRoom();
  for (const channel of names)
    expect([channel, await mayPublish(ingest, topic(room, channel))]).toEqual([
      channel,
      (downChannels as readonly string[]).includes(channel),
    ]);
  const worker = await as(authority.issue('ingest'));
  const heard = new Set<string>();
  worker.on('message', (name) => heard.add(name));
  // Rooms have tried to join the group `ingest` before: whose name is known, of that Mosquitto gives them their turn.
  await worker.subscribeAsync(upChannels.map((channel) => `$share/7c1f09aa/${everyRoom(channel)}`));
  for (const channel of upChannels) await client.publishAsync(topic(room, channel), 'x', { qos: 1 });
  await expect.poll(() => [...heard].sort()).toEqual(upChannels.map((channel) => topic(room, channel)).sort());
});

it('are not written for a user whose name could be more than a name', () => {
  for (const user of ['', 'a b', 'x\ntopic #', '+', '#', 'a/b/c'])
    expect(() => accessRules({ ingestUsers: [user] })).toThrow('a user of the hub has');
});
