import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type TalkObservation, type TalkSegment, talkClasses } from './observation.ts';
import { held, TimelineBuilder, talkWithout, totalMs } from './timeline.ts';

const students = (atMs: number, occupied = 12) => ({
  kind: 'students' as const,
  atMs,
  occupied,
  measurable: occupied,
  headsUp: 0,
  handsRaised: 0,
  standing: 0,
  turned: 0,
  slumped: 0,
  handSeats: [],
});
const teacher = (atMs: number) => ({
  kind: 'teacher' as const,
  atMs,
  camera: 'teacher' as const,
  present: true,
  adults: 1,
  zone: 'podium' as const,
  amongDesks: false,
  xM: 0,
  yM: 0,
  facingBoard: false,
  writing: false,
});
const segment = (startMs: number, endMs: number, talk: TalkSegment['talk'] = 'teacher'): TalkSegment => ({
  startMs,
  endMs,
  talk,
  levelDbfs: -20,
  syllables: 0,
  uncertain: false,
});

/** A view of a stretch of the lesson, cut into segments that fill it. */
const talkObservations: fc.Arbitrary<TalkObservation> = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 2, maxLength: 8 }),
    fc.array(fc.constantFrom(...talkClasses), { minLength: 7, maxLength: 7 }),
    fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  )
  .map(([cuts, classes, gaps]) => {
    const edges = cuts.sort((a, b) => a - b);
    const segments = edges
      .slice(1)
      .map((end, i) => segment(edges[i]!, end, classes[i]))
      .filter((_, i) => !gaps[i]);
    return { kind: 'talk', fromMs: edges[0]!, toMs: edges.at(-1)!, segments };
  });

describe('the timeline’s talk', () => {
  it('is at each moment what was said last of that moment', () => {
    fc.assert(
      fc.property(fc.array(talkObservations, { maxLength: 12 }), (observations) => {
        const builder = new TimelineBuilder();
        const last = new Array<string | undefined>(100);
        for (const observation of observations) {
          builder.add(observation);
          last.fill(undefined, observation.fromMs, observation.toMs);
          for (const one of observation.segments) last.fill(one.talk, one.startMs, one.endMs);
        }
        const { talk } = builder.build(100);
        const drawn = new Array<string | undefined>(100);
        for (const [i, one] of talk.entries()) {
          expect(one.endMs).toBeGreaterThan(one.startMs);
          if (i > 0) expect(one.startMs).toBeGreaterThanOrEqual(talk[i - 1]!.endMs);
          drawn.fill(one.talk, one.startMs, one.endMs);
        }
        expect(drawn).toEqual(last);
      }),
    );
  });

  it('is nothing where the microphone takes back what it said', () => {
    const builder = new TimelineBuilder();
    builder.add({ kind: 'talk', fromMs: 0, toMs: 6000, segments: [segment(0, 6000, 'none')] });
    builder.add({ kind: 'talk', fromMs: 0, toMs: 9000, segments: [segment(0, 2000), segment(7000, 9000)] });
    expect(builder.build(9000).talk).toEqual([segment(0, 2000), segment(7000, 9000)]);
    builder.add({ kind: 'talk', fromMs: 0, toMs: 9000, segments: [] });
    expect(builder.build(9000).talk).toEqual([]);
  });

  it('is cut at the lesson’s end', () => {
    const builder = new TimelineBuilder();
    builder.add({
      kind: 'talk',
      fromMs: 0,
      toMs: 9000,
      segments: [segment(0, 4000), segment(4000, 6000, 'none'), segment(6000, 9000)],
    });
    expect(builder.build(5000).talk).toEqual([segment(0, 4000), segment(4000, 5000, 'none')]);
  });

  it('keeps what lies around a new view of the middle', () => {
    const builder = new TimelineBuilder();
    builder.add({ kind: 'talk', fromMs: 0, toMs: 9000, segments: [segment(0, 9000)] });
    builder.add({ kind: 'talk', fromMs: 3000, toMs: 6000, segments: [segment(3000, 6000, 'student')] });
    expect(builder.build(9000).talk).toEqual([segment(0, 3000), segment(3000, 6000, 'student'), segment(6000, 9000)]);
  });
});

describe('the timeline’s samples', () => {
  it('are in order whatever the order they came in', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), (moments) => {
        const builder = new TimelineBuilder();
        for (const moment of moments) {
          builder.add(students(moment));
          builder.add(teacher(moment));
        }
        const timeline = builder.build(40);
        const expected = [...new Set(moments)].filter((moment) => moment < 40).sort((a, b) => a - b);
        expect(timeline.students.map(({ atMs }) => atMs)).toEqual(expected);
        expect(timeline.teacher.map(({ atMs }) => atMs)).toEqual(expected);
      }),
    );
  });

  it('of one moment are replaced by the later word', () => {
    const builder = new TimelineBuilder();
    builder.add(students(1000, 11));
    builder.add(students(2000, 12));
    builder.add(students(1000, 10));
    expect(builder.build(5000).students.map(({ occupied }) => occupied)).toEqual([10, 12]);
  });
});

