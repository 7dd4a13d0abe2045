import { expect, it } from 'vitest';
import { linearScale } from './scale.ts';
import { bookmarkTouch, peakPlace, peakTouch } from './stage-marks.ts';
import { stageRows } from './stage-rows.ts';

it.each([200, 980])('what is touched of a peak at %i px holds its dot and its label', (x) => {
  const place = peakPlace({ x, y: 300 }, '18 人 · 第 31 分钟', 1000, 16);
  const touch = peakTouch(place, '18 人 · 第 31 分钟', 16);
  expect(touch.left).toBeLessThan(x);
  expect(touch.left + touch.width).toBeGreaterThan(x);
  const labelLeft = place.label.anchor === 'start' ? place.label.x : touch.left;
  expect(touch.left).toBeLessThanOrEqual(labelLeft);
  expect(touch.height).toBeGreaterThanOrEqual(48);
  expect(touch.top).toBeLessThan(place.labelY);
});

it('a bookmark can be touched with a finger on a small screen', () => {
  const rows = stageRows(1200, 16, { activities: true, bookmarks: true });
  const x = linearScale(0, 60_000, rows.left, rows.right);
  const touch = bookmarkTouch(30_000, { rows, x });
  expect(touch.width).toBeGreaterThanOrEqual(48);
  expect(touch.height).toBeGreaterThanOrEqual(48);
  expect(touch.left).toBeLessThan(x(30_000));
  expect(touch.top + touch.height).toBe(rows.height);
});
