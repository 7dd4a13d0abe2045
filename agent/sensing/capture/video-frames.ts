import { type FileSource, type VideoFormat, videoArguments } from './ffmpeg-arguments.ts';
import { mediaBlocks } from './media-blocks.ts';
import type { VideoStream } from './media-probe.ts';

/** One picture: `rgb` holds height × width × 3 bytes, row by row, and is reused for the next frame. */
export interface Frame {
  rgb: Uint8Array;
  width: number;
  height: number;
  /** Lesson time, milliseconds. */
  atMs: number;
}

/** Larger frames than this cost time and show no more heads; a camera that claims to be a tower of pixels gets no more memory. */
const MOST_PIXELS_A_SIDE = 1920;

/** The size at which a stream is looked at: its own, at most 1920 wide and high, even numbers as video wants them. */
export function workingFormat(stream: VideoStream, fps: number): VideoFormat {
  const scale = Math.min(1, MOST_PIXELS_A_SIDE / Math.max(stream.width, stream.height));
  const even = (pixels: number) => Math.max(2, Math.round((pixels * scale) / 2) * 2);
  return { width: even(stream.width), height: even(stream.height), fps };
}

/**
 * The frames of a video, at `format.fps`.
 * @throws MediaError as mediaBlocks
 */
export async function* videoFrames(
  source: FileSource,
  stream: VideoStream,
  format: VideoFormat,
  signal: AbortSignal,
): AsyncGenerator<Frame> {
  const { width, height, fps } = format;
  const rgb = new Uint8Array(width * height * 3);
  const blocks = mediaBlocks({
    source,
    args: videoArguments(source, format),
    block: rgb,
    blockS: 1 / fps,
    statedS: stream.durationS,
    what: 'picture',
    signal,
  });
  for await (const index of blocks) yield { rgb, width, height, atMs: source.startAtMs + (index * 1000) / fps };
}
