/** A picture in memory: height × width × 3 bytes (RGB), row by row. */
export interface Picture {
  rgb: Uint8Array;
  width: number;
  height: number;
}

/** A place in a picture, pixels. */
export interface Point {
  x: number;
  y: number;
}

/** A square in picture pixels, by its top left corner; may reach beyond the picture. */
export interface Square {
  x: number;
  y: number;
  side: number;
}

/** A rectangle in picture pixels; may reach beyond the picture. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/**
 * Cuts a square out of a picture and scales it to `size` × `size`: bilinear, or the mean of the pixels between when it
 * shrinks to less than half. What lies outside the picture is black.
 * @param out size × size × 3 values
 * @param scale, offset turn a byte (0..255) into what the model wants: byte × scale + offset
 */
export function cropSquare(
  picture: Picture,
  square: Square,
  size: number,
  out: Float32Array | Int32Array,
  scale: number,
  offset: number,
): void {
  const step = square.side / size;
  const columns = axisTaps(square.x, step, size, picture.width, 3);
  const rows = axisTaps(square.y, step, size, picture.height, picture.width * 3);
  if (columns.count === 2) cropBilinear(picture.rgb, columns, rows, size, out, scale, offset);
  else cropMean(picture.rgb, columns, rows, size, out, scale, offset);
}

/** Which source positions make up each output position along one axis: `count` byte offsets and weights for each. */
interface AxisTaps {
  count: number;
  offsets: Int32Array;
  weights: Float32Array;
  /** Of each output position the first tap inside the picture, and the one after the last: numbers into `offsets`. */
  from: Int32Array;
  to: Int32Array;
}

function axisTaps(start: number, step: number, size: number, length: number, stride: number): AxisTaps {
  const bilinear = step <= 2;
  const count = bilinear ? 2 : Math.round(step);
  const taps = {
    count,
    offsets: new Int32Array(size * count),
    weights: new Float32Array(size * count),
    from: new Int32Array(size),
    to: new Int32Array(size),
  };
  const put = (at: number, index: number, weight: number) => {
    taps.offsets[at] = Math.min(length - 1, Math.max(0, index)) * stride;
    taps.weights[at] = weight;
  };
  for (let i = 0; i < size; i++) {
    if (bilinear) {
      const at = start + (i + 0.5) * step - 0.5;
      const inside = at >= -0.5 && at <= length - 0.5 ? 1 : 0;
      const first = Math.floor(at);
      const second = Math.min(1, Math.max(0, at - first));
      put(2 * i, first, inside * (1 - second));
      put(2 * i + 1, first + 1, inside * second);
      continue;
    }
    let [from, to] = [count, 0];
    for (let k = 0; k < count; k++) {
      const at = Math.floor(start + (i + (k + 0.5) / count) * step);
      const isInside = at >= 0 && at < length;
      put(i * count + k, at, isInside ? 1 / count : 0);
      if (isInside) [from, to] = [Math.min(from, k), k + 1];
    }
    taps.from[i] = i * count + from;
    taps.to[i] = i * count + to;
  }
  return taps;
}

/** The common case, unrolled: two taps a direction. */
function cropBilinear(
  rgb: Uint8Array,
  columns: AxisTaps,
  rows: AxisTaps,
  size: number,
  out: Float32Array | Int32Array,
  scale: number,
  offset: number,
): void {
  let at = 0;
  for (let row = 0; row < 2 * size; row += 2) {
    const upper = rows.offsets[row]!;
    const lower = rows.offsets[row + 1]!;
    const upperWeight = rows.weights[row]! * scale;
    const lowerWeight = rows.weights[row + 1]! * scale;
    for (let column = 0; column < 2 * size; column += 2) {
      const left = columns.offsets[column]!;
      const right = columns.offsets[column + 1]!;
      const leftWeight = columns.weights[column]!;
      const rightWeight = columns.weights[column + 1]!;
      const a = upperWeight * leftWeight;
      const b = upperWeight * rightWeight;
      const c = lowerWeight * leftWeight;
      const d = lowerWeight * rightWeight;
      const p = upper + left;
      const q = upper + right;
      const r = lower + left;
      const s = lower + right;
      out[at++] = rgb[p]! * a + rgb[q]! * b + rgb[r]! * c + rgb[s]! * d + offset;
      out[at++] = rgb[p + 1]! * a + rgb[q + 1]! * b + rgb[r + 1]! * c + rgb[s + 1]! * d + offset;
      out[at++] = rgb[p + 2]! * a + rgb[q + 2]! * b + rgb[r + 2]! * c + rgb[s + 2]! * d + offset;
    }
  }
}

/** Means of whole bytes: they are summed as they are, and weighted once. */
function cropMean(
  rgb: Uint8Array,
  columns: AxisTaps,
  rows: AxisTaps,
  size: number,
  out: Float32Array | Int32Array,
  scale: number,
  offset: number,
): void {
  // As a 32-bit float, which is a little more than the share: a mean that is a whole number is not cut off below it.
  const share = Math.fround(1 / columns.count) ** 2;
  const [across, down] = [columns.offsets, rows.offsets];
  let at = 0;
  for (let row = 0; row < size; row++) {
    const top = rows.from[row]!;
    const bottom = rows.to[row]!;
    for (let column = 0; column < size; column++) {
      const left = columns.from[column]!;
      const right = columns.to[column]!;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let i = top; i < bottom; i++) {
        const line = down[i]!;
        for (let j = left; j < right; j++) {
          const p = line + across[j]!;
          red += rgb[p]!;
          green += rgb[p + 1]!;
          blue += rgb[p + 2]!;
        }
      }
      out[at++] = red * share * scale + offset;
      out[at++] = green * share * scale + offset;
      out[at++] = blue * share * scale + offset;
    }
  }
}

/** Area of the overlap of two boxes / area of their union, 0..1. */
export function overlap(a: Box, b: Box): number {
  const w = Math.min(a.x + a.w, b.x + b.w) - Math.max(a.x, b.x);
  const h = Math.min(a.y + a.h, b.y + b.h) - Math.max(a.y, b.y);
  if (w <= 0 || h <= 0) return 0;
  return (w * h) / (a.w * a.h + b.w * b.h - w * h);
}
