import { expect, it } from 'vitest';
import { drawnRoom } from './room-shape.ts';

const shape = {
  widthM: 8,
  depthM: 10,
  board: { x0: -2, x1: 2, z0: 1, z1: 2 },
  podium: { x: -2.6, y: 1.3 },
  frontDepthM: 1.5,
};

it('draws the room from above, right being right for whoever faces the board', () => {
  const room = drawnRoom(shape, 160);
  expect(room.height).toBe(200);
  expect(room.parts?.board).toEqual([
    [120, 0],
    [40, 0],
  ]);
  expect(
    room.pathOf({
      startMs: 0,
      endMs: 1,
      path: [
        [0, 2],
        [1, 4],
      ],
    }),
  ).toBe('M80 40L60 80');
  expect(room.parts?.zones.map(({ zone }) => zone)).toEqual(['podium', 'aisle']);
});

it('draws measured zones as they are', () => {
  const aisle: [number, number][] = [
    [-4, 2],
    [4, 2],
    [4, 10],
    [-4, 10],
  ];
  const { parts } = drawnRoom({ ...shape, zones: { aisle } }, 160);
  expect(parts?.zones.at(-1)).toEqual({ zone: 'aisle', d: 'M160 40L0 40L0 200L160 200Z' });
});

it('of a room that was not measured only the usual shape is known', () => {
  const room = drawnRoom(undefined, 100);
  expect(room).toMatchObject({ height: 110.00000000000001, parts: undefined });
  expect(room.pathOf({ startMs: 0, endMs: 1, path: [[0, 2]] })).toBe('');
});
