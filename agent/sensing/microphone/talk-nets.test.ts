import type * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import type { ModelOutputs } from '../../../models/session.ts';
import { lessonNorm } from './lesson-norm.ts';
import { SoundFrames } from './sound-frames.ts';
import { ROW_WIDTH } from './talk-features.ts';
import { TalkNets } from './talk-nets.ts';

const VOICE = 1;

/** Frames whose voice rises step by step, so that each step can be known by its row. */
function drawnFrames(steps: number): SoundFrames {
  const frames = new SoundFrames();
  const block = new Float32Array(512);
  for (let i = 0; i < 2 * steps; i++) frames.add(block, (Math.floor(i / 2) % 100) / 100);
  return frames;
}

const outputs = (tables: Record<string, { data: Float32Array; dims: number[] }>) =>
  ({ float32: (name: string) => tables[name]! }) as unknown as ModelOutputs;
const rowsIn = (tensor: ort.Tensor) => tensor.data as Float32Array;

/** First: the voice of each step averaged over 64 steps on both sides; second: how near it is to the teacher's prototype. */
function averagingNets(runs: number[]) {
  const first = {
    run: async ({ rows }: Record<string, ort.Tensor>) => {
      const steps = rows!.dims[1]!;
      runs.push(steps);
      const values = Float32Array.from({ length: steps }, (_, i) => rowsIn(rows!)[i * ROW_WIDTH + 80]!);
      const averaged = values.map((_, i) => {
        const around = values.subarray(Math.max(0, i - 64), Math.min(steps, i + 65));
        return around.reduce((sum, value) => sum + value, 0) / around.length;
      });
      const posteriors = Float32Array.from({ length: steps * 4 }, (_, i) => (i % 4 === 0 ? 0.5 : 0.1));
      return outputs({
        embedding: { data: averaged, dims: [steps, 1] },
        voice: { data: averaged, dims: [steps, VOICE] },
        posteriors: { data: posteriors, dims: [steps, 4] },
      });
    },
  };
  const second = {
    run: async ({ voice, prototypes }: Record<string, ort.Tensor>) => {
      const steps = voice!.dims[0]!;
      const posteriors = new Float32Array(steps * 4);
      for (let i = 0; i < steps; i++) posteriors[i * 4] = rowsIn(voice!)[i]! - rowsIn(prototypes!)[0]!;
      return outputs({
        posteriors: { data: posteriors, dims: [steps, 4] },
        speech: { data: new Float32Array(steps * 2).fill(1), dims: [steps, 2] },
      });
    },
  };
  return new TalkNets(first, second);
}

describe('the talk nets', () => {
  it('judge a long lesson piece by piece, and nobody can see the seams', async () => {
    const frames = drawnFrames(4500);
    const runs: number[] = [];
    const { classes, speech } = await averagingNets(runs).judge(frames, lessonNorm(frames));
    expect(runs).toEqual([2064, 2128, 564]);
    expect(classes).toHaveLength(4500 * 4);
    expect(speech).toHaveLength(9000);
    // The voice rises from 0 to .99 every 100 steps: away from the ends its mean over 129 steps repeats every 100 steps.
    for (let step = 200; step < 4200; step++) {
      expect(classes[step * 4]).toBeCloseTo(classes[(step + 100) * 4]!, 4);
    }
  });

  it('have nothing to say of no sound', async () => {
    const frames = new SoundFrames();
    const { classes, speech } = await averagingNets([]).judge(frames, lessonNorm(frames));
    expect([classes.length, speech.length]).toEqual([0, 0]);
  });
});
