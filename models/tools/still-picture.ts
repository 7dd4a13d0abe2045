import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Picture } from '../../agent/sensing/camera/picture.ts';
import { probeVideo } from '../../agent/sensing/capture/media-probe.ts';

/** Largest raw picture taken: 100 megapixels. */
const MAX_BYTES = 300_000_000;
const PICTURES = 'image2,jpeg_pipe,png_pipe,webp_pipe,bmp_pipe,tiff_pipe,gif';

/**
 * Reads a picture file (JPEG, PNG, …) at its own size.
 * @throws MediaError when it is missing or no picture
 */
export async function readStill(path: string): Promise<Picture> {
  const { width, height } = await probeVideo(path, PICTURES);
  const args = ['-v', 'error', '-i', `file:${path}`, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const { stdout } = await promisify(execFile)('ffmpeg', args, { encoding: 'buffer', maxBuffer: MAX_BYTES });
  return { rgb: new Uint8Array(stdout), width, height };
}
