import type { StPoint } from '../../../indicators/st-curves.ts';

/** Where a moment lies on the curve: between the points before and after its slot. */
export function stPlaceAt(points: readonly StPoint[], atMs: number): { t: number; s: number } | undefined {
  const index = points.findIndex((point) => point.atMs > atMs);
  const after = points[index < 0 ? points.length - 1 : index];
  const before = points[index < 1 ? points.length - 1 : index - 1];
  if (!before || !after) return undefined;
  const part = after.atMs > before.atMs ? (atMs - before.atMs) / (after.atMs - before.atMs) : 0;
  return { t: before.t + (after.t - before.t) * part, s: before.s + (after.s - before.s) * part };
}

/** The point of the curve nearest to a place, both in slots. */
export function nearestStPoint(points: readonly StPoint[], t: number, s: number): StPoint | undefined {
  return points.reduce<StPoint | undefined>(
    (best, point) =>
      best && Math.hypot(best.t - t, best.s - s) <= Math.hypot(point.t - t, point.s - s) ? best : point,
    undefined,
  );
}
