import { type Talk, talkClasses } from '../lesson/observation.ts';

/** Talk is compared on 10 ms frames; so much around every true boundary does not count. */
const FRAMES_PER_S = 100;
const COLLAR_S = 0.25;

export interface TalkSpanS {
  startS: number;
  endS: number;
  talk: Talk;
}

/** Counts of frames by true class (rows) and found class (columns), both in the order of `talkClasses`. */
export class TalkConfusion {
  readonly #counts = talkClasses.map(() => talkClasses.map(() => 0));
  readonly #collarS: number;

  /** @param collarS around every true boundary, seconds: how exactly the truth knows them */
  constructor(collarS = COLLAR_S) {
    this.#collarS = collarS;
  }

  /** @returns share of right frames of this lesson */
  add(found: readonly TalkSpanS[], truth: readonly TalkSpanS[], durationS: number): number {
    const frames = Math.round(durationS * FRAMES_PER_S);
    const said = frameClasses(found, frames);
    let right = 0;
    let total = 0;
    for (const { startS, endS, talk } of truth) {
      const row = talkClasses.indexOf(talk);
      const to = Math.min(frames, Math.round((endS - this.#collarS) * FRAMES_PER_S));
      for (let i = Math.round((startS + this.#collarS) * FRAMES_PER_S); i < to; i++) {
        const column = said[i]!;
        this.#counts[row]![column]!++;
        total++;
        if (row === column) right++;
      }
    }
    return total > 0 ? right / total : 1;
  }

  recall(talk: Talk): number {
    const row = this.#counts[talkClasses.indexOf(talk)]!;
    return ratio(row[talkClasses.indexOf(talk)]!, row);
  }

  precision(talk: Talk): number {
    const column = talkClasses.indexOf(talk);
    return ratio(
      this.#counts[column]![column]!,
      this.#counts.map((row) => row[column]!),
    );
  }
}

/** Index into `talkClasses` of each frame; what is not covered counts as none. */
export function frameClasses(spans: readonly TalkSpanS[], frames: number): Uint8Array {
  const classes = new Uint8Array(frames).fill(talkClasses.indexOf('none'));
  for (const { startS, endS, talk } of spans) {
    classes.fill(talkClasses.indexOf(talk), Math.round(startS * FRAMES_PER_S), Math.round(endS * FRAMES_PER_S));
  }
  return classes;
}

function ratio(part: number, all: readonly number[]): number {
  const total = all.reduce((sum, count) => sum + count, 0);
  return total > 0 ? part / total : 1;
}
