/// <reference lib="esnext.float16" />
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { SourceInvalid } from './errors.ts';
import { type Constant, elementCount } from './tensor.ts';
import { Attributes, attributeSchema } from './tf-attributes.ts';

/** Output `index` of the node called `node`. */
export interface TfValue {
  readonly node: string;
  readonly index: number;
}

export interface TfNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly TfValue[];
  readonly attributes: Attributes;
}

/** A TF.js graph model: nodes without the constants, the constants by node name, and the values it hands out. */
export interface TfGraph {
  readonly nodes: readonly TfNode[];
  readonly constants: ReadonlyMap<string, Constant>;
  readonly outputs: readonly TfOutput[];
}

/** A value the model hands out: its TensorFlow type and its dimensions, -1 where any size is possible. */
export interface TfOutput {
  readonly value: TfValue;
  readonly type: string;
  readonly dims: readonly number[];
}

const weightSchema = z.object({
  name: z.string(),
  dtype: z.enum(['float32', 'int32']),
  shape: z.array(z.int().nonnegative()),
  quantization: z.object({ dtype: z.literal('float16') }).optional(),
});

const outputSchema = z.object({
  name: z.string(),
  dtype: z.string(),
  tensorShape: z.object({ dim: z.array(z.object({ size: z.coerce.number().default(0) })) }),
});

const modelSchema = z.object({
  format: z.literal('graph-model'),
  signature: z.object({ outputs: z.record(z.string(), outputSchema) }),
  modelTopology: z.object({
    node: z.array(
      z.object({
        name: z.string(),
        op: z.string(),
        input: z.array(z.string()).optional(),
        attr: z.record(z.string(), attributeSchema).optional(),
      }),
    ),
  }),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
});

type Weight = z.infer<typeof weightSchema>;

/**
 * Reads a TF.js graph model with its weight shards. Half-precision weights become single precision.
 *
 * @param path the model's JSON file; the shards lie beside it
 * @throws SourceInvalid if the file is no graph model, or its weights do not add up
 */
export async function readTfGraph(path: string): Promise<TfGraph> {
  const parsed = modelSchema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new SourceInvalid(path, z.prettifyError(parsed.error));
  const { modelTopology, weightsManifest, signature } = parsed.data;

  const constants = new Map<string, Constant>();
  for (const group of weightsManifest) {
    const shards = await Promise.all(group.paths.map((shard) => readFile(join(dirname(path), shard))));
    for (const [name, constant] of splitWeights(Buffer.concat(shards), group.weights, path)) {
      constants.set(name, constant);
    }
  }
  return {
    nodes: modelTopology.node
      .filter((node) => node.op !== 'Const')
      .map((node) => ({
        name: node.name,
        op: node.op,
        // A leading ^ marks an ordering constraint, not data; the graph is pure, so it says nothing.
        inputs: (node.input ?? []).filter((input) => !input.startsWith('^')).map(parseValue),
        attributes: new Attributes(node.attr ?? {}),
      })),
    constants,
    outputs: Object.values(signature.outputs).map((output) => ({
      value: parseValue(output.name),
      type: output.dtype,
      dims: output.tensorShape.dim.map((dim) => dim.size),
    })),
  };
}

function* splitWeights(bytes: Buffer, weights: readonly Weight[], path: string): Generator<[string, Constant]> {
  let offset = 0;
  for (const weight of weights) {
    const bytesPerElement = weight.quantization === undefined ? 4 : 2;
    const end = offset + elementCount(weight.shape) * bytesPerElement;
    // Copied, because a typed array needs an aligned start and a shard gives none.
    const own = Uint8Array.from(bytes.subarray(offset, end));
    if (end > bytes.length) throw new SourceInvalid(path, `the weights end before "${weight.name}"`);
    offset = end;
    yield [weight.name, constantFrom(weight, own)];
  }
  if (offset !== bytes.length)
    throw new SourceInvalid(path, `${bytes.length - offset} bytes of weights belong to nothing`);
}

function constantFrom(weight: Weight, bytes: Uint8Array<ArrayBuffer>): Constant {
  const dims = weight.shape;
  if (weight.dtype === 'int32') return { type: 'int32', dims, data: new Int32Array(bytes.buffer) };
  // Exact: every half-precision number is a single-precision number.
  const data =
    weight.quantization === undefined
      ? new Float32Array(bytes.buffer)
      : Float32Array.from(new Float16Array(bytes.buffer));
  return { type: 'float32', dims, data };
}

function parseValue(text: string): TfValue {
  const colon = text.lastIndexOf(':');
  if (colon < 0) return { node: text, index: 0 };
  return { node: text.slice(0, colon), index: Number(text.slice(colon + 1)) };
}
