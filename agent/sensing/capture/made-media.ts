import { execFileSync } from 'node:child_process';

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
