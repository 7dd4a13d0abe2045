import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { channels, topic } from '../../provisioning/contract/topics.ts';
import { ConfiguredBroker } from '../../test/fixtures/configured-broker.ts';
import { PostgresServer } from '../../test/fixtures/postgres-server.ts';
import { CertificateAuthority } from '../../test/fixtures/room-certificates.ts';
import { arrivalOf, healthData, lessonData, online, r301 } from '../../test/fixtures/room-messages.ts';
import { accessRules } from '../access-rules.ts';
import { migrate } from '../database/migrate.ts';
import { PostgresDatabase } from '../database/postgres-database.ts';
import { grantReading } from '../database/reader-scope.ts';
import { BatchWriter } from '../ingest/batch-writer.ts';
import { IngestWorker } from '../ingest/ingest-worker.ts';
import { entryOf } from '../ingest/rows.ts';

const folder = import.meta.dirname;
const text = (name: string) => readFileSync(join(folder, name), 'utf8');

/** What of the Compose Specification these files use; anything else is a slip of the pen. */
const words = z.union([z.string(), z.array(z.string())]);
const service = z.strictObject({
  image: z.string().regex(/^[a-z0-9/-]+(:[0-9][0-9.]*)?$/),
  build: z.strictObject({ context: z.string(), dockerfile: z.string() }).optional(),
  restart: z.enum(['unless-stopped']).optional(),
  ports: z.array(z.string().regex(/^(127\.0\.0\.1:)?\d+:\d+$/)).optional(),
  volumes: z.array(z.string().regex(/^[^:]+:\/[^:]+(:ro)?$/)).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  command: words.optional(),
  secrets: z.array(z.string()).optional(),
  depends_on: z
    .record(
      z.string(),
      z.strictObject({ condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']) }),
    )
    .optional(),
  healthcheck: z
    .strictObject({ test: z.array(z.string()), interval: z.string(), timeout: z.string(), retries: z.int() })
    .optional(),
  ulimits: z.strictObject({ nofile: z.int() }).optional(),
  shm_size: z.string().optional(),
  stop_grace_period: z.string().optional(),
});
const compose = z.strictObject({
  name: z.string().optional(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.strictObject({})).optional(),
  secrets: z.record(z.string(), z.strictObject({ file: z.string().startsWith('./secrets/') })).optional(),
});
const target = z.object({
  rawSql: z.string().min(1),
  rawQuery: z.literal(true),
  format: z.enum(['table', 'time_series']),
});
const source = z.strictObject({ type: z.literal('postgres'), uid: z.literal('lectern') });
const dashboard = z.object({
  uid: z.string().regex(/^lectern-[a-z]+$/),
  title: z.string().regex(/[\u4e00-\u9fff].*[A-Za-z]/),
  schemaVersion: z.int().min(36),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.string(), datasource: source })) }),
  panels: z.array(
    z.object({
      id: z.int(),
      title: z.string().regex(/[\u4e00-\u9fff].*[A-Za-z₂]/),
      type: z.enum(['stat', 'table', 'timeseries', 'barchart', 'piechart']),
      datasource: source,
      gridPos: z.strictObject({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(1) }),
      targets: z.array(target).length(1),
    }),
  ),
});
const dashboards = readdirSync(join(folder, 'grafana/dashboards')).map((name) => ({
  name,
  board: dashboard.parse(JSON.parse(text(`grafana/dashboards/${name}`))),
}));

