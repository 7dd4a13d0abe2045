import { expect, it } from 'vitest';
import type { Gap } from '../../agent/indicators/indicator.ts';
import type { RoomState, SourceStatus } from '../../agent/lesson/room-state.ts';
import { dishonestCoverage, type Outage } from './honest-coverage.ts';
import { type Happened, type Seen, unseen } from './soak-lesson.ts';
import { SoakResult } from './soak-result.ts';
import { faultFamilies, type PlannedLesson, soakSchedule } from './soak-schedule.ts';

function firstLessons(seed: number, count: number): PlannedLesson[] {
  const schedule = soakSchedule(seed);
  return Array.from({ length: count }, () => schedule.next().value as PlannedLesson);
}
const gap = (track: Gap['track'], startS: number, endS: number): Gap => ({
  ...{ track, startMs: startS * 1000, endMs: endS * 1000 },
});
const unplugged: Outage = {
  ...{ track: 'talk', fault: 'unplugged', startS: 20, endS: 30 },
  slackS: { before: 2, start: 3, end: 10 },
};

it('a seed repeats its schedule, and another has another', () => {
  expect(firstLessons(5, 50)).toEqual(firstLessons(5, 50));
  expect(firstLessons(6, 50)).not.toEqual(firstLessons(5, 50));
});

it('every fault comes, one of a family in a lesson, with time to come back; the clock never goes back by itself', () => {
  const lessons = firstLessons(1, 600);
  const drawn = new Set(lessons.flatMap(({ faults }) => faults.map(({ name }) => name)));
  expect([...drawn].toSorted()).toEqual(Object.values(faultFamilies).flat().toSorted());
  for (const { faults, lengthS } of lessons) {
    for (const family of Object.values(faultFamilies))
      expect(faults.filter(({ name }) => (family as readonly string[]).includes(name)).length).toBeLessThan(2);
    for (const { atS, forS } of faults) expect(atS + forS).toBeLessThanOrEqual(lengthS - 35);
  }
  const hours = lessons.map(({ day, hour }) => day * 24 + hour);
  expect(hours).toEqual(hours.toSorted((a, b) => a - b));
  expect(hours.at(-1)! / 24, 'observations are deleted meanwhile').toBeGreaterThan(180);
});

it('a gap where something was away is honest', () => {
  expect(dishonestCoverage([gap('talk', 0, 6), gap('talk', 21, 36)], [unplugged], 60, 8)).toEqual([]);
});

it('data of what was away is not, nor a gap of what was there', () => {
  expect(dishonestCoverage([gap('talk', 27, 30)], [unplugged], 60, 8)).toEqual([
    expect.stringContaining('4.0 s told of unplugged'),
  ]);
  expect(dishonestCoverage([gap('students', 20, 30)], [unplugged], 60, 8)).toEqual([
    expect.stringContaining('talk: 7.0 s told of unplugged'),
    expect.stringContaining('students: 10.0 s missing though nothing was wrong'),
  ]);
  expect(dishonestCoverage([gap('talk', 20, 45)], [unplugged], 60, 8)).toEqual([
    expect.stringContaining('talk: 5.0 s missing though nothing was wrong'),
  ]);
});

it('what grows from lesson to lesson is found, whatever each start of the agent began with', () => {
  const result = new SoakResult(3, 8);
  for (let life = 1; life <= 3; life++)
    for (let n = 0; n < 12; n++) result.note({ life, mb: 200 + 50 * life + 0.1 * n, heapMb: 40, descriptors: 30 + n });
  expect(result.growth!.mb).toBeCloseTo(0.1);
  expect(result.findings).toMatchObject([
    { what: 'the agent grows by 1.000 descriptors a lesson', again: 'npm run soak -- --seed 3 --hours 8' },
  ]);
  result.wrong.push({ lesson: 7, what: 'lost' });
  expect(result.findings[0]!.again).toBe('npm run soak -- --seed 3 --first 7 --lessons 1');
});

it('a few lessons tell nothing of growth', () => {
  const result = new SoakResult(3, 8);
  for (let n = 0; n < 10; n++) result.note({ life: 1, mb: n, heapMb: n, descriptors: n });
  expect(result.growth).toBeNull();
});

it('a fault that is not told while it lasts is found, and so is one that nobody looked at', () => {
  const fault: Happened = {
    ...{ name: 'unplugged', startS: 20, endS: 30, overS: 30 },
    fault: { begin: () => {}, shows: { names: ['microphone'], codes: ['SOURCE_MISSING'], withinS: 4 } },
  };
  const looks = (states: Partial<SourceStatus>[]): Seen[] =>
    states.map((source, i) => ({ atS: 25 + i, state: { sources: [{ name: 'microphone', ...source }] } as RoomState }));
  const cause = { code: 'SOURCE_MISSING', message: '' };
  expect(
    unseen(
      fault,
      looks([
        { state: 'lost', cause },
        { state: 'lost', cause },
      ]),
    ),
  ).toEqual([]);
  expect(unseen(fault, looks([{ state: 'lost', cause }, { state: 'live' }]))).toEqual([
    expect.stringContaining('said to be well in 1 of 2'),
  ]);
  expect(unseen(fault, looks([{ state: 'lost', cause: { code: 'SOURCE_REFUSED', message: '' } }]))).toEqual([
    expect.stringContaining('told as SOURCE_REFUSED'),
  ]);
  expect(unseen(fault, looks([{ state: 'lost' }]))).toEqual([expect.stringContaining('without a cause')]);
  expect(unseen(fault, looks([{ name: 'another', state: 'live' }]))).toEqual([expect.stringContaining('not told of')]);
  expect(unseen(fault, [])).toEqual([expect.stringContaining('no look')]);
});
