import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Body, drawnPerson } from '../../../test/fixtures/drawn-people.ts';
import { lookingAt } from '../../lesson/pinhole-camera.ts';
import { CameraLevel } from './camera-level.ts';
import { RoomProjection } from './room-projection.ts';
import { distinct, eyeHeightOf, placeOf, type Sighting, seatedPlaceOf, sightingOf } from './sighting.ts';

const picture = { width: 1280, height: 720 };
const atBack = () =>
  new RoomProjection(lookingAt({ ...picture, hfovDeg: 60, pos: [0.4, 9, 2.6], target: [0, 0, 0.9] }), picture.width);
const aboveBoard = () =>
  new RoomProjection(lookingAt({ ...picture, hfovDeg: 75, pos: [0.3, 0.1, 2.7], target: [0, 4, 0.9] }), picture.width);

function sight(body: Body, projection: RoomProjection): Sighting {
  const person = drawnPerson(body, projection, picture);
  const sighting = person && sightingOf(person, projection, picture.height, picture.height);
  if (!sighting) throw new Error('nobody is seen');
  return sighting;
}

const metres = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('somebody on their feet', () => {
  it.each([
    ['at the back', atBack, metres(0.4, 4)],
    ['above the board', aboveBoard, metres(3, 7)],
  ] as const)('is as tall and stands where the camera %s sees them', (_, camera, depths) => {
    fc.assert(
      fc.property(metres(-1.2, 1.2), depths, metres(1.4, 1.85), (xM, yM, eyesM) => {
        const projection = camera();
        const sighting = sight({ xM, yM, eyesM }, projection);
        const height = eyeHeightOf(sighting, projection)!;
        expect(height).toBeCloseTo(eyesM, 1);
        const place = placeOf(sighting, height, projection)!;
        expect(Math.hypot(place.xM - xM, place.yM - yM)).toBeLessThan(0.15);
      }),
    );
  });

  it('is placed by the torso where the camera hangs no higher than the head', () => {
    const low = new RoomProjection(
      lookingAt({ ...picture, hfovDeg: 60, pos: [0, 9, 1.5], target: [0, 0, 1.2] }),
      picture.width,
    );
    const place = placeOf(sight({ xM: 1, yM: 2, eyesM: 1.6 }, low), 1.6, low)!;
    expect(Math.hypot(place.xM - 1, place.yM - 2)).toBeLessThan(0.3);
  });

  it('is seen from behind or from the front', () => {
    const at = { xM: 0, yM: 2 };
    expect(sight({ ...at, faces: 'board' }, atBack()).turn).toBeGreaterThan(0.5);
    expect(sight({ ...at, faces: 'class' }, atBack()).turn).toBeLessThan(-0.5);
  });
});

describe('somebody who sits', () => {
  it('seems to stand nearer to a camera at the back than they are, unless asked as seated', () => {
    const projection = atBack();
    const sighting = sight({ xM: 0, yM: 1, eyesM: 1.6, seatedEyesM: 1.2 }, projection);
    expect(placeOf(sighting, 1.6, projection)!.yM).toBeGreaterThan(2);
    expect(seatedPlaceOf(sighting, 1.6, projection)!.yM).toBeCloseTo(1, 0);
    expect(seatedPlaceOf(sight({ xM: 0, yM: 1, eyesM: 1.6 }, projection), 1.6, projection)).toBeNull();
  });
});

describe('somebody cut off', () => {
  it('is left to another square, or has no torso at the edge of the picture', () => {
    const projection = atBack();
    const person = drawnPerson({ xM: 0, yM: 2 }, projection, picture)!;
    const hips = person.pose.leftHip.y;
    expect(sightingOf(person, projection, hips, picture.height)).toBeNull();
    expect(sightingOf(person, projection, hips, hips)!.torso).toBeNull();
  });
});

describe('the same person in two squares', () => {
  it('is one, the surer one', () => {
    const projection = atBack();
    const twice = [0.3, 0.5].map((score) => sight({ xM: 0, yM: 2, score }, projection));
    const other = sight({ xM: 1, yM: 2, score: 0.2 }, projection);
    expect(distinct([...twice, other]).map(({ score }) => score)).toEqual([0.5, 0.2]);
  });
});

describe('a camera that hangs askew', () => {
  it.each([-5, -3, 3, 5])('is levelled by the people it sees (%i°)', (degrees) => {
    const angle = (degrees * Math.PI) / 180;
    const [real, believed] = [atBack(), atBack()];
    real.roll(angle);
    const level = new CameraLevel();
    for (let look = 0; look < 40; look++) {
      const bodies = [-2.8, -0.6, 0.6, 2.8].map((xM): Body => ({ xM, yM: 1 }));
      level.update(
        bodies.map((body) => sightingOf(drawnPerson(body, real, picture)!, believed, picture.height, picture.height)!),
        believed,
        picture.width,
      );
    }
    const point = [1.2, 1, 1.6] as const;
    const [is, should] = [believed.toPicture(point)!, real.toPicture(point)!];
    expect(Math.hypot(is.x - should.x, is.y - should.y)).toBeLessThan(6);
  });

  it('is left alone when it is level', () => {
    const projection = atBack();
    const before = projection.toPicture([1, 1, 1]);
    const level = new CameraLevel();
    for (let look = 0; look < 200; look++)
      level.update([sight({ xM: (look % 4) * 1.9 - 2.85, yM: 1 }, projection)], projection, picture.width);
    expect(projection.toPicture([1, 1, 1])).toEqual(before);
  });
});
