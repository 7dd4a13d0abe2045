import { PictureValue, TO_CHANNELS_FIRST } from '../layout.ts';
import type { Mapping, NodeConversion } from '../node-conversion.ts';
import { autoPad, windowAttributes } from './window.ts';

const maxPool: Mapping = (c) => {
  const [, height = 1, width = 1] = c.attributes.integers('ksize');
  c.emitChannelsFirst('MaxPool', [c.input(0).channelsFirst()], {
    ...windowAttributes(c, [height, width]),
    auto_pad: autoPad(c),
  });
};

/** ONNX wants the size of all four axes; batch and channels are those of the input, whatever they are. */
const resizeBilinear: Mapping = (c) => {
  const input = c.input(0).channelsFirst();
  const kept = c.graph.node('Slice', [c.graph.node('Shape', [input]), c.graph.int64s([0]), c.graph.int64s([2])]);
  const sizes = c.graph.node('Concat', [kept, c.name(1)], { axis: 0 });
  c.emitChannelsFirst('Resize', [input, '', '', sizes], {
    mode: 'linear',
    coordinate_transformation_mode: coordinateMode(c),
  });
};

function coordinateMode(c: NodeConversion): string {
  if (c.attributes.flag('align_corners')) return 'align_corners';
  return c.attributes.flag('half_pixel_centers') ? 'half_pixel' : 'asymmetric';
}

/** In an NHWC depth-to-space the input channel is (row * block + column) * out + c: ONNX's mode DCR. */
const depthToSpace: Mapping = (c) => {
  const format = c.attributes.text('data_format');
  if (format !== 'NHWC' && format !== '') throw c.unsupported(`the data format ${format}`);
  const blocksize = c.attributes.integer('block_size');
  c.emitChannelsFirst('DepthToSpace', [c.input(0).channelsFirst()], { mode: 'DCR', blocksize });
};

/** TF pairs the paddings per axis, [[before, after], ...]; ONNX lists all befores, then all afters. */
const pad: Mapping = (c) => {
  const paddings = c.integers(1);
  const axes = paddings.length / 2;
  const before = (axis: number) => paddings[axis * 2]!;
  const after = (axis: number) => paddings[axis * 2 + 1]!;
  const padsOf = (order: readonly number[]) => c.graph.int64s([...order.map(before), ...order.map(after)]);
  if (axes !== 4) {
    c.emit('Pad', [c.name(0), padsOf(Array.from({ length: axes }, (_, axis) => axis))]);
    return;
  }
  const inside = c.input(0);
  const padPicture = () => c.graph.node('Pad', [inside.channelsFirst(), padsOf(TO_CHANNELS_FIRST)]);
  const onlyAround = [0, 3].every((axis) => before(axis) === 0 && after(axis) === 0);
  const topLeftBottomRight = [before(1), before(2), after(1), after(2)] as const;
  c.defineAs(
    onlyAround
      ? PictureValue.bordered(c.graph, { inside, topLeftBottomRight }, padPicture)
      : PictureValue.channelsFirst(c.graph, padPicture()),
  );
};

export const pictureOperations: Readonly<Record<string, Mapping>> = {
  MaxPool: maxPool,
  ResizeBilinear: resizeBilinear,
  DepthToSpace: depthToSpace,
  Pad: pad,
};
