import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LessonReport } from '../indicators/indicator.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import { systemClock } from '../lesson/clock.ts';
import { TimelineBuilder } from '../lesson/timeline.ts';
import { filmReport } from '../screen/sample-report.ts';
import { recording, SampleRoom, waiting } from '../screen/sample-room.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { LogRing } from './log-ring.ts';
import { RoomSetup } from './room-setup.ts';

const film = join(import.meta.dirname, '../demo/film');

class PreviewedRoom extends SampleRoom {
  previewed: boolean[] = [];
  setPreviewed(isPreviewed: boolean): void {
    this.previewed.push(isPreviewed);
  }
}

let folder: string;
let store: AgentStore;
let room: PreviewedRoom;
let setup: RoomSetup;
let applied: number;
let isMeasuring: boolean;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-room-setup-'));
  store = openStore(folder);
  room = new PreviewedRoom();
  applied = 0;
  isMeasuring = false;
  setup = opened();
  writeFileSync(
    join(folder, 'lectern.yaml'),
    [
      'version: 1',
      'room: { region: "310104", school: "2131000000", room: r301 }',
      `sources: { studentCamera: { address: ${join(film, 'student.mp4')} }, microphone: alsa:none }`,
    ].join('\n'),
  );
});
afterEach(() => {
  setup.stop();
  store.database.close();
  rmSync(folder, { recursive: true, force: true });
});

const opened = () =>
  new RoomSetup({
    ...{ room, store, folder, clock: systemClock, hub: null, port: 8080, appliedHash: null, version: '1.2.3' },
    configFile: join(folder, 'lectern.yaml'),
    modelsFolder: join(folder, 'none'),
    log: new LogRing(Date.now),
    doctor: async () => [],
    hasRecordings: () => isMeasuring,
    apply: () => applied++,
    note: (what, subject) => store.accessLog.add({ atMs: Date.now(), who: 'it', what, subject }),
  });

const noted = () => store.accessLog.list(9).map(({ what }) => what);

describe('a lesson', () => {
  beforeEach(() => {
    room.now = recording();
  });

  it.each<[string, () => unknown]>([
    ['a preview', () => setup.preview.open('studentCamera')],
    ['a look for seats', () => setup.seats.start()],
    ['a test lesson', () => setup.testLesson.start()],
    ['other settings', () => setup.configuration.apply()],
    ['a deletion', () => setup.data.delete({ kind: 'lesson', id: 'a' }, 1)],
  ])('is not disturbed by %s', (_, act) => {
    expect(act).toThrow(expect.objectContaining({ code: 'SETUP_LESSON_GOES_ON' }));
    expect(applied).toBe(0);
    expect(room.previewed).toEqual([]);
  });

  it('closes a preview when it begins', async () => {
    room.now = waiting();
    setup.preview.open('studentCamera');
    expect(room.previewed).toEqual([true]);
    expect(noted()).toEqual(['preview.opened']);
    room.now = recording();
    setup.roomChanged();
    expect(room.previewed).toEqual([true, false]);
    expect(setup.preview.status()).toMatchObject({ state: 'closed', why: 'lesson' });
  });
});

it('a preview that cannot be written down is not opened', () => {
  store.database.pragma('query_only = ON');
  for (const _ of ['first', 'again'])
    expect(() => setup.preview.open('studentCamera')).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^STORE_/) }),
    );
  expect(setup.preview.status().state).toBe('closed');
  expect(room.previewed).toEqual([]);
  store.database.pragma('query_only = OFF');
  setup.preview.open('studentCamera');
  expect(noted()).toEqual(['preview.opened']);
  expect(room.previewed).toEqual([true]);
});

it('sensing that is off opens no camera', () => {
  room.now = { ...waiting(), sensing: 'off' };
  for (const act of [
    () => setup.preview.open('studentCamera'),
    () => setup.seats.start(),
    () => setup.testLesson.start(),
  ])
    expect(act).toThrow(expect.objectContaining({ code: 'SETUP_SENSING_OFF' }));
});

