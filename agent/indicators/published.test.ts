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
    // Few heads can be measured, but enough to be told in the room.
    const report = classOf(12, { measurable: 9, headsUp: 6, hands: [1, 2, 3] });
    expect(published(report, 'students.headup.share').suppressed).toBe('small-group');
    expect(published(report, 'students.headup.peak').suppressed).toBe('complementary');
    expect(published(report, 'students.hands.peak')).toMatchObject({ value: 3, share: 0.25 });
  });

  it('is one at the moment of a peak: then neither the peak is told, nor how often it happened', () => {
    const report = momentOf(20, { occupied: 5, measurable: 5, hands: hands(4) });
    for (const id of ['students.hands.peak', 'students.hands.events']) {
      expect(published(report, id), id).toMatchObject({ value: null, suppressed: 'complementary' });
    }
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
    const everybody = published(momentOf(30, { hands: hands(30) }), 'students.hands.peak');
    expect(everybody).toMatchObject({ value: null, share: '>95' });
    expect(everybody).not.toHaveProperty('atS');
    expect(published(momentOf(12, { hands: [1, 2] }), 'students.hands.peak')).toMatchObject({ value: 2, atS: 20 });
  });

  it.each([0, 1, 19, 20])('of a peak of %i in a class of twenty are not told: a code would be one number', (count) => {
    const peak = published(momentOf(20, { hands: hands(count) }), 'students.hands.peak');
    expect(peak).toMatchObject({ value: null, suppressed: 'complementary' });
    expect(peak).not.toHaveProperty('share');
    expect(peak).not.toHaveProperty('atS');
  });

  it('of standing in a class of thirty: all but one would be the one number behind ">95"', () => {
    for (const standing of [28, 29]) {
      expect(published(momentOf(30, { standing }), 'students.standing.peak')).toMatchObject({
        value: null,
        suppressed: 'complementary',
      });
    }
    expect(published(momentOf(30, { standing: 27 }), 'students.standing.peak')).toMatchObject({ value: 27 });
  });

  it('are coded only about students: what the teacher does is not one of many', () => {
    const report = reportOf({ ...talkOf(['teacher', 60]), teacher: places(0, 60, 'podium') });
    expect(published(report, 'talk.teacher.share').value).toBe(1);
  });
});

describe('what is hidden cannot be worked back', () => {
  const behaviours: Record<string, (count: number) => Counts> = {
    hands: (count) => ({ hands: hands(count) }),
    standing: (standing) => ({ standing }),
    slumped: (slumped) => ({ slumped }),
    turned: (turned) => ({ turned }),
    headup: (headsUp) => ({ headsUp }),
  };
  /** What the hub is told of a behaviour's peak and of how often it happened, for a class of which so many do it at once. */
  const toldOf = (behaviour: string, size: number, count: number) => {
    const report = momentOf(size, behaviours[behaviour]!(count));
    return ofStudents(report).filter(
      ({ id }) => id === `students.${behaviour}.peak` || id === `students.${behaviour}.events`,
    );
  };

  it.each(Object.keys(behaviours))(
    'from the peak of %s: what does not tell its number fits two counts or more',
    (behaviour) => {
      for (const size of [10, 11, 19, 20, 21, 30, 39, 40, 41, 60]) {
        const counts = Array.from({ length: size + 1 }, (_, count) => count);
        const told = counts.map((count) => JSON.stringify(toldOf(behaviour, size, count)));
        for (const count of counts) {
          const [peak] = toldOf(behaviour, size, count).filter(({ id }) => id.endsWith('.peak'));
          if (peak!.value !== null) continue;
          const alike = counts.filter((other) => told[other] === told[count]);
          expect(alike.length, `${count} of ${size}`).toBeGreaterThanOrEqual(2);
        }
      }
    },
  );

  it('from how often a thing happened: that is told only beside the number of its peak', () => {
    const moments = fc.tuple(fc.integer({ min: MIN_GROUP, max: 60 }), fc.nat(60), fc.nat(60));
    fc.assert(
      fc.property(moments, ([size, raised, standing]) => {
        const seen = { hands: hands(Math.min(size, raised)), standing: Math.min(size, standing) };
        const figures = new Map(ofStudents(momentOf(size, seen)).map((figure) => [figure.id, figure]));
        for (const behaviour of ['hands', 'standing']) {
          const peak = figures.get(`students.${behaviour}.peak`)!;
          const events = figures.get(`students.${behaviour}.events`)!;
          expect(events.value === null, behaviour).toBe(peak.value === null);
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
