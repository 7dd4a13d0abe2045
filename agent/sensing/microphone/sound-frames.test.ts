import { describe, expect, it } from 'vitest';
import { pinkNoise } from '../../../test/fixtures/made-sound.ts';
import { LEVEL_FLOOR_DBFS, MEL_BANDS, MEL_STEP_DB, SoundFrames } from './sound-frames.ts';

const RATE = 16_000;
const sine = (hz: number, length: number, amplitude = 0.5) =>
  Float32Array.from({ length }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE));

/** White noise, the same in every run. */
function noise(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return 0.5 - state / 2_147_483_647;
  });
}

function framesOf(sound: Float32Array): SoundFrames {
  const frames = new SoundFrames();
  for (let at = 0; at + 512 <= sound.length; at += 512) frames.add(sound.subarray(at, at + 512), 1);
  return frames;
}

describe('sound frames', () => {
  it.each([...[[80], [100], [120], [150], [220], [300], [400]]])(
    'know the pitch of a voice of %i Hz to half a semitone',
    (hz) => {
      // A voice has overtones: the pitch is that of the lowest, even when an overtone is stronger.
      const parts = [0.2, 0.3, 0.1, 0.1].map((amplitude, i) => sine((i + 1) * hz, 4096, amplitude));
      const frames = framesOf(parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0)));
      expect(frames.length).toBe(8);
      expect(Math.abs(frames.pitch.at(-1)! - Math.log2(hz / 70))).toBeLessThan(1 / 24);
      expect(frames.harmonicity.at(-1)).toBeGreaterThan(0.9);
    },
  );

  it('know a voice from noise', () => {
    expect(framesOf(noise(4096)).harmonicity.at(-1)).toBeLessThan(0.4);
  });

  it('do not take a room’s rumble for a voice', () => {
    const rumble = pinkNoise(1);
    const { harmonicity } = framesOf(Float32Array.from({ length: 10 * RATE }, () => 0.05 * rumble()));
    expect(harmonicity.reduce((sum, value) => sum + value, 0) / harmonicity.length).toBeLessThan(0.3);
  });

  it('know a level', () => {
    expect(framesOf(sine(500, 2048, 1)).levelDbfs.at(-1)).toBeCloseTo(-3.01, 1);
    expect(framesOf(sine(500, 2048, 0.1)).levelDbfs.at(-1)).toBeCloseTo(-23.01, 1);
    expect(framesOf(new Float32Array(2048)).levelDbfs.at(-1)).toBe(LEVEL_FLOOR_DBFS);
    expect(framesOf(new Float32Array(2048).fill(2)).levelDbfs.at(-1)).toBe(0);
  });

  it('have bands that rise with the sound, decibel by decibel', () => {
    const bands = (sound: Float32Array) => framesOf(sound).mel.subarray(6 * MEL_BANDS, 7 * MEL_BANDS);
    const loud = bands(noise(2048));
    const soft = bands(noise(2048).map((x) => x / 10));
    for (const [band, value] of loud.entries()) {
      expect(Math.abs((value - soft[band]!) * MEL_STEP_DB - 20)).toBeLessThanOrEqual(MEL_STEP_DB);
    }
    expect(Math.max(...bands(new Float32Array(2048)))).toBe(0);
  });

  it('are kept for as long as the lesson lasts', () => {
    const frames = new SoundFrames();
    const block = noise(512);
    for (let i = 0; i < 10_000; i++) frames.add(block, 0.5);
    expect(frames.length).toBe(10_000);
    const at = (frame: number) => [...frames.mel.subarray(frame * 2 * MEL_BANDS, (frame + 1) * 2 * MEL_BANDS)];
    expect(at(9_999)).toEqual(at(5));
  });

  it('are defined for silence', () => {
    const frames = framesOf(new Float32Array(2048));
    for (const value of [...frames.pitch, ...frames.harmonicity]) expect(Number.isFinite(value)).toBe(true);
  });
});
