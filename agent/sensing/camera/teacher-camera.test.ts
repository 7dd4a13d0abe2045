import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Body, drawnFinder } from '../../../test/fixtures/drawn-people.ts';
import { filmFolder } from '../../demo/lesson-film.ts';
import { type CameraName, observationSchema, type TeacherObservation } from '../../lesson/observation.ts';
import { type RoomPlan, roomPlanSchema } from '../../lesson/room-plan.ts';
import { RoomProjection } from './room-projection.ts';
import { TeacherCamera } from './teacher-camera.ts';

const plan = roomPlanSchema.parse(JSON.parse(readFileSync(join(filmFolder, 'room-plan.json'), 'utf8')));
const picture = { width: 1280, height: 720 };

/** Three rows of four, of different stature, seated. */
const pupils: Body[] = [2.9, 4.15, 5.4].flatMap((yM, row) =>
  [-1.75, -0.95, 0.95, 1.75].map((xM, column): Body => {
    const eyesM = 1.4 + 0.06 * ((row * 4 + column * 7) % 5);
    return { xM, yM, eyesM, seatedEyesM: eyesM - 0.38, faces: 'board', score: 0.3 };
  }),
);

/** What a camera says of a scene, one look a second. */
async function looksAt(
  scene: (atS: number) => readonly Body[],
  seconds: number,
  { camera = 'teacher', room = plan }: { camera?: CameraName; room?: RoomPlan | null } = {},
): Promise<TeacherObservation[]> {
  let now: readonly Body[] = [];
  const finder = drawnFinder(() => now, new RoomProjection(plan.cameras[camera]!, picture.width), picture);
  const teacherCamera = new TeacherCamera(finder, room, camera);
  const looks: TeacherObservation[] = [];
  for (let atS = 0; atS < seconds; atS++) {
    now = scene(atS);
    const look = await teacherCamera.look({ ...picture, rgb: new Uint8Array(), atMs: atS * 1000 });
    expect(observationSchema.safeParse(look).error).toBeUndefined();
    looks.push(look);
  }
  return looks;
}

/** On the way from one place to another. */
function walking(from: readonly [number, number], to: readonly [number, number], share: number): Body {
  const s = Math.min(1, Math.max(0, share));
  return { xM: from[0] + s * (to[0] - from[0]), yM: from[1] + s * (to[1] - from[1]) };
}

const zones = (looks: readonly TeacherObservation[]) => looks.map(({ zone }) => zone);
const everyOf = <T>(values: readonly T[], value: T) => expect(values).toEqual(values.map(() => value));

describe.each([1.45, 1.58, 1.8])('a teacher with eyes at %d m', (eyesM) => {
  it.each([
    [-2.62, 0.8, 'podium'],
    [0.6, 0.5, 'board'],
    [0, 2.2, 'aisle'],
    [0, 4, 'aisle'],
  ] as const)('who comes to %d, %d is at the %s', async (xM, yM, zone) => {
    const looks = await looksAt((s) => [...pupils, { ...walking([0, 0.6], [xM, yM], s / 6), eyesM }], 12);
    expect(zones(looks).slice(7)).toEqual([zone, zone, zone, zone, zone]);
    const last = looks.at(-1)!;
    expect(Math.hypot(last.xM! - xM, last.yM! - yM)).toBeLessThan(0.4);
    expect(last.adults).toBe(1);
  });
});

