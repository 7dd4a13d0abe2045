import * as ort from 'onnxruntime-node';
import type { ModelSession } from '../../../models/session.ts';
import type { TalkNet } from './talk-classifier.ts';

/** The nets trained here: rows of features in, probabilities of teacher, student, many, none out. */
export const talkModels = { first: 'talk-first', second: 'talk-second' } as const;

/** Rows a run, so that a long lesson needs no more memory than a short one. */
const BATCH = 8192;
const CLASSES = 4;

export function talkNet(model: Pick<ModelSession, 'run'>): TalkNet {
  return async ({ data, length, width }) => {
    const posteriors = new Float32Array(length * CLASSES);
    for (let from = 0; from < length; from += BATCH) {
      const count = Math.min(BATCH, length - from);
      const rows = new ort.Tensor('float32', data.subarray(from * width, (from + count) * width), [count, width]);
      posteriors.set((await model.run({ rows })).float32('posteriors').data, from * CLASSES);
    }
    return { data: posteriors, length, width: CLASSES };
  };
}
