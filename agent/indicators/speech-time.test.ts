import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { talkClasses } from '../lesson/observation.ts';
import { figuresOf, talkOf } from './drawn-timeline.ts';

const lessons = fc.array(
  fc.tuple(fc.constantFrom(...talkClasses), fc.integer({ min: 1, max: 60 })).map(([name, s]) => [name, s] as const),
  { minLength: 1, maxLength: 40 },
);

describe('talk shares', () => {
  it('are each class’s part of the valid time', () => {
    const value = figuresOf(talkOf(['teacher', 50], ['student', 20], ['many', 10], ['none', 20]));
    expect(['teacher', 'student', 'many', 'none'].map((name) => value(`talk.${name}.share`))).toEqual([
      0.5, 0.2, 0.1, 0.2,
    ]);
  });

  it('leave out what was not heard, and say so in the coverage', () => {
    const { figure } = figuresOf(talkOf(['teacher', 30], ['gap', 40], ['none', 30]));
    expect(figure('talk.teacher.share')).toMatchObject({ value: 0.5, coverage: 0.6 });
  });

  it('sum to 1', () => {
    fc.assert(
      fc.property(lessons, (stretches) => {
        const value = figuresOf(talkOf(...stretches));
        const sum = talkClasses.reduce((total, name) => total + Number(value(`talk.${name}.share`)), 0);
        expect(sum).toBeCloseTo(1, 9);
        const flanders = ['tt', 'pt', 'sc'].reduce((total, name) => total + Number(value(`talk.flanders.${name}`)), 0);
        expect(flanders).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('Flanders ratios', () => {
  it('give each slot of 3 s to the class that fills most of it', () => {
    // Slots: teacher · teacher (2 of 3 s) · student · many · none (2 of 3 s).
    const value = figuresOf(talkOf(['teacher', 5], ['student', 4], ['many', 4], ['none', 2]));
    expect(value('talk.flanders.tt')).toBe(0.4);
    expect(value('talk.flanders.pt')).toBe(0.4);
    expect(value('talk.flanders.sc')).toBe(0.2);
  });

  it('count a last, shorter slot, and no slot without sound', () => {
    // Slots: teacher · (nothing) · none · none (1 s).
    const value = figuresOf(talkOf(['teacher', 3], ['gap', 3], ['none', 4]));
    expect(value('talk.flanders.tt')).toBeCloseTo(1 / 3);
    expect(value('talk.flanders.sc')).toBeCloseTo(2 / 3);
  });
});

describe('turns', () => {
  it('are changes of side', () => {
    const value = figuresOf(talkOf(['teacher', 10], ['none', 3], ['student', 5], ['many', 2], ['teacher', 5]));
    expect(value('talk.turns')).toBe(2);
  });

  it('do not change when the same side goes on after a pause', () => {
    const value = figuresOf(talkOf(['teacher', 10], ['none', 8], ['teacher', 5]));
    expect(value('talk.turns')).toBe(0);
    expect(value('talk.teacher.longest')).toBe(10);
  });

  it.each([
    [1.49, 16.49],
    [1.5, 10],
  ])('bridge a pause of less than 1.5 s: after %f s the longest lasts %f s', (pauseS, longestS) => {
    const value = figuresOf(talkOf(['teacher', 10], ['none', pauseS], ['teacher', 5]));
    expect(value('talk.teacher.longest')).toBeCloseTo(longestS);
  });

  it('are none in a silent lesson, which is not the same as not known', () => {
    const value = figuresOf(talkOf(['none', 60]));
    expect(value('talk.turns')).toBe(0);
    expect(value('talk.teacher.longest')).toBe(0);
  });
});

describe('wait time', () => {
  it('is the silence from the teacher to a student, and back', () => {
    const value = figuresOf(
      talkOf(
        ['teacher', 10],
        ['none', 1],
        ['student', 3],
        ['none', 0.5],
        ['teacher', 5],
        ['none', 4],
        ['student', 3],
        ['none', 1.5],
        ['teacher', 2],
        ['none', 3],
        ['student', 2],
      ),
    );
    expect(value('talk.wait1.median')).toBe(3);
    expect(value('talk.wait1.share3s')).toBeCloseTo(2 / 3);
    expect(value('talk.wait2.median')).toBe(1);
  });

  it.each([
    [0.19, null],
    [0.2, 0.2],
    [30, 30],
    [30.01, null],
  ])('of %f s counts as %j', (gapS, median) => {
    const value = figuresOf(talkOf(['teacher', 60], ['none', gapS], ['student', 10]));
    if (median === null) expect(value('talk.wait1.median')).toBeNull();
    else expect(value('talk.wait1.median')).toBeCloseTo(median, 6);
  });

  it('is not what a chorus makes the class wait', () => {
    const value = figuresOf(talkOf(['teacher', 10], ['none', 2], ['many', 3], ['none', 2], ['student', 2]));
    expect(value('talk.wait1.median')).toBeNull();
    expect(value('talk.wait1.share3s')).toBeNull();
  });

  it('is not a stretch that nobody heard', () => {
    const value = figuresOf(talkOf(['teacher', 10], ['none', 1], ['gap', 4], ['none', 1], ['student', 10]));
    expect(value('talk.wait1.median')).toBeNull();
  });
});

describe('the rate of teacher speech', () => {
  const spoken = (s: number, syllables: number, talk: 'teacher' | 'student' = 'teacher') =>
    [talk, s, -30, { syllables }] as const;

  it('is its syllables for each minute of it: what others say and quiet pauses are not in it', () => {
    const talk = talkOf(spoken(40, 120), ['none', 20], spoken(20, 90, 'student'), spoken(20, 90));
    expect(figuresOf(talk)('talk.teacher.rate')).toBe(210);
  });

  it.each([
    [29.99, null],
    [30, 200],
  ])('of %f s of speech is %j', (seconds, rate) => {
    expect(figuresOf(talkOf(spoken(seconds, 100), ['none', 10]))('talk.teacher.rate')).toBe(rate);
  });
});

describe('talk hard to tell apart', () => {
  it('is the doubtful time in which somebody speaks, of the time that was heard', () => {
    const doubt = { uncertain: true };
    const { figure } = figuresOf(
      talkOf(
        ['teacher', 40],
        ['student', 5, -30, doubt],
        ['many', 5, -30, doubt],
        ['none', 30, -60, doubt],
        ['gap', 20],
      ),
    );
    expect(figure('talk.uncertain.share')).toMatchObject({ value: 0.125, coverage: 0.8 });
  });
});

describe('levels', () => {
  it('are the median of teacher speech and the quiet tenth of silence', () => {
    const silences = Array.from({ length: 11 }, (_, i) => ['none', 1, -70 + i] as const);
    const value = figuresOf(
      talkOf(['teacher', 5, -20], ['student', 1, -5], ['teacher', 5, -26], ['teacher', 5, -22], ...silences),
    );
    expect(value('talk.level.teacher')).toBe(-22);
    expect(value('room.noise')).toBe(-69);
  });

  it('are not known when nobody was silent', () => {
    expect(figuresOf(talkOf(['teacher', 60]))('room.noise')).toBeNull();
  });
});

describe('in the remote room of a dual-teacher lesson', () => {
  const timeline = talkOf(['teacher', 60], ['none', 5], ['student', 15], ['many', 20]);
  const [remote, main] = (['remote', 'main'] as const).map((role) =>
    figuresOf(timeline, undefined, null, { pairId: 'P017', role }),
  );

  it('the teacher’s voice is the remote teacher’s, apart from that of pupils', () => {
    expect(remote!('talk.remote.share')).toBe(0.6);
    expect(remote!('talk.student.share')).toBe(0.15);
    expect(remote!('talk.many.share')).toBe(0.2);
    expect(remote!('talk.none.share')).toBe(0.05);
    for (const id of ['talk.teacher.share', 'talk.teacher.longest', 'talk.teacher.rate', 'talk.level.teacher']) {
      expect(() => remote!(id), id).toThrow('no figure');
    }
  });

  it('what happens between teacher and class is measured all the same', () => {
    for (const id of ['talk.turns', 'talk.wait1.median', 'talk.flanders.pt', 'st.rt'])
      expect(remote!(id)).toEqual(main!(id));
  });

  it('and in the main room the teacher is there', () => {
    expect(main!('talk.teacher.share')).toBe(0.6);
    expect(() => main!('talk.remote.share')).toThrow('no figure');
  });
});
