import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepOutputs } from './graph-converter.ts';
import { readTfGraph } from './tf-graph.ts';
import { inOrderOfUse } from './topological-order.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tf-graph-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const dtype = { dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '-1' }, { size: '2' }] } };

async function write(weights: Uint8Array[], change: object = {}): Promise<string> {
  const model = {
    format: 'graph-model',
    signature: { outputs: { sum: { name: 'sum:0', ...dtype }, other: { name: 'other:0', ...dtype } } },
    modelTopology: {
      node: [
        { name: 'sum', op: 'AddV2', input: ['x', 'halves', '^other'] },
        { name: 'other', op: 'Relu', input: ['x'] },
        { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' } } },
        { name: 'halves', op: 'Const' },
        { name: 'counts', op: 'Const' },
      ],
    },
    weightsManifest: [
      {
        paths: weights.map((_, index) => `shard${index}.bin`),
        weights: [
          { name: 'halves', shape: [3], dtype: 'float32', quantization: { dtype: 'float16' } },
          { name: 'counts', shape: [], dtype: 'int32' },
        ],
      },
    ],
    ...change,
  };
  await Promise.all(weights.map((bytes, index) => writeFile(join(dir, `shard${index}.bin`), bytes)));
  const path = join(dir, 'model.json');
  await writeFile(path, JSON.stringify(model));
  return path;
}

// 1, -2 and 65504 (the largest half), then the integer 7.
const WEIGHTS = Uint8Array.of(0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b, 7, 0, 0, 0);

test('weights split over shards at any byte are put together; halves become single precision', async () => {
  const graph = await readTfGraph(await write([WEIGHTS.subarray(0, 3), WEIGHTS.subarray(3)]));
  expect(graph.constants.get('halves')).toEqual({ type: 'float32', dims: [3], data: Float32Array.of(1, -2, 65504) });
  expect(graph.constants.get('counts')).toEqual({ type: 'int32', dims: [], data: Int32Array.of(7) });
});

test('nodes come in order of use, and only those the kept outputs need', async () => {
  const graph = await readTfGraph(await write([WEIGHTS]));
  expect(inOrderOfUse(graph).map(({ name }) => name)).toEqual(['x', 'sum', 'other']);
  expect(inOrderOfUse(keepOutputs(graph, ['other'])).map(({ name }) => name)).toEqual(['x', 'other']);
  expect(() => keepOutputs(graph, ['gone'])).toThrow(expect.objectContaining({ code: 'MODEL_OUTPUT_MISSING' }));
});

test.each([
  ['too few', WEIGHTS.subarray(0, 8)],
  ['too many', Uint8Array.of(...WEIGHTS, 0)],
])('%s bytes of weights are refused', async (_, bytes) => {
  await expect(readTfGraph(await write([bytes]))).rejects.toMatchObject({ code: 'MODEL_SOURCE_INVALID' });
});

test('a layers model and an unknown quantization are refused', async () => {
  const layers = await write([WEIGHTS], { format: 'layers-model' });
  await expect(readTfGraph(layers)).rejects.toMatchObject({ code: 'MODEL_SOURCE_INVALID' });
  const weight = { name: 'w', shape: [10], dtype: 'float32', quantization: { dtype: 'uint8', scale: 1, min: 0 } };
  const quantized = await write([WEIGHTS], { weightsManifest: [{ paths: ['shard0.bin'], weights: [weight] }] });
  await expect(readTfGraph(quantized)).rejects.toMatchObject({ code: 'MODEL_SOURCE_INVALID' });
});
