import { describe, expect, it } from 'vitest';
import { filmFolder, readFilmTruth, roomPlanOfFilm, trueTimeline } from '../demo/lesson-film.ts';
import type { LessonReport } from '../indicators/indicator.ts';
import { lessonReport } from '../indicators/lesson-report.ts';
import { agreementOf } from './agreement.ts';
import { type Labels, labelsSchema, type Marks } from './labels.ts';
import { labelsStartMs, measuredMarks, movedBy } from './measured-marks.ts';

const STARTED_MS = Date.UTC(2026, 8, 1, 8);
const truth = readFilmTruth(filmFolder);
const lesson = { id: 'lesson', room: { region: '', school: '', room: '' }, labels: {}, startedAtMs: STARTED_MS };
/** What perfect sensors would have said of the film. */
const report: LessonReport = lessonReport({
  ...{ lesson, timeline: trueTimeline(truth), models: {}, roomPlan: roomPlanOfFilm(truth) },
});
const nothing: Marks = { talk: [], zones: [], hands: [], present: [], headsUp: [] };
const labels = (more: Partial<Labels>): Labels =>
  labelsSchema.parse({
    ...{
      format: 'lectern-labels',
      version: 1,
      seen: 'live',
      startedAt: new Date(STARTED_MS).toISOString(),
      durationS: 150,
    },
    ...more,
  });

describe('what is measured, as labels', () => {
  it('of a perfect box agrees with the film’s truth in everything', () => {
    const box = measuredMarks(report, 0, 150);
    for (const { thing, agreement, judged } of agreementOf(box, box)) {
      expect(judged, thing).toBeGreaterThan(0);
      expect(agreement, thing).toBe(thing === 'headsUp' ? 0 : 1);
    }
    expect(agreementOf(box, box).map(({ thing }) => thing)).toEqual(['talk', 'zones', 'hands', 'present', 'headsUp']);
  });

  it('lies where the labels begin', () => {
    const from50 = measuredMarks(report, 50_000, 60);
    const whole = measuredMarks(report, 0, 150);
    const at = (marks: Marks, s: number) => marks.talk.find(({ startS, endS }) => startS <= s && s < endS)?.talk;
    for (const s of [5, 20, 59]) expect(at(from50, s)).toBe(at(whole, s + 50));
    expect(from50.talk.every(({ startS, endS }) => startS >= 0 && endS <= 60)).toBe(true);
  });
});

describe('agreement', () => {
  const person: Marks = {
    ...nothing,
    talk: [
      { startS: 0, endS: 20, talk: 'teacher' },
      { startS: 20, endS: 40, talk: 'student' },
    ],
  };

  it('leaves a second out around each mark, and names what is told otherwise', () => {
    const box: Marks = {
      ...nothing,
      talk: [
        { startS: 0, endS: 30.8, talk: 'teacher' },
        { startS: 30.8, endS: 40, talk: 'student' },
      ],
    };
    const [talk] = agreementOf(box, person);
    // Of 36 s, those from 21 to 30.8 are told otherwise.
    expect(talk!.agreement).toBeCloseTo(1 - 9.8 / 36, 3);
    expect(talk!.worst).toEqual([{ startS: 20, endS: 40, person: 'student', box: 'teacher' }]);
    expect(talk!.shares).toContainEqual({ of: 'teacher', person: 0.5, box: 30.8 / 40 });
  });

  it('is not judged where the box says that it has no data, and that is told', () => {
    const box: Marks = { ...nothing, talk: [{ startS: 0, endS: 20, talk: 'teacher' }] };
    const missing = { talk: [{ startS: 15, endS: 40 }], students: [], teacher: [] };
    expect(agreementOf(box, person, missing)).toMatchObject([{ agreement: 1, judged: 13, missing: 25 }]);
    expect(agreementOf(box, person)[0]!.agreement).toBeCloseTo(0.5);
  });

  it('finds a hand that was not seen and one that was not there, and counts that are off', () => {
    const own: Marks = {
      ...nothing,
      hands: [
        { startS: 10, endS: 14 },
        { startS: 50, endS: 55 },
      ],
      present: [
        { atS: 30, count: 40 },
        { atS: 60, count: 41 },
      ],
      headsUp: [{ atS: 30, count: 30 }],
    };
    const box: Marks = {
      ...nothing,
      hands: [
        { startS: 11, endS: 13 },
        { startS: 100, endS: 104 },
      ],
      present: [
        { atS: 29, count: 39 },
        { atS: 59, count: 36 },
      ],
      headsUp: [{ atS: 29.5, count: 27 }],
    };
    expect(agreementOf(box, own)).toMatchObject([
      { thing: 'hands', agreement: 0.5, judged: 2, worst: [{ startS: 50 }, { startS: 100 }] },
      { thing: 'present', agreement: 0.5, worst: [{ startS: 60, person: '41', box: '36' }] },
      { thing: 'headsUp', agreement: 3 },
    ]);
  });

  it('is none where nothing could be judged: nothing is told to agree of which there are no data', () => {
    const own = {
      ...person,
      zones: [{ startS: 0, endS: 40, zone: 'board' as const }],
      present: [{ atS: 9, count: 40 }],
    };
    const whole = [{ startS: 0, endS: 40 }];
    const agreed = agreementOf(nothing, own, { talk: whole, students: whole, teacher: whole });
    expect(agreed).toMatchObject([
      { thing: 'talk', agreement: null, judged: 0, missing: 40 },
      { thing: 'zones', agreement: null, judged: 0, missing: 40 },
      { thing: 'present', agreement: null, judged: 0, missing: 1 },
    ]);
  });

  it('does not count what was marked before the lesson and after it against the box', () => {
    const shifted = measuredMarks(report, -30_000, 300);
    const whole = measuredMarks(report, 0, 150);
    const own = movedBy(whole, 30_000);
    const marked = {
      ...own,
      talk: [
        { startS: 0, endS: 30, talk: 'teacher' as const },
        ...own.talk,
        { startS: 181, endS: 300, talk: 'student' as const },
      ],
    };
    const [talk] = agreementOf(shifted, marked, shifted.missing);
    expect(talk!.agreement).toBe(1);
    expect(talk!.missing).toBeCloseTo(149, 0);
  });

  it('judges nothing that nobody marked', () => {
    expect(agreementOf(measuredMarks(report, 0, 150), nothing)).toEqual([]);
  });
});

describe('where labels begin', () => {
  const marked = { ...report, bookmarks: [20_000, 95_000] };

  it('is told by the mark that was pressed on screen and page, though their clocks differ', () => {
    const late = labels({ startedAt: new Date(STARTED_MS + 100_000).toISOString(), markS: 5 });
    expect(labelsStartMs(late, marked)).toBe(90_000);
  });

  it('is told by the clocks without one, and is the beginning of a recording', () => {
    expect(labelsStartMs(labels({ startedAt: new Date(STARTED_MS + 30_000).toISOString() }), marked)).toBe(30_000);
    expect(labelsStartMs(labels({ seen: 'recording', startedAt: '2030-01-01T00:00:00Z' }), marked)).toBe(0);
  });

  it('is not guessed where the lesson has no such mark', () => {
    expect(() => labelsStartMs(labels({ markS: 5 }), { ...report, bookmarks: [] })).toThrow(
      /press both at the same time/,
    );
    expect(() => labelsStartMs(labels({ markS: 5 }), { ...report, bookmarks: [140_000] })).toThrow(
      /none within two minutes/,
    );
  });
});
