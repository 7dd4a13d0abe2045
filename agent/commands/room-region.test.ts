import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseConfig } from '../config/config.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { mendStore } from './mend-store.ts';
import { roomRegion } from './room-region.ts';

let folder: string;
let store: AgentStore;
let warnings: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-room-region-'));
  store = openStore(join(folder, 'data'), () => {});
  warnings = [];
});
afterEach(() => {
  vi.useRealTimers();
  store.close();
  rmSync(folder, { recursive: true });
});

const opened = (used = store) =>
  roomRegion({
    own: parseConfig(
      `
version: 1
room: { region: "310104", school: "2131000000", room: r301 }
sources: { microphone: "pulse:room" }
store: { folder: ${join(folder, 'data')} }
hub: { url: "mqtt://127.0.0.1:9" }
`,
      join(folder, 'lectern.yaml'),
    ),
    store: used,
    models: { installed: () => new Map(), wish: () => 'no bundles here', satisfied: () => {} },
    clock: { monotonicMs: () => 0, wallMs: () => 0 },
    warning: (message) => warnings.push(message),
  }).config;

function wish(kind: string, data: object, status: 'applied' | 'waiting' = 'applied') {
  store.desired.note({ kind, version: 1, content: JSON.stringify({ version: 1, ...data }), status });
}
const stricter = { settings: { minGroup: 30, withholdHours: 72, lampRequired: true } };

it('what guards people holds though the region’s files cannot be written', () => {
  wish('config', stricter);
  wish('rules', { text: 'version: 1\nrules: []\n' });
  // A file where the folder should be.
  writeFileSync(join(folder, 'data/region'), '');
  expect(opened().privacy).toEqual({ minGroup: 30, withholdHours: 72, lampRequired: true });
  expect(warnings).toEqual([expect.stringContaining('timetable and rules')]);
});

it('what guards people holds though nothing new can come into force', () => {
  wish('config', stricter);
  wish('rules', { text: null }, 'waiting');
  store.database.pragma('query_only = ON');
  expect(opened().privacy).toEqual({ minGroup: 30, withholdHours: 72, lampRequired: true });
});

it('where nobody knows what is to be left out, nothing is sent', () => {
  mkdirSync(join(folder, 'other'));
  writeFileSync(join(folder, 'other/file'), '');
  const inMemory = openStore(join(folder, 'other/file'), () => {});
  expect(opened(inMemory).privacy).toEqual({ minGroup: 200, withholdHours: 168, lampRequired: false });
  expect(warnings).toEqual([expect.stringContaining('no lesson is sent')]);
  inMemory.close();
});

it('a database that shows damage is mended once no lesson goes on', () => {
  vi.useFakeTimers();
  const ending = new AbortController();
  let [isBusy, isDamaged] = [true, false];
  const mend = vi.fn();
  mendStore({ store: { isDamaged: () => isDamaged }, isBusy: () => isBusy, mend }, ending.signal);
  vi.advanceTimersByTime(60_000);
  isDamaged = true;
  vi.advanceTimersByTime(60_000);
  expect(mend).not.toHaveBeenCalled();
  isBusy = false;
  vi.advanceTimersByTime(30_000);
  expect(mend).toHaveBeenCalledOnce();
  ending.abort();
  vi.advanceTimersByTime(90_000);
  expect(mend).toHaveBeenCalledOnce();
});
