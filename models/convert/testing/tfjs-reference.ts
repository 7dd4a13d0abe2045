import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import type { io, Tensor } from '@tensorflow/tfjs-core';
import { ready, setBackend, tensor } from '@tensorflow/tfjs-core';

/** Numbers with a shape: what both runtimes take and give in a comparison. */
export interface Values {
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Makes TF.js compute with its WebAssembly kernels, whose binaries lie inside the package. */
export async function startTfjs(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(entry) + sep);
  await setBackend('wasm');
  await ready();
}

/** Opens a TF.js graph model from disk, weights beside it. */
export async function loadTfjsModel(path: string): Promise<GraphModel> {
  const { modelTopology, weightsManifest, signature, format } = JSON.parse(
    await readFile(path, 'utf8'),
  ) as io.ModelJSON;
  const shards = await Promise.all(
    weightsManifest.flatMap(({ paths }) => paths).map((shard) => readFile(join(dirname(path), shard))),
  );
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  return await loadGraphModel({
    load: async () => ({
      modelTopology,
      weightSpecs,
      weightData,
      ...(signature && { signature }),
      ...(format && { format }),
    }),
  });
}

/** Runs a TF.js model; integers in and out are int32. */
export function runTfjs(
  model: GraphModel,
  feeds: Readonly<Record<string, Values>>,
  outputs: readonly string[],
): Values[] {
  const tensors = Object.fromEntries(
    Object.entries(feeds).map(([name, { data, dims }]) => [
      name,
      tensor(data, [...dims], data instanceof Int32Array ? 'int32' : 'float32'),
    ]),
  );
  const result = model.execute(tensors, [...outputs]);
  const list: Tensor[] = Array.isArray(result) ? result : [result];
  return list.map((output) => ({ dims: output.shape, data: output.dataSync<'float32' | 'int32'>() }));
}
