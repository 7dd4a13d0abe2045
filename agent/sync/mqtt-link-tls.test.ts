import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { accessRules } from '../../hub/access-rules.ts';
import { identityOf, topic } from '../../provisioning/contract/topics.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { connectProxy } from '../../test/fixtures/connect-proxy.ts';
import { freePort, MosquittoBroker } from '../../test/fixtures/mosquitto-broker.ts';
import { CertificateAuthority, type CertificateFiles } from '../../test/fixtures/room-certificates.ts';
import type { HubAddress } from './hub-address.ts';
import type { LinkProblem } from './link-problem.ts';
import { type LinkTiming, MqttLink, type MqttLinkOptions, type MqttVersion } from './mqtt-link.ts';

const room = { region: '310104', school: '2131000000', room: 'r301' };
const name = identityOf(room);

const folder = mkdtempSync(join(tmpdir(), 'lectern-tls-'));
let authority: CertificateAuthority;
let foreign: CertificateAuthority;
let server: CertificateFiles;
let mine: CertificateFiles;
let endings: (() => unknown)[];
let connections: (MqttVersion | null)[];
let warnings: string[];
let problems: (string | null)[];
let heard: string[];

beforeAll(() => {
  authority = new CertificateAuthority(join(folder, 'ca'));
  foreign = new CertificateAuthority(join(folder, 'foreign'), 'Another CA');
  server = authority.issue('hub', { names: 'DNS:localhost' });
  mine = authority.issue(name);
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  endings = [];
  connections = [];
  warnings = [];
  problems = [];
  heard = [];
});
afterEach(async () => {
  for (const end of endings.toReversed()) await end();
});

async function brokerWith(options: ConstructorParameters<typeof MosquittoBroker>[0] = {}): Promise<MosquittoBroker> {
  const broker = new MosquittoBroker({ tls: { ...server, ca: authority.ca }, ...options });
  endings.push(() => broker.remove());
  await broker.start();
  return broker;
}

function linkTo(hub: HubAddress, more: Partial<MqttLinkOptions> = {}, timing: Partial<LinkTiming> = {}): MqttLink {
  const link = new MqttLink({
    hub,
    clientId: 'link-under-test',
    subscriptions: [topic(room, 'ack')],
    onMessage: (_, payload) => heard.push(payload.toString()),
    onConnection: (version) => connections.push(version),
    onWarning: (message) => warnings.push(message),
    onProblem: (problem: LinkProblem | null) => problems.push(problem?.code ?? null),
    timing: { reconnect: { first: 40, most: 160 }, connect: 3000, watch: 40, ...timing },
    ...more,
  });
  endings.push(() => link.stop());
  link.start();
  return link;
}

/** Somebody of the hub, who may hear everything. */
async function hubAt(broker: MosquittoBroker): Promise<MqttClient> {
  const files = authority.issue('ingest');
  const client = await mqtt.connectAsync(broker.url, {
    ...{ cert: readFileSync(files.certificate), key: readFileSync(files.key), ca: readFileSync(authority.ca) },
    protocolVersion: 5,
  });
  endings.push(() => client.endAsync(true));
  return client;
}

const soon = (is: () => void) => vi.waitFor(is, { timeout: 8000, interval: 15 });
const speaks = (version: MqttVersion | null) => soon(() => expect(connections.at(-1)).toBe(version));
const by = (files: CertificateFiles, more: Partial<HubAddress> = {}) => ({ ...files, ca: authority.ca, ...more });

