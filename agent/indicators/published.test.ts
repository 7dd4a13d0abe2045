import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedIndicatorSchema } from '../../provisioning/contract/lesson-message.ts';
import { looks, places, reportOf, talkOf } from './drawn-timeline.ts';
import type { LessonReport } from './indicator.ts';
import { publishedFigures } from './published.ts';

const MIN_GROUP = 10;
type Counts = NonNullable<Parameters<typeof looks>[2]>;
const everyMinute = { ...talkOf(['teacher', 40], ['student', 20]), teacher: places(0, 60, 'podium') };
const classOf = (occupied: number, counts: Counts = {}) =>
  reportOf({ ...everyMinute, students: looks(0, 60, { occupied, measurable: occupied, ...counts }) });
/** The same class for a minute; `counts` are those of its 20th to 30th second. */
const momentOf = (occupied: number, counts: Counts, otherwise: Counts = {}) =>
  reportOf({
    ...everyMinute,
    students: [
      ...looks(0, 20, { occupied, measurable: occupied, ...otherwise }),
      ...looks(20, 30, { occupied, measurable: occupied, ...otherwise, ...counts }),
      ...looks(30, 60, { occupied, measurable: occupied, ...otherwise }),
    ],
  });
const published = (report: LessonReport, id: string) => publishedFigures(report, MIN_GROUP).find((f) => f.id === id)!;
const ofStudents = (report: LessonReport) =>
  publishedFigures(report, MIN_GROUP).filter(({ id }) => id.startsWith('students.'));
const hands = (count: number) => Array.from({ length: count }, (_, seat) => seat);

describe('a small group', () => {
  it('keeps every figure about its students in the room', () => {
    for (const { id, value, suppressed } of publishedFigures(classOf(9, { headsUp: 5, hands: [1] }), MIN_GROUP)) {
      if (id.startsWith('students.')) expect([value, suppressed], id).toEqual([null, 'small-group']);
      else expect(suppressed, id).toBeUndefined();
    }
  });

  it('tells no moment or share of its peaks either', () => {
    const peak = published(classOf(9, { hands: [1, 2] }), 'students.hands.peak');
    expect(peak).not.toHaveProperty('atS');
    expect(peak).not.toHaveProperty('share');
  });

  it('ends at the least number', () => {
    expect(published(classOf(10, { headsUp: 5 }), 'students.headup.share')).toMatchObject({ value: 0.5 });
  });

  it('is one also when many came for a moment only', () => {
    const students = [...looks(0, 50, { occupied: 6 }), ...looks(50, 60, { occupied: 30, headsUp: 9 })];
    for (const figure of ofStudents(reportOf({ ...everyMinute, students }))) {
      expect(figure.suppressed, figure.id).toBe('small-group');
    }
  });

  it('is one of those whose heads can be measured, too', () => {
    const report = classOf(30, { measurable: 4, headsUp: 3, hands: [1, 2, 3] });
    expect(published(report, 'students.headup.share').suppressed).toBe('small-group');
    expect(published(report, 'students.headup.peak').suppressed).toBe('small-group');
    expect(published(report, 'students.hands.peak')).toMatchObject({ value: 3, share: 0.1 });
  });

  it('is one at the moment of a peak', () => {
    const report = momentOf(20, { occupied: 5, measurable: 5, hands: hands(4) });
    expect(published(report, 'students.hands.peak').suppressed).toBe('small-group');
    expect(published(report, 'students.present.median')).toMatchObject({ value: 20 });
  });

  it('is assumed when nobody knows how many there were', () => {
    const report = classOf(12);
    const indicators = report.indicators.map((figure) =>
      figure.id === 'students.present.median' ? { ...figure, value: null } : figure,
    );
    expect(published({ ...report, indicators }, 'students.headup.share').suppressed).toBe('small-group');
    expect(published({ ...report, indicators }, 'students.present.median').suppressed).toBeUndefined();
  });
});

describe('shares of students', () => {
  it.each([
    [200, 191, '>95', null],
    [200, 9, '<5', null],
    [40, 40, '>95', null],
    [40, 39, '>95', null],
    [40, 38, 0.95, 38],
    [40, 20, 0.5, 20],
    [40, 2, 0.05, 2],
    [40, 1, '<5', null],
    [40, 0, '<5', null],
  ])('of %i with %i heads up leave as %j', (occupied, headsUp, share, count) => {
    expect(published(classOf(occupied, { headsUp }), 'students.headup.share').value).toBe(share);
    expect(published(classOf(occupied, { headsUp }), 'students.headup.peak')).toMatchObject({ value: count, share });
  });

  it('tell neither count nor moment of a peak of nearly all or nearly none', () => {
    const everybody = published(momentOf(12, { hands: hands(12) }), 'students.hands.peak');
    expect(everybody).toMatchObject({ value: null, share: '>95' });
    expect(everybody).not.toHaveProperty('atS');
    expect(published(momentOf(12, { hands: [1, 2] }), 'students.hands.peak')).toMatchObject({ value: 2, atS: 20 });
  });

  it('are coded only about students: what the teacher does is not one of many', () => {
    const report = reportOf({ ...talkOf(['teacher', 60]), teacher: places(0, 60, 'podium') });
    expect(published(report, 'talk.teacher.share').value).toBe(1);
  });
});

