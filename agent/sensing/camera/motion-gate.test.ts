import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { madePicture, madeScene } from '../../../test/fixtures/made-pictures.ts';
import { seeded } from '../../../test/fixtures/seeded.ts';
import { MotionGate } from './motion-gate.ts';
import type { Box } from './picture.ts';

const [width, height] = [640, 360];
const whole: Box = { x: 0, y: 0, w: width, h: height };
const scene = madeScene(width, height);
type Luma = (x: number, y: number) => number;

/** Sensor noise of so much standard deviation a pixel. */
function noisy(luma: Luma, deviation: number, random: () => number): Luma {
  return (x, y) => luma(x, y) + deviation * (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

/** The scene with a patch of another brightness. */
const patched =
  ({ x, y, w, h }: Box, by = 60): Luma =>
  (px, py) =>
    scene(px, py) + (px >= x && px < x + w && py >= y && py < y + h ? by : 0);

const show = (gate: MotionGate, luma: Luma) => gate.look(madePicture(width, height, luma));

describe('the motion gate', () => {
  it('takes the first picture, and the first of another size, as changed everywhere', () => {
    const gate = new MotionGate();
    expect(gate.changedSince(whole, 0)).toBe(true);
    expect(show(gate, scene)).toBe(1);
    expect(gate.changedSince({ x: 300, y: 200, w: 10, h: 10 }, 0)).toBe(true);
    expect(gate.changedSince(whole, 1)).toBe(false);
    const look = gate.look(madePicture(320, 200, () => 100));
    expect(gate.changedSince({ x: 300, y: 190, w: 10, h: 10 }, look - 1)).toBe(true);
    expect(gate.changedSince({ x: 0, y: 0, w: 320, h: 200 }, look)).toBe(false);
  });

  it.each([0, 2, 5, 12])('sees nothing in noise of %i grey levels a pixel', (deviation) => {
    const gate = new MotionGate();
    const random = seeded(deviation + 1);
    for (let i = 0; i < 3; i++) show(gate, noisy(scene, deviation, random));
    for (let i = 0; i < 12; i++) show(gate, noisy(scene, deviation, random));
    expect(gate.changedSince(whole, 3)).toBe(false);
  });

  it('sees a patch in the boxes it is in, and in no other', () => {
    const boxes = fc.record({
      x: fc.integer({ min: 0, max: width - 60 }),
      y: fc.integer({ min: 0, max: height - 60 }),
      w: fc.integer({ min: 16, max: 60 }),
      h: fc.integer({ min: 16, max: 60 }),
    });
    fc.assert(
      fc.property(boxes, fc.constantFrom(-60, 60), (box, by) => {
        const gate = new MotionGate();
        show(gate, scene);
        const look = show(gate, scene);
        show(gate, patched(box, by));
        expect(gate.changedSince(box, look)).toBe(true);
        const [right, below] = [box.x + box.w + 4, box.y + box.h + 4];
        const around: Box[] = [
          { x: 0, y: 0, w: box.x - 4, h: height },
          { x: right, y: 0, w: width - right, h: height },
          { x: 0, y: 0, w: width, h: box.y - 4 },
          { x: 0, y: below, w: width, h: height - below },
        ];
        for (const other of around.filter(({ w, h }) => w > 4 && h > 4)) {
          expect(gate.changedSince(other, look), JSON.stringify(other)).toBe(false);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('tells each of its users what changed since their own look', () => {
    const gate = new MotionGate();
    const [left, right] = [
      { x: 100, y: 100, w: 40, h: 40 },
      { x: 400, y: 100, w: 40, h: 40 },
    ];
    const first = show(gate, scene);
    const second = show(gate, patched(left));
    show(gate, patched(left));
    expect([gate.changedSince(left, first), gate.changedSince(left, second)]).toEqual([true, false]);
    expect(gate.changedSince(right, first)).toBe(false);
  });

  it('sees what moves too slowly for one look to tell', () => {
    const gate = new MotionGate();
    const random = seeded(3);
    const box = { x: 200, y: 120, w: 60, h: 60 };
    const look = show(gate, noisy(scene, 2, random));
    for (let i = 1; i <= 20; i++) show(gate, noisy(patched(box, i), 2, random));
    expect(gate.changedSince(box, look)).toBe(true);
    expect(gate.changedSince({ x: 400, y: 120, w: 60, h: 60 }, look)).toBe(false);
  });

  it.each([
    ['brighter', (luma: number) => 1.3 * luma],
    ['darker', (luma: number) => 0.6 * luma],
    ['lifted', (luma: number) => luma + 25],
  ])('is not misled by an exposure that makes everything %s at once', (_, change) => {
    const gate = new MotionGate();
    const random = seeded(4);
    const box = { x: 200, y: 120, w: 60, h: 60 };
    for (let i = 0; i < 4; i++) show(gate, noisy(scene, 2, random));
    const before = show(gate, noisy(scene, 2, random));
    const after = show(
      gate,
      noisy((x, y) => change(scene(x, y)), 2, random),
    );
    expect(gate.changedSince(whole, before)).toBe(false);
    show(
      gate,
      noisy((x, y) => change(patched(box)(x, y)), 2, random),
    );
    expect(gate.changedSince(box, after)).toBe(true);
    expect(gate.changedSince({ x: 400, y: 120, w: 60, h: 60 }, before)).toBe(false);
  });

  it('says everything at most once when a gamma curve changes', () => {
    const gate = new MotionGate();
    const curved: Luma = (x, y) => 255 * (scene(x, y) / 255) ** 0.6;
    for (let i = 0; i < 4; i++) show(gate, scene);
    const look = show(gate, curved);
    for (let i = 0; i < 5; i++) show(gate, curved);
    expect(gate.changedSince(whole, look)).toBe(false);
  });

  it('follows a cloud over minutes, and still sees who moves under it', () => {
    const gate = new MotionGate();
    const random = seeded(5);
    const box = { x: 300, y: 200, w: 40, h: 40 };
    for (let i = 0; i < 3; i++) show(gate, noisy(scene, 2, random));
    let look = 3;
    for (let i = 0; i < 60; i++)
      look = show(
        gate,
        noisy((x, y) => (1 - 0.005 * i) * scene(x, y), 2, random),
      );
    expect(gate.changedSince(whole, 3)).toBe(false);
    show(
      gate,
      noisy((x, y) => 0.7 * patched(box)(x, y), 2, random),
    );
    expect(gate.changedSince(box, look)).toBe(true);
  });

  it('has an answer for any box', () => {
    const gate = new MotionGate();
    const look = show(gate, scene);
    const number = fc.double({ min: -2000, max: 2000, noNaN: true });
    const length = fc.double({ min: 0, max: 3000, noNaN: true });
    fc.assert(
      fc.property(number, number, length, length, (x, y, w, h) => {
        expect(gate.changedSince({ x, y, w, h }, look)).toBe(false);
        if (x >= width || y >= height || x + w < -1 || y + h < -1) {
          expect(gate.changedSince({ x, y, w, h }, look - 1)).toBe(false);
        }
      }),
    );
  });
});
