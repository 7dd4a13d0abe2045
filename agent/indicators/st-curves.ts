import type { StAnalysis } from './indicator.ts';

/** The borders between the regions of the Rt-Ch plot (Fujita 1985). */
export const PRACTICE_RT = 0.3;
export const LECTURE_RT = 0.7;
export const DIALOGUE_CH = 0.4;

export type LessonMode = 'practice' | 'lecture' | 'dialogue' | 'mixed';

/** The region of the Rt-Ch plot in which a lesson lies. */
export function lessonMode(rt: number, ch: number): LessonMode {
  if (rt <= PRACTICE_RT) return 'practice';
  if (rt >= LECTURE_RT) return 'lecture';
  return ch >= DIALOGUE_CH ? 'dialogue' : 'mixed';
}

/** Every change needs a slot of the rarer letter on one side, so Ch never exceeds this. */
export function chBound(rt: number): number {
  return 2 * Math.min(rt, 1 - rt);
}

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
