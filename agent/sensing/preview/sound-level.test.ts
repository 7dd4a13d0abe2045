import { expect, it } from 'vitest';
import { SoundLevel } from './sound-level.ts';

const QUARTER = 4000;
const sine = (amplitude: number, samples = QUARTER) =>
  Float32Array.from({ length: samples }, (_, i) => amplitude * Math.sin((2 * Math.PI * 440 * i) / 16_000));

it('measures a full sine as meters do', () => {
  const [level] = new SoundLevel().add([sine(1)]);
  expect(level!.rmsDbfs).toBeCloseTo(-3, 1);
  expect(level!.peakDbfs).toBeCloseTo(0, 1);
});

it('tells four times a second, however the sound comes', () => {
  const level = new SoundLevel();
  const told = Array.from({ length: 10 }, () => level.add([sine(0.1, 1000)]).length);
  expect(told).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 0]);
});

it('goes by the louder of two channels, and calls silence silence', () => {
  const [both] = new SoundLevel().add([sine(0), sine(0.5)]);
  expect(both!.rmsDbfs).toBeCloseTo(-9, 1);
  const [silence] = new SoundLevel().add([sine(0)]);
  expect(silence).toEqual({ rmsDbfs: -120, peakDbfs: -120 });
});
