import { expect, it } from 'vitest';
import type { LessonReport } from '../../../indicators/indicator.ts';
import { causedGaps, gapsOfAll } from './gap-causes.ts';

const report: LessonReport = {
  schemaVersion: 1,
  lesson: { id: 'a', room: { region: '110105', school: '1234567890', room: '7-3' }, labels: {}, startedAtMs: 0 },
  durationMs: 100_000,
  indicators: [],
  talk: [],
  students: [],
  episodes: { hands: [], standing: [], slumped: [] },
  teacherZones: [],
  gaps: [],
  st: null,
  models: {},
  excluded: [{ startMs: 50_000, endMs: 60_000, reason: '演练' }],
  cameraFaults: [{ camera: 'student', state: 'covered', startMs: 20_000, endMs: 40_000 }],
  microphoneFaults: [
    { channel: 0, state: 'clipped', startMs: 0, endMs: 10_000 },
    { channel: 0, state: 'dead', startMs: 90_000, endMs: 100_000 },
  ],
};
const covered = { kind: 'camera', camera: 'student', state: 'covered' };
const drill = { kind: 'excluded', reason: '演练' };

it('a gap is told with its cause, and cut where there are several', () => {
  expect(causedGaps([{ startMs: 22_000, endMs: 65_000 }], 'students', report)).toMatchObject([
    { startMs: 22_000, endMs: 50_000, cause: covered },
    { startMs: 50_000, endMs: 60_000, cause: drill },
    { startMs: 60_000, endMs: 65_000, cause: { kind: 'unknown', track: 'students' } },
  ]);
  expect(causedGaps([{ startMs: 0, endMs: 5000 }], 'talk', report)).toMatchObject([{ cause: { kind: 'unknown' } }]);
  expect(causedGaps([{ startMs: 91_000, endMs: 99_000 }], 'talk', report)).toMatchObject([
    { cause: { kind: 'microphone', state: 'dead' } },
  ]);
});

it('a time in which sensing was switched off says so, on every track', () => {
  const paused = { ...report, pauses: [{ startMs: 70_000, endMs: 90_000 }] };
  for (const track of ['talk', 'students', 'teacher'] as const)
    expect(causedGaps([{ startMs: 70_000, endMs: 92_000 }], track, paused)[0]).toMatchObject({
      startMs: 70_000,
      cause: { kind: 'paused' },
    });
});

it('what is missing long after a fault has another cause', () => {
  const [first, second] = causedGaps([{ startMs: 22_000, endMs: 40_000 + 10_000 }], 'students', {
    ...report,
    excluded: [],
  });
  expect(first).toEqual({ startMs: 22_000, endMs: 50_000, cause: covered, lengthMs: 28_000 });
  expect(second).toBeUndefined();
  expect(causedGaps([{ startMs: 22_000, endMs: 60_000 }], 'students', { ...report, excluded: [] })).toHaveLength(2);
});

it('a cause that concerns several tracks is told once, as long as it lasted', () => {
  const students = causedGaps([{ startMs: 22_000, endMs: 60_000 }], 'students', report);
  const talk = causedGaps([{ startMs: 50_000, endMs: 60_000 }], 'talk', report);
  expect(gapsOfAll([students, talk]).map(({ cause }) => cause.kind)).toEqual(['camera', 'excluded']);
});

it('a fault is told as long as it lasted, though the last look before it speaks on for a while', () => {
  const of = (startMs: number) => causedGaps([{ startMs, endMs: 40_000 }], 'students', report)[0]?.lengthMs;
  expect(of(28_000)).toBe(20_000);
  expect(of(38_000)).toBe(2000);
});
