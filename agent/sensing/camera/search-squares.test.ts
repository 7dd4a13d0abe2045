import { describe, expect, it } from 'vitest';
import { drawnPerson } from '../../../test/fixtures/drawn-people.ts';
import { lookingAt } from '../../lesson/pinhole-camera.ts';
import { RoomProjection } from './room-projection.ts';
import { covers, squareAround, sweepSquares } from './search-squares.ts';
import { sightingOf } from './sighting.ts';

const picture = { width: 1280, height: 720 };
const projection = new RoomProjection(
  lookingAt({ ...picture, hfovDeg: 55, pos: [0, 9, 2.6], target: [0, 0, 0.9] }),
  picture.width,
);
const sightingAt = (xM: number, yM: number) => {
  const person = drawnPerson({ xM, yM }, projection, picture)!;
  return { person, sighting: sightingOf(person, projection, picture.height, picture.height)! };
};

describe('the sweep', () => {
  it('shows whoever stands at the front whole in one of its squares, large enough to be found', () => {
    const squares = sweepSquares(picture, projection, { widthM: 8, depthM: 1.5 });
    for (let xM = -2.8; xM <= 2.8; xM += 0.2) {
      const { pose } = sightingAt(xM, 0.8).person;
      const whole = squares.filter(({ x, y, side }) =>
        [pose.nose, pose.leftWrist, pose.rightWrist, pose.leftHip].every(
          (joint) => joint.x > x && joint.x < x + side && joint.y > y && joint.y < y + side,
        ),
      );
      expect(whole.length, `at ${xM}`).toBeGreaterThan(0);
      const bodyPx = pose.leftAnkle.y - pose.nose.y;
      expect(Math.max(...whole.map(({ side }) => bodyPx / side))).toBeGreaterThan(0.4);
    }
  });

  it('covers the whole picture when the front is not known', () => {
    const squares = sweepSquares(picture, projection, null);
    for (let x = 0; x < picture.width; x += 20) {
      expect(
        squares.some((square) => x >= square.x && x <= square.x + square.side && square.side === picture.height),
      ).toBe(true);
    }
  });
});

describe('the square around somebody', () => {
  it('holds them where they are and a step further, inside the picture’s height', () => {
    for (const [xM, yM] of [
      [-2, 0.8],
      [0, 3],
      [0.5, 5],
    ] as const) {
      const { sighting } = sightingAt(xM, yM);
      const square = squareAround(sighting, picture);
      expect(square.y).toBeGreaterThanOrEqual(0);
      expect(square.y + square.side).toBeLessThanOrEqual(picture.height);
      expect(covers(square, sighting)).toBe(true);
      expect(covers(square, sightingAt(xM + 0.3, yM).sighting)).toBe(true);
      expect(covers(square, sightingAt(xM < 0 ? xM + 3 : xM - 1.6, yM).sighting)).toBe(false);
    }
  });
});
