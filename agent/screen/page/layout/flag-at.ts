import type { Scale } from './scale.ts';
import type { StageRows } from './stage-rows.ts';

/** Half a finger, in pixels: a touch this near is meant for the flag. */
const NEAR_PX = 24;

/** The bookmark whose flag stands nearest to a touched place of the stage, undefined when no flag was meant. */
export function flagAt(
  x: number,
  y: number,
  bookmarks: readonly number[],
  scales: { x: Scale; rows: Pick<StageRows, 'bookmarks'> },
): number | undefined {
  const row = scales.rows.bookmarks;
  if (y < row.y || y > row.y + row.height) return undefined;
  const away = (atMs: number) => Math.abs(scales.x(atMs) - x);
  const [nearest] = bookmarks.toSorted((a, b) => away(a) - away(b));
  return nearest !== undefined && away(nearest) <= NEAR_PX ? nearest : undefined;
}
