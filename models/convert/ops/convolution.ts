import type { PictureValue } from '../layout.ts';
import type { Mapping, NodeConversion } from '../node-conversion.ts';
import type { AttributeValue } from '../onnx-schema.ts';
import { type Constant, permute } from '../tensor.ts';
import { autoPad, windowAttributes } from './window.ts';

/** TF filters are [height, width, in, out]; ONNX wants [out, in, height, width]. */
const convolution: Mapping = (c) => convolve(c, permute(c.floatConstant(1), [3, 2, 0, 1]), 1);

/**
 * TF depthwise filters are [height, width, channels, multiplier]; ONNX wants [channels * multiplier, 1, height, width] with
 * one group per channel. Output channel c * multiplier + m, in both.
 */
const depthwiseConvolution: Mapping = (c) => {
  const filter = c.floatConstant(1);
  const [height = 1, width = 1, channels = 1, multiplier = 1] = filter.dims;
  const outputsLast: Constant = { ...filter, dims: [height, width, 1, channels * multiplier] };
  convolve(c, permute(outputsLast, [3, 2, 0, 1]), channels);
};

function convolve(c: NodeConversion, filter: Constant, group: number): void {
  const { name } = c.node;
  const [, , kernelHeight = 1, kernelWidth = 1] = filter.dims;
  const activations = c.attributes.texts('fused_ops').filter((op) => op !== 'BiasAdd');
  const hasBias = c.attributes.texts('fused_ops').includes('BiasAdd');
  const { picture, padding } = paddedInput(c);
  const inputs = [picture.channelsFirst(), c.graph.constant(filter, `${name}/filter`)];
  if (hasBias) inputs.push(c.name(2));
  const dilations = c.attributes.integers('dilations').slice(1, 3);
  if (padding.auto_pad === 'SAME_UPPER' && dilations.some((step) => step !== 1)) {
    throw c.unsupported('dilation together with SAME padding');
  }
  const attributes = { ...windowAttributes(c, [kernelHeight, kernelWidth]), ...padding, dilations, group };
  const [activation, ...more] = activations;
  if (more.length > 0) throw c.unsupported(`several activations (${activations.join(', ')})`);
  if (activation === undefined) {
    c.emitChannelsFirst('Conv', inputs, attributes);
  } else {
    const { op, parameters, settings } = activationNode(c, activation);
    c.emitChannelsFirst(op, [c.graph.node('Conv', inputs, attributes), ...parameters], settings);
  }
}

/**
 * A border of zeros before an unpadded convolution becomes the convolution's own padding: ONNX Runtime would otherwise
 * leave and enter its blocked layout for every Pad, which takes longer than the padding.
 */
function paddedInput(c: NodeConversion): { picture: PictureValue; padding: Readonly<Record<string, AttributeValue>> } {
  const picture = c.input(0);
  const auto_pad = autoPad(c);
  if (picture.border === undefined || auto_pad !== 'VALID') return { picture, padding: { auto_pad } };
  return { picture: picture.border.inside, padding: { pads: picture.border.topLeftBottomRight } };
}

interface ActivationNode {
  readonly op: string;
  readonly parameters: readonly string[];
  readonly settings: Readonly<Record<string, AttributeValue>>;
}

function activationNode(c: NodeConversion, activation: string): ActivationNode {
  switch (activation) {
    case 'Relu':
    case 'Elu':
    case 'Sigmoid':
      return { op: activation, parameters: [], settings: {} };
    case 'Relu6':
      return { op: 'Clip', parameters: relu6Bounds(c), settings: {} };
    case 'LeakyRelu':
      return { op: 'LeakyRelu', parameters: [], settings: { alpha: { float: c.attributes.float('leakyrelu_alpha') } } };
    case 'Prelu': {
      const slope = c.floatConstant(3);
      const perChannel: Constant = { ...slope, dims: [slope.data.length, 1, 1] };
      return { op: 'PRelu', parameters: [c.graph.constant(perChannel, `${c.node.name}/slope`)], settings: {} };
    }
    default:
      throw c.unsupported(`the activation ${activation}`);
  }
}

/** Names of the constants 0 and 6, the bounds Clip needs to be Relu6. */
export function relu6Bounds(c: NodeConversion): [string, string] {
  const bound = (value: number) =>
    c.graph.constant({ type: 'float32', dims: [], data: Float32Array.of(value) }, `relu6/${value}`);
  return [bound(0), bound(6)];
}

export const convolutions: Readonly<Record<string, Mapping>> = {
  Conv2D: convolution,
  _FusedConv2D: convolution,
  DepthwiseConv2dNative: depthwiseConvolution,
  FusedDepthwiseConv2dNative: depthwiseConvolution,
};
