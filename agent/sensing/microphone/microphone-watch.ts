import type { MicrophoneObservation } from '../../lesson/observation.ts';
import type { Span } from '../../lesson/timeline.ts';
import { SAMPLE_RATE } from '../capture/ffmpeg-arguments.ts';
import { ChannelWatch } from './channel-watch.ts';

/**
 * Watches the microphone itself, channel by channel, and tells how each is as soon as it is known and whenever it changes.
 * A microphone of which every channel is dead hears nothing, and nothing may be said of the class meanwhile.
 */
export class MicrophoneWatch {
  readonly #channels: ChannelWatch[];
  readonly #observe: (observation: MicrophoneObservation) => void;
  readonly #deaf: Span[] = [];
  /** Channels that were told to be lost. */
  readonly #lost = new Set<number>();
  #atMs: number;

  /** @param startMs lesson time at which the first block begins */
  constructor(channels: number, startMs: number, observe: (observation: MicrophoneObservation) => void) {
    this.#channels = Array.from({ length: channels }, () => new ChannelWatch(startMs));
    this.#observe = observe;
    this.#atMs = startMs;
  }

  /** Which channels are dead or lost, by now. */
  get dead(): boolean[] {
    return this.#channels.map(({ state }, channel) => state === 'dead' || this.#lost.has(channel));
  }

  /** A channel gives no sound at all since, lesson time. @param isTold somebody has told of it already */
  lost(channel: number, sinceMs: number, isTold = false): void {
    if (this.#lost.has(channel)) return;
    this.#lost.add(channel);
    if (isTold) return;
    this.#observe({ kind: 'microphone', atMs: sinceMs, channel, state: 'lost' });
  }

  /** A lost channel gives sound again, or none was lost for long. @param atMs lesson time */
  found(channel: number, atMs: number): void {
    this.#channels[channel]!.resume(atMs);
    const { state } = this.#channels[channel]!;
    // Of one that was never heard before it will soon be told how it is.
    if (!this.#lost.delete(channel) || state === undefined) return;
    this.#observe({ kind: 'microphone', atMs, channel, state });
  }

  /** The next block begins later than the last one ended. @param toMs lesson time */
  jump(toMs: number): void {
    this.#atMs = toMs;
    for (const channel of this.#channels) channel.resume(toMs);
  }

  /** The stretches in which every channel was dead, in order; the last one may have no end yet (infinite). */
  get deaf(): readonly Span[] {
    return this.#deaf;
  }

  /** @param channels the next block of each, of one length */
  listen(channels: readonly Float32Array[]): void {
    for (const [channel, samples] of channels.entries()) {
      const news = this.#lost.has(channel) ? undefined : this.#channels[channel]!.listen(samples, this.#atMs);
      if (!news) continue;
      this.#observe({ kind: 'microphone', atMs: news.sinceMs, channel, state: news.state });
      this.#noteDeafness(news.sinceMs);
    }
    this.#atMs += (channels[0]!.length / SAMPLE_RATE) * 1000;
  }

  /** @param sinceMs when the channel that changed last did */
  #noteDeafness(sinceMs: number): void {
    const isDeaf = this.#channels.every(({ state }) => state === 'dead');
    const last = this.#deaf.at(-1);
    const wasDeaf = last?.endMs === Number.POSITIVE_INFINITY;
    if (isDeaf && !wasDeaf) this.#deaf.push({ startMs: sinceMs, endMs: Number.POSITIVE_INFINITY });
    else if (!isDeaf && wasDeaf) last.endMs = sinceMs;
  }
}
