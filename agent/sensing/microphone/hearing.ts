import type { MicrophoneObservation, TalkSegment } from '../../lesson/observation.ts';
import { talkWithout } from '../../lesson/timeline.ts';
import { ChannelMix } from './channel-mix.ts';
import { LessonAxis } from './lesson-axis.ts';
import { lessonNorm } from './lesson-norm.ts';
import { MicrophoneWatch } from './microphone-watch.ts';
import { FRAME_MS, SoundFrames } from './sound-frames.ts';
import type { TalkClassifier } from './talk-classifier.ts';
import type { VoiceActivity } from './voice-activity.ts';

export interface HearingOptions {
  /** Channels that are listened to: one or two. */
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
  readonly #axis: LessonAxis;
  readonly #voice: VoiceActivity;
  readonly #watch: MicrophoneWatch;
  readonly #mix = new ChannelMix();

  constructor({ channels, startMs, voice, observe }: HearingOptions) {
    this.#axis = new LessonAxis(startMs);
    this.#voice = voice;
    this.#watch = new MicrophoneWatch(channels, startMs, observe);
  }

  /** Lesson time up to which was heard. */
  get reachedMs(): number {
    return this.#axis.at(this.frames.length * FRAME_MS);
  }

  /** @param channels the next VOICE_BLOCK samples of each */
  async listen(channels: readonly Float32Array[]): Promise<void> {
    this.#watch.listen(channels);
    const { block, differenceDb } = this.#mix.join(channels, this.#watch.dead);
    this.frames.add(block, await this.#voice.next(block), differenceDb);
  }

  /** Nothing could be heard until then: the next block begins there. @param toMs lesson time, not before `reachedMs` */
  jump(toMs: number): void {
    this.#axis.jump(this.frames.length * FRAME_MS, toMs);
    this.#watch.jump(toMs);
  }

  /** A channel gives no sound at all since, lesson time; another may. @param isTold somebody has told of it already */
  lost(channel: number, sinceMs: number, isTold = false): void {
    this.#watch.lost(channel, sinceMs, isTold);
  }

  /** A channel that was lost gives sound again. */
  found(channel: number, atMs: number): void {
    this.#watch.found(channel, atMs);
  }

  /**
   * Who talked when, judged over all that was heard. A microphone that hears nothing leaves a gap, never a silent class;
   * also where silence was told before it was known.
   */
  async talk(classifier: TalkClassifier): Promise<TalkSegment[]> {
    return this.#onAxis(await classifier.classify(this.frames, 0));
  }

  /** The same of the last so many milliseconds alone: less sure, and soon told. */
  async latestTalk(classifier: TalkClassifier, lastMs: number): Promise<TalkSegment[]> {
    const first = Math.max(0, this.frames.length - Math.ceil(lastMs / FRAME_MS));
    const norm = lessonNorm(this.frames);
    return this.#onAxis(await classifier.classify(this.frames.from(first), first * FRAME_MS, norm));
  }

  #onAxis(heard: readonly TalkSegment[]): TalkSegment[] {
    return this.#watch.deaf.reduce((left, hole) => talkWithout(left, hole), this.#axis.place(heard));
  }
}
