import { describe, expect, it } from 'vitest';
import type { SeatPlace } from './observation.ts';
import { checkSeats, seatCheckText } from './seat-check.ts';

/** Six rows of seven seats, as a camera above the board sees them: the further, the smaller and closer together. */
function classroom(floorPx: number): SeatPlace[] {
  return [0, 1, 2, 3, 4, 5].flatMap((row) => {
    const metres = 2.5 + 1.2 * row;
    const headPx = 130 / metres;
    return [0, 1, 2, 3, 4, 5, 6].map((column) => ({
      x: 540 + (column - 3) * headPx * 3,
      y: 200 + 1500 / metres + (column % 2),
      headPx,
      measurable: headPx >= floorPx,
    }));
  });
}

describe('the check of the seats', () => {
  it('says that all is well', () => {
    const check = checkSeats(classroom(10));
    expect(check).toEqual({
      seats: 42,
      tooSmall: 0,
      headPx: { least: 130 / 8.5, most: 52 },
      rowsTooSmall: null,
    });
    expect(seatCheckText(check).en).toBe('Student camera: 42 seats, heads 15–52 px high: all can be measured.');
  });

  it('names the rows that are too small, and what to do', () => {
    const check = checkSeats(classroom(18));
    expect(check).toMatchObject({ tooSmall: 14, rowsTooSmall: { first: 5, last: 6 } });
    expect(seatCheckText(check)).toEqual({
      zh: '学生摄像头:42 个座位,头部高 15–52 像素;第 5–6 排在画面中太小,只能计数:请把摄像头装近一些,或改用 4K 码流。',
      en: 'Student camera: 42 seats, heads 15–52 px high; rows 5–6 from the front are too small for this camera and only counted: mount it closer or use a 4K stream.',
    });
    expect(seatCheckText(checkSeats(classroom(16))).en).toContain('row 6 from the front is too small');
  });

  it('gives a number where rows cannot be told', () => {
    const slanted = Array.from({ length: 20 }, (_, i) => ({
      x: 30 * i,
      y: 300 - 2 * i,
      headPx: 15,
      measurable: i < 16,
    }));
    expect(seatCheckText(checkSeats(slanted)).en).toContain('4 of them are too small for this camera');
  });

  it('says when there is nothing to see', () => {
    expect(seatCheckText(checkSeats([])).en).toContain('no seats found yet');
  });
});
