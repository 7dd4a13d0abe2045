import type { Mapping, NodeConversion } from '../node-conversion.ts';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/**
 * TF's strided slice in three steps: Slice the axes that are cut, Squeeze those given by a single index, Unsqueeze where
 * a new axis is asked for. The masks have one bit per entry of `begin`; an entry that adds an axis consumes none.
 *
 * @throws UnsupportedOperation for an ellipsis or for limits that are not constant
 */
const stridedSlice: Mapping = (c) => {
  if (c.attributes.integer('ellipsis_mask') !== 0) throw c.unsupported('an ellipsis');
  const [begin, end, strides] = [c.integers(1), c.integers(2), c.integers(3)];
  const has = (mask: string, entry: number) => ((c.attributes.integer(mask) >> entry) & 1) === 1;

  const cuts: { axis: number; from: number | bigint; to: number | bigint; step: number }[] = [];
  const removedAxes: number[] = [];
  const addedAxes: number[] = [];
  let inputAxis = 0;
  let outputAxis = 0;
  for (const [entry, from] of begin.entries()) {
    if (has('new_axis_mask', entry)) {
      addedAxes.push(outputAxis++);
      continue;
    }
    const axis = inputAxis++;
    if (has('shrink_axis_mask', entry)) {
      // Index -1 is the last element, and its slice must not end at 0, the first.
      cuts.push({ axis, from, to: from === -1 ? INT64_MAX : from + 1, step: 1 });
      removedAxes.push(axis);
      continue;
    }
    outputAxis++;
    const step = strides[entry]!;
    const whole = has('begin_mask', entry) && has('end_mask', entry) && step === 1;
    if (whole) continue;
    const first = step > 0 ? 0 : INT64_MAX;
    const past = step > 0 ? INT64_MAX : INT64_MIN;
    cuts.push({
      axis,
      from: has('begin_mask', entry) ? first : from,
      to: has('end_mask', entry) ? past : end[entry]!,
      step,
    });
  }

  let result = c.name(0);
  if (cuts.length > 0) {
    result = c.graph.node('Slice', [
      result,
      c.graph.int64s(cuts.map((cut) => cut.from)),
      c.graph.int64s(cuts.map((cut) => cut.to)),
      c.graph.int64s(cuts.map((cut) => cut.axis)),
      c.graph.int64s(cuts.map((cut) => cut.step)),
    ]);
  }
  if (removedAxes.length > 0) result = c.graph.node('Squeeze', [result, c.graph.int64s(removedAxes)]);
  if (addedAxes.length > 0) result = c.graph.node('Unsqueeze', [result, c.graph.int64s(addedAxes)]);
  c.defineAsName(result);
};

/** Both put the smaller index first among equals. */
const topK: Mapping = (c) => {
  const outputs = [c.outputName(0), c.outputName(1)];
  const attributes = { axis: -1, largest: 1, sorted: c.attributes.flag('sorted') ? 1 : 0 };
  c.graph.nodeWithOutputs('TopK', [c.name(0), c.graph.int64s([c.integer(1)])], attributes, outputs);
  outputs.forEach((output, index) => {
    c.defineAsName(output, index);
  });
};

/** The first of equal maxima, in both. */
const argMax: Mapping = (c) => c.emit('ArgMax', [c.name(0)], { axis: c.integer(1), keepdims: 0 });

function keepdims(c: NodeConversion): number {
  return c.attributes.flag('keep_dims') ? 1 : 0;
}

/** In opset 17 ReduceMax still has its axes as an attribute, ReduceSum as an input. */
const max: Mapping = (c) => c.emit('ReduceMax', [c.name(0)], { axes: c.integers(1), keepdims: keepdims(c) });

const sum: Mapping = (c) => {
  c.emit('ReduceSum', [c.name(0), c.graph.int64s(c.integers(1))], { keepdims: keepdims(c) });
};

export const selection: Readonly<Record<string, Mapping>> = {
  StridedSlice: stridedSlice,
  GatherNd: (c) => c.emit('GatherND', c.names()),
  TopKV2: topK,
  ArgMax: argMax,
  Max: max,
  Sum: sum,
};
