import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roomPlanSchema } from '../lesson/room-plan.ts';
import { figuresOf, places, reportOf } from './drawn-timeline.ts';
import { cellAt, GRID, seatingCells } from './room-grid.ts';

const plan = roomPlanSchema.parse({
  widthM: 8,
  depthM: 9,
  board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 },
  podium: { x: -2.6, y: 1.2 },
  frontDepthM: 2,
});

const lesson = [
  ...places(0, 20, 'podium'),
  ...places(20, 30, 'board', { facingBoard: true, writing: true }),
  ...places(30, 36, 'board', { facingBoard: true, writing: false }),
  ...places(36, 40, 'aisle'),
  ...places(40, 50, 'podium'),
  ...places(50, 55, 'aisle'),
  ...places(55, 60, 'podium'),
  ...places(60, 70, 'aisle'),
  ...places(70, 80, 'away'),
];

describe('the teacher’s place', () => {
  it('is told as shares of the time it was known', () => {
    const value = figuresOf({ durationMs: 80_000, teacher: lesson });
    expect(value('teacher.zone.podium.share')).toBeCloseTo(35 / 80);
    expect(value('teacher.zone.board.share')).toBeCloseTo(16 / 80);
    expect(value('teacher.zone.aisle.share')).toBeCloseTo(19 / 80);
    expect(value('teacher.zone.away.share')).toBeCloseTo(10 / 80);
  });

  it('is told as stretches on the page', () => {
    const { teacherZones } = reportOf({ durationMs: 80_000, teacher: lesson });
    expect(teacherZones.map(({ zone, endMs }) => [zone, endMs / 1000])).toEqual([
      ['podium', 20],
      ['board', 36],
      ['aisle', 40],
      ['podium', 50],
      ['aisle', 55],
      ['podium', 60],
      ['aisle', 70],
      ['away', 80],
    ]);
  });

  it('lowers the coverage where it is not known', () => {
    const teacher = [...places(0, 30, 'podium'), ...places(30, 40, null), ...places(40, 60, 'board')];
    const { figure } = figuresOf({ durationMs: 60_000, teacher });
    expect(figure('teacher.zone.podium.share')).toMatchObject({ value: 0.6 });
    expect(figure('teacher.zone.podium.share').coverage).toBeCloseTo(5 / 6);
    expect(reportOf({ durationMs: 60_000, teacher }).gaps).toContainEqual({
      track: 'teacher',
      startMs: 30_000,
      endMs: 40_000,
    });
  });

  it('is not known at all without a room plan', () => {
    const value = figuresOf({ durationMs: 60_000, teacher: places(0, 60, null) });
    for (const id of ['teacher.zone.podium.share', 'teacher.patrol.count', 'teacher.patrol.time', 'teacher.board.time'])
      expect(value(id), id).toBeNull();
  });
});

describe('the teacher in the student camera alone', () => {
  it('tells the walks, and nothing of podium and board', () => {
    const teacher = [
      ...places(0, 40, null, { amongDesks: false }),
      ...places(40, 52, 'aisle', { xM: 0, yM: 5 }),
      ...places(52, 60, null, { amongDesks: false }),
    ];
    const value = figuresOf({ durationMs: 60_000, teacher });
    expect(value('teacher.patrol.count')).toBe(1);
    expect(value('teacher.patrol.time')).toBe(12);
    for (const id of [
      'teacher.zone.podium.share',
      'teacher.zone.aisle.share',
      'teacher.board.time',
      'teacher.second.share',
    ])
      expect(value(id), id).toBeNull();
  });
});

