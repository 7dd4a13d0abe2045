import type { FileSource } from './ffmpeg-arguments.ts';
import { FfmpegProcess } from './ffmpeg-process.ts';
import { MediaError } from './media-error.ts';

/** A file may be this much shorter than it says before it counts as truncated. */
const TRUNCATION_TOLERANCE_S = 2;

export interface BlockCapture {
  source: FileSource;
  /** From ffmpeg-arguments. */
  args: readonly string[];
  /** Filled again and again; each time it is full the generator yields. A last, part-filled block is dropped. */
  block: Uint8Array;
  /** How much time a block stands for. */
  blockS: number;
  /** The file's own statement of its length, if any. */
  statedS: number | null;
  /** What a block is, for messages: "picture", "sound". */
  what: string;
  signal: AbortSignal;
}

/**
 * Fills a block from ffmpeg's output and yields its number (0, 1, …) each time it is full. The file is read no faster
 * than blocks are taken: at most this block and the pipe's own few chunks are in memory.
 * @throws MediaError MEDIA_EMPTY when nothing comes, MEDIA_TRUNCATED when the file ends long before its stated end
 */
export async function* mediaBlocks(capture: BlockCapture): AsyncGenerator<number> {
  const { source, block, signal } = capture;
  if (signal.aborted) return;
  const ffmpeg = new FfmpegProcess({ args: capture.args, name: source.path });
  signal.addEventListener('abort', () => void ffmpeg.stop(), { once: true });
  let filled = 0;
  let count = 0;
  for await (const chunk of ffmpeg.output()) {
    for (let read = 0; read < chunk.length; ) {
      const taken = Math.min(chunk.length - read, block.length - filled);
      block.set(chunk.subarray(read, read + taken), filled);
      read += taken;
      filled += taken;
      if (filled < block.length) continue;
      filled = 0;
      yield count++;
      if (signal.aborted) return;
    }
  }
  if (signal.aborted) return;
  // Begun near its end after a restart, a file may have nothing left to give.
  if (count === 0 && source.startAtMs === 0)
    throw new MediaError('MEDIA_EMPTY', `${source.path}: holds no ${capture.what}; record or copy it again`);
  const reachedS = source.startAtMs / 1000 + (count + filled / block.length) * capture.blockS;
  if (capture.statedS !== null && reachedS < capture.statedS - TRUNCATION_TOLERANCE_S) {
    throw new MediaError(
      'MEDIA_TRUNCATED',
      `${source.path}: ends at ${reachedS.toFixed(0)} s but says it is ${capture.statedS.toFixed(0)} s long; it was cut off, copy it again`,
    );
  }
}
