import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SampleAccess } from '../screen/sample-access.ts';
import { emptyReport, sourceOf } from '../screen/sample-report.ts';
import { ScreenServer } from '../screen/server.ts';
import { Health } from './health.ts';
import { healthRoutes } from './health-routes.ts';
import { AgentMetrics } from './metrics.ts';
import { type ConfigurationState, Readiness } from './readiness.ts';

const pageDir = mkdtempSync(join(tmpdir(), 'lectern-health-'));
const facts = { configuration: 'loaded' as ConfigurationState, screenUp: true, nowMs: 0 };
let health: Health;
let screen: ScreenServer;

beforeEach(async () => {
  Object.assign(facts, { configuration: 'loaded', screenUp: true, nowMs: 0 });
  health = new Health(() => facts.nowMs);
  const readiness = new Readiness(health, {
    screenUp: () => facts.screenUp,
    configuration: () => facts.configuration,
  });
  const metrics = new AgentMetrics({
    names: { sources: [], sourceCauses: [], sensors: ['microphone'], sensorCauses: [], lessonStates: [], tracks: [] },
    dataFolder: pageDir,
    sensorPids: () => new Map(),
    outboxRows: () => 0,
    outboxDropped: () => [],
    observationsUnsaved: () => 0,
  });
  const plugins = [healthRoutes({ health, readiness, metrics })];
  screen = new ScreenServer({
    access: new SampleAccess(),
    reports: sourceOf([emptyReport()]),
    port: 0,
    pageDir,
    plugins,
  });
  await screen.start();
  health.expect('database', 60_000);
  health.progress('database');
});

afterEach(async () => {
  await screen.stop();
  rmSync(pageDir, { recursive: true, force: true });
});

async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${screen.address}${path}`);
  expect(response.headers.get('cache-control')).toBe('no-store');
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('/healthz', () => {
  it('is 200 while every part that should makes progress, or is known to be degraded', async () => {
    health.expect('capture/student-camera', 1000);
    health.degraded('capture/student-camera', 'no route');
    facts.nowMs = 30_000;
    expect(await get('/healthz')).toEqual({
      status: 200,
      body: {
        alive: true,
        stuck: [],
        parts: [
          { part: 'capture/student-camera', state: 'degraded', cause: 'no route', forS: 30 },
          { part: 'database', state: 'working', cause: null, forS: 30 },
        ],
      },
    });
  });

  it('is 503 while a part is stuck', async () => {
    health.expect('inference/microphone', 1000);
    facts.nowMs = 2000;
    expect(await get('/healthz')).toMatchObject({
      status: 503,
      body: { alive: false, stuck: ['inference/microphone'] },
    });
  });
});

describe('/readyz', () => {
  it('is 200 when a lesson could be recorded, without any source outside of lessons', async () => {
    expect(await get('/readyz')).toMatchObject({
      status: 200,
      body: { ready: true, safeMode: false, reasons: [], database: 'working', screen: 'up', configuration: 'loaded' },
    });
  });

  it('safe mode is ready, and says so', async () => {
    facts.configuration = 'last-good';
    expect(await get('/readyz')).toMatchObject({ status: 200, body: { ready: true, safeMode: true } });
  });

  it('an agent that only serves its screen is not ready, and says why', async () => {
    const idle = new Readiness(health, { screenUp: () => true, configuration: () => 'loaded', idle: () => 'crashed' });
    expect(idle.report()).toMatchObject({ ready: false, reasons: ['crashed'] });
  });

  it('one camera out of two is enough; none is not', async () => {
    health.expect('capture/student-camera', 1000);
    health.expect('capture/teacher-camera', 1000);
    health.degraded('capture/student-camera', 'no route');
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    health.degraded('capture/teacher-camera', 'refused');
    expect(await get('/readyz')).toMatchObject({
      status: 503,
      body: { reasons: ['capture/student-camera: no route', 'capture/teacher-camera: refused'] },
    });
    health.rest('capture/student-camera');
    health.rest('capture/teacher-camera');
    expect(await get('/readyz')).toMatchObject({ status: 200 });
  });

  it.each<[string, () => void, string]>([
    ['the database is sick', () => health.degraded('database', 'disk full'), 'database: disk full'],
    ['the database is stuck', () => (facts.nowMs = 90_000), 'database: stuck'],
    ['the database is not open', () => health.rest('database'), 'database: resting'],
    ['the screen is down', () => (facts.screenUp = false), 'screen: not served'],
    ['there is no configuration', () => (facts.configuration = 'missing'), 'configuration: none that is valid'],
  ])('is 503 when %s', async (_what, breaks, reason) => {
    breaks();
    expect(await get('/readyz')).toMatchObject({ status: 503, body: { ready: false, reasons: [reason] } });
  });
});

it('/metrics is Prometheus text', async () => {
  const response = await fetch(`${screen.address}/metrics`);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  expect(await response.text()).toMatch(/^lectern_outbox_rows 0$/m);
});

it('the screen still answers beside it', async () => {
  expect((await fetch(`${screen.address}/api/health`)).status).toBe(200);
});
