import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../lesson/timeline.ts';
import { figuresOf, looks, places, reportOf, talkOf } from '../drawn-timeline.ts';
import { activities } from './activity.ts';
import { activityModel } from './activity-model.ts';

const listening = { headsUp: 11 };
const reading = { headsUp: 1 };
const paired = { headsUp: 12, turned: 9 };

/** What was found, as `activity from–to`, seconds. */
const found = (timeline: Partial<Timeline> & { durationMs: number }) =>
  reportOf(timeline).activities!.map(({ activity, startMs, endMs }) => `${activity} ${startMs / 1000}–${endMs / 1000}`);
/** Questions and answers, 20 s each. */
const questions = (times: number) =>
  Array.from(
    { length: times },
    () =>
      [
        ['teacher', 6],
        ['none', 3],
        ['student', 6],
        ['teacher', 5],
      ] as const,
  ).flat();

describe('a lesson of one activity', () => {
  it.each<[string, Partial<Timeline> & { durationMs: number }]>([
    ['lecture', { ...talkOf(['teacher', 50], ['none', 4], ['teacher', 66]), students: looks(0, 120, listening) }],
    [
      'lecture',
      {
        ...talkOf(['none', 40], ['teacher', 20], ['none', 60]),
        students: looks(0, 120, listening),
        teacher: places(0, 120, 'board', { writing: true }),
      },
    ],
    ['question-and-answer', { ...talkOf(...questions(6)), students: looks(0, 120, listening) }],
    ['question-and-answer', talkOf(...questions(6))],
    [
      'choral',
      talkOf(
        ...Array.from(
          { length: 8 },
          () =>
            [
              ['teacher', 6],
              ['many', 8],
              ['none', 1],
            ] as const,
        ).flat(),
      ),
    ],
    ['group-work', { ...talkOf(['many', 120]), students: looks(0, 120, paired), teacher: places(0, 120, 'aisle') }],
    [
      'individual-work',
      {
        ...talkOf(['none', 70], ['teacher', 4], ['none', 46]),
        students: looks(0, 120, reading),
        teacher: places(0, 120, 'aisle'),
      },
    ],
    ['individual-work', talkOf(['none', 120])],
    ['student-presentation', { ...talkOf(['student', 120]), students: looks(0, 120, { ...listening, standing: 1 }) }],
  ])('is %s', (activity, timeline) => {
    expect(found(timeline)).toEqual([`${activity} 0–120`]);
  });
});

describe('activities', () => {
  it('follow one another', () => {
    const timeline = talkOf(['teacher', 120], ['none', 100], ['many', 90], ['teacher', 60]);
    expect(found(timeline)).toEqual([
      'lecture 0–120',
      'individual-work 120–220',
      'group-work 220–310',
      'lecture 310–370',
    ]);
  });

  it('last twenty seconds or longer, so an answer or a short pause is none', () => {
    const timeline = talkOf(['teacher', 120], ['student', 6], ['teacher', 60], ['none', 12], ['teacher', 60]);
    expect(found(timeline)).toEqual(['lecture 0–258']);
  });

  it('are not told of stretches that nobody heard', () => {
    const timeline = talkOf(['teacher', 60], ['gap', 60], ['teacher', 60], ['gap', 4], ['teacher', 16]);
    expect(found(timeline)).toEqual(['lecture 0–60', 'lecture 120–200']);
    expect(figuresOf(timeline).figure('activity.lecture.share')).toMatchObject({ value: 1, coverage: 0.7 });
  });

  it('are told from ten seconds on where they are seen in part: at both ends of the lesson and beside what nobody heard', () => {
    expect(found(talkOf(['many', 3], ['teacher', 120], ['many', 3]))).toEqual(['lecture 0–126']);
    expect(found(talkOf(['many', 14], ['teacher', 120], ['none', 14]))).toEqual([
      'group-work 0–14',
      'lecture 14–134',
      'individual-work 134–148',
    ]);
    const holes = talkOf(['teacher', 8], ['gap', 6], ['teacher', 120], ['gap', 6], ['teacher', 9]);
    expect(found(holes)).toEqual(['lecture 14–134']);
  });

  it('of a lesson shorter than a part are one', () => {
    expect(found(talkOf(['teacher', 6]))).toEqual(['lecture 0–6']);
  });

  it('need sound: nothing is told from pictures alone', () => {
    const timeline = { durationMs: 60_000, students: looks(0, 60, reading), teacher: places(0, 60, 'aisle') };
    expect(found(timeline)).toEqual([]);
    expect(figuresOf(timeline)('activity.individual-work.share')).toBeNull();
  });

  it('are shares of the time that is known', () => {
    const value = figuresOf(talkOf(['teacher', 150], ['none', 50]));
    expect(value('activity.lecture.share')).toBeCloseTo(0.75, 2);
    expect(value('activity.individual-work.share')).toBeCloseTo(0.25, 2);
    expect(value('activity.choral.share')).toBe(0);
  });
});

describe('the model', () => {
  it('has shares that sum to 1 in every row of every feature', () => {
    for (const [name, { table }] of Object.entries(activityModel.features)) {
      for (const activity of activities) {
        const shares: number[] = Object.values(table[activity]);
        expect(
          shares.reduce((sum, share) => sum + share, 0),
          `${name} of ${activity}`,
        ).toBeCloseTo(1, 9);
        for (const share of shares) expect(share > 0 && share < 1, `${name} of ${activity}`).toBe(true);
      }
    }
    expect(Object.values(activityModel.first).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});
