import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { MosquittoBroker } from '../../test/fixtures/mosquitto-broker.ts';
import { CertificateAuthority } from '../../test/fixtures/room-certificates.ts';
import { linkFilesStamp, readLinkFiles } from './link-files.ts';
import { MqttLink, type MqttLinkOptions } from './mqtt-link.ts';

let endings: (() => unknown)[];
let versions: (number | null)[];
let warnings: string[];

beforeEach(() => {
  [endings, versions, warnings] = [[], [], []];
});
afterEach(async () => {
  for (const end of endings.toReversed()) await end();
});

function linked(hub: MqttLinkOptions['hub'], more: Partial<MqttLinkOptions> = {}): MqttLink {
  const link = new MqttLink({
    ...{ hub, clientId: 'link', subscriptions: [], onMessage: () => {} },
    onConnection: (version) => versions.push(version),
    onWarning: (message) => warnings.push(message),
    ...more,
    timing: { reconnect: { first: 10, most: 20 }, connect: 400, stable: 200, watch: 60, ...more.timing },
  });
  endings.push(() => link.stop());
  link.start();
  return link;
}

async function mosquitto(): Promise<MosquittoBroker> {
  const broker = new MosquittoBroker();
  endings.push(() => broker.remove());
  await broker.start();
  return broker;
}

/** Takes connections and says nothing, as a balancer whose broker hangs. */
async function silence(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => {}))).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  endings.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  return `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const soon = (is: () => void) => vi.waitFor(is, { timeout: 10_000, interval: 20 });

const brokerSilent: Fault = {
  part: 'broker',
  kind: 'silent',
  fault: 'it takes connections and says nothing',
  seen: 'nothing, where there is a second broker',
  lost: 'nothing',
  recovers: 'the next broker is taken',
};
it('a broker that takes connections and says nothing is given up for the next', shows(brokerSilent), async () => {
  const broker = await mosquitto();
  // Whether the first is back is asked again and again, and takes nothing away meanwhile.
  linked({ brokers: [await silence(), broker.url] }, { timing: { failBack: 100 } });
  await soon(() => expect(versions).toContain(5));
  const before = versions.length;
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(versions).toHaveLength(before);
});

describe('certificates', () => {
  const filesUnreadable: Fault = {
    part: 'certificate',
    kind: 'refused',
    fault: 'the room’s certificate may not be read',
    seen: { code: 'HUB_FILES' },
    lost: 'nothing: lessons wait in the room',
    recovers: 'as soon as it can be read',
  };
  it('in a folder that cannot be entered are told of, and end nothing', shows(filesUnreadable), async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-link-files-'));
    endings.push(() => rmSync(folder, { recursive: true, force: true }));
    // A link to itself fails for everybody, root too.
    const certificate = join(folder, 'loop.pem');
    symlinkSync(certificate, certificate);
    expect(() => linkFilesStamp({ certificate, key: certificate })).not.toThrow();
    expect(() => readLinkFiles({ certificate, key: certificate }, 0)).toThrow(/loop\.pem: cannot be read/);
    const problems: (string | undefined)[] = [];
    linked(
      { brokers: ['mqtts://127.0.0.1:9'], certificate, key: certificate },
      { onProblem: (each) => problems.push(each?.code) },
    );
    await soon(() => expect(problems).toContain('HUB_FILES'));
    // They change while nobody can read them.
    rmSync(certificate);
    mkdirSync(certificate);
    chmodSync(certificate, 0o000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(problems.every((code) => code === 'HUB_FILES')).toBe(true);
  });
});

const linkAnew: Fault = {
  part: 'certificate',
  kind: 'lost',
  fault: 'the certificate is replaced while the room is connected',
  seen: 'the region sees the room lost for a moment',
  lost: 'nothing',
  recovers: 'connected anew by itself',
};
it('a link that is made anew leaves its will behind: whether it comes back nobody knows', shows(linkAnew), async () => {
  const broker = await mosquitto();
  const listener = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
  endings.push(() => listener.endAsync(true));
  const told: string[] = [];
  listener.on('message', (_, payload) => told.push(payload.toString()));
  await listener.subscribeAsync('will');
  const folder = mkdtempSync(join(tmpdir(), 'lectern-link-files-'));
  endings.push(() => rmSync(folder, { recursive: true, force: true }));
  const ca = join(folder, 'ca.pem');
  const pem = readFileSync(new CertificateAuthority(join(folder, 'authority')).ca, 'utf8');
  writeFileSync(ca, pem);
  const will = () => ({
    topic: 'will',
    payload: 'lost',
    contentType: 'text/plain',
    qos: 1 as const,
    retain: false,
    userProperties: {},
  });
  linked({ brokers: [broker.url], ca }, { will });
  await soon(() => expect(versions).toEqual([5]));
  writeFileSync(ca, `${pem}\n`);
  await soon(() => expect(versions).toEqual([5, null, 5]));
  await soon(() => expect(told).toEqual(['lost']));
});
