import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { film } from '../../test/cli.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { makeMedia } from '../../test/fixtures/made-media.ts';
import { descendants } from '../../test/fixtures/process-tree.ts';
import { bootId, systemClock } from '../lesson/clock.ts';
import type { Observation } from '../lesson/observation.ts';
import type { LessonEntry, OpenLesson } from '../lesson/open-lesson.ts';
import type { SensorOptions } from '../sensing/process/sensor-supervisor.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { bookmark, openLessonOf } from '../store/sample-lesson.ts';
import { LiveLesson } from './live-lesson.ts';

let media: string;
let folder: string;
let store: AgentStore;
let observed: Observation[];
let written: [string | null, number][];

beforeAll(() => {
  media = mkdtempSync(join(tmpdir(), 'lectern-lesson-media-'));
  makeMedia(join(media, 'room.wav'), '-t', '8', '-i', `${film}/room.opus`, '-ac', '1');
  return () => rmSync(media, { recursive: true });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-live-lesson-'));
  store = openStore(folder);
  observed = [];
  written = [];
});

afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
  expect(devices()).toEqual([]);
});

const devices = () => descendants(process.pid).filter(({ line }) => line.includes('room.wav'));
/** Machines are shared, and a microphone's process loads its models first. */
const until = (is: () => unknown) => vi.waitFor(is, { timeout: 45_000, interval: 50 });
const talked = () => observed.filter(({ kind }) => kind === 'talk').length;
const journal = () => store.journal.entries('a').entries;

/** A lesson with a microphone. @param agoMs when it began */
function lessonOf(
  agoMs = 0,
  more: { isResumed?: boolean; entries?: LessonEntry[]; sensors?: SensorOptions[] } = {},
): LiveLesson {
  const zero = { bootId: bootId(), monotonicMs: systemClock.monotonicMs() - agoMs };
  const open: OpenLesson = { ...openLessonOf('a', null, Date.now() - agoMs), origin: 'hand', plannedMs: null, zero };
  const sensor: SensorOptions = {
    sensor: 'microphone',
    media: {
      kind: 'live',
      sources: [{ kind: 'file', path: join(media, 'room.wav'), loop: true }],
      zeroMs: zero.monotonicMs,
    },
    roomPlan: null,
    samplesPerS: 1,
    restarts: Number.POSITIVE_INFINITY,
  };
  return new LiveLesson({
    ...{ open, isResumed: false, entries: [], models: { before: 'abc' }, sensors: [sensor] },
    journal: store.journal,
    clock: systemClock,
    events: {
      observation: (observation) => observed.push(observation),
      progress: () => {},
      degraded: () => {},
      written: (error, unwritten) => written.push([error?.message ?? null, unwritten]),
    },
    ...more,
  });
}

