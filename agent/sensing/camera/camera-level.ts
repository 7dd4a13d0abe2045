import type { RoomProjection } from './room-projection.ts';
import type { Sighting } from './sighting.ts';

const SURE_SCORE = 0.25;
/** The picture in parts, side by side: people who lean seem to lean the other way at its other side. */
const PARTS = 4;
const LEAST_IN_PART = 8;
const LEAST_PARTS = 3;
const KEPT_IN_PART = 100;
/** A smaller difference is within what people lean; a larger roll is no loose bracket but another view. Radians. */
const LEAST_STEP = (1.7 * Math.PI) / 180;
const MOST_ROLL = (8 * Math.PI) / 180;

/**
 * Levels a camera by the people on their feet that it sees: now they lean to the left and now to the right, but together
 * they are upright. A pose given without a roll, or a bracket that has sunk to one side, shifts places at the picture's
 * edges by metres.
 */
export class CameraLevel {
  /** What each sighting says of the roll, by part of the picture. */
  readonly #rolls: number[][] = Array.from({ length: PARTS }, () => []);
  #rolled = 0;

  /**
   * @param standing people on their feet; those who sit lean too much
   * @param width of the picture, pixels
   */
  update(standing: readonly Sighting[], projection: RoomProjection, width: number): void {
    for (const { score, torso, head, lean } of standing) {
      if (score < SURE_SCORE || torso === null) continue;
      const part = this.#rolls[Math.min(PARTS - 1, Math.max(0, Math.floor((head.x / width) * PARTS)))]!;
      part.push(lean + this.#rolled);
      if (part.length > KEPT_IN_PART) part.shift();
    }
    const told = this.#rolls.filter((part) => part.length >= LEAST_IN_PART);
    if (told.length < LEAST_PARTS) return;
    const roll = told.reduce((sum, part) => sum + median(part), 0) / told.length;
    if (Math.abs(roll - this.#rolled) < LEAST_STEP || Math.abs(roll) > MOST_ROLL) return;
    projection.roll(roll - this.#rolled);
    this.#rolled = roll;
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
