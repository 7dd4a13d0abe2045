import { chBound, DIALOGUE_CH, LECTURE_RT, type LessonMode, PRACTICE_RT } from '../../../indicators/st-curves.ts';

/** The Rt-Ch plot of S-T analysis: where the four lesson modes lie, in shares (0..1, 0..1). */
export type Place = readonly [rt: number, ch: number];

/** Corners of the triangle in which every lesson lies. */
export const triangle: readonly Place[] = [
  [0, 0],
  [0.5, 1],
  [1, 0],
];

/** The lines between the regions, inside the triangle. */
export const borders: readonly (readonly [Place, Place])[] = [
  [
    [PRACTICE_RT, 0],
    [PRACTICE_RT, chBound(PRACTICE_RT)],
  ],
  [
    [LECTURE_RT, 0],
    [LECTURE_RT, chBound(LECTURE_RT)],
  ],
  [
    [PRACTICE_RT, DIALOGUE_CH],
    [LECTURE_RT, DIALOGUE_CH],
  ],
];

/** Where each region's name may stand: the first place, or the second when the lesson's point is at the first. */
const regionPlaces: Record<LessonMode, readonly [Place, Place]> = {
  practice: [
    [0.19, 0.1],
    [0.215, 0.26],
  ],
  lecture: [
    [0.81, 0.1],
    [0.785, 0.26],
  ],
  dialogue: [
    [0.5, 0.62],
    [0.5, 0.5],
  ],
  mixed: [
    [0.5, 0.1],
    [0.5, 0.26],
  ],
};

/** Nearer than this, in shares, the lesson's point would cover a name. */
const NEAR_RT = 0.15;
const NEAR_CH = 0.09;

/** The regions and where their names stand, out of the way of the lesson's point. */
export function regionsAround(rt: number, ch: number): { mode: LessonMode; at: Place }[] {
  return Object.entries(regionPlaces).map(([mode, [first, second]]) => {
    const taken = Math.abs(first[0] - rt) < NEAR_RT && Math.abs(first[1] - ch) < NEAR_CH;
    return { mode: mode as LessonMode, at: taken ? second : first };
  });
}

/** The places the axes name: the borders of the regions. */
export const rtTicks: readonly number[] = [0, PRACTICE_RT, LECTURE_RT, 1];
export const chTicks: readonly number[] = [0, DIALOGUE_CH, 1];
