import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { systemClock } from '../lesson/clock.ts';
import { LessonLife } from '../lesson/life/lesson-life.ts';
import { defaultLifeRules } from '../lesson/life/life-rules.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { row } from '../store/sample-lesson.ts';
import { SensingSwitch } from '../store/sensing-switch.ts';
import { LessonEnding } from './lesson-ending.ts';
import { Room } from './room.ts';
import { allOf, type RoomEvents } from './room-events.ts';
import { RoomProblems } from './room-problems.ts';
import { SensingPermit } from './sensing-permit.ts';
import { SourceBoard } from './source-board.ts';
import { UnfinishedLessons } from './unfinished-lessons.ts';

let folder: string;
let store: AgentStore;
/** What was started, oldest first. */
let started: ('lesson' | 'watch')[];
let told: boolean[];
let failures: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-room-'));
  store = openStore(folder);
  started = [];
  told = [];
  failures = [];
});

afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
});

/** A room that looks for lessons all day, and has no devices. */
function watchingRoom(lampShows: (() => boolean) | null = null): Room {
  const rules = { ...defaultLifeRules, detection: true, watchHours: null };
  const times = { clock: systemClock, newestWallMs: undefined, isSynchronised: () => true, rules };
  const { journal, lessons } = store;
  return new Room({
    address: { region: '310104', school: '2131000000', room: 'r301' },
    labels: {},
    ...{ clock: systemClock, bootId: 'boot-1', isRecording: false, journal },
    life: new LessonLife({ ...times, calendar: null, isReported: () => false, localTime: () => '08:00' }),
    ending: new LessonEnding({
      ...{ clock: systemClock, rules, slotMs: 30_000, roomPlan: null, isRecording: false, journal },
      keep: (report, isJournalWhole) => {
        lessons.save(report, row('event'), 0, isJournalWhole);
        return 'event';
      },
      failed: ({ message }) => failures.push(message),
      retryMs: 10,
    }),
    permit: new SensingPermit(new SensingSwitch(folder), lampShows),
    unfinished: new UnfinishedLessons({ ...times, journal, bootId: 'boot-1', damaged: () => {} }),
    board: new SourceBoard([], systemClock),
    problems: new RoomProblems(() => {}),
    lessonSensors: () => {
      started.push('lesson');
      return [];
    },
    watchSensors: () => {
      started.push('watch');
      return [];
    },
    events: allOf({ activity: (_, sensing) => told.push(sensing) } satisfies Partial<RoomEvents>),
  });
}

const hasEnded = expect.objectContaining({ code: 'ROOM_ENDED' });

it('a room that has ended opens nothing again when its preview is closed', async () => {
  const room = watchingRoom();
  const stop = new AbortController();
  const ended = room.run(stop.signal);
  expect(started).toEqual(['watch']);
  room.setPreviewed(true);
  stop.abort();
  await ended;
  room.setPreviewed(false);
  expect(started).toEqual(['watch']);
  expect(room.state().activity).toBe('idle');
});

it('a room that ends begins no lesson and says so, and the privacy switch still holds', async () => {
  const room = watchingRoom();
  const stop = new AbortController();
  const ended = room.run(stop.signal);
  stop.abort();
  expect(() => room.startLesson({})).toThrow(hasEnded);
  await ended;
  for (const act of [() => room.startLesson({}), () => room.endLesson(), () => room.bookmark()])
    expect(act).toThrow(hasEnded);
  room.setSensing(false);
  expect(new SensingSwitch(folder).isOn).toBe(false);
  expect(told.at(-1)).toBe(false);
  expect(started).toEqual(['watch']);
  expect(store.journal.unfinished()).toEqual([]);
});

it('what is asked before a room begins is done as it begins', async () => {
  const room = watchingRoom();
  room.startLesson({ className: '七年级 3 班' });
  expect(started).toEqual([]);
  const stop = new AbortController();
  const ended = room.run(stop.signal);
  expect(started).toEqual(['lesson']);
  expect(room.state().lesson?.labels).toEqual({ className: '七年级 3 班' });
  room.endLesson();
  stop.abort();
  await ended;
  expect(store.lessons.list('')).toHaveLength(1);
});

const diskBackAtEnd: Fault = {
  part: 'disk',
  kind: 'lost',
  fault: 'the disk takes nothing until after the lesson',
  seen: { code: 'STORE_SICK' },
  lost: 'nothing',
  recovers: 'written with the report as soon as the disk takes it',
};
it('what the disk did not take during a lesson is kept with its report', shows(diskBackAtEnd), async () => {
  const sick = (isSick: boolean) => store.database.pragma(`query_only = ${isSick ? 'ON' : 'OFF'}`);
  const room = watchingRoom();
  const stop = new AbortController();
  const ended = room.run(stop.signal);
  room.startLesson({});
  const { id } = room.state().lesson!;
  sick(true);
  const markedMs = room.bookmark();
  await delay(50);
  room.endLesson();
  await vi.waitFor(() => expect(failures.length).toBeGreaterThan(1));
  sick(false);
  await vi.waitFor(() => expect(store.lessons.get(id)?.bookmarks).toEqual([markedMs]));
  const record = store.lessons.observationsOf(id)!;
  expect(record.entries).toEqual([{ kind: 'bookmark', atMs: markedMs }]);
  expect(record.open.endedMs).not.toBeNull();
  stop.abort();
  await ended;
});

