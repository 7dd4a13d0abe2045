import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { defaultLifeRules } from '../lesson/life/life-rules.ts';
import type { LessonEntry, OpenLesson } from '../lesson/open-lesson.ts';
import { TimelineBuilder } from '../lesson/timeline.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { bookmark, openLessonOf, row, talk } from '../store/sample-lesson.ts';
import { LessonEnding, type LessonEndingOptions } from './lesson-ending.ts';

const LESSON_MS = 2_700_000;
const STARTED_MS = Date.UTC(2026, 8, 1);
const idle = new AbortController().signal;
let folder: string;
let store: AgentStore;
let failures: string[];
let wallMs: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-ending-'));
  store = openStore(folder);
  failures = [];
  wallMs = STARTED_MS + LESSON_MS;
});

afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
});

function ending(more: Partial<LessonEndingOptions> = {}): LessonEnding {
  return new LessonEnding({
    clock: { wallMs: () => wallMs, monotonicMs: () => 0 },
    rules: defaultLifeRules,
    slotMs: 30_000,
    roomPlan: null,
    isRecording: false,
    journal: store.journal,
    keep: (report) => {
      store.lessons.save(report, row(`event of ${report.lesson.id}`));
      return `event of ${report.lesson.id}`;
    },
    failed: ({ message }) => failures.push(message),
    retryMs: 20,
    ...more,
  });
}

/** A lesson that is open in the journal and over. */
function over(id: string, entries: LessonEntry[], more: Partial<OpenLesson> = {}) {
  const open = { ...openLessonOf(id, `slot ${id}`, STARTED_MS), ...more };
  store.journal.open(open);
  store.journal.append(id, entries, { reachedMs: LESSON_MS, wallMs });
  const timeline = new TimelineBuilder();
  for (const entry of entries) timeline.add(entry);
  return { open, timeline: timeline.build(LESSON_MS), models: { 'silero-vad-v5': 'abc' } };
}

/** The disk takes nothing until then. */
const sick = (isSick: boolean) => store.database.pragma(`query_only = ${isSick ? 'ON' : 'OFF'}`);
const unfinished = () => store.journal.unfinished().map(({ lesson }) => lesson.id);
/** A microphone that heard nobody. */
const silence = [talk(0, LESSON_MS, [], 'none')];

describe('a lesson that is over', () => {
  it('is reported with what was seen of it, and is open no more', async () => {
    const outcome = await ending().end(over('a', [talk(0, LESSON_MS)]), idle);
    expect(outcome).toMatchObject({ eventId: 'event of a', report: { lesson: { id: 'a', startedAtMs: STARTED_MS } } });
    expect(store.lessons.get('a')).toEqual((outcome as { report: unknown }).report);
    expect(store.lessons.slotIsReported('slot a')).toBe(true);
    expect(unfinished()).toEqual([]);
    expect(failures).toEqual([]);
  });

  it('in which nobody was there is let go', async () => {
    expect(await ending().end(over('a', silence), idle)).toBe('empty');
    expect(unfinished()).toEqual([]);
    expect(store.lessons.list('')).toEqual([]);
  });

  it.each<[string, Partial<OpenLesson>, Partial<LessonEndingOptions>, LessonEntry[]]>([
    ['begun by hand', { origin: 'hand', slot: null, plannedMs: null }, {}, silence],
    ['a recording', {}, { isRecording: true }, silence],
    ['marked by the teacher', {}, {}, [...silence, bookmark(60_000)]],
    ['of which no sensor could tell', {}, {}, []],
  ])('is reported always when it was %s', async (_, more, options, entries) => {
    expect(await ending(options).end(over('a', entries, more), idle)).toMatchObject({ eventId: 'event of a' });
    expect(store.lessons.list('')).toHaveLength(1);
  });

  const reportWaits: Fault = {
    part: 'disk',
    kind: 'refused',
    fault: 'the disk takes nothing when a lesson is over',
    seen: { code: 'REPORT_WAITS' },
    lost: 'nothing',
    recovers: 'tried again until the disk takes it',
  };
  it('is kept as soon as the disk takes it, and told each time it does not', shows(reportWaits), async () => {
    const ended = over('a', [talk(0, LESSON_MS)]);
    sick(true);
    const kept = ending().end(ended, idle);
    while (failures.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(unfinished()).toEqual(['a']);
    sick(false);
    expect(await kept).toMatchObject({ eventId: 'event of a' });
    expect(failures[0]).toContain('cannot be written');
    expect(store.lessons.list('')).toHaveLength(1);
    expect(unfinished()).toEqual([]);
  });

  it('that was empty is let go as soon as the disk takes that', async () => {
    const ended = over('a', silence);
    sick(true);
    const kept = ending().end(ended, idle);
    while (failures.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    sick(false);
    expect(await kept).toBe('empty');
    expect(unfinished()).toEqual([]);
  });

  const endsWithSickDisk: Fault = {
    part: 'disk',
    kind: 'lost',
    fault: 'the disk takes nothing while the agent is asked to end',
    seen: { code: 'REPORT_WAITS' },
    lost: 'nothing that was written before',
    recovers: 'the lesson is reported at the next start',
  };
  it(
    'is tried once when the agent ends, and stays open when the disk does not take it',
    shows(endsWithSickDisk),
    async () => {
      const stop = AbortSignal.abort();
      expect(await ending().end(over('a', [talk(0, LESSON_MS)]), stop)).toMatchObject({ eventId: 'event of a' });
      const ended = over('b', [talk(0, LESSON_MS)]);
      sick(true);
      expect(await ending().end(ended, stop)).toBe('open');
      expect(failures).toHaveLength(1);
      sick(false);
      expect(unfinished()).toEqual(['b']);
    },
  );

  it('is not waited for when the agent ends between two tries', async () => {
    const stop = new AbortController();
    const ended = over('a', [talk(0, LESSON_MS)]);
    sick(true);
    const kept = ending({ retryMs: 60_000 }).end(ended, stop.signal);
    stop.abort();
    expect(await kept).toBe('open');
  });
});

describe('the beginning of a lesson', () => {
  const clockSetMeanwhile: Fault = {
    part: 'clock',
    kind: 'absent',
    fault: 'the clock shows 1970 when a lesson begins and is set during it',
    seen: { code: 'CLOCK_UNKNOWN' },
    lost: 'nothing: the report has the right beginning',
    recovers: 'as soon as the clock is set',
  };
  it('is when the clock that was set meanwhile says', shows(clockSetMeanwhile), async () => {
    const lost = over('a', [talk(0, LESSON_MS)]);
    lost.open.lesson = { ...lost.open.lesson, startedAtMs: 5000 };
    expect(await ending().end(lost, idle)).toMatchObject({ report: { lesson: { startedAtMs: STARTED_MS } } });
  });

  it('stays what it was while no clock can be right', async () => {
    const lost = over('a', [talk(0, LESSON_MS)]);
    lost.open.lesson = { ...lost.open.lesson, startedAtMs: 5000 };
    wallMs = 9000;
    expect(await ending().end(lost, idle)).toMatchObject({ report: { lesson: { startedAtMs: 5000 } } });
  });
});