describe('a lesson that goes on', { timeout: 150_000 }, () => {
  it('is written down as it goes, may be held, and ends with all that was seen', async () => {
    const lesson = lessonOf();
    lesson.start();
    expect(store.journal.unfinished()).toMatchObject([{ lesson: { id: 'a' }, origin: 'hand', endedMs: null }]);
    await until(() => expect(talked()).toBeGreaterThan(0));
    expect(devices()).not.toEqual([]);
    const markedMs = lesson.bookmark();
    // A bookmark is on the disk at once.
    expect(journal()).toContainEqual(bookmark(markedMs));

    const heldMs = lesson.elapsedMs;
    await lesson.hold();
    expect(devices()).toEqual([]);
    await delay(1500);
    lesson.sense();
    lesson.sense();
    const before = talked();
    await until(() => expect(talked()).toBeGreaterThan(before));

    const endsMs = lesson.elapsedMs;
    const ended = lesson.end();
    // It is over on the disk before the sensors have said their last word.
    expect(store.journal.unfinished()[0]!.endedMs).toBeCloseTo(endsMs, -2);
    const { timeline } = await ended;
    expect(timeline.durationMs).toBeCloseTo(endsMs, -2);
    expect(timeline.bookmarks).toEqual([markedMs]);
    expect(timeline.talk.at(-1)!.endMs).toBeGreaterThan(endsMs - 1500);
    const inHold = timeline.talk.filter(({ startMs, endMs }) => startMs < heldMs + 1500 && endMs > heldMs + 200);
    expect(inHold).toEqual([]);
    expect(timeline.pauses).toHaveLength(1);
    expect(timeline.pauses![0]!.startMs).toBeCloseTo(heldMs, -2);
    expect(timeline.pauses![0]!.endMs).toBeGreaterThanOrEqual(heldMs + 1500);
    expect(Object.keys(lesson.models)).toEqual(expect.arrayContaining(['before', 'silero-vad-v5']));
    expect(written.map(([error]) => error)).not.toContainEqual(expect.any(String));
  });

  it('is left open when the agent ends, and goes on with what was written', async () => {
    const lesson = lessonOf();
    lesson.start();
    await until(() => expect(talked()).toBeGreaterThan(0));
    lesson.bookmark();
    await lesson.leave();
    const [open] = store.journal.unfinished();
    expect(open).toMatchObject({ lesson: { id: 'a' }, endedMs: null });
    expect(open!.reachedMs).toBeCloseTo(lesson.elapsedMs, -3);
    const entries = journal();
    expect(entries.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['talk', 'bookmark']));

    const later = lessonOf(60_000, { isResumed: true, entries });
    later.start();
    expect(store.journal.unfinished()).toMatchObject([{ zero: { monotonicMs: later.open.zero.monotonicMs } }]);
    const before = talked();
    await until(() => expect(talked()).toBeGreaterThan(before));
    const { timeline } = await later.end();
    expect(timeline.bookmarks).toHaveLength(1);
    expect(timeline.talk[0]!.startMs).toBeLessThan(5000);
    expect(timeline.talk.at(-1)!.endMs).toBeGreaterThan(60_000);
  });

  const sickFromStart: Fault = {
    part: 'disk',
    kind: 'lost',
    fault: 'the disk takes nothing from the first moment of a lesson on',
    seen: { code: 'STORE_SICK' },
    lost: 'nothing',
    recovers: 'what was kept in memory is written as soon as the disk takes it',
  };
  it('loses nothing while the disk is sick, from the first moment on', shows(sickFromStart), async () => {
    const sick = (isSick: boolean) => store.database.pragma(`query_only = ${isSick ? 'ON' : 'OFF'}`);
    sick(true);
    const lesson = lessonOf();
    lesson.start();
    expect(written.at(-1)![0]).toContain('cannot be written');
    const markedMs = lesson.bookmark();
    await until(() => expect(talked()).toBeGreaterThan(0));
    expect(written.at(-1)![1]).toBeGreaterThan(0);
    sick(false);
    await until(() => expect(written.at(-1)).toEqual([null, 0]));
    expect(Object.keys(store.journal.unfinished()[0]!.models)).toContain('silero-vad-v5');
    expect(journal().map(({ kind }) => kind)).toEqual(expect.arrayContaining(['talk', 'bookmark']));
    const { timeline } = await lesson.end();
    expect(timeline.bookmarks).toEqual([markedMs]);
    expect(store.journal.unfinished()).toMatchObject([{ lesson: { id: 'a' }, endedMs: expect.any(Number) }]);
  });

  const memoryFull: Fault = {
    part: 'disk',
    kind: 'overload',
    fault: 'the disk takes nothing for so long that the memory set apart is full',
    seen: { code: 'STORE_SICK' },
    lost: 'what is beyond 50,000 observations, and that the report can be made anew',
    recovers: 'the report is made of what was observed',
  };
  it(
    'of which more was lost than can be kept in memory says that its journal is not whole',
    shows(memoryFull),
    async () => {
      const lesson = lessonOf(0, { sensors: [] });
      lesson.start();
      store.database.pragma('query_only = ON');
      for (let i = 0; i < 50_001; i++) lesson.bookmark();
      expect(lesson.writeRest()).toBe(false);
      store.database.pragma('query_only = OFF');
      await lesson.end();
      expect(lesson.writeRest()).toBe(false);
      expect(journal()).toHaveLength(50_000);
    },
  );
});
