import { clockText } from '../words/format.ts';
import { textEms } from './label.ts';
import type { Scale } from './scale.ts';
import type { StageRows } from './stage-rows.ts';

/** The plate on the time axis that names the cursor's moment, in pixels. */
export interface TimePlate {
  left: number;
  width: number;
  text: string;
}

const TEXT_SIZE = 0.9;

/** The plate under the cursor, kept inside the axis so that it never runs over the names or the edge. */
export function timePlate(atMs: number, x: Scale, { left, right }: StageRows, rem: number): TimePlate {
  const text = clockText(atMs);
  const width = (textEms(text) + 1) * TEXT_SIZE * rem;
  return { left: Math.min(Math.max(x(atMs) - width / 2, left), right - width), width, text };
}

/** Whether a label from `from` to `to` on the axis has to give way to the plate. */
export function isUnderPlate(plate: TimePlate, from: number, to: number): boolean {
  return to > plate.left && from < plate.left + plate.width;
}
