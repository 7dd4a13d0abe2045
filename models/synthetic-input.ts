import { Tensor } from 'onnxruntime-node';
import type { Model, TensorDescription } from './manifest.ts';

/** Sizes that models leave free: what the agent gives them, or near it. */
export const usualSizes: Readonly<Record<string, number>> = {
  N: 1,
  H: 256,
  W: 256,
  samples: 576,
  steps: 64,
  pieces: 32,
};

/**
 * An input for each of a model's inputs, made from nothing but a seed: the same on every machine. Values lie in the range of
 * the manifest, or in -1 to 1 (float32) and 0 to 255 (integers).
 * @param sizes of dimensions that the manifest leaves free
 * @throws RangeError when a free dimension has no size
 */
export function syntheticInput(
  model: Model,
  seed: number,
  sizes: Readonly<Record<string, number>> = usualSizes,
): Record<string, Tensor> {
  const random = mulberry32(seed);
  return Object.fromEntries(model.inputs.map((input) => [input.name, tensorOf(input, random, sizes)]));
}

function tensorOf(
  { name, dtype, shape, range }: TensorDescription,
  random: () => number,
  sizes: Readonly<Record<string, number>>,
): Tensor {
  const dims = shape.map((size) => {
    const length = typeof size === 'number' ? size : sizes[size];
    if (length === undefined) throw new RangeError(`${name}: no size is given for ${size}`);
    return length;
  });
  const length = dims.reduce((product, size) => product * size, 1);
  const [low, high] = range ?? (dtype === 'float32' ? [-1, 1] : [0, 255]);
  const value = () => low + (high - low) * random();
  const whole = () => Math.round(value());
  if (dtype === 'float32') return new Tensor(dtype, Float32Array.from({ length }, value), dims);
  if (dtype === 'int32') return new Tensor(dtype, Int32Array.from({ length }, whole), dims);
  return new Tensor(
    dtype,
    BigInt64Array.from({ length }, () => BigInt(whole())),
    dims,
  );
}

/** 32-bit generator by Tommy Ettinger (public domain): the same numbers in [0, 1) on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