describe('a certificate', () => {
  const topicRefused: Fault = {
    part: 'hub',
    kind: 'refused',
    fault: 'it does not let the room tell something',
    seen: { code: 'HUB_TOPIC_REFUSED' },
    lost: 'what may not be told; the rest goes on',
    recovers: 'when the hub’s rules are mended',
  };
  it('lets the room in under its own name', shows(topicRefused), async () => {
    const broker = await brokerWith({ rules: accessRules({ ingestUsers: ['ingest'] }) });
    const link = linkTo({ brokers: [broker.url], ...by(mine) });
    await speaks(5);
    await link.publish({ topic: topic(room, 'lesson'), payload: 'x', contentType: 'text/plain' });
    const foreignTopic = { topic: topic({ ...room, room: 'r302' }, 'lesson'), payload: 'x', contentType: 'text/plain' };
    await expect(link.publish(foreignTopic)).rejects.toMatchObject({ code: 'HUB_TOPIC_REFUSED' });
    expect(link.connected, 'a refusal does not end the connection').toBe(true);
    expect(warnings).toEqual([expect.stringContaining('r302/lesson: the room is not allowed to')]);
    expect(problems).toEqual(['HUB_TOPIC_REFUSED']);
  });

  const badCertificate: Fault = {
    part: 'certificate',
    kind: 'wrong',
    fault: 'the room’s certificate has run out, is not valid yet, was taken back, or is nobody’s',
    seen: { code: 'HUB_TLS' },
    lost: 'nothing: lessons wait in the room',
    recovers: 'with a new certificate, without a restart',
  };
  it.each([
    ['expired', () => authority.issue(name, { from: '20200101000000Z', until: '20200201000000Z' })],
    ['not valid yet', () => authority.issue(name, { from: '20700101000000Z', until: '20710101000000Z' })],
    ['of a foreign authority', () => foreign.issue(name)],
    ['that vouches for itself', () => authority.selfSigned(name)],
    [
      'taken back',
      () => {
        const files = authority.issue(name);
        authority.revoke(files);
        return files;
      },
    ],
  ])('%s does not', shows(badCertificate), async (_, files) => {
    const made = files();
    const broker = await brokerWith({ tls: { ...server, ca: authority.ca, crl: authority.crl } });
    linkTo({ brokers: [broker.url], ...by(made) });
    await soon(() => expect(problems).toEqual(['HUB_TLS']));
    await soon(() => expect(connections.length).toBeGreaterThan(2));
    expect(new Set(connections)).toEqual(new Set([null]));
    expect(warnings.some((warning) => warning.includes('certificate'))).toBe(true);
  });

  const noCertificate: Fault = {
    part: 'certificate',
    kind: 'absent',
    fault: 'the room has no certificate',
    seen: { code: 'HUB_TLS' },
    lost: 'nothing: lessons wait in the room',
    recovers: 'with a certificate, without a restart',
  };
  it('is wanted: without one the broker hangs up', shows(noCertificate), async () => {
    const broker = await brokerWith();
    linkTo({ brokers: [broker.url], ca: authority.ca });
    await soon(() => expect(problems).toEqual(['HUB_TLS']));
    expect(new Set(connections)).toEqual(new Set([null]));
  });

  const foreignHub: Fault = {
    part: 'hub',
    kind: 'refused',
    fault: 'its certificate is vouched for by nobody the room trusts, or is for another name',
    seen: { code: 'HUB_TLS' },
    lost: 'nothing: lessons wait in the room',
    recovers: 'when the hub’s certificate, or the setting, is mended',
  };
  it('of the hub is checked: who vouches for it, and its name', shows(foreignHub), async () => {
    const broker = await brokerWith();
    linkTo({ brokers: [broker.url], ...mine, ca: foreign.ca });
    await soon(() => expect(problems).toEqual(['HUB_TLS']));
    expect(warnings[0]).toMatch(/nobody this machine trusts vouches for the hub/);
    await endings.pop()!();
    linkTo({ brokers: [broker.url], ...by(mine, { serverName: 'hub.example.edu.cn' }) });
    await soon(() => expect(warnings.at(-1)).toMatch(/is for another name/));
    await endings.pop()!();
    // An address is no name, unless it is told which to expect.
    const address = broker.url.replace('localhost', '127.0.0.1');
    linkTo({ brokers: [address], ...by(mine) });
    await soon(() => expect(warnings.at(-1)).toMatch(/127\.0\.0\.1:\d+: .*another name/));
    expect(connections).not.toContain(5);
    await endings.pop()!();
    linkTo({ brokers: [address], ...by(mine, { serverName: 'localhost' }) });
    await speaks(5);
  });

  it('is never shown to a server of TLS 1.1', async () => {
    const old = createServer((socket) => socket.on('error', () => {}).end(Buffer.from('1503020002', 'hex')));
    const port = await freePort();
    await new Promise<void>((resolve) => old.listen(port, '127.0.0.1', resolve));
    endings.push(() => old.close());
    linkTo({ brokers: [`mqtts://localhost:${port}`], ...by(mine) });
    await soon(() => expect(connections.length).toBeGreaterThan(1));
    expect(connections).not.toContain(5);
  });
});

