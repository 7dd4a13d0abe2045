import type { TalkSegment } from '../../lesson/observation.ts';
import { weighedByChannels } from './channel-evidence.ts';
import { lessonNorm } from './lesson-norm.ts';
import type { SoundFrames } from './sound-frames.ts';
import { syllableFrames } from './syllables.ts';
import { alignedToSpeech, likeliestClasses } from './talk-decoder.ts';
import type { TalkNets } from './talk-nets.ts';
import { toSegments } from './talk-segments.ts';

/** Makes talk segments of a lesson's sound frames. */
export class TalkClassifier {
  readonly #nets: TalkNets;

  constructor(nets: TalkNets) {
    this.#nets = nets;
  }

  /** Segments that fill the frames' time, the first frame being at `startMs`. */
  async classify(frames: SoundFrames, startMs: number): Promise<TalkSegment[]> {
    const { classes: heard, speech } = await this.#nets.judge(frames, lessonNorm(frames));
    const classes = weighedByChannels(heard, frames);
    const path = alignedToSpeech(likeliestClasses(classes), speech).subarray(0, frames.length);
    return toSegments({ path, classes, levelDbfs: frames.levelDbfs, syllables: syllableFrames(frames) }, startMs);
  }
}