describe('the compose file', () => {
  const file = compose.parse(parse(text('docker-compose.yaml'), { merge: true }));

  it('names nothing that is not there', () => {
    for (const [name, { volumes = [], secrets = [], depends_on = {}, build }] of Object.entries(file.services)) {
      for (const each of secrets) expect(file.secrets, name).toHaveProperty(each);
      for (const each of Object.keys(depends_on)) expect(file.services, name).toHaveProperty(each);
      for (const each of volumes.map((volume) => volume.split(':')[0]!)) {
        if (!each.startsWith('.')) expect(file.volumes, name).toHaveProperty(each);
        else if (each !== './certificates') expect([each, existsSync(join(folder, each))]).toEqual([each, true]);
      }
      if (build) expect(existsSync(join(folder, build.context, build.dockerfile))).toBe(true);
    }
  });

  it('opens the broker to the network, and nothing else', () => {
    const ports = Object.entries(file.services).flatMap(([name, { ports: open = [] }]) =>
      open.map((port) => [name, port]),
    );
    expect(ports).toEqual([
      ['broker', '8883:8883'],
      ['grafana', '127.0.0.1:3000:3000'],
    ]);
  });

  it('can put EMQX in the broker’s place', () => {
    const changed = parse(text('docker-compose.emqx.yaml'), { logLevel: 'silent' });
    const { services } = compose
      .partial()
      .extend({ services: z.record(z.string(), service.partial()) })
      .parse(changed);
    expect(Object.keys(services)).toEqual(['broker']);
    const rules = text('emqx/acl.conf');
    for (const channel of Object.keys(channels)) expect(rules.split(`/${channel}"`), channel).toHaveLength(3);
    expect(rules.trimEnd()).toMatch(/\{deny, all\}\.$/);
    for (const each of services.broker!.volumes!.map((volume) => volume.split(':')[0]!)) {
      if (each.startsWith('./emqx')) expect([each, existsSync(join(folder, each))]).toEqual([each, true]);
    }
  });

  it('holds no secret, in no file beside it', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(10);
    for (const { parentPath, name } of files) {
      if (name.endsWith('.test.ts')) continue;
      const content = readFileSync(join(parentPath, name), 'utf8');
      expect(content, name).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|:\/\/[^/\s:@]+:[^/\s@]+@/);
      for (const [, value] of content.matchAll(/password['"]?\s*[:=]\s*(\S+)/gi)) {
        expect([name, value]).toEqual([name, expect.stringMatching(/^(\$__file|\/run\/secrets|'(ingest|grafana)')/)]);
      }
    }
  });
});

describe('the dashboards', () => {
  const server = new PostgresServer({ fsync: false });
  let database: PostgresDatabase;
  let grafana: PostgresDatabase;
  beforeAll(async () => {
    await server.start();
    database = new PostgresDatabase(server.url);
    await migrate(database);
    await database.script('CREATE ROLE grafana LOGIN');
    await grantReading(database, 'grafana', { region: '31' }, 'reader');
    // Enough lessons of each of two subjects and versions for a median.
    const indicator = { id: 'talk.teacher.share', unit: 'share', coverage: 1, value: 0.5 } as const;
    const lessons = Array.from({ length: 48 }, (_, n) =>
      arrivalOf(
        'lesson',
        lessonData({
          subject: n % 2 ? '数学' : '英语',
          teacherId: `T${n % 7}`,
          indicators: [{ ...indicator, version: n < 24 ? 1 : 2 }],
        }),
        { room: { region: '310104', school: '3100000001', room: `r${n % 3}` } },
      ),
    );
    await new BatchWriter(database).write(
      [
        ...lessons,
        arrivalOf('lesson', lessonData({ pairId: 'P1', role: 'main' })),
        arrivalOf('state', online),
        arrivalOf('health', healthData()),
        arrivalOf('environment', { periodS: 60, co2Ppm: 800, temperatureC: 21 }),
      ].map((arrival) => entryOf(arrival)),
    );
    grafana = new PostgresDatabase(server.urlOf('grafana'));
  });
  afterAll(async () => {
    await Promise.all([database.close(), grafana.close()]);
    await server.remove();
  });

  /** What Grafana makes of its macros and variables. */
  const filled = (sql: string) =>
    sql
      .replaceAll(/\$__timeFilter\((\w+)\)/g, "$1 BETWEEN now() - interval '30 days' AND now() + interval '1 day'")
      .replaceAll('$__timeFrom()', "(now() - interval '30 days')")
      .replaceAll(/\$\{region:sqlstring\}/g, "'310104','310115'")
      .replaceAll(/\$\{school:sqlstring\}/g, "'3100000001'")
      .replaceAll(/\$\{figure:sqlstring\}/g, "'talk.teacher.share'");

  it.each(dashboards)('$name asks what the schema has, as a reader may', async ({ board }) => {
    const rows = new Map<string, number>();
    for (const { query } of board.templating.list) await grafana.query(filled(query));
    for (const { title, targets } of board.panels) {
      const sql = filled(targets[0]!.rawSql);
      expect(sql).not.toContain('$');
      rows.set(title, (await grafana.query(sql)).length);
    }
    expect([...rows.values()].filter((count) => count > 0).length, board.uid).toBeGreaterThan(2);
  });

  it.each(dashboards)('$name draws one point of a line at a time', async ({ board }) => {
    for (const { title, targets } of board.panels.filter(({ type }) => type === 'timeseries')) {
      const points = await grafana.query<{ time: Date; metric?: string }>(filled(targets[0]!.rawSql));
      expect(points.length, title).toBeGreaterThan(0);
      const places = points.map(({ time, metric = '' }) => `${time.toISOString()} ${metric}`);
      expect(new Set(places).size, title).toBe(points.length);
    }
  });

  it('have their own names, and panels that lie beside each other', () => {
    expect(new Set(dashboards.map(({ board }) => board.uid)).size).toBe(3);
    for (const { board, name } of dashboards) {
      expect(new Set(board.panels.map(({ id }) => id)).size, name).toBe(board.panels.length);
      const cells = board.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
        expect(x + w).toBeLessThanOrEqual(24);
        return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
      });
      expect(new Set(cells).size, name).toBe(cells.length);
    }
  });

  it('use the data source that is provisioned', () => {
    const { datasources } = parse(text('grafana/provisioning/datasources/lectern.yaml'));
    expect(datasources).toMatchObject([{ uid: 'lectern', type: 'postgres', user: 'grafana' }]);
    expect(text('postgres/logins.sh')).toContain('CREATE ROLE grafana LOGIN');
  });
});

