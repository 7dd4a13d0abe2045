import { LEAST_EYES_M, type Track } from './person-tracker.ts';

/** One look may be a mistake, unless it is a good one. */
const SURE_SCORE = 0.3;
const SURE_LOOKS = 2;
/** Whoever was not seen for this long is no longer followed. */
export const FOLLOWED_MS = 10_000;
/** Another adult has to be seen for this long, in this many looks, to count. */
const ANOTHER_MS = 2_000;
const ANOTHER_LOOKS = 3;
/** Seen again under another number, the teacher is not farther from where they were than they can walk, metres. */
const REACH_M = 1;
const REACH_M_PER_S = 1.5;
/** Behind somebody else, the teacher is out of sight for a shorter time than this. */
const LOST_MS = 2_000;
/** Somebody who stands still among the seats for this long may be a pupil after all; an adult at the front is surer. */
const STILL_MS = 10_000;

/**
 * Chooses the teacher among the people of one camera: the adult on their feet who was at the front or walked about. It
 * stays the same person while they are followed, whoever else stands up, so that no pupil at their seat becomes the
 * teacher, and none who comes to the board while the teacher is there.
 */
export class TeacherChoice {
  #last: Track | undefined;

  /**
   * The teacher as last seen, while they are followed; undefined while they are not in the camera's sight.
   * @param frontM nearer to the board than this nobody sits, metres
   */
  choose(tracks: readonly Track[], atMs: number, frontM: number): Track | undefined {
    const adults = tracks.filter(isAdult);
    const current = adults.find(({ id }) => id === this.#last?.id);
    const sure = adults.filter(
      ({ id, seenMs, looks, sighting }) =>
        id !== current?.id && seenMs === atMs && (looks >= SURE_LOOKS || sighting.score >= SURE_SCORE),
    );
    const followed = this.#last !== undefined && atMs - this.#last.seenMs <= FOLLOWED_MS;
    const candidates = followed ? sure.filter((track) => this.#mayReplace(track, current, atMs, frontM)) : sure;
    const [best] = candidates.sort((a, b) => b.looks - a.looks || b.sighting.score - a.sighting.score);
    const teacher = best ?? (followed ? current : undefined);
    if (teacher) this.#last = { ...teacher };
    return teacher;
  }

  /** Whether somebody may be the teacher instead of the one followed until now. */
  #mayReplace(track: Track, current: Track | undefined, atMs: number, frontM: number): boolean {
    const last = this.#last!;
    const reachM = REACH_M + REACH_M_PER_S * ((atMs - last.seenMs) / 1000);
    const inReach = Math.hypot(track.xM - last.xM, track.yM - last.yM) <= reachM;
    if (!current) return track.yM <= frontM || inReach;
    if (atMs - current.seenMs >= LOST_MS && inReach && !track.cameFromSeats) return true;
    const doubtful = current.yM > frontM && atMs - current.stillSinceMs >= STILL_MS;
    return doubtful && track.yM <= frontM && track.looks >= ANOTHER_LOOKS;
  }

  /** How many adults besides the teacher are on their feet and did not come out of the seats. */
  others(tracks: readonly Track[], atMs: number, teacher: Track | undefined): number {
    return tracks.filter(
      (track) =>
        track !== teacher &&
        isAdult(track) &&
        !track.cameFromSeats &&
        track.looks >= ANOTHER_LOOKS &&
        track.seenMs - track.bornMs >= ANOTHER_MS &&
        atMs - track.seenMs <= FOLLOWED_MS,
    ).length;
  }
}

const isAdult = ({ wasAtFront, walked, eyesM }: Track) => (wasAtFront || walked) && eyesM >= LEAST_EYES_M;
