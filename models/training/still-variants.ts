import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Picture } from '../../agent/sensing/camera/picture.ts';
import { readStill } from '../tools/still-picture.ts';

/** A picture as a worse camera would have taken it. `scale` < 1 makes heads smaller. */
export interface Degradation {
  scale: number;
  gamma: number;
  contrast: number;
  /** Standard deviation of a blur, pixels. */
  blur: number;
  /** Strength of the grain, grey levels. */
  noise: number;
  /** JPEG quantiser, 2 (fine) to 31 (coarse). */
  quantiser: number;
}

/** Draws a degradation. @param random uniform in [0, 1) */
export function drawDegradation(random: () => number): Degradation {
  const between = (low: number, high: number) => low + (high - low) * random();
  return {
    scale: between(0.4, 0.95),
    gamma: between(0.55, 1.5),
    contrast: between(0.7, 1.25),
    blur: random() < 0.5 ? between(0.2, 1.1) : 0,
    noise: random() < 0.6 ? between(2, 16) : 0,
    quantiser: Math.round(between(2, 16)),
  };
}

/** Reads a picture file as a worse camera would have taken it. */
export async function readDegraded(path: string, how: Degradation): Promise<Picture> {
  const { width, height } = await readStill(path);
  const [w, h] = [Math.round(width * how.scale), Math.round(height * how.scale)];
  const filters = [
    `scale=${w}:${h}:flags=area`,
    `eq=gamma=${how.gamma.toFixed(2)}:contrast=${how.contrast.toFixed(2)}`,
    ...(how.blur > 0 ? [`gblur=sigma=${how.blur.toFixed(2)}`] : []),
    ...(how.noise > 0 ? [`noise=alls=${how.noise.toFixed(0)}`] : []),
  ].join(',');
  const run = (args: string[], input?: Buffer) => {
    const child = promisify(execFile)('ffmpeg', ['-v', 'error', ...args], { encoding: 'buffer', maxBuffer: 3e8 });
    child.child.stdin?.end(input);
    return child;
  };
  const jpeg = ['-frames:v', '1', '-q:v', String(how.quantiser), '-f', 'image2', '-c:v', 'mjpeg', 'pipe:1'];
  const { stdout: coded } = await run(['-i', `file:${path}`, '-vf', filters, ...jpeg]);
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const { stdout } = await run(['-f', 'image2pipe', '-c:v', 'mjpeg', '-i', 'pipe:0', ...raw], coded);
  return { rgb: new Uint8Array(stdout), width: w, height: h };
}
