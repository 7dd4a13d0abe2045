import type { StageScales } from '../charts/stage-scales.ts';
import { type LabelPlace, labelBeside, textEms } from './label.ts';

/** A peak as it is drawn: its dot, and its label beside and above that. */
export interface PeakPlace {
  x: number;
  y: number;
  label: LabelPlace;
  labelY: number;
}

/** A place of the stage that can be touched, in pixels. */
export interface TouchPlace {
  left: number;
  top: number;
  width: number;
  height: number;
}

export const PEAK_LABEL_SIZE = 0.9;
const LABEL_GAP = 0.5;
const LABEL_ABOVE = 0.65;
/** The least a finger needs, pixels. */
const FINGER_PX = 48;

export function peakPlace(at: { x: number; y: number }, text: string, right: number, rem: number): PeakPlace {
  const width = textEms(text) * PEAK_LABEL_SIZE * rem;
  return { ...at, label: labelBeside(at.x, width, right, LABEL_GAP * rem), labelY: at.y - LABEL_ABOVE * rem };
}

/** Around a peak's dot and label. */
export function peakTouch({ x, label, labelY }: PeakPlace, text: string, rem: number): TouchPlace {
  const reach = textEms(text) * PEAK_LABEL_SIZE * rem + LABEL_GAP * rem;
  const height = Math.max(FINGER_PX, 2 * rem);
  const left = label.anchor === 'start' ? x - LABEL_GAP * rem : x - reach;
  return { left, top: labelY - height / 2, width: reach + LABEL_GAP * rem, height };
}

/** Around a bookmark's flag and the time below it. */
export function bookmarkTouch(atMs: number, { rows, x }: Pick<StageScales, 'rows' | 'x'>): TouchPlace {
  const height = Math.max(FINGER_PX, rows.height - rows.bookmarks.y);
  return { left: x(atMs) - FINGER_PX / 4, top: rows.height - height, width: FINGER_PX, height };
}