describe('Mosquitto as it is deployed', () => {
  const certificates = mkdtempSync(join(tmpdir(), 'lectern-deploy-'));
  const authority = new CertificateAuthority(certificates);
  const server = new PostgresServer({ fsync: false });
  const own = authority.issue('localhost', { names: 'DNS:localhost' });
  const broker = new ConfiguredBroker(({ port, folder: data }) =>
    text('mosquitto/mosquitto.conf')
      .replace('listener 8883', `listener ${port} 127.0.0.1`)
      .replace('/mosquitto/certificates/ca.crt', authority.ca)
      .replace('/mosquitto/certificates/broker.crt', own.certificate)
      .replace('/mosquitto/certificates/broker.key', own.key)
      .replace('/mosquitto/certificates/revoked.crl', authority.crl)
      .replace('/mosquitto/config/acl', join(folder, 'mosquitto/acl'))
      .replace('/mosquitto/data/', `${data}/`)
      .split('\n'),
  );
  let database: PostgresDatabase;
  beforeAll(async () => {
    await Promise.all([broker.start(), server.start()]);
    database = new PostgresDatabase(server.url);
    await migrate(database);
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([broker.remove(), server.remove()]);
    rmSync(certificates, { recursive: true });
  });

  it('has the contract’s access rules', () => {
    expect(text('mosquitto/acl')).toBe(accessRules({ ingestUsers: ['ingest'] }));
  });

  it('brings a room’s lesson to the ingest and the answer back, all with certificates', async () => {
    const url = `mqtts://localhost:${broker.port}`;
    const hub = authority.issue('ingest');
    const worker = new IngestWorker({
      broker: { url, tls: { ca: authority.ca, cert: hub.certificate, key: hub.key } },
      database,
      clientId: 'lectern-ingest-deploy-1',
      source: '/lectern/hub/ingest/deploy',
      nowMs: Date.now,
      log: () => {},
    });
    worker.start();
    await vi.waitFor(() => expect(worker.counts.connected).toBe(1), { timeout: 10_000 });
    const files = authority.issue(`${r301.region}/${r301.school}/${r301.room}`);
    const [ca, cert, key] = [authority.ca, files.certificate, files.key].map((file) => readFileSync(file));
    const room = await mqtt.connectAsync(url, {
      protocolVersion: 5,
      reconnectPeriod: 0,
      ca: ca!,
      cert: cert!,
      key: key!,
    });
    const acks: string[] = [];
    room.on('message', (name) => acks.push(name));
    await room.subscribeAsync(topic(r301, 'ack'), { qos: 1 });
    const { topic: name, payload } = arrivalOf('lesson', lessonData());
    await room.publishAsync(name, Buffer.from(payload), { qos: 1 });
    await vi.waitFor(() => expect(acks).toEqual([topic(r301, 'ack')]), { timeout: 10_000 });
    expect(await database.query('SELECT room FROM lectern.lesson')).toEqual([{ room: 'r301' }]);
    await room.endAsync(true);
    await worker.stop();
  });
});
