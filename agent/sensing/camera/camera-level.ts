import type { RoomProjection } from './room-projection.ts';
import type { Sighting } from './sighting.ts';

const SURE_SCORE = 0.3;
/** The roll is reckoned anew after so many more sightings, from so many of the last. */
const NEWS = 60;
const KEPT = 400;
/** A smaller difference is within what people lean; a larger roll is no loose bracket but another view. Radians. */
const LEAST_STEP = (1.8 * Math.PI) / 180;
const MOST_ROLL = (8 * Math.PI) / 180;

/**
 * Levels a camera by the people it sees: some lean to the left and some to the right, but together they stand and sit
 * upright. A pose given without a roll, or a bracket that has sunk to one side, shifts places at the picture's edges by
 * metres.
 */
export class CameraLevel {
  /** What each sighting says of the roll. */
  #rolls: number[] = [];
  #news = 0;
  #rolled = 0;

  update(sightings: readonly Sighting[], projection: RoomProjection): void {
    const upright = sightings.filter(({ torso, score }) => torso !== null && score >= SURE_SCORE);
    this.#rolls = [...this.#rolls, ...upright.map(({ lean }) => lean + this.#rolled)].slice(-KEPT);
    this.#news += upright.length;
    if (this.#news < NEWS) return;
    this.#news = 0;
    const median = this.#rolls.toSorted((a, b) => a - b)[Math.floor(this.#rolls.length / 2)]!;
    if (Math.abs(median - this.#rolled) < LEAST_STEP || Math.abs(median) > MOST_ROLL) return;
    projection.roll(median - this.#rolled);
    this.#rolled = median;
  }
}
