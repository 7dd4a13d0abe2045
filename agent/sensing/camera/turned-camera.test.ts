import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { film } from '../../../test/cli.ts';
import { makeMedia } from '../../../test/fixtures/made-media.ts';
import { systemClock } from '../../lesson/clock.ts';
import type { Observation, SeatPlace } from '../../lesson/observation.ts';
import { CameraPlaces } from '../process/camera-places.ts';
import { SensorSupervisor } from '../process/sensor-supervisor.ts';

/** Where in the film it begins; seconds of the class, of another view, and of the class again. */
const FROM_S = 85;
const [CLASS_S, AWAY_S, AGAIN_S] = [20, 10, 24];
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-turned-'));
  const part = (fromS: number, lengthS: number) => `trim=${fromS}:${fromS + lengthS},setpts=PTS-STARTPTS,fps=5`;
  const [w, h] = [1280, 720];
  makeMedia(
    join(folder, 'turning.mp4'),
    ...['-ss', '85', '-t', '60', '-i', `${film}/student.mp4`, '-filter_complex'],
    [
      `[0:v]${part(0, CLASS_S)},scale=${w}:${h},setsar=1[a]`,
      // As a camera that looks to the right and a little nearer shows it.
      `[0:v]${part(CLASS_S, AWAY_S)},crop=iw*0.6:ih*0.6:iw*0.4:ih*0.3,scale=${w}:${h},setsar=1[b]`,
      `[0:v]${part(CLASS_S + AWAY_S, AGAIN_S)},scale=${w}:${h},setsar=1[c]`,
      '[a][b][c]concat=n=3[v]',
    ].join(';'),
    ...['-map', '[v]', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '5'],
  );
  const lengthS = `${CLASS_S + AWAY_S + AGAIN_S}`;
  makeMedia(
    join(folder, 'steady.mp4'),
    ...['-ss', `${FROM_S}`, '-t', lengthS, '-i', `${film}/student.mp4`, '-vf', `fps=5,scale=${w}:${h}`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '5'],
  );
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Plays the film to the student camera's own process as if it were there now. */
async function watch(file: string, isTurned: boolean) {
  const stop = new AbortController();
  const said: Observation[] = [];
  const places = new CameraPlaces();
  const zeroMs = systemClock.monotonicMs();
  const supervisor = new SensorSupervisor(
    {
      sensor: 'student-camera',
      media: { kind: 'live', sources: [{ kind: 'file', path: join(folder, file), loop: false }], zeroMs },
      roomPlan: null,
      samplesPerS: 1,
      restarts: 0,
      places,
    },
    {
      ...{ ready: () => {}, progress: () => {}, degraded: () => {}, warning: () => {}, process: () => {} },
      observation: (_, observation) => said.push(observation),
      source: (_, { state }) => {
        if (state === 'ended') stop.abort();
      },
    },
  );
  const end = supervisor.run(stop.signal);
  const students = () => said.filter((each) => each.kind === 'students');
  const waitUntilS = (second: number) =>
    vi.waitFor(() => expect(students().at(-1)!.atMs).toBeGreaterThan(second * 1000), { timeout: 90_000, interval: 20 });
  await vi.waitFor(() => expect(students().length).toBeGreaterThan(0), { timeout: 60_000 });
  const beganS = students()[0]!.atMs / 1000;
  await waitUntilS(beganS + CLASS_S - 1.5);
  const awayMs = systemClock.monotonicMs() - zeroMs;
  if (isTurned) places.set('student', true);
  // Nothing is said meanwhile: only the clock tells when it is back.
  const backMs = awayMs + (AWAY_S + 2.5) * 1000;
  await vi.waitFor(() => expect(systemClock.monotonicMs() - zeroMs).toBeGreaterThan(backMs), 60_000);
  if (isTurned) places.set('student', false);
  await end;
  const seats = said.flatMap((each) => (each.kind === 'seats' ? [each] : []));
  const states = said.flatMap((each) => (each.kind === 'camera' ? [each.state] : []));
  return { students: students(), seats, states, awayMs, backMs };
}

it('the student camera keeps its seats while it is turned, and says nothing meanwhile', async () => {
  // The same class by a camera that nobody turns: seats are found and given up in that one too.
  const [turned, steady] = await Promise.all([watch('turning.mp4', true), watch('steady.mp4', false)]);
  const { students, seats, states, awayMs, backMs } = turned;
  expect(states).toEqual(['ok', 'moving', 'ok']);
  expect(students.filter(({ atMs }) => atMs > awayMs + 100 && atMs < backMs + 1_900)).toEqual([]);
  expect(seats[0]!.atMs).toBeLessThan(awayMs);
  expect(seats.at(-1)!.atMs).toBeGreaterThan(backMs);
  const [before, after, untouched] = [seats[0]!.seats, seats.at(-1)!.seats, steady.seats.at(-1)!.seats];
  console.log(`seats: ${before.length} before, ${after.length} after; ${untouched.length} where nobody turned it`);
  expect(before.length).toBeGreaterThan(5);
  const isSame = (a: SeatPlace, b: SeatPlace) => Math.hypot(a.x - b.x, a.y - b.y) < 0.6 * a.headPx;
  const stay = before.filter((seat) => untouched.some((place) => isSame(seat, place)));
  expect(stay.length).toBeGreaterThan(5);
  // Seats are told in the order in which they were found: a class that was learned anew is in another order.
  const found = stay.map((seat) => after.findIndex((place) => isSame(seat, place)));
  expect(found).toEqual(stay.map((_, i) => i));
  // Who sits there is known at once, not after the seats were learned again.
  const atOnce = students.find(({ atMs }) => atMs > backMs)!;
  expect(atOnce.occupied).toBeGreaterThanOrEqual(students.findLast(({ atMs }) => atMs < awayMs)!.occupied - 2);
}, 180_000);

it('a sensor that is started again is told again that its camera is turned', async () => {
  const stop = new AbortController();
  const said: Observation[] = [];
  const pids: number[] = [];
  const places = new CameraPlaces();
  places.set('teacher', true);
  const supervisor = new SensorSupervisor(
    {
      sensor: 'teacher-camera',
      media: {
        kind: 'live',
        sources: [{ kind: 'file', path: join(folder, 'steady.mp4'), loop: true }],
        zeroMs: systemClock.monotonicMs(),
      },
      ...{ roomPlan: null, samplesPerS: 1, restarts: Number.POSITIVE_INFINITY, places },
    },
    {
      ...{ ready: () => {}, progress: () => {}, degraded: () => {}, warning: () => {}, source: () => {} },
      observation: (_, observation) => said.push(observation),
      process: (_, pid) => pid !== null && pids.push(pid),
    },
    () => 0,
  );
  const end = supervisor.run(stop.signal);
  const states = () => said.map((each) => (each.kind === 'camera' ? `${each.camera} ${each.state}` : each.kind));
  const are = (expected: string[]) => vi.waitFor(() => expect(states()).toEqual(expected), { timeout: 30_000 });
  await are(['teacher moving']);
  process.kill(pids[0]!, 'SIGKILL');
  await are(['teacher moving', 'teacher moving']);
  expect(pids).toHaveLength(2);
  places.set('teacher', false);
  await vi.waitFor(() => expect(states().slice(2, 4)).toEqual(['teacher ok', 'teacher']), { timeout: 30_000 });
  stop.abort();
  await end;
}, 90_000);
