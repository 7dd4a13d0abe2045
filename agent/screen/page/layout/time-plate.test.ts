import { expect, it } from 'vitest';
import { linearScale } from './scale.ts';
import { stageRows } from './stage-rows.ts';
import { isUnderPlate, timePlate } from './time-plate.ts';

const rows = stageRows(1200, 16, { activities: false, bookmarks: false });
const x = linearScale(0, 60_000, rows.left, rows.right);

it('stands under its moment, inside the axis', () => {
  const middle = timePlate(30_000, x, rows, 16);
  expect(middle.left + middle.width / 2).toBeCloseTo(x(30_000));
  expect(timePlate(0, x, rows, 16).left).toBe(rows.left);
  const end = timePlate(60_000, x, rows, 16);
  expect(end.left + end.width).toBeCloseTo(rows.right);
});

it('knows which labels it would cover', () => {
  const plate = { left: 100, width: 50, text: '1:00' };
  expect(isUnderPlate(plate, 140, 160)).toBe(true);
  expect(isUnderPlate(plate, 151, 160)).toBe(false);
  expect(isUnderPlate(plate, 80, 99)).toBe(false);
});
