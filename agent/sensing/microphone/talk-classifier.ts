import { type TalkSegment, talkClasses } from '../../lesson/observation.ts';
import { weighedByChannels } from './channel-evidence.ts';
import { lessonNorm } from './lesson-norm.ts';
import type { SoundFrames } from './sound-frames.ts';
import { syllableFrames } from './syllables.ts';
import { alignedToSpeech, likeliestClasses } from './talk-decoder.ts';
import type { TalkNets } from './talk-nets.ts';
import { toSegments } from './talk-segments.ts';
import type { TalkTurns } from './talk-turns.ts';

/**
 * With fewer voiced frames than this share nobody speaks, whatever the nets take knocks or music for: they measure
 * everything by the lesson's voices, and there are none. Knocks alone reach .7 %, lessons more than 40 %.
 */
const LEAST_VOICED = 0.01;
const VOICED = 0.5;
const NONE = talkClasses.indexOf('none');

/** Makes talk segments of a lesson's sound frames. */
export class TalkClassifier {
  readonly #nets: TalkNets;
  readonly #turns: TalkTurns;

  constructor(nets: TalkNets, turns: TalkTurns) {
    this.#nets = nets;
    this.#turns = turns;
  }

  /**
   * Segments that fill the frames' time, the first frame being at `startMs`.
   * @param norm what is usual in the lesson, when the frames are not all of it
   */
  async classify(frames: SoundFrames, startMs: number, norm = lessonNorm(frames)): Promise<TalkSegment[]> {
    const { classes: moments, speech } = await this.#nets.judge(frames, norm);
    const pathOf = (classes: Float32Array) =>
      isAnybodyHeard(frames)
        ? alignedToSpeech(likeliestClasses(classes), speech).subarray(0, frames.length)
        : new Uint8Array(frames.length).fill(NONE);
    const turns = await this.#turns.judge(pathOf(moments), moments, frames, norm);
    const classes = weighedByChannels(turns, frames);
    const path = pathOf(classes);
    return toSegments({ path, classes, levelDbfs: frames.levelDbfs, syllables: syllableFrames(frames) }, startMs);
  }
}

function isAnybodyHeard({ voice, length }: SoundFrames): boolean {
  return voice.filter((probability) => probability > VOICED).length >= LEAST_VOICED * length;
}
