import type { StAnalysis } from '../../../indicators/indicator.ts';

/** The S-T curve's place after a slot, in slots: T moves right, S moves up. */
export interface StPoint {
  t: number;
  s: number;
  /** Lesson time at the end of the slot. */
  atMs: number;
  /** The slot had no valid audio, so the curve stays where it was. */
  missing: boolean;
}

/** The S-T curve from (0, 0), one point for the start and one for each slot (Fujita 1985). */
export function stPoints({ slots, slotMs }: StAnalysis): StPoint[] {
  const points: StPoint[] = [{ t: 0, s: 0, atMs: 0, missing: false }];
  let t = 0;
  let s = 0;
  slots.forEach((slot, index) => {
    if (slot === 'T') t++;
    if (slot === 'S') s++;
    points.push({ t, s, atMs: (index + 1) * slotMs, missing: slot === null });
  });
  return points;
}

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
