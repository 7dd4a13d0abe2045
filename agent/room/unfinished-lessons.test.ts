import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { defaultLifeRules } from '../lesson/life/life-rules.ts';
import type { OpenLesson } from '../lesson/open-lesson.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { bookmark, openLessonOf, talk } from '../store/sample-lesson.ts';
import { UnfinishedLessons, type UnfinishedOptions } from './unfinished-lessons.ts';

const MINUTE_MS = 60_000;
const STARTED_MS = Date.UTC(2026, 8, 1);
let folder: string;
let store: AgentStore;
let damaged: [string, number][];
/** The clocks, and when on the monotonic one a lesson's time 0 lies. */
let now: { wallMs: number; monotonicMs: number };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-unfinished-'));
  store = openStore(folder);
  damaged = [];
  now = { wallMs: STARTED_MS + 21 * MINUTE_MS, monotonicMs: 5000.5 + 21 * MINUTE_MS };
});

afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
});

const unfinished = (more: Partial<UnfinishedOptions> = {}) =>
  new UnfinishedLessons({
    journal: store.journal,
    clock: { wallMs: () => now.wallMs, monotonicMs: () => now.monotonicMs },
    bootId: 'boot-1',
    rules: defaultLifeRules,
    newestWallMs: STARTED_MS,
    isSynchronised: () => false,
    damaged: (...what) => damaged.push(what),
    ...more,
  });

/** A lesson of 45 min that was written down for 20. */
function cutOff(id: string, more: Partial<OpenLesson> = {}): void {
  store.journal.open({ ...openLessonOf(id, id, STARTED_MS), ...more });
  store.journal.noteModels(id, { 'silero-vad-v5': 'abc' });
  const reached = { reachedMs: 20 * MINUTE_MS, wallMs: STARTED_MS + 20 * MINUTE_MS };
  store.journal.append(id, [talk(0, 60_000), bookmark(30_000)], reached);
}

describe('a lesson that was cut off', () => {
  it('goes on in the same boot, with what is known of it, and is told once', () => {
    cutOff('a');
    const lessons = unfinished();
    expect(lessons.due(false)).toMatchObject([
      {
        kind: 'go-on',
        open: { lesson: { id: 'a' }, zero: { bootId: 'boot-1', monotonicMs: 5000.5 } },
        entries: [{ kind: 'talk' }, { kind: 'bookmark' }],
        models: { 'silero-vad-v5': 'abc' },
      },
    ]);
    expect(lessons.due(false)).toEqual([]);
  });

  const machineRestarts: Fault = {
    part: 'agent',
    kind: 'lost',
    fault: 'the machine is restarted in a lesson',
    seen: 'the screen is gone meanwhile',
    lost: 'what was said and seen meanwhile: a gap in the report',
    recovers: 'the lesson goes on under the same name',
  };
  it('goes on after another start of the machine by the wall clock', shows(machineRestarts), () => {
    cutOff('a');
    now.monotonicMs = 90_000;
    expect(unfinished({ bootId: 'boot-2' }).due(false)).toMatchObject([
      { kind: 'go-on', open: { zero: { bootId: 'boot-2', monotonicMs: 90_000 - 21 * MINUTE_MS } } },
    ]);
  });

  const waitsForClock: Fault = {
    part: 'clock',
    kind: 'wrong',
    fault: 'after a power cut in a lesson the clock cannot be right',
    seen: { code: 'CLOCK_UNKNOWN' },
    lost: 'the lesson waits up to 5 min; after that it is closed with what was written',
    recovers: 'as soon as the clock is right',
  };
  it('waits for a clock that cannot be right, and no longer than 5 min', shows(waitsForClock), () => {
    cutOff('a');
    now = { wallMs: 1000, monotonicMs: 10_000 };
    const lessons = unfinished({ bootId: 'boot-2' });
    expect(lessons.due(false)).toEqual([]);
    now = { wallMs: STARTED_MS + 25 * MINUTE_MS, monotonicMs: 60_000 };
    expect(lessons.due(false)).toMatchObject([{ kind: 'go-on' }]);
    now = { wallMs: 1000, monotonicMs: 10_000 };
    const others = unfinished({ bootId: 'boot-2' });
    expect(others.due(false)).toEqual([]);
    now.monotonicMs += 5 * MINUTE_MS;
    expect(others.due(false)).toMatchObject([{ kind: 'close', timeline: { durationMs: 20 * MINUTE_MS } }]);
  });

  it('whose time is over is closed with all of its time', () => {
    cutOff('a');
    now.monotonicMs += 60 * MINUTE_MS;
    const [due] = unfinished().due(false);
    expect(due).toMatchObject({
      kind: 'close',
      open: { lesson: { id: 'a' } },
      timeline: { durationMs: 45 * MINUTE_MS, bookmarks: [30_000], talk: [{ startMs: 0, endMs: 60_000 }] },
      models: { 'silero-vad-v5': 'abc' },
    });
  });

  it('that was over already is closed as long as it was', () => {
    cutOff('a');
    store.journal.end('a', 10 * MINUTE_MS);
    expect(unfinished().due(false)).toMatchObject([{ kind: 'close', timeline: { durationMs: 10 * MINUTE_MS } }]);
  });

  it('cannot go on beside another', () => {
    cutOff('a');
    expect(unfinished().due(true)).toMatchObject([{ kind: 'close', timeline: { durationMs: 20 * MINUTE_MS } }]);
    cutOff('b');
    expect(unfinished().due(false)).toMatchObject([
      { kind: 'go-on', open: { lesson: { id: 'a' } } },
      { kind: 'close', open: { lesson: { id: 'b' } } },
    ]);
  });

  const damagedEntries: Fault = {
    part: 'database',
    kind: 'wrong',
    fault: 'entries of a lesson that was cut off are damaged',
    seen: 'the log has how many',
    lost: 'these entries',
    recovers: 'the lesson goes on with the others',
  };
  it('with damaged entries goes on with the others, and that is told', shows(damagedEntries), () => {
    cutOff('a');
    store.database.prepare(`UPDATE journal_entry SET body = '{"kind":' WHERE body LIKE '%bookmark%'`).run();
    expect(unfinished().due(false)).toMatchObject([{ kind: 'go-on', entries: [{ kind: 'talk' }] }]);
    expect(damaged).toEqual([['a', 1]]);
  });

  const diskSilent: Fault = {
    part: 'disk',
    kind: 'silent',
    fault: 'the disk does not answer when the agent starts',
    seen: { code: 'ROOM_FAULT' },
    lost: 'nothing',
    recovers: 'an unfinished lesson is taken up as soon as the disk answers',
  };
  it('is told when a disk that did not answer does', shows(diskSilent), () => {
    cutOff('a');
    let isSick = true;
    const journal = new Proxy(store.journal, {
      get: (target, name: 'unfinished' | 'entries') => {
        if (isSick) throw new Error('the disk does not answer');
        return target[name].bind(target);
      },
    });
    const lessons = unfinished({ journal });
    expect(() => lessons.due(false)).toThrow('does not answer');
    isSick = false;
    expect(lessons.due(false)).toHaveLength(1);
  });
});
