import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoomPlan, roomPlanSchema } from './room-plan.ts';
import { roomZones, surelyZoneAt, zoneAt } from './room-zones.ts';

const plan = roomPlanSchema.parse({
  widthM: 8,
  depthM: 9,
  board: { x0: -2, x1: 2, z0: 0.9, z1: 2.1 },
  podium: { x: -2.6, y: 1.2 },
});
const rectangle = (x0: number, x1: number, y0: number, y1: number): [number, number][] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];
const withZones = (zones: RoomPlan['zones']): RoomPlan => roomPlanSchema.parse({ ...plan, zones });

describe('zones without polygons', () => {
  it.each([
    [-2.6, 0.8, 'podium'],
    [-3.8, 0.4, 'podium'],
    [-1.8, 0.8, 'board'],
    [3.5, 0.5, 'board'],
    [-2.6, 1.5, 'aisle'],
    [0, 8, 'aisle'],
  ] as const)('put %d, %d at the %s', (x, y, zone) => {
    expect(zoneAt(plan, [x, y])).toBe(zone);
  });
});

describe('zones from polygons', () => {
  it('hold what lies in them, the first of podium, board and aisle where they overlap', () => {
    const zoned = withZones({ podium: rectangle(2, 4, 0, 2), board: rectangle(-3, 3, 0, 1.2) });
    expect(zoneAt(zoned, [2.5, 0.5])).toBe('podium');
    expect(zoneAt(zoned, [-2.6, 0.8])).toBe('board');
    expect(zoneAt(zoned, [3, 1.9])).toBe('podium');
    expect(zoneAt(zoned, [0, 2])).toBe('aisle');
  });

  it('leave the rest to the zones without one', () => {
    const zoned = withZones({ podium: rectangle(2, 4, 0, 1.4) });
    expect(zoneAt(zoned, [-2.6, 0.8])).toBe('board');
    expect(zoneAt(zoned, [3, 5])).toBe('aisle');
  });

  it('take what lies between them when each zone has one', () => {
    const zoned = withZones({
      podium: rectangle(-4, -2, 0, 1),
      board: rectangle(-1.5, 4, 0, 1),
      aisle: rectangle(-4, 4, 2, 9),
    });
    expect(zoneAt(zoned, [-1.9, 0.5])).toBe('podium');
    expect(zoneAt(zoned, [-1.6, 0.5])).toBe('board');
    expect(zoneAt(zoned, [0, 1.8])).toBe('aisle');
  });

  it('need not be convex', () => {
    const corner: [number, number][] = [
      [-4, 0],
      [4, 0],
      [4, 1],
      [-3, 1],
      [-3, 3],
      [-4, 3],
    ];
    const zoned = withZones({ board: corner });
    expect(zoneAt(zoned, [-3.5, 2.5])).toBe('board');
    expect(zoneAt(zoned, [0, 2])).toBe('aisle');
  });
});

describe('a place that is not exactly known', () => {
  const place = fc.tuple(fc.double({ min: -4, max: 4, noNaN: true }), fc.double({ min: 0, max: 9, noNaN: true }));

  it('has the zone of the exact place, or none', () => {
    fc.assert(
      fc.property(place, fc.double({ min: 0, max: 3, noNaN: true }), ([x, y], tolerance) => {
        expect(roomZones).toContain(zoneAt(plan, [x, y]));
        expect([zoneAt(plan, [x, y]), null]).toContain(surelyZoneAt(plan, [x, y], tolerance));
        expect(surelyZoneAt(plan, [x, y], 0)).toBe(zoneAt(plan, [x, y]));
      }),
    );
  });

  it('has none near a border', () => {
    expect(surelyZoneAt(plan, [0, 1.6], 0.5)).toBeNull();
    expect(surelyZoneAt(plan, [0, 2.2], 0.5)).toBe('aisle');
  });
});
