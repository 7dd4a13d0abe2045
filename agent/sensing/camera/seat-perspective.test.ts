import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitsRoom } from './seat-perspective.ts';

/** Faces of a class: the lower in the picture the larger, a little more on one side, each a little different. */
function faces(rows: number, columns: number, slope: number, aslant: number, spread: (i: number) => number) {
  return Array.from({ length: rows * columns }, (_, i) => {
    const [x, y] = [200 + 130 * (i % columns), 250 + 90 * Math.floor(i / columns)];
    return { x, y, faceHeight: (14 + slope * (y - 250) + aslant * (x - 200)) * spread(i) };
  });
}

describe('what fits the room', () => {
  const seats = faces(4, 6, 0.06, 0, () => 1);

  it('is a face as large as its place asks for', () => {
    const fits = fitsRoom(seats);
    expect(seats.every(fits)).toBe(true);
    expect(fits({ x: 500, y: 300, faceHeight: 17 })).toBe(true);
  });

  it('is not a hand on a desk in front, nor a picture on the wall', () => {
    const fits = fitsRoom(seats);
    expect(fits({ x: 500, y: 560, faceHeight: 12 })).toBe(false);
    expect(fits({ x: 500, y: 240, faceHeight: 40 })).toBe(false);
  });

  it('is told in spite of some seats that are none', () => {
    const prints = [0, 7, 14].map((i) => ({
      ...seats[i]!,
      y: seats[i]!.y + 50,
      faceHeight: seats[i]!.faceHeight * 0.4,
    }));
    const fits = fitsRoom([...seats, ...prints]);
    expect(seats.every(fits)).toBe(true);
    expect(prints.some(fits)).toBe(false);
  });

  it('is anything while few seats are known, or all are in one row', () => {
    expect(fitsRoom(seats.slice(0, 5))({ x: 0, y: 0, faceHeight: 500 })).toBe(true);
    const row = faces(1, 8, 0, 0, () => 1);
    expect(row.every(fitsRoom(row))).toBe(true);
  });

  it('is every pupil of any class, whatever the camera', () => {
    const size = fc.double({ min: 0.9, max: 1.1, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 6 }),
        fc.integer({ min: 4, max: 8 }),
        fc.double({ min: 0, max: 0.12, noNaN: true }),
        fc.double({ min: 0, max: 0.02, noNaN: true }),
        fc.array(size, { minLength: 48, maxLength: 48 }),
        (rows, columns, slope, aslant, sizes) => {
          const seats = faces(rows, columns, slope, aslant, (i) => sizes[i % 48]!);
          expect(seats.every(fitsRoom(seats))).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