describe('files', () => {
  const place = (files: CertificateFiles): CertificateFiles => {
    const placed = { certificate: join(folder, 'room.pem'), key: join(folder, 'room-key.pem') };
    copyFileSync(files.key, placed.key);
    copyFileSync(files.certificate, placed.certificate);
    return placed;
  };

  const filesLater: Fault = {
    part: 'certificate',
    kind: 'absent',
    fault: 'the files of the room’s certificate are not there yet',
    seen: { code: 'HUB_FILES' },
    lost: 'nothing: lessons wait in the room',
    recovers: 'as soon as they are right, without a restart',
  };
  it(
    'that are not there, or not what they should be, are told of, and used as soon as they are right',
    shows(filesLater),
    async () => {
      const broker = await brokerWith();
      const files = { certificate: join(folder, 'later.pem'), key: join(folder, 'later-key.pem') };
      linkTo({ brokers: [broker.url], ...by(files) }, {}, { reconnect: { first: 60_000, most: 60_000 } });
      await soon(() => expect(problems).toEqual(['HUB_FILES']));
      expect(warnings[0]).toContain(`${files.certificate}: cannot be read (ENOENT)`);
      copyFileSync(mine.certificate, files.certificate);
      writeFileSync(files.key, 'no key', { mode: 0o600 });
      await soon(() => expect(warnings.at(-1)).toContain(`${files.key}: is not the private key of`));
      copyFileSync(mine.key, files.key);
      await speaks(5);
      await soon(() => expect(problems.at(-1)).toBeNull());
    },
  );

  it('that everybody may read are not used', async () => {
    const broker = await brokerWith();
    const placed = place(mine);
    const open = join(folder, 'open-key.pem');
    writeFileSync(open, readFileSync(mine.key), { mode: 0o644 });
    linkTo({ brokers: [broker.url], ...by({ ...placed, key: open }) });
    await soon(() => expect(warnings[0]).toContain(`run: chmod o-rwx ${open}`));
    expect(connections).not.toContain(5);
  });

  it('that are put in the place of others are used without a restart, and what is half there is waited for', async () => {
    const broker = await brokerWith({ rules: accessRules({ ingestUsers: ['ingest'] }) });
    const placed = place(mine);
    const link = linkTo({ brokers: [broker.url], ...by(placed) });
    await speaks(5);
    const other = { ...room, room: 'r309' };
    const tell = () => link.publish({ topic: topic(other, 'lesson'), payload: 'x', contentType: 'text/plain' });
    await expect(tell()).rejects.toMatchObject({ code: 'HUB_TOPIC_REFUSED' });
    const next = authority.issue(identityOf(other));
    copyFileSync(next.key, placed.key);
    await soon(() => expect(warnings.at(-1)).toContain('is not the private key of'));
    await delay(100);
    expect(link.connected, 'with those before').toBe(true);
    copyFileSync(next.certificate, placed.certificate);
    await soon(async () => await tell());
    expect(connections.filter((version) => version === 5)).toHaveLength(2);
  });

  const runsOutSoon: Fault = {
    part: 'certificate',
    kind: 'lost',
    fault: 'the room’s certificate runs out within days and nobody renews it',
    seen: 'the log: it expires on this day',
    lost: 'nothing yet',
    recovers: 'with a new certificate, without a restart',
  };
  it('that are soon of no use are told of', shows(runsOutSoon), async () => {
    const until = `${new Date(Date.now() + 5 * 86_400_000).toISOString().replace(/[-:T]|\..*/g, '')}Z`;
    const broker = await brokerWith();
    linkTo({ brokers: [broker.url], ...by(authority.issue(name, { until })) });
    await speaks(5);
    expect(warnings).toEqual([expect.stringMatching(/expires on \d{4}-\d\d-\d\d; get a new one/)]);
  });
});

