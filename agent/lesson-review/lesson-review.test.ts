import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { looks, places } from '../indicators/drawn-timeline.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import { cutTimeline } from '../lesson/life/cut-timeline.ts';
import type { LessonEntry } from '../lesson/open-lesson.ts';
import { TimelineBuilder } from '../lesson/timeline.ts';
import { type AgentStore, openStore } from '../store/agent-store.ts';
import { usualCaps } from '../store/outbox-caps.ts';
import { packJournal } from '../store/packed-journal.ts';
import { openLessonOf, row, talk } from '../store/sample-lesson.ts';
import { LessonReview } from './lesson-review.ts';

const HOUR_MS = 3_600_000;
const RECORDED_MS = 900_000;
/** The class came two minutes late and left a minute early. */
const LESSON = { startMs: 120_000, endMs: 840_000 };
const DRILL = { startMs: 300_000, endMs: 420_000, reason: '消防演练' };

let folder: string;
let store: AgentStore;
let review: LessonReview;
let told: number;
let nudges: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-review-'));
  store = openStore(folder);
  told = 0;
  nudges = 0;
  review = reviewOf(true);
});

afterEach(() => {
  store.database.close();
  rmSync(folder, { recursive: true });
});

function reviewOf(hasRegion: boolean): LessonReview {
  return new LessonReview({
    store,
    clock: { wallMs: () => 1000, monotonicMs: () => 0 },
    usual: { slotMs: 30_000, roomPlan: null },
    hasRegion,
    told: (report) => ({ report, message: { ...row(`event ${++told}`), payload: JSON.stringify({ told }) } }),
    nudge: () => nudges++,
  });
}

const seconds = RECORDED_MS / 1000;
const entries: LessonEntry[] = [
  talk(0, 500_000, [100_000, 310_000, 350_000]),
  talk(500_000, RECORDED_MS, [530_000, 800_000], 'student'),
  ...looks(0, seconds, { headsUp: 9, hands: [3] }),
  ...places(0, seconds, 'podium'),
  { kind: 'bookmark', atMs: 500_000 },
  { kind: 'bookmark', atMs: 600_000 },
];

/** A lesson as the room leaves it: journalled, reported from within its recording. */
function keep(
  id = 'one',
  { holdMs = 0, journalled = true, isJournalWhole = true, damage = false, labels = {} } = {},
): LessonReport {
  const open = openLessonOf(id, null, 5_000_000);
  const lesson = { ...open.lesson, labels: { ...open.lesson.labels, ...labels } };
  if (journalled) {
    store.journal.open({ ...open, lesson });
    store.journal.append(id, entries, { reachedMs: RECORDED_MS, wallMs: 0 });
    store.journal.end(id, RECORDED_MS);
    if (damage) store.database.exec("UPDATE journal_entry SET body = '{}' WHERE position = 1");
  }
  const builder = new TimelineBuilder();
  for (const entry of entries) builder.add(entry);
  const timeline = cutTimeline(builder.build(RECORDED_MS), LESSON.startMs, LESSON.endMs);
  const startedAtMs = lesson.startedAtMs + LESSON.startMs;
  const report = { ...lessonReport({ lesson: { ...lesson, startedAtMs }, timeline, models: { voice: 'ab' } }) };
  store.lessons.save({ ...report, recordedFromMs: LESSON.startMs }, row(`event of ${id}`), holdMs, isJournalWhole);
  return store.lessons.get(id)!;
}

const kept = (id = 'one') => store.lessons.get(id)!;
const figure = (report: LessonReport, id: string) => report.indicators.find((each) => each.id === id)!;

