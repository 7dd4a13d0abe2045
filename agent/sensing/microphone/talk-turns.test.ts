import type * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { ModelOutputs } from '../../../models/session.ts';
import { lessonNorm } from './lesson-norm.ts';
import { SoundFrames } from './sound-frames.ts';
import { PIECE_WIDTH } from './talk-pieces.ts';
import { TalkTurns } from './talk-turns.ts';

const [TEACHER, STUDENT, , NONE] = [0, 1, 2, 3];

const HEARD = 8;
/** A net that hears the same in every piece. */
const piece = {
  run: async () => ({ float32: () => ({ data: new Float32Array(HEARD), dims: [HEARD] }) }) as unknown as ModelOutputs,
};

/** A net that takes every piece for a student's. */
function studentsEverywhere(asked: number[] = []) {
  return {
    run: async ({ pieces }: Record<string, ort.Tensor>) => {
      const count = pieces!.dims[1]!;
      expect(pieces!.dims[2]).toBe(PIECE_WIDTH + HEARD);
      asked.push(count);
      const data = Float32Array.from({ length: count * 3 }, (_, i) => (i % 3 === STUDENT ? 0.98 : 0.01));
      return { float32: () => ({ data, dims: [count, 3] }) } as unknown as ModelOutputs;
    },
  };
}

/** Stretches of a class each, in steps, and what the nets of moments say of them. */
function lesson(...stretches: [who: number, steps: number][]) {
  const frames = new SoundFrames();
  const path: number[] = [];
  const classes: number[] = [];
  for (const [who, steps] of stretches) {
    for (let i = 0; i < steps; i++) {
      path.push(who, who);
      for (let c = 0; c < 4; c++) classes.push(c === who ? 0.7 : 0.1);
      for (let k = 0; k < 2; k++) frames.add(new Float32Array(512).fill(who === NONE ? 0 : 0.1), who === NONE ? 0 : 1);
    }
  }
  return { path: Uint8Array.from(path), classes: Float32Array.from(classes), frames };
}

describe('the net of turns', () => {
  it('has its say of who speaks, not of whether anybody does', async () => {
    const { path, classes, frames } = lesson([NONE, 10], [TEACHER, 40], [NONE, 10], [TEACHER, 4700], [NONE, 10]);
    const joined = await new TalkTurns(piece, studentsEverywhere()).judge(path, classes, frames, lessonNorm(frames));
    for (let step = 0; step < 60; step++) {
      const [before, after] = [classes, joined].map((table) => [...table.subarray(step * 4, step * 4 + 4)]);
      expect(after!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
      if (step < 10 || step >= 50) expect(after).toEqual(before);
      else {
        expect(after![NONE]).toBeCloseTo(before![NONE]!, 5);
        expect(after![STUDENT]).toBeGreaterThan(after![TEACHER]!);
      }
    }
  });

  it('says less of a short lesson, in which there is little to compare with', async () => {
    const { path, classes, frames } = lesson([NONE, 10], [TEACHER, 400], [NONE, 10]);
    const joined = await new TalkTurns(piece, studentsEverywhere()).judge(path, classes, frames, lessonNorm(frames));
    const [teacher, student] = [joined[100 * 4 + TEACHER]!, joined[100 * 4 + STUDENT]!];
    expect(teacher).toBeLessThan(0.7);
    expect(teacher).toBeGreaterThan(student);
  });

  it('is asked of no more pieces at once than twenty minutes have, and of none when nobody speaks', async () => {
    const asked: number[] = [];
    const silent = lesson([NONE, 50]);
    await new TalkTurns(piece, studentsEverywhere(asked)).judge(
      silent.path,
      silent.classes,
      silent.frames,
      lessonNorm(silent.frames),
    );
    expect(asked).toEqual([]);
    const long = lesson(
      ...Array.from(
        { length: 700 },
        () =>
          [
            [TEACHER, 6],
            [NONE, 4],
          ] as [number, number][],
      ).flat(),
    );
    await new TalkTurns(piece, studentsEverywhere(asked)).judge(
      long.path,
      long.classes,
      long.frames,
      lessonNorm(long.frames),
    );
    expect(asked).toEqual([350, 350]);
  });
});