describe('ways to the hub', () => {
  it('lead over a WebSocket with TLS', async () => {
    const broker = await brokerWith({ isWebSocket: true, rules: accessRules({ ingestUsers: ['ingest'] }) });
    expect(broker.url).toMatch(/^wss:/);
    const link = linkTo({ brokers: [broker.url], ...by(mine) });
    await speaks(5);
    const big = 'x'.repeat(200_000);
    await link.publish({ topic: topic(room, 'lesson'), payload: big, contentType: 'text/plain' });
    const hub = await hubAt(broker);
    // Mosquitto 2.0.11 sends large messages over a WebSocket very slowly.
    await hub.publishAsync(topic(room, 'ack'), big.slice(0, 9000), { qos: 1 });
    await soon(() => expect(heard).toEqual([big.slice(0, 9000)]));
  });

  it('lead over a WebSocket without TLS, by the usual path', async () => {
    const broker = new MosquittoBroker({ isWebSocket: true });
    endings.push(() => broker.remove());
    await broker.start();
    linkTo({ brokers: [broker.url.replace('/mqtt', '')] });
    await speaks(5);
  });

  it.each(['mqtts', 'wss', 'mqtt'])('lead through a proxy: %s', async (scheme) => {
    const broker = await brokerWith({
      isWebSocket: scheme === 'wss',
      ...(scheme === 'mqtt' && { tls: undefined as never }),
    });
    const proxy = await connectProxy('room:pa:ss');
    endings.push(() => proxy.close());
    const login = { user: 'room', password: 'pa:ss' };
    linkTo({ brokers: [broker.url], ...by(mine), proxy: { url: proxy.url, login } });
    await speaks(5);
    expect(proxy.asked.at(-1)).toBe(new URL(broker.url).host);
  });

  const proxyCloses: Fault = {
    part: 'broker',
    kind: 'refused',
    fault: 'the school’s proxy wants another password, or does not let through',
    seen: { code: 'HUB_PROXY' },
    lost: 'nothing: lessons wait in the room',
    recovers: 'when the proxy’s login is mended',
  };
  it('that a proxy closes are told of, without its password', shows(proxyCloses), async () => {
    const proxy = await connectProxy('room:right');
    endings.push(() => proxy.close());
    const login = { user: 'room', password: 'very-wrong' };
    linkTo({ brokers: ['mqtts://localhost:1'], ...by(mine), proxy: { url: proxy.url, login } });
    await soon(() => expect(problems).toEqual(['HUB_PROXY']));
    expect(warnings[0]).toContain('wants a user and password; check hub.proxyCredentials');
    await endings.pop()!();
    linkTo({
      brokers: ['mqtts://localhost:1'],
      ...by(mine),
      proxy: { url: proxy.url, login: { ...login, password: 'right' } },
    });
    await soon(() => expect(warnings.at(-1)).toContain('does not let through to localhost:1 (HTTP 502)'));
    expect(warnings.join()).not.toMatch(/very-wrong|right/);
  });

  const firstBrokerFails: Fault = {
    part: 'broker',
    kind: 'lost',
    fault: 'the first of two brokers ends',
    seen: 'nothing',
    lost: 'nothing',
    recovers: 'the second is taken, and the first again when it is back',
  };
  it(
    'are several: the next one is taken when one fails, and the first again later',
    shows(firstBrokerFails),
    async () => {
      const first = await brokerWith();
      const second = await brokerWith();
      linkTo({ brokers: [first.url, second.url], ...by(mine) }, {}, { failBack: 150 });
      const hubOf = async (broker: MosquittoBroker) => {
        const hub = await hubAt(broker);
        return () => hub.publishAsync(topic(room, 'ack'), broker.url, { qos: 1 });
      };
      await speaks(5);
      await (await hubOf(first))();
      await soon(() => expect(heard).toEqual([first.url]));
      await first.stop();
      const tellSecond = await hubOf(second);
      await soon(async () => {
        await tellSecond();
        expect(heard.at(-1)).toBe(second.url);
      });
      await delay(400);
      expect(connections.at(-1), 'the first is not there yet').toBe(5);
      await first.start();
      const tellFirst = await hubOf(first);
      await soon(async () => {
        await tellFirst();
        expect(heard.at(-1)).toBe(first.url);
      });
    },
  );
});
