import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FILM = join(import.meta.dirname, '../../../agent/demo/film/student.mp4');

/** A square of the film of the class, in film pixels. */
export interface Cutout {
  readonly second: number;
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** Cuts a square out of a frame of the lesson film: `size` x `size` RGB pixels, row by row. */
export async function lessonPixels(cutout: Cutout, size: number): Promise<Uint8Array> {
  const { second, left, top, side } = cutout;
  const filter = `crop=${side}:${side}:${left}:${top},scale=${size}:${size}`;
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    [
      '-v',
      'error',
      '-ss',
      `${second}`,
      '-i',
      FILM,
      '-frames:v',
      '1',
      '-vf',
      filter,
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: size * size * 3 + 1 },
  );
  return stdout;
}
