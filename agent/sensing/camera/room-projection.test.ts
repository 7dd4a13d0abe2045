import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filmFolder } from '../../demo/lesson-film.ts';
import { roomPlanSchema } from '../../lesson/room-plan.ts';
import { RoomProjection } from './room-projection.ts';

const plan = roomPlanSchema.parse(JSON.parse(readFileSync(join(filmFolder, 'room-plan.json'), 'utf8')));
const cameras = { student: plan.cameras.student!, teacher: plan.cameras.teacher! };

describe('the teacher camera of the film', () => {
  it('sees the teacher’s head at the podium where the film shows it', () => {
    const point = new RoomProjection(cameras.teacher, 1280).toPicture([-2.62, 0.8, 1.6])!;
    expect(Math.abs(point.x - 1091)).toBeLessThan(3);
    expect(Math.abs(point.y - 234)).toBeLessThan(3);
  });

  it('sees the same in a smaller picture, smaller', () => {
    const [full, half] = [1280, 640].map((w) => new RoomProjection(cameras.teacher, w).toPicture([-1, 0.5, 1.2])!);
    expect(half!.x).toBeCloseTo(full!.x / 2, 6);
    expect(half!.y).toBeCloseTo(full!.y / 2, 6);
  });
});

describe('a camera', () => {
  it.each(['student', 'teacher'] as const)('(%s) looks at its target, up being up', (name) => {
    const { target } = cameras[name];
    const projection = new RoomProjection(cameras[name], 1280);
    expect(projection.toPicture(target)).toEqual({ x: expect.closeTo(640, 6), y: expect.closeTo(360, 6) });
    expect(projection.toPicture([target[0], target[1], target[2] + 0.5])!.y).toBeLessThan(360);
  });

  it('that looks back sees right and left exchanged', () => {
    const [x] = [1];
    expect(new RoomProjection(cameras.student, 1280).toPicture([x, 4, 1])!.x).not.toBeCloseTo(640, 0);
    const inFront = new RoomProjection(cameras.student, 1280).toPicture([x, 4, 1])!.x - 640;
    const fromBehind = new RoomProjection(cameras.teacher, 1280).toPicture([x, 4, 1])!.x - 640;
    expect(Math.sign(inFront)).toBe(-Math.sign(fromBehind));
  });

  it('sees nothing behind itself', () => {
    expect(new RoomProjection(cameras.teacher, 1280).toPicture([0, 9.2, 2.62])).toBeNull();
    expect(new RoomProjection(cameras.student, 1280).toPicture([0, -1, 2.7])).toBeNull();
  });

  it('knows where in the room a pixel is, if its height is known', () => {
    const metres = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const poses = fc.constantFrom(cameras.student, cameras.teacher);
    fc.assert(
      fc.property(poses, metres(-4, 4), metres(0.6, 8), metres(0, 2.2), (pose, x, y, z) => {
        const projection = new RoomProjection(pose, 1280);
        const pixel = projection.toPicture([x, y, z]);
        fc.pre(pixel !== null);
        const back = projection.atHeight(pixel!, z)!;
        expect(back.xM).toBeCloseTo(x, 6);
        expect(back.yM).toBeCloseTo(y, 6);
      }),
    );
  });

  it('knows no place for a pixel that does not look at that height', () => {
    const projection = new RoomProjection(cameras.teacher, 1280);
    const sky = { x: 640, y: -5000 };
    expect(projection.atHeight(sky, 1.5)).toBeNull();
    expect(projection.atHeight({ x: 640, y: 700 }, 3)).toBeNull();
  });
});
