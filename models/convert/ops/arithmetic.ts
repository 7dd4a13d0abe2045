import type { Mapping, NodeConversion } from '../node-conversion.ts';
import { ELEMENT } from '../onnx-schema.ts';
import { relu6Bounds } from './convolution.ts';

/** One operand, element by element: the layout does not matter, so it is kept. */
function unary(op: string, more: (c: NodeConversion) => readonly string[] = () => []): Mapping {
  return (c) => {
    const input = c.input(0);
    if (input.isChannelsFirst) c.emitChannelsFirst(op, [input.channelsFirst(), ...more(c)]);
    else c.emit(op, [input.asInTensorFlow(), ...more(c)]);
  };
}

/**
 * Element by element with broadcasting, which counts axes from the end: pictures may be NCHW only among themselves and
 * with constants that are moved along. That is worth doing: broadcasting over three interleaved channels is slow.
 */
function elementwise(op: string): Mapping {
  return (c) => {
    const operands = c.node.inputs.map((_, index) => operandOf(c, index));
    const isPicture = operands.some(({ kind }) => kind === 'picture');
    const perChannelOfPicture = operands.some(({ kind }) => kind === 'per channel of a picture');
    const movable = operands.every(({ kind }) => kind !== 'other' || perChannelOfPicture);
    if ((isPicture || perChannelOfPicture) && movable) {
      c.emitChannelsFirst(
        op,
        operands.map(({ channelsFirst }) => channelsFirst()),
      );
    } else c.emit(op, c.names());
  };
}

interface Operand {
  readonly kind: 'picture' | 'scalar' | 'per channel' | 'per channel of a picture' | 'other';
  /** Its ONNX name when the operation is done on NCHW pictures. */
  readonly channelsFirst: () => string;
}

/** A constant [1, 1, 1, channels] has a picture as its partner, whatever layout that has so far. */
function operandOf(c: NodeConversion, index: number): Operand {
  const constant = c.constantInput(index);
  if (constant?.data.length === 1) return { kind: 'scalar', channelsFirst: () => c.name(index) };
  if (constant !== undefined && constant.dims.at(-1) === constant.data.length) {
    const { dims, data } = constant;
    const name = `${c.node.inputs[index]!.node}/per_channel`;
    return {
      kind: dims.length === 4 ? 'per channel of a picture' : 'per channel',
      channelsFirst: () => c.graph.constant({ ...constant, dims: [data.length, 1, 1] }, name),
    };
  }
  const input = c.input(index);
  return { kind: input.isChannelsFirst ? 'picture' : 'other', channelsFirst: () => input.channelsFirst() };
}

const squaredDifference: Mapping = (c) => {
  const difference = c.graph.node('Sub', c.names());
  c.emit('Mul', [difference, difference]);
};

/** ONNX divides integers towards zero; taking the remainder off first (its sign follows the divisor) makes it the floor. */
const floorDivide: Mapping = (c) => {
  const [dividend, divisor] = [c.name(0), c.name(1)];
  if (c.attributes.type('T') !== 'DT_INT32') return c.emit('Floor', [c.graph.node('Div', [dividend, divisor])]);
  const remainder = c.graph.node('Mod', [dividend, divisor]);
  return c.emit('Div', [c.graph.node('Sub', [dividend, remainder]), divisor]);
};

const cast: Mapping = (c) => {
  const target = c.attributes.type('DstT');
  const to = onnxElement(target);
  if (to === undefined) throw c.unsupported(`the type ${target}`);
  c.emit('Cast', [c.name(0)], { to: ELEMENT[to] });
};

/** The type a TensorFlow type has inside the converted graph: integers are int64 there. */
export function onnxElement(tfType: string): 'float32' | 'int64' | 'bool' | undefined {
  if (tfType === 'DT_FLOAT') return 'float32';
  if (tfType === 'DT_INT32') return 'int64';
  return tfType === 'DT_BOOL' ? 'bool' : undefined;
}

/** TF's first Select has no broadcasting (and its row-wise form does not occur), so Where says the same. */
const select: Mapping = (c) => c.emit('Where', c.names());

export const arithmetic: Readonly<Record<string, Mapping>> = {
  Abs: unary('Abs'),
  Exp: unary('Exp'),
  Reciprocal: unary('Reciprocal'),
  Relu: unary('Relu'),
  Relu6: unary('Clip', relu6Bounds),
  Sigmoid: unary('Sigmoid'),
  Sqrt: unary('Sqrt'),
  AddV2: elementwise('Add'),
  AddN: elementwise('Sum'),
  Sub: elementwise('Sub'),
  Mul: elementwise('Mul'),
  RealDiv: elementwise('Div'),
  Maximum: elementwise('Max'),
  Minimum: elementwise('Min'),
  Equal: elementwise('Equal'),
  Greater: elementwise('Greater'),
  GreaterEqual: elementwise('GreaterOrEqual'),
  Less: elementwise('Less'),
  LogicalAnd: elementwise('And'),
  SquaredDifference: squaredDifference,
  FloorDiv: floorDivide,
  Cast: cast,
  Select: select,
};
