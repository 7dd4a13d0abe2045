/** A picture in memory: height × width × 3 bytes (RGB), row by row. */
export interface Picture {
  rgb: Uint8Array;
  width: number;
  height: number;
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
 * Cuts a square out of a picture and scales it to `size` × `size` with bilinear sampling (averaging over the pixels
 * between when it shrinks by more than two). What lies outside the picture is black.
 * @param out size × size × 3 values
 * @param toValue turns a byte (0..255) into what the model wants
 */
export function cropSquare(
  picture: Picture,
  square: Square,
  size: number,
  out: Float32Array | Int32Array,
  scale: number,
  offset: number,
): void {
  const { rgb, width, height } = picture;
  const step = square.side / size;
  // Two samples a direction when shrinking by more than two keep thin things such as arms from falling through.
  const taps = Math.max(1, Math.ceil(step / 2));
  const weight = scale / (taps * taps);
  let at = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let [red, green, blue] = [0, 0, 0];
      for (let tapY = 0; tapY < taps; tapY++) {
        const y = square.y + (row + (tapY + 0.5) / taps) * step - 0.5;
        if (y < -0.5 || y > height - 0.5) continue;
        const y0 = Math.min(height - 2, Math.max(0, Math.floor(y)));
        const fy = Math.min(1, Math.max(0, y - y0));
        for (let tapX = 0; tapX < taps; tapX++) {
          const x = square.x + (column + (tapX + 0.5) / taps) * step - 0.5;
          if (x < -0.5 || x > width - 0.5) continue;
          const x0 = Math.min(width - 2, Math.max(0, Math.floor(x)));
          const fx = Math.min(1, Math.max(0, x - x0));
          const p = (y0 * width + x0) * 3;
          const q = p + width * 3;
          const a = (1 - fx) * (1 - fy);
          const b = fx * (1 - fy);
          const c = (1 - fx) * fy;
          const d = fx * fy;
          red += rgb[p]! * a + rgb[p + 3]! * b + rgb[q]! * c + rgb[q + 3]! * d;
          green += rgb[p + 1]! * a + rgb[p + 4]! * b + rgb[q + 1]! * c + rgb[q + 4]! * d;
          blue += rgb[p + 2]! * a + rgb[p + 5]! * b + rgb[q + 2]! * c + rgb[q + 5]! * d;
        }
      }
      out[at++] = red * weight + offset;
      out[at++] = green * weight + offset;
      out[at++] = blue * weight + offset;
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
