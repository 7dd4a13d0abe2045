import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../models/session.ts';
import { type FilmTruth, filmFolder, readFilmTruth, roomPlanOfFilm } from '../../demo/lesson-film.ts';
import { observationSchema } from '../../lesson/observation.ts';
import { probeVideo } from '../capture/media-probe.ts';
import { type Frame, videoFrames, workingFormat } from '../capture/video-frames.ts';
import { openStudentCamera } from './open-student-camera.ts';
import { PeopleFinder } from './pose-estimator.ts';
import { TeacherCamera } from './teacher-camera.ts';

let truth: FilmTruth;
beforeAll(() => {
  truth = readFilmTruth(filmFolder);
});

/** One look a second at a film, and what the last of them said. */
async function lastLook<Look>(
  film: string,
  fromS: number,
  looks: number,
  camera: { look(frame: Frame): Promise<Look> },
): Promise<Look> {
  const path = join(filmFolder, film);
  const stream = await probeVideo(path);
  const source = { path, startAtMs: fromS * 1000 } as const;
  let [seen, last]: [number, Look | undefined] = [0, undefined];
  for await (const frame of videoFrames(source, stream, workingFormat(stream, 1), new AbortController().signal)) {
    last = await camera.look(frame);
    expect(observationSchema.safeParse(last).error).toBeUndefined();
    if (++seen === looks) break;
  }
  return last!;
}

describe('the student camera', () => {
  it('counts the class of the film, and most heads that are up', async () => {
    const { camera } = await openStudentCamera();
    const look = await lastLook('student.mp4', 130, 6, camera);
    const now = truth.perSecond.find(({ t }) => t === 135)!;
    expect(look.atMs).toBe(135_000);
    expect(Math.abs(look.occupied - now.present)).toBeLessThanOrEqual(1);
    expect(Math.abs(look.headsUp - now.headsUp)).toBeLessThanOrEqual(1);
    expect(look.measurable).toBeLessThanOrEqual(look.occupied);
  });
});

describe('the student camera, over time', () => {
  it('sees the hands of the film, then who stands', async () => {
    const { camera } = await openStudentCamera();
    const hands = await lastLook('student.mp4', 44, 12, camera);
    expect(hands.atMs).toBe(55_000);
    expect(hands.handsRaised).toBe(truth.perSecond.find(({ t }) => t === 55)!.handsRaised);
    expect(hands.standing).toBe(0);
    const later = await lastLook('student.mp4', 56, 5, camera);
    expect(later).toMatchObject({ atMs: 60_000, handsRaised: 0, standing: 1 });
  });
});

describe('the teacher camera', () => {
  it.each([
    [10, 'podium'],
    [35, 'board'],
  ])('finds the teacher of the film at %i s at the %s', async (atS, zone) => {
    const model = await loadModel(PeopleFinder.model);
    const camera = new TeacherCamera(new PeopleFinder(model), roomPlanOfFilm(truth), 'teacher');
    const look = await lastLook('teacher.mp4', atS - 2, 3, camera);
    const now = truth.teacherTrack.find(({ t }) => t === atS)!;
    expect(now.zone).toBe(zone);
    expect(look).toMatchObject({ present: true, zone, facingBoard: now.facingBoard });
    expect(Math.hypot(look.xM! - now.roomX, look.yM! - now.roomY)).toBeLessThan(0.5);
  });

  it('is not needed to see that the teacher walks through the class', async () => {
    const model = await loadModel(PeopleFinder.model);
    const camera = new TeacherCamera(new PeopleFinder(model), roomPlanOfFilm(truth), 'student');
    const look = await lastLook('student.mp4', 90, 7, camera);
    const now = truth.teacherTrack.find(({ t }) => t === 96)!;
    expect(look).toMatchObject({ present: true, zone: 'aisle', amongDesks: true, facingBoard: now.facingBoard });
    expect(Math.hypot(look.xM! - now.roomX, look.yM! - now.roomY)).toBeLessThan(0.5);
  });
});
