import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classroomTilings, tiles } from './face-detector.ts';
import { type Box, cropSquare, overlap, type Picture } from './picture.ts';

/** Red grows to the right, green downwards, one a pixel; blue is 100. */
function gradient(width: number, height: number): Picture {
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rgb.set([x, y, 100], (y * width + x) * 3);
  }
  return { rgb, width, height };
}

describe('cutting a square out of a picture', () => {
  const picture = gradient(200, 160);
  const crop = (x: number, y: number, side: number, size: number, scale = 1, offset = 0) => {
    const out = new Float32Array(size * size * 3);
    cropSquare(picture, { x, y, side }, size, out, scale, offset);
    return (row: number, column: number) => [...out.subarray((row * size + column) * 3, (row * size + column) * 3 + 3)];
  };

  it('at its own size gives its pixels', () => {
    const at = crop(40, 30, 16, 16);
    for (const [row, column] of [
      [0, 0],
      [3, 12],
      [15, 15],
    ] as const)
      expect(at(row, column)).toEqual([40 + column, 30 + row, 100]);
  });

  it.each([
    [8, 32, 0.001],
    [32, 16, 0.001],
    [64, 16, 0.001],
    [100, 7, 0.5],
  ])('scales %i pixels to %i, each at the middle of what it stands for', (side, size, within) => {
    const at = crop(50, 40, side, size);
    const step = side / size;
    for (const [row, column] of [
      [0, 0],
      [1, 5],
      [size - 1, size - 1],
    ] as const) {
      const [red, green, blue] = at(row, column) as [number, number, number];
      expect(Math.abs(red - (50 + (column + 0.5) * step - 0.5))).toBeLessThan(within);
      expect(Math.abs(green - (40 + (row + 0.5) * step - 0.5))).toBeLessThan(within);
      expect(blue).toBeCloseTo(100, 3);
    }
  });

  it('turns bytes into what the model wants', () => {
    const [red] = crop(40, 30, 16, 16, 2 / 255, -1)(0, 0);
    expect(red).toBeCloseTo((40 * 2) / 255 - 1, 6);
  });

  it('is black where there is no picture', () => {
    const at = crop(-32, -32, 64, 64);
    expect(at(0, 0)).toEqual([0, 0, 0]);
    expect(at(31, 63)).toEqual([0, 0, 0]);
    expect(at(40, 40)).toEqual([8, 8, 100]);
    expect(crop(1000, 1000, 64, 8)(4, 4)).toEqual([0, 0, 0]);
  });

  it('never reads beside the picture, wherever the square is', () => {
    const anywhere = fc.integer({ min: -300, max: 400 });
    fc.assert(
      fc.property(anywhere, anywhere, fc.double({ min: 0.5, max: 400, noNaN: true }), (x, y, side) => {
        const at = crop(x + 0.3, y + 0.7, side, 5);
        for (let i = 0; i < 25; i++) {
          const [red, green, blue] = at(Math.floor(i / 5), i % 5) as [number, number, number];
          expect(red >= 0 && red <= 199.01 && green >= 0 && green <= 159.01 && blue >= 0 && blue <= 100.01).toBe(true);
        }
      }),
    );
  });
});

describe('tiles', () => {
  const lengths = fc.integer({ min: 40, max: 2000 });

  it('cover the whole region, and overlap enough for a face between two', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(500), lengths, lengths, (x, y, w, h) => {
        const tiling = { tile: 256, overlap: 80 };
        const { tile, overlap: shared } = tiling;
        const squares = tiles({ x, y, w, h }, tiling);
        for (const [start, length, along] of [
          [x, w, 'x'],
          [y, h, 'y'],
        ] as const) {
          const starts = [...new Set(squares.map((square) => square[along]))].sort((a, b) => a - b);
          expect(starts[0]).toBe(start);
          expect(starts.at(-1)! + tile).toBeGreaterThanOrEqual(start + length - 1e-6);
          if (length >= tile) expect(starts.at(-1)! + tile).toBeCloseTo(start + length, 6);
          for (const [i, at] of starts.entries()) {
            if (i > 0) expect(starts[i - 1]! + tile - at).toBeGreaterThanOrEqual(shared - 1e-6);
          }
        }
        expect(squares.every(({ side }) => side === tile)).toBe(true);
      }),
    );
  });

  it('are one when the region is smaller than a tile', () => {
    expect(tiles({ x: 0, y: 0, w: 200, h: 100 }, { tile: 256, overlap: 80 })).toEqual([{ x: 0, y: 0, side: 256 }]);
  });

  it.each([
    [640, 360],
    [1280, 720],
    [1920, 1080],
    [3840, 2160],
  ])('of a picture of %i × %i are as many as of any other, finest first', (w, h) => {
    const counts = classroomTilings(w).map((tiling) => tiles({ x: 0, y: 0, w, h }, tiling).length);
    expect(counts).toEqual([66, 28, 15]);
  });
});

describe('overlap', () => {
  const box = (x: number, y: number, w: number, h: number): Box => ({ x, y, w, h });

  it.each([
    [box(0, 0, 10, 10), box(0, 0, 10, 10), 1],
    [box(0, 0, 10, 10), box(5, 0, 10, 10), 1 / 3],
    [box(0, 0, 10, 10), box(2, 2, 5, 5), 0.25],
    [box(0, 0, 10, 10), box(10, 0, 10, 10), 0],
    [box(0, 0, 10, 10), box(50, 50, 1, 1), 0],
  ])('of %j and %j is %f', (a, b, expected) => {
    expect(overlap(a, b)).toBeCloseTo(expected, 12);
    expect(overlap(b, a)).toBeCloseTo(expected, 12);
  });
});
