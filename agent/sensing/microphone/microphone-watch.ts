import type { MicrophoneObservation } from '../../lesson/observation.ts';
import type { Span } from '../../lesson/timeline.ts';
import { SAMPLE_RATE } from '../capture/ffmpeg-arguments.ts';
import { ChannelWatch } from './channel-watch.ts';

/**
 * Watches the microphone itself, channel by channel, and tells how each is as soon as it is known and whenever it changes.
 * A microphone of which every channel is dead or lost hears nothing, and nothing may be said of the class meanwhile.
 */
export class MicrophoneWatch {
  readonly #channels: ChannelWatch[];
  readonly #observe: (observation: MicrophoneObservation) => void;
  readonly #deaf: Span[] = [];
  /** Channels that were told to be lost. */
  readonly #lost = new Set<number>();
  /** Since when each channel is dead or lost; undefined while it hears. */
  readonly #deafSinceMs: (number | undefined)[];
  #atMs: number;

  /** @param startMs lesson time at which the first block begins */
  constructor(channels: number, startMs: number, observe: (observation: MicrophoneObservation) => void) {
    this.#channels = Array.from({ length: channels }, () => new ChannelWatch(startMs));
    this.#deafSinceMs = this.#channels.map(() => undefined);
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
    if (!isTold) this.#observe({ kind: 'microphone', atMs: sinceMs, channel, state: 'lost' });
    this.#noteDeafness(channel, true, sinceMs);
  }

  /** A lost channel gives sound again, or none was lost for long. @param atMs lesson time */
  found(channel: number, atMs: number): void {
    this.#channels[channel]!.resume(atMs);
    if (!this.#lost.delete(channel)) return;
    const { state } = this.#channels[channel]!;
    // Of one that was never heard before it will soon be told how it is.
    if (state !== undefined) this.#observe({ kind: 'microphone', atMs, channel, state });
    this.#noteDeafness(channel, state === 'dead', atMs);
  }

  /** The next block begins later than the last one ended. @param toMs lesson time */
  jump(toMs: number): void {
    this.#atMs = toMs;
    for (const channel of this.#channels) channel.resume(toMs);
  }

  /** The stretches in which every channel was dead or lost, in order; the last one may have no end yet (infinite). */
  get deaf(): readonly Span[] {
    return this.#deaf;
  }

  /** @param channels the next block of each, of one length */
  listen(channels: readonly Float32Array[]): void {
    for (const [channel, samples] of channels.entries()) {
      const news = this.#lost.has(channel) ? undefined : this.#channels[channel]!.listen(samples, this.#atMs);
      if (!news) continue;
      this.#observe({ kind: 'microphone', atMs: news.sinceMs, channel, state: news.state });
      this.#noteDeafness(channel, news.state === 'dead', news.sinceMs);
    }
    this.#atMs += (channels[0]!.length / SAMPLE_RATE) * 1000;
  }

  /** @param sinceMs when the channel became as it is now */
  #noteDeafness(channel: number, hearsNothing: boolean, sinceMs: number): void {
    // What was dead before it was lost, or still is afterwards, is so since then.
    this.#deafSinceMs[channel] = hearsNothing ? (this.#deafSinceMs[channel] ?? sinceMs) : undefined;
    const since = this.#deafSinceMs.filter((ms) => ms !== undefined);
    const isDeaf = since.length === this.#deafSinceMs.length;
    const last = this.#deaf.at(-1);
    const wasDeaf = last?.endMs === Number.POSITIVE_INFINITY;
    if (isDeaf && !wasDeaf) this.#deaf.push({ startMs: Math.max(...since), endMs: Number.POSITIVE_INFINITY });
    else if (!isDeaf && wasDeaf) last.endMs = sinceMs;
  }
}
