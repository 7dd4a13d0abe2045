/** Which way a label beside a mark runs, so that it stays inside the drawing. */
export interface LabelPlace {
  x: number;
  anchor: 'start' | 'end';
}

/** A label `gap` to the right of a mark, or to its left where the right has no room. */
export function labelBeside(x: number, width: number, right: number, gap: number): LabelPlace {
  return x + gap + width <= right ? { x: x + gap, anchor: 'start' } : { x: x - gap, anchor: 'end' };
}

/**
 * Width of a text in ems, near enough to decide whether it fits: CJK characters are square, others about half of it,
 * capitals and digits a little more.
 */
export function textEms(text: string): number {
  let ems = 0;
  for (const char of text) ems += char > '\u2e7f' ? 1 : 0.56;
  return ems;
}
