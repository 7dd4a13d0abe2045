import { audioArguments, type FileSource, SAMPLE_RATE } from './ffmpeg-arguments.ts';
import { mediaBlocks } from './media-blocks.ts';
import type { AudioStream } from './media-probe.ts';

/**
 * The sound of a source in blocks: for each of the stream's channels exactly `blockSize` samples (16 kHz, -1..1 and
 * somewhat beyond where resampling overshoots). The buffers are reused.
 * @throws MediaError as mediaBlocks
 */
export async function* audioBlocks(
  source: FileSource,
  stream: AudioStream,
  blockSize: number,
  signal: AbortSignal,
): AsyncGenerator<readonly Float32Array[]> {
  const samples = new Float32Array(blockSize * stream.channels);
  // One channel needs no sorting.
  const channels = stream.channels === 1 ? [samples] : [new Float32Array(blockSize), new Float32Array(blockSize)];
  const blocks = mediaBlocks({
    source,
    args: audioArguments(source, stream.channels),
    block: new Uint8Array(samples.buffer),
    blockS: blockSize / SAMPLE_RATE,
    statedS: stream.durationS,
    what: 'sound',
    signal,
  });
  for await (const _ of blocks) {
    if (channels.length > 1) deinterleave(samples, channels);
    yield channels;
  }
}

/** Sorts samples that take turns (first channel, second, first …) into their channels. */
export function deinterleave(samples: Float32Array, channels: readonly Float32Array[]): void {
  for (const [c, channel] of channels.entries()) {
    for (let i = 0, at = c; i < channel.length; i++, at += channels.length) channel[i] = samples[at]!;
  }
}
