import type { RoomProjection } from './room-projection.ts';
import type { Sighting } from './sighting.ts';

const SURE_SCORE = 0.3;
const LEANS = 60;
/** A smaller roll is within what people lean; a larger one is no loose bracket but another view. Radians. */
const LEAST_ROLL = (1.8 * Math.PI) / 180;
const MOST_ROLL = (8 * Math.PI) / 180;

/**
 * Levels a camera by the people it sees: some lean to the left and some to the right, but together they stand and sit
 * upright. A pose given without a roll, or a bracket that has sunk to one side, shifts places at the picture's edges by
 * metres.
 */
export class CameraLevel {
  #leans: number[] = [];
  #rolled = 0;

  update(sightings: readonly Sighting[], projection: RoomProjection): void {
    const upright = sightings.filter(({ torso, score }) => torso !== null && score >= SURE_SCORE);
    this.#leans.push(...upright.map(({ lean }) => lean));
    if (this.#leans.length < LEANS) return;
    const median = this.#leans.toSorted((a, b) => a - b)[Math.floor(this.#leans.length / 2)]!;
    this.#leans = [];
    if (Math.abs(median) < LEAST_ROLL || Math.abs(this.#rolled + median) > MOST_ROLL) return;
    this.#rolled += median;
    projection.roll(median);
  }
}