describe('what is hidden cannot be worked back', () => {
  const classSize = fc.integer({ min: MIN_GROUP, max: 60 });
  /** Two counts of a class that are both below 5 %, both above 95 %. */
  const alike = classSize.chain((size) => {
    const few = fc.integer({ min: 0, max: Math.ceil(size * 0.05) - 1 });
    return fc.record({ size: fc.constant(size), one: few, other: few, kind: fc.constantFrom('none', 'all') });
  });
  const counted = (count: number): Counts[] => [
    { hands: hands(count) },
    { standing: count },
    { slumped: count },
    { turned: count },
    { headsUp: count },
  ];

  it('from counts, moments, other figures: whatever is behind a "<5" or ">95" is told alike', () => {
    fc.assert(
      fc.property(alike, ({ size, one, other, kind }) => {
        const [a, b] = [one, other].map((few) => counted(kind === 'none' ? few : size - few));
        for (const [behaviour, counts] of a!.entries()) {
          // A class that stands up as a whole is not counted as standing.
          if (behaviour === 1 && kind === 'all') continue;
          const lessons = [counts, b![behaviour]!].map((moment) => momentOf(size, moment, { headsUp: size / 2 }));
          const [first, second] = lessons.map((report) =>
            // The mean over a minute of the same thing differs when it is told at all.
            ofStudents(report).filter(({ id }) => id.endsWith('.peak') || id.endsWith('.events')),
          );
          if (kind === 'none') expect(first).toEqual(second);
          else
            expect(first!.filter(({ id }) => id.endsWith('.peak'))).toEqual(
              second!.filter(({ id }) => id.endsWith('.peak')),
            );
        }
      }),
    );
  });

  it('of a small group: any two are told alike', () => {
    const counts = fc.record({
      headsUp: fc.nat(9),
      turned: fc.nat(9),
      standing: fc.nat(9),
      slumped: fc.nat(9),
      hands: fc.nat(9).map(hands),
    });
    const small = fc.tuple(fc.integer({ min: 1, max: MIN_GROUP - 1 }), counts);
    fc.assert(
      fc.property(small, small, (a, b) => {
        const [one, other] = [a, b].map(([size, seen]) => ofStudents(momentOf(size, seen)));
        expect(one).toEqual(other);
      }),
    );
  });

  it('and no share of nearly all or nearly none leaves as a number', () => {
    const size = fc.integer({ min: 0, max: 60 });
    const lesson = fc.tuple(size, size, size, size).map(([present, headsUp, standing, slumped]) => {
      const atMost = (count: number) => Math.min(present, count);
      return momentOf(present, {
        headsUp: atMost(headsUp),
        turned: atMost(Math.floor(headsUp / 2)),
        standing: atMost(standing),
        slumped: atMost(slumped),
        hands: hands(atMost(standing)),
      });
    });
    fc.assert(
      fc.property(lesson, (report) => {
        for (const figure of publishedFigures(report, MIN_GROUP)) {
          publishedIndicatorSchema.parse(figure);
          if (!figure.id.startsWith('students.')) continue;
          const shares = [...(figure.unit === 'share' ? [figure.value] : []), figure.share];
          for (const share of shares) {
            if (typeof share === 'number') expect(share >= 0.05 && share <= 0.95, figure.id).toBe(true);
          }
        }
      }),
    );
  });
});

describe('a published figure', () => {
  it('has three decimals and seconds', () => {
    const report = reportOf({ ...talkOf(['teacher', 20], ['none', 40]), students: looks(0, 60, { hands: [1, 2, 3] }) });
    expect(published(report, 'talk.teacher.share').value).toBe(0.333);
    expect(published(report, 'students.hands.peak')).toMatchObject({ value: 3, atS: 0, share: 0.25 });
  });

  it('that is not known stays unknown', () => {
    expect(published(reportOf({ durationMs: 60_000 }), 'students.headup.share')).toMatchObject({ value: null });
  });
});
