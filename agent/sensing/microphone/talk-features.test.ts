import { describe, expect, it } from 'vitest';
import { lessonNorm } from './lesson-norm.ts';
import { SoundFrames } from './sound-frames.ts';
import { ROW_WIDTH, stepsIn, talkRows } from './talk-features.ts';

/** Bursts of a made voice over faint noise, at a gain. */
function framesAt(gain: number, blocks = 200): SoundFrames {
  const frames = new SoundFrames();
  let state = 1;
  for (let i = 0; i < blocks; i++) {
    const speaks = i % 40 < 25;
    const block = Float32Array.from({ length: 512 }, (_, k) => {
      state = (state * 48_271) % 2_147_483_647;
      const hiss = 0.002 * (0.5 - state / 2_147_483_647);
      const t = (i * 512 + k) / 16_000;
      const voice = [1, 2, 3, 4].reduce((sum, n) => sum + Math.sin(2 * Math.PI * 130 * n * t) / n, 0);
      return gain * (hiss + (speaks ? 0.1 * voice : 0));
    });
    frames.add(block, speaks ? 0.95 : 0.02);
  }
  return frames;
}
const rowsOf = (frames: SoundFrames) => talkRows(frames, lessonNorm(frames), 0, stepsIn(frames));

describe('the rows for the talk nets', () => {
  it('are the same at another gain', () => {
    const [loud, soft] = [rowsOf(framesAt(1)), rowsOf(framesAt(0.1))];
    expect(loud).toHaveLength(100 * ROW_WIDTH);
    // Half-decibel steps may round otherwise: an eighth of the smallest deviation.
    for (const [i, value] of loud.entries()) expect(Math.abs(value - soft[i]!)).toBeLessThanOrEqual(0.26);
  });

  it('are zero outside the lesson, and bounded in it', () => {
    const frames = framesAt(1, 21);
    const rows = talkRows(frames, lessonNorm(frames), -2, 13);
    expect(rows).toHaveLength(15 * ROW_WIDTH);
    const step = (i: number) => rows.subarray((i + 2) * ROW_WIDTH, (i + 3) * ROW_WIDTH);
    for (const outside of [-2, -1, 11, 12]) expect(step(outside).every((value) => value === 0)).toBe(true);
    expect(step(0).some((value) => value !== 0)).toBe(true);
    // The eleventh step holds one frame.
    expect(
      step(10)
        .subarray(0, ROW_WIDTH / 2)
        .some((value) => value !== 0),
    ).toBe(true);
    expect(
      step(10)
        .subarray(ROW_WIDTH / 2)
        .every((value) => value === 0),
    ).toBe(true);
    for (const value of rows) expect(Math.abs(value)).toBeLessThanOrEqual(4);
  });

  it('are defined where nobody ever speaks', () => {
    const frames = new SoundFrames();
    for (let i = 0; i < 50; i++) frames.add(new Float32Array(512), 0);
    for (const value of rowsOf(frames)) expect(Number.isFinite(value)).toBe(true);
  });
});
