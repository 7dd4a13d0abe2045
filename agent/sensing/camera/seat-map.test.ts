import { beforeEach, describe, expect, it } from 'vitest';
import { type FoundFace, SeatMap, type SeatSighting } from './seat-map.ts';

let map: SeatMap;
let atS: number;

beforeEach(() => {
  map = new SeatMap();
  atS = 0;
});

/** A face by its centre and height. */
function face(x: number, y: number, h = 30, more: Partial<FoundFace> = {}): FoundFace {
  return { x: x - h / 2, y: y - h / 2, w: h, h, score: 0.9, points: [], sure: true, bowed: 0, handUp: 0, ...more };
}

/** Looks once a second for some seconds; gives what the last look said. */
function see(seconds: number, faces: readonly FoundFace[] | ((second: number) => readonly FoundFace[])) {
  let seen: SeatSighting[] = [];
  for (let i = 0; i < seconds; i++, atS++)
    seen = map.update(typeof faces === 'function' ? faces(i) : faces, atS * 1000);
  return seen;
}

describe('a seat', () => {
  it('is learned from a face that recurs', () => {
    expect(see(2, [face(400, 300)])).toEqual([]);
    const [sighting, ...others] = see(1, [face(400, 300)]);
    expect(others).toEqual([]);
    expect(sighting).toMatchObject({ seat: { id: 1, confirmed: true }, standing: false });
    expect(sighting!.face).not.toBeNull();
  });

  it('is not made by a faint face, however often it is seen', () => {
    expect(see(20, [face(400, 300, 30, { sure: false, score: 0.25 })])).toEqual([]);
  });

  it('once known, believes a faint face', () => {
    see(5, [face(400, 300)]);
    const [sighting] = see(1, [face(402, 301, 30, { sure: false, score: 0.25 })]);
    expect(sighting!.face?.score).toBe(0.25);
  });

  it('is not made by somebody who passes by', () => {
    see(40, [face(400, 300)]);
    const walker = (second: number) => [face(400, 300), face(800 + 12 * second, 320)];
    expect(see(10, walker)).toHaveLength(1);
    expect(see(30, [face(400, 300)])).toHaveLength(1);
  });

  it('is made by a latecomer who stays', () => {
    see(40, [face(400, 300)]);
    expect(see(14, [face(400, 300), face(800, 320)])).toHaveLength(1);
    expect(see(4, [face(400, 300), face(800, 320)]).map(({ seat }) => seat.id)).toEqual([1, 2]);
  });

  it('has a small number, however many passed by', () => {
    see(40, [face(400, 300)]);
    see(3000, (second) => [face(400, 300), face(600 + ((137 * second) % 1200), 320)]);
    const ids = see(20, [face(400, 300), face(100, 700)]).map(({ seat }) => seat.id);
    expect(ids[0]).toBe(1);
    expect(Math.max(...ids)).toBeLessThan(20);
  });

  it('stays occupied while its face is hidden, and is given up in the end', () => {
    see(20, [face(400, 300)]);
    const [hidden] = see(45, []);
    expect(hidden).toMatchObject({ seat: { id: 1 }, face: null, standing: false });
    expect(see(20, [])).toEqual([]);
  });

  it('is given up sooner when it was occupied for a moment only', () => {
    see(3, [face(400, 300)]);
    expect(see(8, [])).toHaveLength(1);
    expect(see(5, [])).toEqual([]);
  });

  it('is the same after its person came back', () => {
    see(20, [face(400, 300)]);
    see(30, []);
    expect(see(1, [face(405, 303)])[0]).toMatchObject({ seat: { id: 1 } });
  });

  it('moves with its person, slowly', () => {
    const shift = (second: number) => [face(400 + second, 300)];
    const [sighting] = see(60, shift);
    expect(sighting!.seat.id).toBe(1);
    expect(sighting!.seat.x).toBeGreaterThan(430);
  });

  it('is the same for a bowed head, which is lower', () => {
    see(5, [face(400, 300)]);
    const [sighting, ...others] = see(5, [face(400, 327, 30, { bowed: 1 })]);
    expect(others).toEqual([]);
    expect(sighting).toMatchObject({ seat: { id: 1, y: expect.closeTo(300, 0) }, standing: false });
  });
});

describe('standing', () => {
  it('is a face right above its seat', () => {
    see(5, [face(400, 300)]);
    const [up] = see(3, [face(403, 230)]);
    expect(up).toMatchObject({ seat: { id: 1 }, standing: true });
    expect(up!.face).not.toBeNull();
    const [down, ...others] = see(3, [face(400, 300)]);
    expect(others).toEqual([]);
    expect(down).toMatchObject({ seat: { id: 1 }, standing: false });
  });

  it('may last long', () => {
    see(5, [face(400, 300)]);
    expect(see(120, [face(403, 230)])).toMatchObject([{ seat: { id: 1 }, standing: true }]);
  });

  it('is not somebody who sits behind a pupil that is still there', () => {
    const both = [face(400, 300), face(403, 230, 24)];
    expect(see(6, both).map(({ standing }) => standing)).toEqual([false, false]);
  });

  it('is not believed of a faint face', () => {
    see(5, [face(400, 300)]);
    expect(see(1, [face(403, 230, 30, { sure: false })]).map(({ standing }) => standing)).toEqual([false]);
  });
});

describe('two faces', () => {
  it('beside each other are two seats, each its own', () => {
    const [left, right] = [face(400, 300), face(442, 300)];
    expect(see(5, [left, right]).map(({ seat }) => seat.id)).toEqual([1, 2]);
    expect(see(2, [right]).map(({ face: found }) => found)).toEqual([null, right]);
    expect(see(2, [left]).map(({ face: found }) => found)).toEqual([left, null]);
    expect(see(5, [left, right]).map(({ seat }) => seat.id)).toEqual([1, 2]);
  });

  it('are one pupil when the lower is a print on a shirt', () => {
    expect(see(10, [face(400, 300, 40), face(405, 360, 20)])).toMatchObject([{ seat: { faceHeight: 40 } }]);
  });

  it('are two pupils when the lower is larger: it is nearer', () => {
    expect(see(10, [face(400, 300, 40), face(405, 370, 50)])).toHaveLength(2);
  });
});
