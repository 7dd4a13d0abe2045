import { expect, it } from 'vitest';
import { withoutStretches } from './excluded-stretches.ts';
import type { StudentsObservation, TalkSegment } from './observation.ts';
import { held, type Timeline, totalMs } from './timeline.ts';

const segment = (startMs: number, endMs: number, syllables: number): TalkSegment => {
  return { startMs, endMs, talk: 'teacher', levelDbfs: -30, syllables, uncertain: false };
};
const look = (atMs: number): StudentsObservation => {
  const counts = { occupied: 12, measurable: 12, headsUp: 0, turned: 0, handsRaised: 0, standing: 0, slumped: 0 };
  return { kind: 'students', atMs, ...counts, handSeats: [] };
};
const timeline: Timeline = {
  durationMs: 60_000,
  talk: [segment(0, 40_000, 80), segment(45_000, 60_000, 30)],
  students: Array.from({ length: 30 }, (_, i) => look(i * 2000)),
  teacher: [],
  cameras: [{ kind: 'camera', camera: 'student', atMs: 0, state: 'ok' }],
  microphones: [],
  seats: null,
  bookmarks: [5000, 20_000, 30_000],
  environment: [],
};

it('a stretch that is excluded leaves a gap of its own length, and the time as it was', () => {
  const cut = withoutStretches(timeline, [{ startMs: 20_000, endMs: 30_000 }]);
  expect(cut.durationMs).toBe(60_000);
  expect(cut.talk).toEqual([segment(0, 20_000, 40), segment(30_000, 40_000, 20), segment(45_000, 60_000, 30)]);
  const looks = held(cut.students, cut.durationMs);
  expect(totalMs(looks)).toBe(50_000);
  expect(looks.every(({ startMs, endMs }) => endMs <= 20_000 || startMs >= 30_000)).toBe(true);
  expect(cut.bookmarks).toEqual([5000, 30_000]);
  expect(cut.cameras).toEqual(timeline.cameras);
});

it('several stretches leave several gaps; none leaves everything as it was', () => {
  const holes = [
    { startMs: 0, endMs: 3000 },
    { startMs: 3000, endMs: 8000 },
    { startMs: 50_000, endMs: 60_000 },
  ];
  const cut = withoutStretches(timeline, holes);
  expect(totalMs(cut.talk)).toBe(37_000);
  expect(totalMs(held(cut.students, cut.durationMs))).toBe(42_000);
  expect(withoutStretches(timeline, [])).toEqual(timeline);
});
