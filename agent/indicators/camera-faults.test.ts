import { describe, expect, it } from 'vitest';
import type { CameraName, CameraState } from '../lesson/observation.ts';
import { looks, reportOf } from './drawn-timeline.ts';

const was = (atS: number, camera: CameraName, state: CameraState) =>
  ({ kind: 'camera', atMs: atS * 1000, camera, state }) as const;

describe('the faults of cameras', () => {
  it('last until the camera is in order, otherwise wrong, or the lesson over', () => {
    const cameras = [
      was(0, 'student', 'ok'),
      was(0, 'teacher', 'frozen'),
      was(10, 'student', 'black'),
      was(20, 'student', 'covered'),
      was(30, 'student', 'ok'),
      was(50, 'student', 'turned-away'),
    ];
    expect(reportOf({ durationMs: 60_000, cameras }).cameraFaults).toEqual([
      { camera: 'teacher', state: 'frozen', startMs: 0, endMs: 60_000 },
      { camera: 'student', state: 'black', startMs: 10_000, endMs: 20_000 },
      { camera: 'student', state: 'covered', startMs: 20_000, endMs: 30_000 },
      { camera: 'student', state: 'turned-away', startMs: 50_000, endMs: 60_000 },
    ]);
  });

  it('are one when a sensor that was started again finds what it found before', () => {
    const cameras = [was(10, 'student', 'black'), was(20, 'student', 'black'), was(30, 'student', 'ok')];
    expect(reportOf({ durationMs: 60_000, cameras }).cameraFaults).toEqual([
      { camera: 'student', state: 'black', startMs: 10_000, endMs: 30_000 },
    ]);
  });

  it('leave a gap and less coverage, never an empty class', () => {
    const cameras = [was(0, 'student', 'ok'), was(30, 'student', 'covered')];
    const { indicators, gaps } = reportOf({ durationMs: 60_000, students: looks(0, 30), cameras });
    const present = indicators.find(({ id }) => id === 'students.present.median')!;
    // The last look speaks for ten seconds more.
    expect(present.coverage).toBeCloseTo(39 / 60);
    expect(gaps).toContainEqual({ track: 'students', startMs: 39_000, endMs: 60_000 });
  });
});