describe('walks among the desks', () => {
  it('count from 5 s on', () => {
    const value = figuresOf({ durationMs: 80_000, teacher: lesson });
    expect(value('teacher.patrol.count')).toBe(2);
    expect(value('teacher.patrol.time')).toBe(15);
  });

  it('go on when the teacher steps out of the desks for a moment', () => {
    const teacher = [
      ...places(0, 10, 'board'),
      ...places(10, 14, 'aisle'),
      ...places(14, 16, 'board'),
      ...places(16, 20, 'aisle'),
      ...places(20, 30, 'board'),
    ];
    const value = figuresOf({ durationMs: 30_000, teacher });
    expect(value('teacher.patrol.count')).toBe(1);
    expect(value('teacher.patrol.time')).toBe(10);
  });

  it('reach cells of the seating area, each counted once', () => {
    const along = (fromS: number, xM: number, ys: readonly number[]) =>
      ys.flatMap((yM, i) => places(fromS + i, fromS + i + 1, 'aisle', { xM, yM }));
    const teacher = [
      ...places(0, 5, 'board', { xM: 1, yM: 0.5 }),
      ...along(5, 0.1, [2, 3, 4, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2]),
    ];
    const { figure } = figuresOf({ durationMs: 19_000, teacher }, 30_000, plan);
    expect(seatingCells(plan)).toHaveLength(12 * 6);
    expect(figure('teacher.patrol.coverage').value).toBeCloseTo(6 / 72);
    const hidden = figuresOf({ durationMs: 19_000, teacher: places(0, 19, 'aisle') }, 30_000, plan);
    expect(hidden('teacher.patrol.coverage')).toBeNull();
    expect(figuresOf({ durationMs: 19_000, teacher })('teacher.patrol.coverage')).toBeNull();
  });

  it('are none when the teacher stayed in front', () => {
    const value = figuresOf({ durationMs: 60_000, teacher: places(0, 60, 'podium') });
    expect(value('teacher.patrol.count')).toBe(0);
    expect(value('teacher.patrol.time')).toBe(0);
  });
});

describe('writing on the board', () => {
  it('is timed while a hand writes', () => {
    expect(figuresOf({ durationMs: 80_000, teacher: lesson })('teacher.board.time')).toBe(10);
  });

  it('goes on over a pause, and is not a hand lifted for a moment', () => {
    const hand = (fromS: number, toS: number, writing: boolean) =>
      places(fromS, toS, 'board', { facingBoard: true, writing });
    const teacher = [
      ...hand(0, 5, true),
      ...hand(5, 7, false),
      ...hand(7, 10, true),
      ...hand(10, 20, false),
      ...hand(20, 21, true),
      ...hand(21, 30, false),
    ];
    expect(figuresOf({ durationMs: 30_000, teacher })('teacher.board.time')).toBe(10);
  });
});

describe('a second adult', () => {
  it('is told as a share of the time in which adults could be counted', () => {
    const teacher = [
      ...places(0, 20, 'podium'),
      ...places(20, 30, 'podium', { adults: 2 }),
      ...places(30, 40, 'aisle', { adults: null }),
      ...places(40, 50, 'away', { adults: 0 }),
    ];
    const { figure } = figuresOf({ durationMs: 50_000, teacher });
    expect(figure('teacher.second.share')).toMatchObject({ value: 0.25, coverage: 0.8 });
  });
});

describe('the heatmap', () => {
  const teacher = [
    ...places(0, 30, 'board', { xM: 1, yM: 0.5 }),
    ...places(30, 40, 'aisle', { xM: -3.9, yM: 8.9 }),
    ...places(40, 60, 'aisle'),
  ];

  it('shares out the time with a known place', () => {
    const { teacherHeatmap } = reportOf({ durationMs: 60_000, teacher }, 30_000, plan);
    expect(teacherHeatmap).toMatchObject(GRID);
    expect(teacherHeatmap!.shares).toHaveLength(96);
    expect(teacherHeatmap!.shares[cellAt(plan, 1, 0.5)]).toBe(0.75);
    expect(teacherHeatmap!.shares[7 * 12]).toBe(0.25);
  });

  it('is none without a room plan or a known place', () => {
    expect(reportOf({ durationMs: 60_000, teacher }).teacherHeatmap).toBeNull();
    const unseen = places(0, 60, 'podium');
    expect(reportOf({ durationMs: 60_000, teacher: unseen }, 30_000, plan).teacherHeatmap).toBeNull();
  });

  it('has a cell for every place, also beyond the walls', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        (x, y) => {
          const cell = cellAt(plan, x, y);
          expect(Number.isInteger(cell) && cell >= 0 && cell < 96).toBe(true);
        },
      ),
    );
  });
});