describe('a stretch that is excluded', () => {
  it('is missing in the report made anew: less coverage, a gap, nothing of it in any figure', () => {
    const before = keep();
    review.exclude(before, [DRILL]);
    const after = kept();
    expect(after.excluded).toEqual([DRILL]);
    expect(after.lesson).toEqual(before.lesson);
    expect(after.durationMs).toBe(before.durationMs);
    for (const { id, coverage } of before.indicators.filter((each) => each.value !== null)) {
      if (coverage > 0.99) expect(figure(after, id).coverage, id).toBeCloseTo(600 / 720, 2);
    }
    for (const track of ['talk', 'students', 'teacher'] as const) {
      expect(after.gaps.filter((gap) => gap.track === track)).toEqual([
        { track, startMs: DRILL.startMs, endMs: DRILL.endMs },
      ]);
    }
    expect(after.bookmarks).toEqual([480_000]);
    // 120–300 s are the teacher's, 380 s of the lesson on a student's: the stretch took 80 s of the teacher's 380.
    expect(figure(after, 'talk.teacher.share').value).toBeCloseTo(300 / 600, 3);
  });

  it('can be taken back: the report is as it was at first', () => {
    const before = keep();
    review.exclude(before, [DRILL]);
    review.exclude(kept(), []);
    expect(kept()).toEqual(before);
  });

  it('is in the portrait’s figures and the message to the hub as well', () => {
    keep('one', { holdMs: HOUR_MS, labels: { teacherId: 'T1' } });
    review.exclude(kept(), [DRILL]);
    const later = { ...kept().lesson, id: 'later', startedAtMs: 9e9 };
    const [portrait] = store.lessons.historyOf(later);
    expect(portrait!.figures['talk.teacher.share']!.value).toBeCloseTo(0.5, 3);
    expect(store.outbox.count()).toBe(1);
    expect(review.dispatch('one')).toMatchObject({ state: 'held', message: { told: 1 } });
    store.messages.sendNow('one');
    expect(store.outbox.pending(2).map(({ id }) => id)).toEqual(['event 1']);
    expect(nudges).toBe(1);
  });

  it.each([
    ['before the lesson', [{ startMs: -1, endMs: 5000 }]],
    ['beyond its end', [{ startMs: 700_000, endMs: 720_001 }]],
    ['the wrong way round', [{ startMs: 5000, endMs: 4000 }]],
    ['too short', [{ startMs: 5000, endMs: 5999 }]],
    ['over another', [DRILL, { startMs: 419_000, endMs: 430_000 }]],
  ])('is refused when it lies %s', (_, stretches) => {
    const before = keep();
    expect(() => review.exclude(before, stretches)).toThrow(
      expect.objectContaining({ code: 'REVIEW_STRETCH_INVALID' }),
    );
    expect(kept()).toEqual(before);
  });

  it('is refused when what was observed is not kept', () => {
    const report = keep('one', { journalled: false });
    expect(review.canExclude('one')).toBe(false);
    expect(() => review.exclude(report, [DRILL])).toThrow(expect.objectContaining({ code: 'REVIEW_NO_OBSERVATIONS' }));
    keep('two');
    expect(review.canExclude('two')).toBe(true);
  });

  it('is refused when only a part of what was observed is written down', () => {
    const before = keep('one', { isJournalWhole: false });
    expect(review.canExclude('one')).toBe(false);
    expect(() => review.exclude(before, [DRILL])).toThrow(expect.objectContaining({ code: 'REVIEW_NO_OBSERVATIONS' }));
    expect(kept()).toEqual(before);
  });

  it('is refused when something of what was written down cannot be read', () => {
    const before = keep();
    const record = store.lessons.observationsOf('one')!;
    const bodies = [...record.entries.map((entry) => JSON.stringify(entry)), '{"kind":"talk"'];
    const packed = packJournal(record.open, bodies);
    store.database.prepare('UPDATE lesson_observations SET packed = ?').run(packed);
    expect(() => review.exclude(before, [DRILL])).toThrow(expect.objectContaining({ code: 'REVIEW_NO_OBSERVATIONS' }));
    expect(kept()).toEqual(before);
  });

  it('is not offered when something of the journal could not be read as the lesson ended', () => {
    keep('one', { damage: true });
    expect(review.canExclude('one')).toBe(false);
  });

  it('of an older report is found by the clock, unless that was set in between', () => {
    const { recordedFromMs, ...older } = keep();
    review.exclude(older, [DRILL]);
    expect(kept()).toMatchObject({ recordedFromMs, excluded: [DRILL] });
    const set = { ...older, lesson: { ...older.lesson, startedAtMs: 9e12 } };
    expect(() => review.exclude(set, [DRILL])).toThrow(expect.objectContaining({ code: 'REVIEW_NO_OBSERVATIONS' }));
  });
});

describe('what is sent', () => {
  it('is shown before and after, with what becomes of it', () => {
    keep('one', { holdMs: HOUR_MS });
    expect(review.dispatch('one')).toEqual({ state: 'held', message: { a: 1 }, heldUntilMs: 1000 + HOUR_MS });
    review.withhold('one', true);
    expect(review.dispatch('one')).toMatchObject({ state: 'withheld', heldUntilMs: 1000 + HOUR_MS });
    review.withhold('one', false);
    review.sendNow('one');
    expect(review.dispatch('one')).toEqual({ state: 'waiting', message: { a: 1 } });
    expect(reviewOf(false).dispatch('one').state).toBe('no-region');
    store.outbox.refuse('event of one', 'unknown school');
    expect(review.dispatch('one')).toMatchObject({ state: 'refused', refusedBecause: 'unknown school' });
    store.outbox.acknowledge('event of one', 7);
    expect(review.dispatch('one')).toEqual({ state: 'sent', message: { a: 1 }, sentAtMs: 7 });
  });

  it('is said to be given up when there was no more room for it', () => {
    keep('one', { holdMs: HOUR_MS });
    store.outbox.keepWithin({ ...usualCaps, bytes: 0 }, 5);
    expect(review.dispatch('one')).toMatchObject({ state: 'given-up', message: { a: 1 } });
  });

  it('can be withheld or hurried only while it waits for its teacher', () => {
    keep();
    expect(() => review.withhold('one', true)).toThrow(expect.objectContaining({ code: 'REVIEW_TIME_OVER' }));
    expect(() => review.withhold('one', false)).toThrow(expect.objectContaining({ code: 'REVIEW_TIME_OVER' }));
    expect(() => review.sendNow('one')).toThrow(expect.objectContaining({ code: 'REVIEW_NOTHING_WAITS' }));
  });

  it('is not known of a lesson from before messages were kept', () => {
    keep();
    store.database.exec('DELETE FROM lesson_message; DELETE FROM outbox');
    expect(review.dispatch('one')).toEqual({ state: 'sent', message: null });
  });
});

it('a note is kept, changed and taken away', () => {
  keep();
  expect(review.note('one')).toBe('');
  for (const note of ['第一次\n试用 <b>', 'changed', '']) {
    review.setNote('one', note);
    expect(review.note('one')).toBe(note);
  }
  expect(() => review.setNote('unknown', 'x')).toThrow(/FOREIGN KEY/);
});
