/** A straight map from [from0, from1] to [to0, to1]; values outside are mapped outside. */
export interface Scale {
  (value: number): number;
  /** The value drawn at a position, kept inside the domain. */
  invert(position: number): number;
}

export function linearScale(from0: number, from1: number, to0: number, to1: number): Scale {
  const slope = from1 === from0 ? 0 : (to1 - to0) / (from1 - from0);
  const scale = (value: number): number => to0 + (value - from0) * slope;
  const invert = (position: number): number => {
    const value = slope === 0 ? from0 : from0 + (position - to0) / slope;
    return Math.min(Math.max(value, Math.min(from0, from1)), Math.max(from0, from1));
  };
  return Object.assign(scale, { invert });
}

const MAX_TICKS = 5;

/** Minutes between ticks of a lesson axis: round steps a clock-minded reader expects. */
const MINUTE_STEPS = [0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480];

/** At most five round minutes in [0, endMinutes], 0 included. */
export function minuteTicks(endMinutes: number): number[] {
  return ticksBy(endMinutes, MINUTE_STEPS.find((step) => Math.floor(endMinutes / step) < MAX_TICKS) ?? endMinutes);
}

/** Whole counts in [0, end] for a small axis: 0, the middle when it is whole, and the end. */
export function countTicks(end: number): number[] {
  return end >= 4 && end % 2 === 0 ? [0, end / 2, end] : [0, end];
}

function ticksBy(end: number, step: number): number[] {
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}
