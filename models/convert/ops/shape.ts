import { TO_CHANNELS_LAST } from '../layout.ts';
import type { Mapping } from '../node-conversion.ts';

/** The shape of a picture that exists only as NCHW is put back into NHWC order, which is cheaper than the picture. */
const shape: Mapping = (c) => {
  const input = c.input(0);
  if (!input.isChannelsFirst) return c.emit('Shape', [input.asInTensorFlow()]);
  const channelsFirst = c.graph.node('Shape', [input.channelsFirst()]);
  return c.emit('Gather', [channelsFirst, c.graph.int64s(TO_CHANNELS_LAST)]);
};

const expandDims: Mapping = (c) => c.emit('Unsqueeze', [c.name(0), c.graph.int64s([c.integer(1)])]);

const squeeze: Mapping = (c) => {
  const axes = c.attributes.integers('squeeze_dims');
  c.emit('Squeeze', axes.length === 0 ? [c.name(0)] : [c.name(0), c.graph.int64s(axes)]);
};

const pack: Mapping = (c) => {
  const axis = c.attributes.integer('axis');
  const axes = c.graph.int64s([axis]);
  const parts = c.names().map((name) => c.graph.node('Unsqueeze', [name, axes]));
  c.emit('Concat', parts, { axis });
};

const unpack: Mapping = (c) => {
  const axis = c.attributes.integer('axis');
  const axes = c.graph.int64s([axis]);
  const parts = Array.from({ length: c.attributes.integer('num') }, (_, index) => `${c.outputName(index)}/unsqueezed`);
  c.graph.nodeWithOutputs('Split', [c.name(0)], { axis }, parts);
  parts.forEach((part, index) => {
    c.defineAsName(c.graph.node('Squeeze', [part, axes], {}, c.outputName(index)), index);
  });
};

const split: Mapping = (c) => {
  const outputs = Array.from({ length: c.attributes.integer('num_split') }, (_, index) => c.outputName(index));
  c.graph.nodeWithOutputs('Split', [c.name(1)], { axis: c.integer(0) }, outputs);
  outputs.forEach((output, index) => {
    c.defineAsName(output, index);
  });
};

const concat: Mapping = (c) => {
  const last = c.inputCount - 1;
  c.emit('Concat', c.names().slice(0, last), { axis: c.integer(last) });
};

const fill: Mapping = (c) => c.emit('Expand', [c.name(1), c.name(0)]);

export const shaping: Readonly<Record<string, Mapping>> = {
  Shape: shape,
  Size: (c) => c.emit('Size', [c.name(0)]),
  Reshape: (c) => c.emit('Reshape', c.names()),
  Range: (c) => c.emit('Range', c.names()),
  Tile: (c) => c.emit('Tile', c.names()),
  Fill: fill,
  ExpandDims: expandDims,
  Squeeze: squeeze,
  Pack: pack,
  Unpack: unpack,
  Split: split,
  ConcatV2: concat,
};