it('finds the seats that the student camera sees, and remembers them', { timeout: 90_000 }, async () => {
  setup.seats.start();
  expect(setup.seats.status().state).toBe('running');
  await vi.waitFor(() => expect(setup.seats.status().state).toBe('done'), { timeout: 80_000 });
  const status = setup.seats.status();
  if (status.state !== 'done') throw new Error('not done');
  // Fifteen students sit in the film; some seats are only found after a while.
  expect(status.result.seats.length).toBeGreaterThan(8);
  expect(status.result.zh).toMatch(/^学生摄像头:\d+ 个座位,头部高 \d+–\d+ 像素/);
  expect(room.previewed).toEqual([true, false]);
  expect(opened().seats.status()).toEqual(status);
});

it('a camera that cannot be opened fails the look for seats with its cause', { timeout: 60_000 }, async () => {
  const file = join(folder, 'lectern.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(join(film, 'student.mp4'), 'rtsp://127.0.0.1:9/main'));
  setup.seats.start();
  await vi.waitFor(() => expect(setup.seats.status().state).toBe('failed'), { timeout: 50_000 });
  expect(setup.seats.status()).toMatchObject({ code: 'SOURCE_UNREACHABLE' });
  expect(room.previewed).toEqual([true, false]);
});

it('a source that is not there is told', () => {
  expect(() => setup.preview.open('teacherCamera')).toThrow(expect.objectContaining({ code: 'SETUP_SOURCE_UNKNOWN' }));
});

function emptyReport(id: string): LessonReport {
  const { lesson } = filmReport();
  const timeline = new TimelineBuilder().build(60_000);
  return lessonReport({ lesson: { ...lesson, id }, timeline, models: {}, slotMs: 30_000, roomPlan: null });
}

it('a test lesson goes no further than its checklist', async () => {
  setup.testLesson.start();
  const { id } = room.now.lesson!;
  expect(room.asked[0]).toEqual(['start', { className: '测试课 Test lesson' }]);
  expect(setup.takes(filmReport())).toBe(false);
  const empty = emptyReport(id);
  expect(setup.takes(empty)).toBe(true);
  await vi.waitFor(() => expect(setup.testLesson.status().state).toBe('done'));
  const all = setup.testLesson.status();
  expect(all).toMatchObject({ result: { durationS: 60, sources: [{ source: 'studentCamera', share: 0 }, {}, {}] } });
  expect(setup.takes(empty)).toBe(false);
  expect(opened().testLesson.status()).toEqual(all);
});

it('a test lesson that cannot be marked as one is ended, and goes no further either', () => {
  // A folder where the mark belongs: the disk does not take it.
  mkdirSync(join(folder, 'test-lesson'));
  expect(() => setup.testLesson.start()).toThrow(expect.objectContaining({ code: 'SETUP_UNWRITABLE' }));
  expect(room.asked.map(([what]) => what)).toEqual(['start', 'end']);
  expect(setup.testLesson.status()).toEqual({ state: 'never' });
  rmSync(join(folder, 'test-lesson'), { recursive: true });
  // Its report is still to come, and must not be taken for a real one because another test began.
  expect(() => setup.testLesson.start()).toThrow(expect.objectContaining({ code: 'SETUP_BUSY' }));
  expect(setup.takes(emptyReport('a'))).toBe(true);
  setup.testLesson.start();
  expect(setup.testLesson.status().state).toBe('running');
});

it('a test lesson does not keep an agent that ends', () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  setup.testLesson.start();
  expect(timers()).toBe(before);
});

it('no test begins shortly before a lesson', () => {
  room.now = { ...waiting(), next: { ...waiting().next!, startMs: Date.now() + 60_000 } };
  expect(() => setup.testLesson.start()).toThrow(/next lesson begins/);
});

it('settings are taken over once they are whole, and that is written down', () => {
  setup.configuration.apply();
  expect(applied).toBe(1);
  expect(noted()).toEqual(['configuration.applied']);
  isMeasuring = true;
  expect(() => setup.configuration.apply()).toThrow(expect.objectContaining({ code: 'SETUP_BUSY' }));
  isMeasuring = false;
  writeFileSync(join(folder, 'lectern.yaml'), 'version: 1\n');
  expect(() => setup.configuration.apply()).toThrow(expect.objectContaining({ code: 'SETUP_CONFIG_INCOMPLETE' }));
});