describe('the timeline’s cameras', () => {
  it('are told apart, also of the same moment, and in order', () => {
    const builder = new TimelineBuilder();
    const camera = (atMs: number, camera: 'student' | 'teacher', state: 'ok' | 'black') =>
      ({ kind: 'camera', atMs, camera, state }) as const;
    builder.add(camera(0, 'student', 'ok'));
    builder.add(camera(0, 'teacher', 'black'));
    builder.add(camera(9000, 'student', 'ok'));
    builder.add(camera(4000, 'student', 'black'));
    builder.add(camera(0, 'teacher', 'ok'));
    expect(builder.build(9000).cameras).toEqual([
      camera(0, 'student', 'ok'),
      camera(0, 'teacher', 'ok'),
      camera(4000, 'student', 'black'),
    ]);
  });
});

describe('the timeline’s microphone', () => {
  it('is kept channel by channel, in order', () => {
    const builder = new TimelineBuilder();
    const microphone = (atMs: number, channel: number, state: 'ok' | 'dead') =>
      ({ kind: 'microphone', atMs, channel, state }) as const;
    builder.add(microphone(0, 0, 'ok'));
    builder.add(microphone(9000, 0, 'ok'));
    builder.add(microphone(4000, 0, 'dead'));
    builder.add(microphone(0, 1, 'dead'));
    expect(builder.build(9000).microphones).toEqual([
      microphone(0, 0, 'ok'),
      microphone(0, 1, 'dead'),
      microphone(4000, 0, 'dead'),
    ]);
  });
});

describe('the timeline’s bookmarks', () => {
  it('are in order, each once, and within the lesson', () => {
    const builder = new TimelineBuilder();
    for (const atMs of [7000, 3000, 7000, 9000]) builder.add({ kind: 'bookmark', atMs });
    expect(builder.build(9000).bookmarks).toEqual([3000, 7000]);
  });
});

describe('a pause', () => {
  it('is told, in order and within the lesson, and no look before it speaks for it', () => {
    const builder = new TimelineBuilder();
    const counts = { occupied: 1, measurable: 1, headsUp: 1, turned: 0, handsRaised: 0, standing: 0, slumped: 0 };
    const look = (atMs: number) => ({ kind: 'students' as const, atMs, ...counts, handSeats: [] });
    for (const atMs of [0, 18_000, 30_000]) builder.add(look(atMs));
    builder.add({ kind: 'pause', startMs: 50_000, endMs: 80_000 });
    builder.add({ kind: 'pause', startMs: 20_000, endMs: 30_000 });
    const { students, pauses } = builder.build(60_000);
    expect(pauses).toEqual([
      { startMs: 20_000, endMs: 30_000 },
      { startMs: 50_000, endMs: 60_000 },
    ]);
    expect(held(students, 60_000).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 10_000],
      [18_000, 20_000],
      [30_000, 40_000],
    ]);
    expect(new TimelineBuilder().build(60_000)).not.toHaveProperty('pauses');
  });
});

describe('a sample', () => {
  const spans = (moments: number[], durationMs: number) =>
    held(
      moments.map((atMs) => ({ atMs })),
      durationMs,
    ).map(({ startMs, endMs }) => [startMs, endMs]);

  it('speaks until the next one', () => {
    expect(spans([0, 2000, 5000], 6000)).toEqual([
      [0, 2000],
      [2000, 5000],
      [5000, 6000],
    ]);
  });

  it('speaks for ten seconds at most', () => {
    expect(spans([0, 30_000], 60_000)).toEqual([
      [0, 10_000],
      [30_000, 40_000],
    ]);
  });

  it('does not speak beyond the lesson', () => {
    expect(spans([58_000], 60_000)).toEqual([[58_000, 60_000]]);
  });

  it('never overlaps another, and is never counted for more than the lesson', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60_000)), fc.integer({ min: 60_001, max: 90_000 }), (moments, durationMs) => {
        const samples = moments.sort((a, b) => a - b).map((atMs) => ({ atMs }));
        const validMs = totalMs(held(samples, durationMs));
        expect(validMs).toBeLessThanOrEqual(durationMs);
        expect(validMs).toBeLessThanOrEqual(samples.length * 10_000);
      }),
    );
  });
});

describe('talk with a hole in it', () => {
  it('shares the syllables of a segment among its parts', () => {
    const whole = {
      startMs: 0,
      endMs: 10_000,
      talk: 'teacher',
      levelDbfs: -30,
      syllables: 40,
      uncertain: false,
    } as const;
    const parts = talkWithout([whole], { startMs: 2_500, endMs: 5_000 });
    expect(parts.map(({ startMs, endMs, syllables }) => [startMs, endMs, syllables])).toEqual([
      [0, 2_500, 10],
      [5_000, 10_000, 20],
    ]);
    expect(talkWithout([whole], { startMs: 20_000, endMs: 30_000 })).toEqual([whole]);
  });
});
