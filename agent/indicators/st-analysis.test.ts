import { describe, expect, it } from 'vitest';
import type { Talk, TeacherZone } from '../lesson/observation.ts';
import { figuresOf, looks, places, reportOf, talkOf } from './drawn-timeline.ts';
import { lessonMode, stPoints } from './st-curves.ts';

/** A lesson of whole slots of 30 s: T the teacher talks, S a student. */
const lesson = (letters: string) =>
  talkOf(...[...letters].map((letter): [Talk, number] => [letter === 'T' ? 'teacher' : 'student', 30]));
const slotsOf = (timeline: Parameters<typeof reportOf>[0], slotMs?: number) =>
  reportOf(timeline, slotMs)
    .st?.slots.map((slot) => slot ?? '·')
    .join('');

describe('S-T slots', () => {
  it('are T when the teacher fills more than half of the valid time', () => {
    expect(slotsOf(talkOf(['teacher', 16], ['student', 14]))).toBe('T');
    expect(slotsOf(talkOf(['teacher', 15], ['student', 15]))).toBe('S');
    expect(slotsOf(talkOf(['gap', 10], ['teacher', 11], ['none', 9]))).toBe('T');
  });

  it('are T while the teacher writes and nobody talks', () => {
    const writing = places(0, 30, 'board', { writing: true });
    expect(slotsOf({ ...talkOf(['none', 30]), teacher: writing })).toBe('T');
    expect(slotsOf({ ...talkOf(['many', 30]), teacher: writing })).toBe('S');
    expect(slotsOf({ ...talkOf(['none', 30]), teacher: places(0, 30, 'board', { writing: false }) })).toBe('S');
  });

  it('are T while the teacher demonstrates in front of a class that looks up, and nobody talks', () => {
    const atThe = (zone: TeacherZone, headsUp: number, talk: Talk = 'none') =>
      slotsOf({ ...talkOf([talk, 30]), teacher: places(0, 30, zone), students: looks(0, 30, { headsUp }) });
    expect(atThe('podium', 12)).toBe('T');
    expect(atThe('board', 6)).toBe('T');
    expect(atThe('podium', 5)).toBe('S');
    expect(atThe('aisle', 12)).toBe('S');
    expect(atThe('podium', 12, 'student')).toBe('S');
    // Without a camera on the class nobody knows whether it looks.
    expect(slotsOf({ ...talkOf(['none', 30]), teacher: places(0, 30, 'podium') })).toBe('S');
  });

  it('of ten seconds: a lesson reckoned on paper', () => {
    // Slot:  1 teacher 10          T      6 student 4, teacher 6               T
    //        2 teacher 6, none 4   T      7 many 10                            S
    //        3 none 3, student 7   S      8 none 10, writing                   T
    //        4 student 10          S      9 none 10, at the podium, heads up   T
    //        5 teacher 5, many 5   S     10 none 10, in the aisle              S
    const timeline = {
      ...talkOf(
        ...([
          ['teacher', 16],
          ['none', 7],
          ['student', 17],
          ['teacher', 5],
          ['many', 5],
          ['student', 4],
        ] as const),
        ...([
          ['teacher', 6],
          ['many', 10],
          ['none', 30],
        ] as const),
      ),
      students: looks(0, 100, { headsUp: 10 }),
      teacher: [
        ...places(0, 70, 'aisle'),
        ...places(70, 80, 'board', { writing: true }),
        ...places(80, 90, 'podium'),
        ...places(90, 100, 'aisle'),
      ],
    };
    expect(slotsOf(timeline, 10_000)).toBe('TTSSSTSTTS');
    const value = figuresOf(timeline, 10_000);
    // Five T of ten; runs TT SSS T S TT S are six, so five changes.
    expect(value('st.rt')).toBe(0.5);
    expect(value('st.ch')).toBe(0.5);
    expect(value('st.mode')).toBe('dialogue');
    // T goes one to the right, S one up.
    const points = stPoints(reportOf(timeline, 10_000).st!).map(({ t, s }) => `${t},${s}`);
    expect(points.join(' ')).toBe('0,0 1,0 2,0 2,1 2,2 2,3 3,3 3,4 4,4 5,4 5,5');
  });

  it('are unknown where less than half was heard', () => {
    expect(slotsOf(talkOf(['teacher', 30], ['gap', 16], ['teacher', 14], ['student', 30]))).toBe('T·S');
  });

  it('may be shorter, and the last one is what is left of the lesson', () => {
    expect(slotsOf(talkOf(['teacher', 30], ['student', 7]))).toBe('TS');
    expect(slotsOf(talkOf(['teacher', 30], ['student', 7]), 10_000)).toBe('TTTS');
    expect(slotsOf(talkOf(['teacher', 30], ['student', 7]), 15_000)).toBe('TTS');
  });

  it('are none when nothing was heard', () => {
    expect(reportOf({ durationMs: 60_000 }).st).toBeNull();
  });
});

describe('Rt and Ch', () => {
  it.each([
    ['TTTTTTTTTT', 1, 0, 'lecture'],
    ['TTTSSSSSSS', 0.3, 0.1, 'practice'],
    ['TTTTTTTSSS', 0.7, 0.1, 'lecture'],
    ['TTTTSSSSSS', 0.4, 0.1, 'mixed'],
    ['TSTSTSSSSS', 0.3, 0.5, 'practice'],
    ['TSTSTTSSSS', 0.4, 0.5, 'dialogue'],
    ['TSTTSTSSSS', 0.4, 0.5, 'dialogue'],
    ['TSSTTSTTSS', 0.5, 0.5, 'dialogue'],
    ['TTSTTSSSST', 0.5, 0.4, 'dialogue'],
    ['TTTTSSSSST', 0.5, 0.2, 'mixed'],
  ])('of %s are %f and %f: %s', (letters, rt, ch, mode) => {
    const value = figuresOf(lesson(letters));
    expect(value('st.rt')).toBeCloseTo(rt, 12);
    expect(value('st.ch')).toBeCloseTo(ch, 12);
    expect(value('st.mode')).toBe(mode);
  });

  it('leave unknown slots out', () => {
    const value = figuresOf(talkOf(['teacher', 60], ['gap', 30], ['student', 30]));
    expect(value('st.rt')).toBeCloseTo(2 / 3);
    expect(value('st.ch')).toBeCloseTo(1 / 3);
  });

  it('say nothing of a lesson shorter than one slot', () => {
    expect(figuresOf(talkOf(['teacher', 29]))('st.rt')).toBeNull();
    expect(figuresOf(talkOf(['teacher', 30]))('st.rt')).toBe(1);
  });
});

describe('the mode', () => {
  it.each([
    [0.3, 0.9, 'practice'],
    [0.301, 0.399, 'mixed'],
    [0.301, 0.4, 'dialogue'],
    [0.699, 0.4, 'dialogue'],
    [0.7, 0.9, 'lecture'],
    [0, 0, 'practice'],
    [1, 0, 'lecture'],
  ])('at Rt %f and Ch %f is %s', (rt, ch, mode) => {
    expect(lessonMode(rt, ch)).toBe(mode);
  });
});
