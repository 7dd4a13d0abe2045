import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** Makes a small file of video or sound with ffmpeg's own generators, for tests. */
export function makeMedia(path: string, ...args: string[]): string {
  execFileSync('ffmpeg', ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...args, path]);
  return path;
}

/** A picture whose brightness grows by 20 each second, at 0.28 s past it, 10 frames a second. */
export const stairs = (width: number, height: number, seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `color=black:s=${width}x${height}:r=10:d=${seconds}`],
  ...['-vf', "geq=lum='16+20*floor(T+0.72)':cb=128:cr=128", '-pix_fmt', 'yuv420p', '-c:v', 'libx264'],
  ...['-preset', 'ultrafast', '-g', '10'],
];

/** A sine of 440 Hz and amplitude 0.5, mono. */
export const sine = (seconds: number, rate = 16_000): string[] => [
  ...['-f', 'lavfi', '-i', `aevalsrc=0.5*sin(2*PI*440*t):s=${rate}:d=${seconds}`],
];

/** Where a track header's matrix begins, from the box's name on (ISO/IEC 14496-12, version 0). */
const MATRIX_OFFSET = 44;

/**
 * Copies an mp4 with its first track turned, as a telephone held upright would write it. The header is written here
 * because each version of ffmpeg wants to be asked for it differently.
 */
export function turnMedia(from: string, to: string, degrees: 90 | 180 | 270): void {
  const bytes = readFileSync(from);
  const matrix = bytes.indexOf('tkhd') + MATRIX_OFFSET;
  const [cos, sin] = { 90: [0, 1], 180: [-1, 0], 270: [0, -1] }[degrees] as [number, number];
  for (const [index, value] of [cos, sin, 0, -sin, cos].entries()) {
    bytes.writeInt32BE(value * 0x10000, matrix + index * 4);
  }
  writeFileSync(to, bytes);
}
