import { basename, join } from 'node:path';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BUILT_DIR } from '../built-models.ts';
import { findModel, readManifest } from '../manifest.ts';
import { loadModel, type ModelSession } from '../session.ts';
import { largestDifference } from './testing/expect-same.ts';
import { type Cutout, lessonPixels } from './testing/lesson-frame.ts';
import { loadTfjsModel, runTfjs, startTfjs, type Values } from './testing/tfjs-reference.ts';

/** Of the range an output spans on the picture. Rounding differs between the two, nothing else may. */
const TOLERANCE = 1e-3;

const CUTOUTS: readonly Cutout[] = [
  { second: 30, left: 400, top: 250, side: 256 },
  { second: 140, left: 900, top: 200, side: 256 },
  { second: 64, left: 300, top: 60, side: 640 },
];

// The larger networks take TF.js a second or two, on a busy machine many times that.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

beforeAll(startTfjs);

const CASES = [
  { id: 'face-detector-full-range', size: 192, picture: signedUnit },
  { id: 'movenet-lightning', size: 192, picture: bytes },
  { id: 'movenet-thunder', size: 256, picture: bytes },
  { id: 'movenet-multipose', size: 256, picture: bytes },
] as const;

describe.each(CASES)('$id computes what the original computes', ({ id, size, picture }) => {
  let original: GraphModel;
  let converted: ModelSession;
  beforeAll(async () => {
    original = await loadOriginal(id);
    converted = await loadModel(id);
  });
  afterAll(async () => {
    original.dispose();
    await converted.release();
  });

  test.each(CUTOUTS)('at second $second', async (cutout) => {
    const input = picture(await lessonPixels(cutout, size), size);
    const outputs = findModel(await readManifest(), id).outputs.map(({ name }) => name);
    const expected = runTfjs(original, { input }, outputs);
    const actual = await runConverted(converted, input);
    for (const [index, values] of expected.entries()) {
      expect(actual[index]!.dims).toEqual(values.dims);
      expect(largestDifference(actual[index]!, values) / spanOf(values), outputs[index]).toBeLessThanOrEqual(TOLERANCE);
    }
  });
});

test('every converted model is compared', async () => {
  const { models } = await readManifest();
  const converted = models.filter(({ conversion }) => conversion !== 'none').map(({ id }) => id);
  expect(CASES.map(({ id }) => id)).toEqual(converted);
});

test('the face detector gives each picture of a batch what it gives the picture alone', async () => {
  const pictures = await Promise.all(
    CUTOUTS.map(async (cutout) => signedUnit(await lessonPixels(cutout, 192), 192).data),
  );
  const session = await loadModel('face-detector-full-range');
  const together = await runConverted(session, {
    dims: [pictures.length, 192, 192, 3],
    data: Float32Array.from(pictures.flatMap((picture) => [...picture])),
  });
  expect(together[0]!.dims).toEqual([pictures.length, 2304, 17]);
  for (const [index, data] of pictures.entries()) {
    const [alone] = await runConverted(session, { dims: [1, 192, 192, 3], data });
    const rows = together[0]!.data.subarray(index * 2304 * 17, (index + 1) * 2304 * 17);
    expect(largestDifference({ dims: alone!.dims, data: rows }, alone!)).toBeLessThan(1e-3);
  }
  await session.release();
});

async function loadOriginal(id: string): Promise<GraphModel> {
  const { source } = findModel(await readManifest(), id);
  if (!('package' in source)) throw new Error(`${id} has no original`);
  return await loadTfjsModel(join(BUILT_DIR, 'source', id, basename(source.files[0])));
}

async function runConverted(session: ModelSession, input: Values): Promise<Values[]> {
  const feed =
    input.data instanceof Int32Array
      ? new Tensor('int32', input.data, input.dims)
      : new Tensor('float32', input.data, input.dims);
  const outputs = await session.run({ input: feed });
  return findModel(await readManifest(), session.id).outputs.map(({ name }) => outputs.float32(name));
}

function signedUnit(pixels: Uint8Array, size: number): Values {
  return { dims: [1, size, size, 3], data: Float32Array.from(pixels, (value) => value / 127.5 - 1) };
}

function bytes(pixels: Uint8Array, size: number): Values {
  return { dims: [1, size, size, 3], data: Int32Array.from(pixels) };
}

function spanOf({ data }: Values): number {
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of data) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  return largest - smallest;
}
