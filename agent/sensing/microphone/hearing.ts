import type { MicrophoneObservation, TalkSegment } from '../../lesson/observation.ts';
import { talkWithout } from '../../lesson/timeline.ts';
import { ChannelMix } from './channel-mix.ts';
import { MicrophoneWatch } from './microphone-watch.ts';
import { FRAME_MS, SoundFrames } from './sound-frames.ts';
import type { TalkClassifier } from './talk-classifier.ts';
import type { VoiceActivity } from './voice-activity.ts';

export interface HearingOptions {
  /** Channels of the source: one or two. */
  channels: number;
  /** Lesson time at which the first block begins. */
  startMs: number;
  voice: VoiceActivity;
  /** Told how each channel is, at the start and whenever it changes. */
  observe: (observation: MicrophoneObservation) => void;
}

/** Hears a lesson block by block. The sound itself is forgotten with the next block; what is kept are its frames. */
export class Hearing {
  readonly frames = new SoundFrames();
  readonly #startMs: number;
  readonly #voice: VoiceActivity;
  readonly #watch: MicrophoneWatch;
  readonly #mix = new ChannelMix();

  constructor({ channels, startMs, voice, observe }: HearingOptions) {
    this.#startMs = startMs;
    this.#voice = voice;
    this.#watch = new MicrophoneWatch(channels, startMs, observe);
  }

  /** Lesson time up to which was heard. */
  get reachedMs(): number {
    return this.#startMs + this.frames.length * FRAME_MS;
  }

  /** @param channels the next VOICE_BLOCK samples of each */
  async listen(channels: readonly Float32Array[]): Promise<void> {
    this.#watch.listen(channels);
    const { block, differenceDb } = this.#mix.join(channels, this.#watch.dead);
    this.frames.add(block, await this.#voice.next(block), differenceDb);
  }

  /**
   * Who talked when, judged over all that was heard. A microphone that hears nothing leaves a gap, never a silent class;
   * also where silence was told before it was known.
   */
  async talk(classifier: TalkClassifier): Promise<TalkSegment[]> {
    const segments = await classifier.classify(this.frames, this.#startMs);
    return this.#watch.deaf.reduce((left, hole) => talkWithout(left, hole), segments);
  }
}
