import type { Box } from '../../agent/sensing/camera/picture.ts';

/** A head's box: x, y of the top left corner, width, height. */
export type HeadBox = readonly number[];

/** Where the whole head (hair included) lies around a face, as multiples of the face box: means over labelled stills. */
const HEAD = { shiftX: 0.08, shiftY: -0.34, width: 1.48, height: 1.8 };
/** Share of its size by which a found box may miss the labelled head's centre (the rule of `detect`'s evaluation). */
const GROWN_BY = 0.35;

/** The head around a detected face. */
export function headOfFace(face: Box): HeadBox {
  const [w, h] = [face.w * HEAD.width, face.h * HEAD.height];
  return [face.x + face.w * (0.5 + HEAD.shiftX) - w / 2, face.y + face.h * (0.5 + HEAD.shiftY) - h / 2, w, h];
}

/** The face box a detector would give a head. */
export function faceOfHead(head: HeadBox): Box {
  const [x, y, w, h] = head as [number, number, number, number];
  const size = Math.max(w / HEAD.width, h / HEAD.height);
  const centre = { x: x + w / 2 - HEAD.shiftX * size, y: y + h / 2 - HEAD.shiftY * size };
  return { x: centre.x - size / 2, y: centre.y - size / 2, w: size, h: size };
}

/** Whether a found head is the labelled one. */
export function meets(found: HeadBox, truth: HeadBox): boolean {
  const [x, y, w, h] = found as [number, number, number, number];
  const [trueX, trueY, trueW, trueH] = truth as [number, number, number, number];
  const [cx, cy] = [trueX + trueW / 2, trueY + trueH / 2];
  return Math.abs(cx - x - w / 2) <= w * (0.5 + GROWN_BY) && Math.abs(cy - y - h / 2) <= h * (0.5 + GROWN_BY);
}
