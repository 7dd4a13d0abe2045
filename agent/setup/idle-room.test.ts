import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from '../lesson/clock.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import { IdleRoom } from './idle-room.ts';
import { LogRing } from './log-ring.ts';
import { RoomSetup } from './room-setup.ts';

const film = join(import.meta.dirname, '../demo/film/student.mp4');
const room = 'room: { region: "310104", school: "2131000000", room: r301 }';

let folder: string;
let store: AgentStore;
let unset: IdleRoom;
let setup: RoomSetup;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-idle-room-'));
  store = openStore(folder);
  const configFile = join(folder, 'lectern.yaml');
  writeFileSync(`${configFile}.draft`, `version: 1\n${room}\nsources: { studentCamera: { address: ${film} } }\n`);
  unset = new IdleRoom({
    problem: { code: 'ROOM_NOT_SET_UP', message: 'not set up; set it up' },
    lampRequired: false,
    sensingSwitch: new SensingSwitch(folder),
    problems: () => [],
    changed: () => setup.roomChanged(),
  });
  setup = new RoomSetup({
    ...{ room: unset, store, folder, configFile, clock: systemClock, hub: null, port: 8080, appliedHash: null },
    version: '1.2.3',
    modelsFolder: join(folder, 'none'),
    log: new LogRing(Date.now),
    doctor: async () => [],
    hasRecordings: () => false,
    apply: () => {},
    note: () => {},
  });
});
afterEach(() => {
  setup.stop();
  store.database.close();
  rmSync(folder, { recursive: true, force: true });
});

it('the privacy switch of a room that is not set up yet closes a preview at once', () => {
  setup.preview.open('studentCamera');
  unset.setSensing(false);
  expect(setup.preview.status()).toMatchObject({ state: 'closed', why: 'sensing-off' });
  expect(unset.state()).toMatchObject({ sensing: 'off', why: 'sensing-off' });
  expect(unset.state().preview).toBeUndefined();
});

it('the privacy switch ends a look for seats', { timeout: 60_000 }, async () => {
  setup.seats.start();
  unset.setSensing(false);
  await vi.waitFor(() => expect(setup.seats.status().state).toBe('failed'), { timeout: 15_000 });
  expect(unset.state().preview).toBeUndefined();
});

it('the privacy switch closes a preview also when it cannot be written down', () => {
  setup.preview.open('studentCamera');
  vi.spyOn(SensingSwitch.prototype, 'set').mockImplementation(() => {
    throw new Error('the disk is full');
  });
  expect(() => unset.setSensing(false)).toThrow(/full/);
  vi.restoreAllMocks();
  expect(setup.preview.isOpen).toBe(false);
});
