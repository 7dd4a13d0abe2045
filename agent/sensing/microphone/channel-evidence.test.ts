import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weighedByChannels } from './channel-evidence.ts';
import { SoundFrames } from './sound-frames.ts';

const [TEACHER, STUDENT, NONE] = [0, 1, 3];

interface Stretch {
  who: number;
  steps: number;
  /** How sure the nets are of `heardAs`. */
  sure?: number;
  heardAs?: number;
}

/** A lesson whose teacher is louder in the first channel by some decibels, as the nets heard it. */
function heard(stretches: readonly Stretch[], teacherDb: number, othersDb: number) {
  const frames = new SoundFrames();
  const classes: number[] = [];
  for (const { who, steps, sure = 0.95, heardAs = who } of stretches) {
    for (let i = 0; i < steps; i++) {
      const wobble = 2 * Math.sin(classes.length);
      const differenceDb = (who === TEACHER ? teacherDb : who === NONE ? 0 : othersDb) + wobble;
      frames.add(new Float32Array(512), 1, differenceDb);
      frames.add(new Float32Array(512), 1, differenceDb);
      for (let c = 0; c < 4; c++) classes.push(c === heardAs ? sure : (1 - sure) / 3);
    }
  }
  return { frames, classes: Float32Array.from(classes) };
}
const lesson: Stretch[] = [
  { who: TEACHER, steps: 300 },
  { who: NONE, steps: 50 },
  { who: STUDENT, steps: 200 },
  { who: TEACHER, steps: 300 },
];
/** Share of the last stretch's steps whose likeliest class is this. */
function shareOf(classes: Float32Array, steps: number, of: number): number {
  let count = 0;
  for (let at = classes.length - 4 * steps; at < classes.length; at += 4) {
    const values = [...classes.subarray(at, at + 4)];
    if (values.indexOf(Math.max(...values)) === of) count++;
  }
  return count / steps;
}

describe('two channels', () => {
  const mistaken: Stretch = { who: STUDENT, steps: 40, sure: 0.6, heardAs: TEACHER };

  it.each([
    ['the first', 6, -6],
    ['the second', -8, 4],
  ])('tell a student from the teacher who wears %s', (_, teacherDb, othersDb) => {
    const { frames, classes } = heard([...lesson, mistaken], teacherDb, othersDb);
    expect(shareOf(classes, 40, TEACHER)).toBe(1);
    const weighed = weighedByChannels(classes, frames);
    expect(shareOf(weighed, 40, STUDENT)).toBeGreaterThan(0.9);
    expect(shareOf(weighed.subarray(0, lesson[0]!.steps * 4), lesson[0]!.steps, TEACHER)).toBe(1);
  });

  it.each([
    ['hear everybody alike', 1, 0],
    ['are one', 0, 0],
  ])('say nothing when they %s', (_, teacherDb, othersDb) => {
    const { frames, classes } = heard([...lesson, mistaken], teacherDb, othersDb);
    if (teacherDb === 0) frames.differenceDb.fill(0);
    expect(weighedByChannels(classes, frames)).toEqual(classes);
  });

  it('say nothing before teacher and others were heard long enough', () => {
    const short = lesson.map((stretch) => ({ ...stretch, steps: stretch.steps / 2 }));
    const { frames, classes } = heard([...short, mistaken], 6, -6);
    expect(weighedByChannels(classes, frames)).toEqual(classes);
  });

  it('leave probabilities that sum to one', () => {
    const stretch = fc.record({
      who: fc.nat(3),
      steps: fc.integer({ min: 1, max: 400 }),
      sure: fc.double({ min: 0.3, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), fc.integer({ min: -40, max: 40 }), (stretches, teacherDb) => {
        const { frames, classes } = heard(stretches, teacherDb, -teacherDb);
        const weighed = weighedByChannels(classes, frames);
        expect(weighed).toHaveLength(classes.length);
        for (let at = 0; at < weighed.length; at += 4) {
          expect(weighed.subarray(at, at + 4).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
        }
      }),
      { numRuns: 10 },
    );
  });
});
