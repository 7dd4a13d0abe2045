/** The inside of a small square-ish plot, in pixels. */
export interface PlotFrame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  height: number;
}

const HEIGHT = 14;
const LEFT = 2.6;
const RIGHT = 1;
const TOP = 1.8;
const BOTTOM = 2.9;
/**
 * Fits a plot into a width; a plot that would become too wide keeps to the left.
 * @param widest largest width of the inside against its height
 */
export function plotFrame(width: number, rem: number, widest: number): PlotFrame {
  const top = TOP * rem;
  const bottom = (HEIGHT - BOTTOM) * rem;
  const left = LEFT * rem;
  const right = Math.max(left + rem, Math.min(width - RIGHT * rem, left + (bottom - top) * widest));
  return { left, right, top, bottom, height: HEIGHT * rem };
}
