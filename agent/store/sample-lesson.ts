import type { LessonReport } from '../indicators/indicator.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { TalkSegment } from '../lesson/observation.ts';
import type { LessonEntry, OpenLesson } from '../lesson/open-lesson.ts';
import type { OutboxRow } from './outbox.ts';

/** Small lessons for the tests of the store. */

const nothing = {
  talk: [],
  students: [],
  teacher: [],
  cameras: [],
  microphones: [],
  seats: null,
  bookmarks: [],
  environment: [],
};

const lessonOf = (id: string, startedAtMs: number): Lesson => ({
  id,
  room: { region: '310104', school: '2131000000', room: 'r301' },
  labels: { className: '七年级 3 班' },
  startedAtMs,
});

export function reportOf(id: string, startedAtMs = 0): LessonReport {
  const timeline = { ...nothing, durationMs: 60_000.4 };
  return lessonReport({ lesson: lessonOf(id, startedAtMs), timeline, models: {} });
}

export const row = (id: string, createdAtMs = 0): OutboxRow => ({
  id,
  channel: 'lesson',
  payload: '{"a":1}',
  createdAtMs,
});

export function openLessonOf(id: string, slot: string | null = null, startedAtMs = 0): OpenLesson {
  return {
    lesson: lessonOf(id, startedAtMs),
    origin: 'timetable',
    slot,
    plannedMs: 2_700_000,
    zero: { bootId: 'boot-1', monotonicMs: 5000.5 },
  };
}

export const bookmark = (atMs: number): LessonEntry => ({ kind: 'bookmark', atMs });

/** Talk of [fromMs, toMs), cut where told. */
export function talk(
  fromMs: number,
  toMs: number,
  cuts: readonly number[] = [],
  talk: TalkSegment['talk'] = 'teacher',
) {
  const edges = [fromMs, ...cuts, toMs];
  const segments = edges.slice(1).map((endMs, i): TalkSegment => {
    return { startMs: edges[i]!, endMs, talk, levelDbfs: -30, syllables: 10 + i, uncertain: false };
  });
  return { kind: 'talk', fromMs, toMs, segments } satisfies LessonEntry;
}
