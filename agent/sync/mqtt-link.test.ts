import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AedesBroker } from '../../test/fixtures/aedes-broker.ts';
import { freePort, MosquittoBroker } from '../../test/fixtures/mosquitto-broker.ts';
import { silentAtFive } from '../../test/fixtures/silent-broker.ts';
import { MqttLink, type MqttVersion } from './mqtt-link.ts';

let connections: (MqttVersion | null)[];
let heard: string[];
/** What a test started, in order; ended in reverse. */
let endings: (() => unknown)[];

beforeEach(() => {
  connections = [];
  heard = [];
  endings = [];
});

afterEach(async () => {
  for (const end of endings.toReversed()) await end();
});

function linkTo(url: string): MqttLink {
  const link = new MqttLink({
    hub: { brokers: [url] },
    clientId: 'link-under-test',
    subscriptions: ['heard'],
    onMessage: (_, payload) => heard.push(payload.toString()),
    onConnection: (version) => connections.push(version),
    timing: { reconnect: { first: 40, most: 160 } },
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

async function aedes(port = 0): Promise<AedesBroker> {
  const broker = new AedesBroker();
  endings.push(() => broker.stop());
  await broker.start(port);
  return broker;
}

const soon = (is: () => void) => vi.waitFor(is, { timeout: 8000, interval: 15 });
const speaks = (version: MqttVersion | null) => soon(() => expect(connections.at(-1)).toBe(version));
const urlOf = (port: number) => `mqtt://127.0.0.1:${port}`;

describe('the version spoken', () => {
  it('is 5 with Mosquitto, before and after it was away', async () => {
    const broker = await mosquitto();
    const link = linkTo(broker.url);
    await speaks(5);
    await broker.stop();
    await speaks(null);
    expect(link.connected).toBe(false);
    await broker.start();
    await speaks(5);
    expect(connections).not.toContain(4);
  });

  it('stays 5 however long a broker is down', async () => {
    const port = await freePort();
    linkTo(urlOf(port));
    await soon(() => expect(connections.length).toBeGreaterThan(4));
    expect(new Set(connections)).toEqual(new Set([null]));
  });

  it.each(['up', 'down'])('is 3.1.1 with a broker that refuses 5 and is %s at the start', async (first) => {
    const port = await freePort();
    if (first === 'up') await aedes(port);
    const link = linkTo(urlOf(port));
    await delay(150);
    if (first === 'down') await aedes(port);
    await speaks(4);
    await soon(async () => {
      await link.publish({ topic: 'heard', payload: 'a word', contentType: 'text/plain' });
      expect(heard).toContain('a word');
    });
  });

  it.each(['up', 'down'])('is 3.1.1 with a broker that hangs up on 5 and is %s at the start', async (first) => {
    const { url } = await aedes();
    const door = await freePort();
    const open = async () => {
      const gate = await silentAtFive(Number(new URL(url).port), door);
      endings.push(() => gate.close());
    };
    if (first === 'up') await open();
    linkTo(urlOf(door));
    await delay(150);
    if (first === 'down') await open();
    await speaks(4);
  });
});

describe('publishing', () => {
  it('is refused while there is no connection', async () => {
    const link = linkTo(urlOf(await freePort()));
    await expect(link.publish({ topic: 'heard', payload: 'x', contentType: 'text/plain' })).rejects.toThrow(
      'no connection to the broker',
    );
  });

  it('fails when the connection breaks before the broker’s answer', async () => {
    const broker = await mosquitto();
    const link = linkTo(broker.url);
    await speaks(5);
    broker.freeze();
    const published = link
      .publish({ topic: 'heard', payload: 'x', contentType: 'text/plain' })
      .catch((error: Error) => error.message);
    await delay(50);
    await broker.stop();
    expect(await published).toBe('the connection to the broker broke');
  });
});

describe('stopping', () => {
  const promptly = async (link: MqttLink) => {
    const before = performance.now();
    await link.stop();
    expect(performance.now() - before).toBeLessThan(2500);
    const known = connections.length;
    await delay(200);
    expect(connections).toHaveLength(known);
  };

  it('takes no time with a broker', async () => {
    const link = linkTo((await mosquitto()).url);
    await speaks(5);
    await promptly(link);
  });

  it('takes no time with a broker that was never there', async () => {
    const link = linkTo(urlOf(await freePort()));
    await delay(100);
    await promptly(link);
  });

  it('takes little time with a broker that hangs', async () => {
    const broker = await mosquitto();
    const link = linkTo(broker.url);
    await speaks(5);
    broker.freeze();
    await promptly(link);
  });

  it('is possible twice', async () => {
    const link = linkTo((await mosquitto()).url);
    await speaks(5);
    await link.stop();
    await promptly(link);
  });
});
