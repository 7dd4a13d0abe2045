import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { convertFile } from '../convert-file.ts';
import { loadTfjsModel, runTfjs, type Values } from './tfjs-reference.ts';

/** A graph of one node, as a test describes it. Attributes are written as in a TF.js model file. */
export interface NodeCase {
  readonly op: string;
  readonly attributes?: Readonly<Record<string, object>>;
  /** In order; `constant` inputs are stored in the model, the others are fed. */
  readonly inputs: readonly (Values & { readonly constant?: boolean })[];
  readonly outputs?: readonly string[];
  /** One for each output; floats if absent. */
  readonly outputTypes?: readonly ('DT_FLOAT' | 'DT_INT32')[];
}

export function float(dims: readonly number[], data: Iterable<number>): Values {
  return { dims, data: Float32Array.from(data) };
}

export function int(dims: readonly number[], data: Iterable<number>): Values {
  return { dims, data: Int32Array.from(data) };
}

export function constant(values: Values): Values & { readonly constant: true } {
  return { ...values, constant: true };
}

/** 0, 1, 2, ... in the given shape. */
export function counting(dims: readonly number[]): Values {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return float(
    dims,
    Array.from({ length: size }, (_, index) => index),
  );
}

export const attribute = {
  int: (value: number) => ({ i: String(value) }),
  ints: (...values: number[]) => ({ list: { i: values.map(String) } }),
  flag: (value: boolean) => ({ b: value }),
  float: (value: number) => ({ f: value }),
  text: (value: string) => ({ s: base64(value) }),
  texts: (...values: string[]) => ({ list: { s: values.map(base64) } }),
  type: (value: string) => ({ type: value }),
};

/** Writes the case as a TF.js model file and returns its path. */
async function writeNodeModel(dir: string, node: NodeCase): Promise<string> {
  const names = node.inputs.map((_, index) => `in${index}`);
  const constants = node.inputs.flatMap((input, index) => (input.constant ? [{ ...input, name: names[index]! }] : []));
  const outputs = node.outputs ?? ['node'];
  const model = {
    format: 'graph-model',
    signature: {
      outputs: Object.fromEntries(
        outputs.map((name, index) => [
          name,
          { name, dtype: node.outputTypes?.[index] ?? 'DT_FLOAT', tensorShape: { dim: [] } },
        ]),
      ),
    },
    modelTopology: {
      versions: { producer: 0 },
      node: [
        ...node.inputs.map((input, index) => ({
          name: names[index],
          op: input.constant ? 'Const' : 'Placeholder',
          attr: { dtype: { type: typeOf(input) }, shape: { shape: { dim: input.dims.map(() => ({ size: '-1' })) } } },
        })),
        { name: 'node', op: node.op, input: names, attr: { T: { type: typeOf(node.inputs[0]) }, ...node.attributes } },
      ],
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: constants.map(({ name, dims, data }) => ({
          name,
          shape: dims,
          dtype: data instanceof Int32Array ? 'int32' : 'float32',
        })),
      },
    ],
  };
  const bytes = constants.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  await writeFile(join(dir, 'weights.bin'), Buffer.concat(bytes));
  const path = join(dir, 'model.json');
  await writeFile(path, JSON.stringify(model));
  return path;
}

/** The case as an ONNX file. */
export async function convertCase(node: NodeCase): Promise<Uint8Array> {
  return await withModelFile(node, (path) =>
    convertFile(path, { name: 'one-node', outputs: node.outputs ?? ['node'] }),
  );
}

/** Computes the node with TF.js and, converted, with ONNX Runtime. Integers of ONNX are given back as int32. */
export async function computeBoth(node: NodeCase): Promise<{ tfjs: Values[]; onnx: Values[] }> {
  const outputs = node.outputs ?? ['node'];
  const fed = node.inputs.flatMap((input, index) => (input.constant ? [] : [[`in${index}`, input] as const]));
  const tfjs = await withModelFile(node, async (path) =>
    runTfjs(await loadTfjsModel(path), Object.fromEntries(fed), outputs),
  );
  const session = await InferenceSession.create(await convertCase(node), { logSeverityLevel: 3 });
  const results = await session.run(Object.fromEntries(fed.map(([name, values]) => [name, onnxTensor(values)])));
  await session.release();
  return { tfjs, onnx: outputs.map((name) => valuesOf(results[name]!)) };
}

async function withModelFile<T>(node: NodeCase, use: (path: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'node-comparison-'));
  try {
    return await use(await writeNodeModel(dir, node));
  } finally {
    await rm(dir, { recursive: true });
  }
}

function onnxTensor({ data, dims }: Values): Tensor {
  return data instanceof Int32Array ? new Tensor('int32', data, dims) : new Tensor('float32', data, dims);
}

function valuesOf({ data, dims }: Tensor): Values {
  if (data instanceof BigInt64Array) return int(dims, Array.from(data, Number));
  return { data: data as Float32Array, dims };
}

function typeOf(values: Values | undefined): string {
  return values?.data instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT';
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
