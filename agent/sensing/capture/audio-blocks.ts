import { audioArguments, type FileSource, SAMPLE_RATE } from './ffmpeg-arguments.ts';
import { mediaBlocks } from './media-blocks.ts';
import type { AudioStream } from './media-probe.ts';

/**
 * The sound of a source in blocks of exactly `blockSize` samples (16 kHz mono, -1..1); the block's buffer is reused.
 * @throws MediaError as mediaBlocks
 */
export async function* audioBlocks(
  source: FileSource,
  stream: AudioStream,
  blockSize: number,
  signal: AbortSignal,
): AsyncGenerator<Float32Array> {
  const samples = new Float32Array(blockSize);
  const blocks = mediaBlocks({
    source,
    args: audioArguments(source),
    block: new Uint8Array(samples.buffer),
    blockS: blockSize / SAMPLE_RATE,
    statedS: stream.durationS,
    what: 'sound',
    signal,
  });
  for await (const _ of blocks) yield samples;
}
