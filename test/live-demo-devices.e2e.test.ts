import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { LessonReport } from '../agent/indicators/indicator.ts';
import type { DeviceStatus } from '../agent/lesson/room-state.ts';
import { lectern } from './cli.ts';

const data = mkdtempSync(join(tmpdir(), 'lectern-demo-devices-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

it('lectern demo --devices: a button begins, marks, pauses and ends a lesson, and its report has the air', async () => {
  const args = ['demo', '--devices', '--exit', '--json', '--port', '0', '--data', data];
  const { code, stdout, stderr } = await lectern(...args).finished();
  expect(code, stderr).toBe(0);
  const { report, lamps, devices } = JSON.parse(stdout) as {
    report: LessonReport;
    lamps: string[];
    devices: DeviceStatus[];
  };
  expect(devices.map(({ name, state }) => [name, state])).toEqual([
    ['desk', 'ok'],
    ['air', 'ok'],
    ['ptz', 'ok'],
    ['panel', 'ok'],
  ]);
  expect(lamps).toEqual(['lesson', 'off', 'lesson', 'off']);
  expect(report.bookmarks).toHaveLength(1);
  expect(report.gaps.filter(({ track, startMs }) => track === 'talk' && startMs > 30_000).length).toBeGreaterThan(0);
  expect(report.environment!.length).toBeGreaterThan(0);
  const co2 = report.indicators.find(({ id }) => id === 'room.co2.median');
  expect(co2?.value).toBeGreaterThan(400);
  expect(stderr).toContain('长按');
}, 300_000);