const lampGone: Fault[] = [
  {
    part: 'board',
    kind: 'absent',
    fault: 'the lamp that must show sensing does not answer',
    seen: { code: 'LAMP_MISSING' },
    lost: 'everything: without it nothing is opened and no lesson begins',
    recovers: 'as soon as it answers',
  },
  {
    part: 'board',
    kind: 'lost',
    fault: 'the lamp that must show sensing goes away in a lesson',
    seen: { code: 'LAMP_MISSING' },
    lost: 'what would have been observed meanwhile: the lesson is held',
    recovers: 'the lesson goes on as soon as it answers',
  },
];
it(
  'a room that must show by a lamp that it is sensed opens nothing without one, and a lesson goes on when it is back',
  shows(lampGone, { timeout: 30_000 }),
  async () => {
    let isLit = false;
    const room = watchingRoom(() => isLit);
    const stop = new AbortController();
    const ended = room.run(stop.signal);
    expect(started).toEqual([]);
    expect(room.state()).toMatchObject({ activity: 'idle', why: 'no-lamp', sensing: 'on' });
    expect(room.state().problems, 'a lamp may take some seconds').toEqual([]);
    expect(() => room.startLesson({})).toThrow(expect.objectContaining({ code: 'LIFE_NO_LAMP' }));

    await vi.waitFor(() => expect(room.state().problems.map(({ code }) => code)).toEqual(['LAMP_MISSING']), 10_000);

    isLit = true;
    await vi.waitFor(() => expect(started).toEqual(['watch']), 3_000);
    expect(room.state().problems).toEqual([]);
    room.startLesson({});
    const { id } = room.state().lesson!;
    isLit = false;
    await vi.waitFor(() => expect(room.state()).toMatchObject({ activity: 'held', why: 'no-lamp' }), 3_000);
    expect(() => room.bookmark()).toThrow();
    isLit = true;
    await vi.waitFor(() => expect(room.state().activity).toBe('recording'), 3_000);
    expect(room.state().lesson!.id).toBe(id);
    stop.abort();
    await ended;
  },
);

it('what is shown to school IT is closed when the lamp goes: whoever shows it is told', async () => {
  let isLit = true;
  const room = watchingRoom(() => isLit);
  const stop = new AbortController();
  const ended = room.run(stop.signal);
  room.setPreviewed(true);
  const before = told.length;
  isLit = false;
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(before), 3_000);
  expect(room.state()).toMatchObject({ why: 'no-lamp', preview: true });
  stop.abort();
  await ended;
}, 15_000);

it('says that it is sensed while the next lesson is looked for, though the last one’s report is still being made', async () => {
  const sick = (isSick: boolean) => store.database.pragma(`query_only = ${isSick ? 'ON' : 'OFF'}`);
  const room = watchingRoom();
  const stop = new AbortController();
  const ended = room.run(stop.signal);
  expect(room.state().sensed).toBe(true);
  room.startLesson({});
  room.bookmark();
  sick(true);
  room.endLesson();
  await vi.waitFor(() => expect(room.state()).toMatchObject({ activity: 'closing', sensed: true }), 5_000);
  sick(false);
  room.setSensing(false);
  expect(room.state().sensed).toBeUndefined();
  stop.abort();
  await ended;
}, 15_000);

it('air and light are kept of a lesson, in its own time, also while it is held', async () => {
  const room = watchingRoom();
  const stop = new AbortController();
  const ended = room.run(stop.signal);
  room.observeEnvironment({ co2Ppm: 400 }, 0);
  room.startLesson({});
  const { id } = room.state().lesson!;
  await delay(60);
  // Without anything of the class it would be no lesson.
  room.bookmark();
  room.observeEnvironment({ co2Ppm: 900 }, 0);
  room.setSensing(false);
  await delay(60);
  room.observeEnvironment({ co2Ppm: 950 }, 0);
  room.endLesson();
  await vi.waitFor(() => expect(store.lessons.get(id)).toBeDefined(), 5_000);
  const air = store.lessons.observationsOf(id)!.entries.filter(({ kind }) => kind === 'environment');
  expect(
    air.map((entry) => [entry.kind === 'environment' && entry.startMs, 'co2Ppm' in entry && entry.co2Ppm]),
  ).toEqual([
    [0, 900],
    [0, 950],
  ]);
  stop.abort();
  await ended;
}, 15_000);
