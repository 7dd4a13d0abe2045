import type { Picture } from './picture.ts';

/**
 * Puts a picture of a bumped camera back in its place, in the same memory: what lies (dx, dy) pixels too far right and
 * down comes back by whole pixels. The strip of which nothing is known repeats what was there. A few degrees of turning
 * move a picture nearly evenly, so places measured before hold again.
 */
export function steadied({ rgb, width, height }: Picture, dx: number, dy: number): void {
  const [right, down] = [Math.round(dx), Math.round(dy)];
  if (right === 0 && down === 0) return;
  const kept = Math.max(0, width - Math.abs(right)) * 3;
  const from = Math.max(0, right) * 3;
  const to = Math.max(0, -right) * 3;
  const rows = Math.max(0, height - Math.abs(down));
  for (let i = 0; i < rows; i++) {
    // Upwards or downwards, so that no row is overwritten before it has been read.
    const row = down > 0 ? i : rows - 1 - i;
    const [target, source] = down > 0 ? [row, row + down] : [row - down, row];
    rgb.copyWithin(target * width * 3 + to, source * width * 3 + from, source * width * 3 + from + kept);
  }
}
