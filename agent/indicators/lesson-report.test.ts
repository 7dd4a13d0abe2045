import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { talkClasses, teacherZones } from '../lesson/observation.ts';
import { roomPlanSchema } from '../lesson/room-plan.ts';
import { catalogue, catalogueEntry, drawings } from './catalogue.ts';
import { figuresOf, look, looks, places, reportOf, talkOf } from './drawn-timeline.ts';

const full = {
  ...talkOf(['teacher', 40], ['none', 2], ['student', 8], ['none', 1], ['teacher', 19]),
  students: looks(0, 70, { headsUp: 6, hands: [1], standing: 1 }),
  teacher: places(0, 70, 'podium', { xM: -2, yM: 1 }),
  environment: [
    {
      ...{ kind: 'environment' as const, startMs: 0, endMs: 60_000 },
      ...{ co2Ppm: 900, temperatureC: 21, humidityPercent: 45, illuminanceLux: 400, pm25UgM3: 20, noiseDba: 55 },
    },
  ],
};
const roomPlan = roomPlanSchema.parse({
  widthM: 8,
  depthM: 9,
  board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 },
  podium: { x: -2.6, y: 1.2 },
});

describe('the catalogue', () => {
  it('is computed in full, and nothing is computed that it does not define', () => {
    const report = reportOf(full, 30_000, roomPlan);
    const drawn = Object.entries(drawings).filter(([, part]) => report[part] !== undefined && report[part] !== null);
    const told = report.indicators.map(({ id }) => id);
    expect(new Set(told).size).toBe(told.length);
    const remote = reportOf(full, 30_000, roomPlan, { pairId: 'P1', role: 'remote' }).indicators.map(({ id }) => id);
    const computed = new Set([...told, ...remote, ...drawn.map(([id]) => id)]);
    expect([...computed].toSorted()).toEqual(catalogue.map(({ id }) => id).toSorted());
  });

  it('defines every part of a report that is drawn', () => {
    const parts = new Set<string>(Object.values(drawings));
    const { lesson, durationMs, indicators, models, schemaVersion, ...rest } = reportOf(full, 30_000, roomPlan);
    const evidence = [
      'talk',
      'students',
      'episodes',
      'teacherZones',
      'patrols',
      'roomShape',
      'gaps',
      'cameraFaults',
      'microphoneFaults',
      'bookmarks',
    ];
    expect(
      Object.keys(rest)
        .filter((part) => !parts.has(part))
        .toSorted(),
    ).toEqual(evidence.toSorted());
  });

  it('says of each figure what it is, in both languages', () => {
    for (const entry of catalogue) {
      expect(entry.id).toMatch(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/);
      for (const text of [entry.zh, entry.definitionZh, entry.en, entry.definitionEn]) expect(text).not.toBe('');
      expect(entry.coverageFloor).toBeGreaterThan(0);
      expect(entry.version).toBeGreaterThanOrEqual(1);
    }
  });

  it('names nothing that cannot be counted', () => {
    for (const { id, zh, en, definitionZh, definitionEn } of catalogue) {
      expect(`${id} ${en} ${definitionEn}`).not.toMatch(/attenti|engage|emotion|mood|score/i);
      expect(`${zh}${definitionZh}`).not.toMatch(/专注|情绪|投入度|得分/);
    }
  });

  it('has no figure without a definition', () => {
    expect(() => catalogueEntry('students.attention')).toThrow('not in the catalogue');
  });
});

describe('a lesson of which nothing was seen or heard', () => {
  it.each([0, 1, 2_700_000])('of %i ms has no values, and no zeros', (durationMs) => {
    const report = reportOf({ durationMs });
    for (const { id, value, coverage } of report.indicators) {
      expect(value, id).toBeNull();
      expect(coverage, id).toBe(0);
    }
    expect(report.st).toBeNull();
  });
});

describe('the coverage floor', () => {
  const half = (coveredS: number) =>
    talkOf(['teacher', coveredS - 5], ['none', 3], ['student', 2], ['gap', 100 - coveredS]);

  it('takes the value away below one half, and keeps the coverage', () => {
    const { figure } = figuresOf(half(49));
    expect(figure('talk.teacher.share')).toEqual({ id: 'talk.teacher.share', value: null, coverage: 0.49, version: 1 });
    expect(figure('talk.turns').value).toBeNull();
    expect(figure('st.rt').value).toBeNull();
  });

  it('keeps it from one half on', () => {
    expect(figuresOf(half(50)).figure('talk.teacher.share')).toMatchObject({ value: 0.9, coverage: 0.5 });
  });

  it('takes a peak’s moment away too', () => {
    const { figure } = figuresOf({ durationMs: 100_000, students: looks(0, 20, { hands: [1], headsUp: 12 }) });
    expect(figure('students.hands.peak')).toEqual({
      id: 'students.hands.peak',
      value: null,
      coverage: 0.29,
      version: catalogueEntry('students.hands.peak').version,
    });
  });
});

describe('any lesson', () => {
  const count = fc.integer({ min: 0, max: 12 });
  const lessons = fc.record({
    durationMs: fc.constant(120_000),
    talk: fc
      .array(fc.tuple(fc.constantFrom(...talkClasses, 'gap' as const), fc.integer({ min: 1, max: 20 })), {
        maxLength: 6,
      })
      .map((stretches) => talkOf(...stretches).talk),
    students: fc.uniqueArray(fc.nat(119)).chain((moments) =>
      fc.tuple(
        ...moments
          .sort((a, b) => a - b)
          .map((atS) =>
            fc.tuple(count, count, count, fc.uniqueArray(count)).map(([occupied, some, few, hands]) =>
              look(atS, {
                occupied,
                measurable: Math.min(occupied, some),
                headsUp: Math.min(occupied, some, few),
                turned: Math.min(occupied, some, few),
                standing: Math.min(occupied, few),
                slumped: Math.min(occupied, some),
                hands: hands.slice(0, occupied),
              }),
            ),
          ),
      ),
    ),
    teacher: fc
      .tuple(fc.nat(60), fc.nat(59), fc.constantFrom(...teacherZones, null))
      .map(([fromS, lengthS, zone]) => places(fromS, fromS + lengthS, zone)),
  });

  it('has shares between 0 and 1, counts and times of 0 or more, and no NaN', () => {
    fc.assert(
      fc.property(lessons, (timeline) => {
        for (const { id, value, coverage, share } of reportOf(timeline).indicators) {
          expect(coverage, id).toBeGreaterThanOrEqual(0);
          expect(coverage, id).toBeLessThanOrEqual(1);
          if (share !== undefined) expect(share <= 1 && share >= 0, id).toBe(true);
          if (typeof value !== 'number') continue;
          const { unit } = catalogueEntry(id);
          if (unit === 'dBFS') expect(value, id).toBeLessThanOrEqual(0);
          else expect(value, id).toBeGreaterThanOrEqual(0);
          if (unit === 'share') expect(value, id).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is covered by what was seen and gaps together', () => {
    fc.assert(
      fc.property(lessons, (timeline) => {
        const { talk, gaps } = reportOf(timeline);
        const spans = [...talk, ...gaps.filter(({ track }) => track === 'talk')];
        expect(spans.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)).toBeCloseTo(120_000, 3);
      }),
    );
  });
});
