import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { wayToHub } from './hub-setting.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-hub-setting-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const hubOf = (lines: string) =>
  parseConfig(
    `version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: room.opus }
hub: ${lines}
`,
    join(folder, 'lectern.yaml'),
  ).hub!;

it('names one hub or several; files lie beside the configuration', () => {
  expect(hubOf('{ url: "mqtts://hub:8883" }')).toEqual({
    url: 'mqtts://hub:8883',
    brokers: ['mqtts://hub:8883'],
    outbox: { maxMB: 64 },
  });
  const several =
    '{ brokers: ["mqtts://a", "wss://b/mqtt"], certificate: c.pem, key: /k.pem, ca: ca.pem, outbox: { maxMB: 8 } }';
  expect(hubOf(several)).toEqual({
    url: 'mqtts://a',
    brokers: ['mqtts://a', 'wss://b/mqtt'],
    certificate: join(folder, 'c.pem'),
    key: '/k.pem',
    ca: join(folder, 'ca.pem'),
    outbox: { maxMB: 8 },
  });
});

it('leads through a proxy with the login that the secrets file has, and without it when there is none', () => {
  const file = join(folder, 'secrets.yaml');
  const hub = hubOf('{ url: "mqtts://hub", proxy: "http://proxy:3128", proxyCredentials: proxy }');
  const places = { file, folder: undefined };
  const { way, problem } = wayToHub(hub, places);
  expect(way.proxy).toEqual({ url: 'http://proxy:3128' });
  expect(problem?.message).toContain('secrets.yaml: the secrets file cannot be read');
  writeFileSync(file, 'proxy: { user: room, password: secret }\n', { mode: 0o600 });
  expect(wayToHub(hub, places)).toMatchObject({
    way: { brokers: ['mqtts://hub'], proxy: { url: 'http://proxy:3128', login: { user: 'room', password: 'secret' } } },
    problem: null,
  });
});
