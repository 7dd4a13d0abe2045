import { beforeEach, describe, expect, it } from 'vitest';
import type { FoundFace } from './found-face.ts';
import type { Seat } from './seat.ts';
import { SeatMap, type SeatSighting } from './seat-map.ts';
import type { StudentView } from './student-view.ts';

let map: SeatMap;
let atS: number;

beforeEach(() => {
  map = new SeatMap();
  atS = 0;
});

const sitting: StudentView = {
  none: 0.02,
  up: 0.96,
  bowed: 0.01,
  onDesk: 0.01,
  hand: 0.02,
  standing: 0.02,
  turned: 0.02,
  yawDeg: 0,
  offset: { right: 0, down: 0, size: 1 },
};
const bowed: StudentView = { ...sitting, up: 0.02, bowed: 0.95 };
const upright: StudentView = { ...sitting, standing: 0.95 };
const nobody: StudentView = { ...sitting, none: 0.97, up: 0.01 };

/** A face by its centre and height. */
function face(x: number, y: number, h = 30, more: Partial<FoundFace> = {}): FoundFace {
  return { x: x - h / 2, y: y - h / 2, w: h, h, score: 0.9, there: 0.95, view: sitting, ...more };
}

const faint = { there: 0.3, score: 0.25 };

/**
 * Looks once a second for some seconds; gives what the last look said of the occupied seats.
 * @param place what the places without a face show
 */
function see(
  seconds: number,
  faces: readonly FoundFace[] | ((second: number) => readonly FoundFace[]),
  place: StudentView = bowed,
) {
  let seen: SeatSighting[] = [];
  for (let i = 0; i < seconds; i++, atS++) {
    const sightings = map.match(typeof faces === 'function' ? faces(i) : faces, atS * 1000);
    const views = new Map<Seat, StudentView>(sightings.flatMap(({ seat, face }) => (face ? [] : [[seat, place]])));
    seen = map.settle(sightings, views, atS * 1000);
  }
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
    expect(see(20, [face(400, 300, 30, faint)])).toEqual([]);
  });

  it('is not made by what looks like a head on a desk', () => {
    const bag = face(400, 300, 30, { view: { ...sitting, up: 0.02, onDesk: 0.95 } });
    expect(see(40, [bag])).toEqual([]);
  });

  it('once known, believes a faint face', () => {
    see(5, [face(400, 300)]);
    const [sighting] = see(1, [face(402, 301, 30, faint)]);
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

  it('stays occupied while its face is not found but somebody is there, and is given up in the end', () => {
    see(20, [face(400, 300)]);
    const [hidden] = see(45, []);
    expect(hidden).toMatchObject({ seat: { id: 1 }, face: null, standing: false });
    expect(see(20, [])).toEqual([]);
  });

  it('outlives a whole lesson part with the head on the desk', () => {
    see(200, [face(400, 300)]);
    expect(see(500, [])).toHaveLength(1);
  });

  it('is free soon after its person left, and not because somebody walked past', () => {
    see(60, [face(400, 300)]);
    expect(see(5, [], nobody)).toHaveLength(1);
    expect(see(2, [face(400, 300)])).toHaveLength(1);
    expect(see(5, [], nobody)).toHaveLength(1);
    expect(see(6, [], nobody)).toEqual([]);
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
    const [sighting, ...others] = see(5, [face(400, 327, 30, { view: bowed })]);
    expect(others).toEqual([]);
    expect(sighting).toMatchObject({ seat: { id: 1, y: expect.closeTo(299.5, 0) }, standing: false });
  });
});

describe('standing', () => {
  it('is a face right above its seat', () => {
    see(5, [face(400, 300)]);
    const [up] = see(3, [face(403, 230, 30, { view: upright })]);
    expect(up).toMatchObject({ seat: { id: 1 }, standing: true });
    expect(up!.face).not.toBeNull();
    const [down, ...others] = see(3, [face(400, 300)]);
    expect(others).toEqual([]);
    expect(down).toMatchObject({ seat: { id: 1 }, standing: false });
  });

  it('may last long', () => {
    see(5, [face(400, 300)]);
    expect(see(120, [face(403, 230, 30, { view: upright })])).toMatchObject([{ seat: { id: 1 }, standing: true }]);
  });

  it('goes on while it is doubted', () => {
    see(5, [face(400, 300)]);
    see(3, [face(403, 230, 30, { view: upright })]);
    const doubted = face(405, 232, 30, { view: { ...upright, standing: 0.3 } });
    expect(see(5, [doubted])).toMatchObject([{ seat: { id: 1 }, standing: true }]);
    see(3, [face(400, 300)]);
    expect(see(5, [doubted]).some(({ standing }) => standing)).toBe(false);
  });

  it('is not somebody who sits behind a pupil that is still there', () => {
    const both = [face(400, 300), face(403, 230, 24)];
    expect(see(6, both).map(({ standing }) => standing)).toEqual([false, false]);
  });

  it('is not believed of a faint face', () => {
    see(5, [face(400, 300)]);
    expect(see(1, [face(403, 230, 30, { ...faint, view: upright })]).map(({ standing }) => standing)).toEqual([false]);
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

  it('are two pupils when the lower is larger: it is nearer', () => {
    expect(see(10, [face(400, 300, 40), face(405, 370, 50)])).toHaveLength(2);
  });

  it('that swap their seats leave the seats as they are', () => {
    see(30, [face(400, 300), face(600, 300)]);
    const walk = (second: number) => [face(400 + 20 * second, 280 - second), face(600 - 20 * second, 310 + second)];
    see(10, walk, nobody);
    expect(see(5, [face(400, 300), face(600, 300)]).map(({ seat }) => seat.id)).toEqual([1, 2]);
  });
});

describe('a camera', () => {
  const rows = (dx = 0, dy = 0) =>
    [0, 1, 2].flatMap((row) => [0, 1, 2, 3].map((column) => face(300 + 120 * column + dx, 200 + 110 * row + dy, 30)));

  it('that is bumped keeps its seats', () => {
    see(30, rows());
    const seen = see(5, rows(26, 14));
    expect(seen.map(({ seat }) => seat.id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(Math.abs(seen[0]!.seat.x - 326)).toBeLessThan(2);
    expect(Math.abs(seen[0]!.seat.y - 214)).toBeLessThan(2);
  });

  it('that is told how far it was moved keeps its seats too', () => {
    see(30, rows());
    map.shift({ dx: 150, dy: -60 });
    expect(see(3, rows(150, -60)).map(({ seat }) => seat.id)).toContain(12);
    expect(map.seats).toHaveLength(12);
  });

  it('that is turned learns its seats anew', () => {
    see(60, rows());
    const seen = see(12, rows(700, 330));
    expect(seen).toHaveLength(12);
    expect(Math.min(...seen.map(({ seat }) => seat.id))).toBeGreaterThan(12);
  });
});
