import { expect, it } from 'vitest';
import type { TalkSegment } from '../observation.ts';
import { TimelineBuilder } from '../timeline.ts';
import { cutTimeline } from './cut-timeline.ts';

const segment = (startMs: number, endMs: number, syllables = 0): TalkSegment => ({
  startMs,
  endMs,
  talk: 'teacher',
  levelDbfs: -30,
  syllables,
  uncertain: false,
});
const look = (atMs: number) => ({
  kind: 'students' as const,
  atMs,
  occupied: 12,
  measurable: 12,
  headsUp: 0,
  turned: 0,
  handsRaised: 0,
  standing: 0,
  slumped: 0,
  handSeats: [],
});
const camera = (atMs: number, camera: 'student' | 'teacher', state: 'ok' | 'black') =>
  ({ kind: 'camera', atMs, camera, state }) as const;
const microphone = (atMs: number, channel: number, state: 'ok' | 'dead') =>
  ({ kind: 'microphone', atMs, channel, state }) as const;

it('a timeline that is cut has a new time 0 and nothing of what lies outside', () => {
  const builder = new TimelineBuilder();
  const segments = [segment(0, 4000, 40), segment(4000, 6000, 8), segment(6000, 10_000, 100)];
  builder.add({ kind: 'talk', fromMs: 0, toMs: 10_000, segments });
  for (const atMs of [0, 2000, 4000, 6000, 8000]) {
    builder.add(look(atMs));
    builder.add({ kind: 'bookmark', atMs });
  }
  builder.add(camera(0, 'student', 'black'));
  builder.add(camera(1000, 'student', 'ok'));
  builder.add(camera(0, 'teacher', 'black'));
  builder.add(camera(5000, 'teacher', 'ok'));
  builder.add(camera(9000, 'teacher', 'black'));
  builder.add(microphone(2000, 0, 'dead'));
  builder.add(microphone(3000, 1, 'dead'));
  for (const startMs of [0, 4000]) builder.add({ kind: 'environment', startMs, endMs: startMs + 4000, co2Ppm: 800 });
  builder.add({ kind: 'seats', atMs: 9500, width: 1920, height: 1080, seats: [] });
  const cut = cutTimeline(builder.build(10_000), 2000, 8000);
  expect(cut).toEqual({
    durationMs: 6000,
    talk: [segment(0, 2000, 20), segment(2000, 4000, 8), segment(4000, 6000, 50)],
    students: [look(0), look(2000), look(4000)],
    teacher: [],
    cameras: [camera(0, 'student', 'ok'), camera(0, 'teacher', 'black'), camera(3000, 'teacher', 'ok')],
    microphones: [microphone(0, 0, 'dead'), microphone(1000, 1, 'dead')],
    seats: { kind: 'seats', atMs: 6000, width: 1920, height: 1080, seats: [] },
    bookmarks: [0, 2000, 4000],
    environment: [
      { kind: 'environment', startMs: 0, endMs: 2000, co2Ppm: 800 },
      { kind: 'environment', startMs: 2000, endMs: 6000, co2Ppm: 800 },
    ],
  });
});

it('a timeline that is not cut stays as it is', () => {
  const builder = new TimelineBuilder();
  builder.add({ kind: 'talk', fromMs: 0, toMs: 4000, segments: [segment(500, 4000, 40)] });
  builder.add(camera(0, 'student', 'ok'));
  builder.add(look(0));
  const whole = builder.build(5000);
  expect(cutTimeline(whole, 0, 5000)).toEqual(whole);
});