describe('who is the teacher', () => {
  const teacher: Body = { xM: -2.62, yM: 0.8 };
  const risen = (n: number): Body => ({ ...pupils[n]!, yM: pupils[n]!.yM + 0.3, seatedEyesM: undefined });

  it('is not a pupil who stands at the seat, nor a second adult', async () => {
    const looks = await looksAt((s) => [...pupils.map((p, n) => (n === 2 && s > 5 ? risen(2) : p)), teacher], 25);
    everyOf(zones(looks), 'podium');
    everyOf(
      looks.map(({ adults }) => adults),
      1,
    );
  });

  it('is nobody when a pupil stands and no adult is there', async () => {
    const looks = await looksAt((s) => pupils.map((p, n) => (n === 6 && s > 5 && s < 20 ? risen(6) : p)), 40);
    everyOf(zones(looks), null);
    everyOf(
      looks.map(({ adults }) => adults),
      0,
    );
  });

  it('stays the same when a pupil comes to the board', async () => {
    const pupil = (s: number): Body => ({
      ...walking([0.95, 3.2], [0.8, 0.6], (s - 5) / 6),
      eyesM: 1.5,
      faces: 'board',
      arm: 'writes',
    });
    const looks = await looksAt(
      (s) => [...pupils.filter((_, n) => n !== 2), s > 5 ? pupil(s) : pupils[2]!, teacher],
      30,
    );
    everyOf(zones(looks), 'podium');
    everyOf(
      looks.map(({ writing }) => writing),
      false,
    );
    expect(looks.at(-1)!.adults).toBe(1);
  });

  it('stays the same when another adult crosses, who counts as one', async () => {
    const other = (s: number): Body => ({ ...walking([2.4, 0.9], [-1.2, 0.9], (s - 10) / 8), eyesM: 1.72 });
    const standing: Body = { xM: 0.5, yM: 0.6, faces: 'board' };
    const looks = await looksAt((s) => [...pupils, standing, ...(s >= 10 ? [other(s)] : [])], 35);
    for (const { xM } of looks.slice(1)) expect(Math.abs(xM! - 0.5)).toBeLessThan(0.5);
    expect(looks[5]!.adults).toBe(1);
    expect(looks.slice(25).every(({ adults }) => adults === 2)).toBe(true);
  });

  it('is still where they were when hidden for a moment', async () => {
    const looks = await looksAt((s) => (s >= 8 && s < 14 ? pupils : [...pupils, teacher]), 20);
    everyOf(zones(looks), 'podium');
    expect(looks[10]).toMatchObject({ xM: null, present: true, adults: 1 });
  });

  it('is among the desks when they went there and are under the camera', async () => {
    const walk = (s: number) => walking([0, 1], [0, 7.4], (s - 2) / 8);
    const looks = await looksAt((s) => [...pupils, walk(s)], 30);
    everyOf(zones(looks.slice(5)), 'aisle');
    expect(looks.at(-1)).toMatchObject({ amongDesks: true, xM: null, adults: null });
  });

  it('is away when gone from the front', async () => {
    const looks = await looksAt((s) => (s < 10 ? [...pupils, teacher] : pupils), 60);
    expect(looks[30]).toMatchObject({ zone: null, present: null, adults: 0 });
    expect(looks.at(-1)).toMatchObject({ zone: 'away', present: false, adults: 0, amongDesks: false });
  });
});

describe('writing', () => {
  const at = (faces: Body['faces'], arm: Body['arm'], more: Partial<Body> = {}) =>
    looksAt(() => [...pupils, { xM: 0.5, yM: 0.5, faces, arm, ...more }], 4).then((looks) => looks.at(-1)!.writing);

  it.each(['left', 'right'] as const)('is a %s hand at writing height, the face to the board', async (writesWith) => {
    for (const eyesM of [1.45, 1.6, 1.8]) expect(await at('board', 'writes', { writesWith, eyesM })).toBe(true);
  });

  it('is not a hand that hangs or holds a book, nor a gesture to the class', async () => {
    expect(await at('board', 'hangs')).toBe(false);
    expect(await at('board', 'holds')).toBe(false);
    expect(await at('class', 'writes')).toBe(false);
  });

  it('is not done among the desks', async () => {
    expect(await at('board', 'writes', { xM: 0, yM: 3 })).not.toBe(true);
  });
});

describe('the student camera', () => {
  const camera = 'student';

  it('sees a teacher walk through the class, and knows when they are not there', async () => {
    const walk = (s: number) =>
      s < 22 ? walking([0, 1.2], [0, 6], (s - 10) / 10) : walking([0, 6], [0, 1.2], (s - 22) / 10);
    const looks = await looksAt((s) => [...pupils, ...(s >= 10 && s < 33 ? [walk(s)] : [])], 45, { camera });
    everyOf(
      looks.slice(0, 10).map(({ amongDesks }) => amongDesks),
      false,
    );
    everyOf(zones(looks.slice(18, 31)), 'aisle');
    expect(looks.at(-1)).toMatchObject({ zone: null, amongDesks: false, adults: null, writing: null });
    const middle = looks[20]!;
    expect(Math.hypot(middle.xM!, middle.yM! - 6)).toBeLessThan(0.4);
    expect(middle.facingBoard).toBe(false);
  });

  it('takes no pupil who stands up for the teacher', async () => {
    const looks = await looksAt(
      (s) =>
        pupils.map((p, n) =>
          s % 12 > 5 && n === Math.floor(s / 12) ? { ...p, yM: p.yM + 0.3, seatedEyesM: undefined } : p,
        ),
      100,
      { camera },
    );
    everyOf(
      looks.map(({ amongDesks }) => amongDesks),
      false,
    );
  });
});

describe('a room that was never measured', () => {
  const walk = (s: number) =>
    s < 20 ? walking([-2, 0.8], [1, 0.8], s / 6) : walking([1, 0.8], [0, 5.4], (s - 20) / 8);

  it('claims no place but the one that is sure', async () => {
    for (const room of [null, { ...plan, cameras: {} }]) {
      const looks = await looksAt((s) => [...pupils, walk(s)], 40, { room });
      everyOf(zones(looks.slice(0, 20)), null);
      everyOf(
        looks.map(({ xM }) => xM),
        null,
      );
      expect(
        zones(looks)
          .slice(20)
          .every((zone) => zone === null || zone === 'aisle'),
      ).toBe(true);
      expect(looks.some(({ zone }) => zone === 'away')).toBe(false);
    }
  });
});
