import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { publishedIndicatorSchema } from '../../provisioning/contract/lesson-message.ts';
import { catalogue } from './catalogue.ts';
import { looks, places, reportOf, talkOf } from './drawn-timeline.ts';
import type { Indicator, LessonReport } from './indicator.ts';
import { publishedFigures } from './published.ts';

const MIN_GROUP = 10;
const classOf = (occupied: number, counts: Parameters<typeof looks>[2] = {}) =>
  reportOf({
    ...talkOf(['teacher', 40], ['student', 20]),
    students: looks(0, 60, { occupied, measurable: occupied, ...counts }),
    teacher: places(0, 60, 'podium'),
  });
const published = (report: LessonReport, id: string) => publishedFigures(report, MIN_GROUP).find((f) => f.id === id)!;

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

  it('does not tell by the count of a peak what its coded share hides', () => {
    const everybody = published(classOf(12, { hands: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }), 'students.hands.peak');
    expect(everybody).toMatchObject({ value: null, share: '>95' });
    expect(published(classOf(12, { hands: [1, 2] }), 'students.hands.peak')).toMatchObject({ value: 2 });
  });

  it('ends at the least number', () => {
    expect(published(classOf(10, { headsUp: 5 }), 'students.headup.share')).toMatchObject({ value: 0.5 });
  });

  it('is assumed when nobody knows how many there were', () => {
    const report = classOf(12);
    const indicators = report.indicators.map((figure) =>
      figure.id === 'students.present.max' ? { ...figure, value: null } : figure,
    );
    expect(published({ ...report, indicators }, 'students.headup.share').suppressed).toBe('small-group');
    expect(published({ ...report, indicators }, 'students.present.max').suppressed).toBeUndefined();
  });
});

describe('shares of students', () => {
  it.each([
    [200, 191, '>95'],
    [200, 9, '<5'],
    [40, 40, '>95'],
    [40, 39, '>95'],
    [40, 38, 0.95],
    [40, 20, 0.5],
    [40, 2, 0.05],
    [40, 1, '<5'],
    [40, 0, '<5'],
  ])('of %i with %i heads up leave as %j', (occupied, headsUp, value) => {
    expect(published(classOf(occupied, { headsUp }), 'students.headup.share').value).toBe(value);
    expect(published(classOf(occupied, { headsUp }), 'students.headup.peak')).toMatchObject({ value, share: value });
  });

  it('never leave as a number that tells of nearly all or nearly none', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const figures = fc.tuple(...catalogue.map(({ id, unit }) => fc.tuple(fc.constant({ id, unit }), share, share)));
    fc.assert(
      fc.property(figures, (drawn) => {
        const indicators = drawn.map(([{ id, unit }, value, peak]): Indicator => {
          const told = unit === 'share' ? value : unit === 'mode' ? 'mixed' : Math.round(40 * value);
          return {
            id,
            value: id === 'students.present.max' ? 40 : told,
            coverage: 1,
            version: 1,
            ...(id.endsWith('.peak') ? { atMs: 1000, share: peak } : {}),
          };
        });
        for (const figure of publishedFigures({ ...classOf(12), indicators }, MIN_GROUP)) {
          publishedIndicatorSchema.parse(figure);
          if (!figure.id.startsWith('students.')) continue;
          const shares = [...(figure.unit === 'share' ? [figure.value] : []), figure.share];
          for (const told of shares) {
            if (typeof told === 'number') expect(told >= 0.05 && told <= 0.95, figure.id).toBe(true);
          }
        }
      }),
    );
  });

  it('are coded only about students: what the teacher does is not one of many', () => {
    const report = reportOf({ ...talkOf(['teacher', 60]), teacher: places(0, 60, 'podium') });
    expect(published(report, 'talk.teacher.share').value).toBe(1);
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
