/** A constant of the graph: row-major data and its shape (no dimensions means a scalar). */
export type Constant =
  | { readonly type: 'float32'; readonly dims: readonly number[]; readonly data: Float32Array }
  | { readonly type: 'int32'; readonly dims: readonly number[]; readonly data: Int32Array };

export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

export function floats(dims: readonly number[], data: readonly number[]): Constant {
  return { type: 'float32', dims, data: Float32Array.from(data) };
}

/**
 * Reorders the axes of a float constant.
 *
 * @param order `order[k]` is the input axis that becomes output axis `k`
 */
export function permute(source: Constant, order: readonly number[]): Constant {
  const dims = order.map((axis) => source.dims[axis] ?? 1);
  const inputStrides = strides(source.dims);
  const steps = order.map((axis) => inputStrides[axis] ?? 0);
  const data = new Float32Array(source.data.length);
  const index = new Array<number>(dims.length).fill(0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    data[to] = source.data[from] ?? 0;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      index[axis]! += 1;
      if (index[axis]! < dims[axis]!) break;
      from -= steps[axis]! * dims[axis]!;
      index[axis] = 0;
    }
  }
  return { type: 'float32', dims, data };
}

function strides(dims: readonly number[]): number[] {
  const result = new Array<number>(dims.length).fill(1);
  for (let axis = dims.length - 2; axis >= 0; axis--) result[axis] = result[axis + 1]! * dims[axis + 1]!;
  return result;
}
