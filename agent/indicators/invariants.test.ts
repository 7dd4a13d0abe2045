import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { talkClasses, teacherZones } from '../lesson/observation.ts';
import type { Timeline } from '../lesson/timeline.ts';
import { activities } from './activities/activity.ts';
import { look, places, reportOf, talkOf } from './drawn-timeline.ts';

const DURATION_S = 300;
type Lesson = Pick<Timeline, 'talk' | 'students' | 'teacher' | 'durationMs'>;

const count = fc.integer({ min: 0, max: 12 });
const looksAt = fc.tuple(count, count, count, count, fc.uniqueArray(count)).map(
  ([measurable, headsUp, turned, few, hands]) =>
    (atS: number) =>
      look(atS, {
        measurable,
        headsUp: Math.min(measurable, headsUp),
        turned: Math.min(measurable, headsUp, turned),
        standing: few,
        slumped: 12 - Math.max(few, measurable),
        hands,
      }),
);
/** Five minutes with gaps: a class of twelve, looked at every 1 to 9 s where it is looked at at all. */
const lessons: fc.Arbitrary<Lesson> = fc
  .record({
    talk: fc.array(fc.tuple(fc.constantFrom(...talkClasses, 'gap' as const), fc.integer({ min: 1, max: 30 })), {
      minLength: 5,
      maxLength: 40,
    }),
    looks: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), looksAt), { maxLength: 60 }),
    zones: fc.array(fc.tuple(fc.constantFrom(...teacherZones, null), fc.boolean()), { maxLength: 10 }),
  })
  .map(({ talk, looks, zones }) => {
    const durationMs = DURATION_S * 1000;
    let atS = 0;
    const students = looks.map(([afterS, make]) => {
      atS += afterS;
      return make(atS);
    });
    return {
      durationMs,
      talk: talkOf(
        ...talk.map(([name, seconds]) => [name, seconds, -20 - seconds, { syllables: 4 * seconds }] as const),
      )
        .talk.map((segment) => ({ ...segment, endMs: Math.min(segment.endMs, durationMs) }))
        .filter(({ startMs, endMs }) => startMs < endMs),
      students: students.filter((sample) => sample.atMs < durationMs),
      teacher: zones.flatMap(([zone, writing], i) => places(30 * i, 30 * i + 25, zone, { writing })),
    };
  });

const valuesOf = (lesson: Lesson) => new Map(reportOf(lesson, 10_000).indicators.map((figure) => [figure.id, figure]));
const numberOf = (lesson: Lesson, id: string) => valuesOf(lesson).get(id)!.value as number | null;

describe('in any lesson', () => {
  it.each([
    ['talk', talkClasses.map((name) => `talk.${name}.share`)],
    ['Flanders', ['tt', 'pt', 'sc'].map((name) => `talk.flanders.${name}`)],
    ['zones', teacherZones.map((zone) => `teacher.zone.${zone}.share`)],
    ['activities', activities.map((activity) => `activity.${activity}.share`)],
  ])('the shares of %s sum to 1, or none is known', (_, ids) => {
    fc.assert(
      fc.property(lessons, (lesson) => {
        const shares = ids.map((id) => numberOf(lesson, id));
        if (shares.some((share) => share === null)) expect(shares.every((share) => share === null)).toBe(true);
        else expect(shares.reduce((sum: number, share) => sum + share!, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('Ch is at most 2 · min(Rt, 1 − Rt)', () => {
    fc.assert(
      fc.property(lessons, (lesson) => {
        const rt = numberOf(lesson, 'st.rt');
        if (rt === null) return;
        expect(numberOf(lesson, 'st.ch')!).toBeLessThanOrEqual(2 * Math.min(rt, 1 - rt) + 1e-9);
      }),
    );
  });

  it('it does not matter into how many observations the same thing is cut', () => {
    fc.assert(
      fc.property(lessons, fc.array(fc.nat({ max: 1000 }), { minLength: 8, maxLength: 8 }), (lesson, where) => {
        const whole = valuesOf(lesson);
        for (const [id, figure] of valuesOf(cut(lesson, where))) {
          const { value, coverage } = whole.get(id)!;
          expect(figure.coverage, id).toBeCloseTo(coverage, 9);
          if (typeof value === 'number') expect(figure.value, id).toBeCloseTo(value, 9);
          else expect(figure.value, id).toBe(value);
        }
      }),
    );
  });

  it('what is not observed never raises a coverage', () => {
    fc.assert(
      fc.property(lessons, fc.nat(), fc.nat(), (lesson, which, look) => {
        // Where every look can measure heads; one that cannot would end the stretch of one that could.
        const students = lesson.students.map((sample) => ({ ...sample, measurable: 12 }));
        const more = { ...lesson, students };
        const less = {
          ...more,
          talk: lesson.talk.toSpliced(which % Math.max(1, lesson.talk.length), 1),
          students: students.toSpliced(look % Math.max(1, students.length), 1),
        };
        const before = valuesOf(more);
        for (const [id, { coverage }] of valuesOf(less)) {
          expect(coverage, id).toBeLessThanOrEqual(before.get(id)!.coverage + 1e-9);
        }
      }),
    );
  });
});

/** The same lesson in more observations: talk cut in two, looks repeated before the next one. */
function cut({ talk, students, teacher, durationMs }: Lesson, where: readonly number[]): Lesson {
  const share = (i: number) => where[i % where.length]! / 1000;
  return {
    durationMs,
    talk: talk.flatMap((segment, i) => {
      const atMs = Math.round(segment.startMs + share(i) * (segment.endMs - segment.startMs));
      if (atMs <= segment.startMs || atMs >= segment.endMs) return [segment];
      const first = Math.round(segment.syllables / 2);
      return [
        { ...segment, endMs: atMs, syllables: first },
        { ...segment, startMs: atMs, syllables: segment.syllables - first },
      ];
    }),
    students: repeated(students, share),
    teacher: repeated(teacher, share),
  };
}

function repeated<T extends { atMs: number }>(samples: readonly T[], share: (i: number) => number): T[] {
  return samples.flatMap((sample, i) => {
    const nextMs = samples[i + 1]?.atMs;
    if (nextMs === undefined || nextMs - sample.atMs > 9_000) return [sample];
    return [sample, { ...sample, atMs: sample.atMs + 0.999 * share(i) * (nextMs - sample.atMs) + 0.001 }];
  });
}
