import { describe, expect, it } from 'vitest';
import { figuresOf, places, reportOf } from './drawn-timeline.ts';

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

describe('walks among the desks', () => {
  it('count from 5 s on', () => {
    const value = figuresOf({ durationMs: 80_000, teacher: lesson });
    expect(value('teacher.patrol.count')).toBe(2);
    expect(value('teacher.patrol.time')).toBe(15);
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
});
