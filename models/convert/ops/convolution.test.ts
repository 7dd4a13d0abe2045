import { beforeAll, describe, expect, test } from 'vitest';
import { expectSameAsTfjs } from '../testing/expect-same.ts';
import { attribute, constant, convertCase, float, type NodeCase } from '../testing/node-comparison.ts';
import { startTfjs, type Values } from '../testing/tfjs-reference.ts';

beforeAll(startTfjs);

/** Numbers of both signs in -1..1 without a pattern that would hide a swapped axis. */
function varied(dims: readonly number[]): Values {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return float(
    dims,
    Array.from({ length: size }, (_, i) => Math.sin(i * i + 1)),
  );
}

function convolution(op: string, filter: number[], change: Partial<Record<string, object>> = {}): NodeCase {
  return {
    op,
    inputs: [varied([2, 5, 6, 3]), constant(varied(filter))],
    attributes: {
      strides: attribute.ints(1, 2, 2, 1),
      dilations: attribute.ints(1, 1, 1, 1),
      padding: attribute.text('SAME'),
      data_format: attribute.text('NHWC'),
      ...(change as Record<string, object>),
    },
  };
}

test.each(['SAME', 'VALID'])('Conv2D pads %s', async (padding) => {
  await expectSameAsTfjs(convolution('Conv2D', [3, 2, 3, 4], { padding: attribute.text(padding) }));
});

test.each([1, 2])('depthwise convolution with multiplier %i', async (multiplier) => {
  await expectSameAsTfjs(convolution('DepthwiseConv2dNative', [3, 3, 3, multiplier]));
});

const DILATED = { strides: attribute.ints(1, 1, 1, 1), dilations: attribute.ints(1, 2, 2, 1) };

test('dilated convolution', async () => {
  await expectSameAsTfjs(convolution('Conv2D', [2, 2, 3, 4], { ...DILATED, padding: attribute.text('VALID') }));
});

test('a dilated convolution padded SAME is refused, because ONNX Runtime has none', async () => {
  const node = convolution('Conv2D', [2, 2, 3, 4], DILATED);
  await expect(convertCase(node)).rejects.toMatchObject({ code: 'MODEL_OPERATION_UNSUPPORTED' });
});

describe('fused with a bias and', () => {
  test.each(['', 'Relu', 'Relu6', 'Elu', 'Prelu', 'LeakyRelu'])('%s', async (activation) => {
    const slope = activation === 'Prelu' ? [constant(varied([1, 1, 4]))] : [];
    const plain = convolution('_FusedConv2D', [3, 3, 3, 4], {
      fused_ops: attribute.texts('BiasAdd', ...(activation === '' ? [] : [activation])),
      num_args: attribute.int(1 + slope.length),
      leakyrelu_alpha: attribute.float(0.3),
    });
    await expectSameAsTfjs({ ...plain, inputs: [...plain.inputs, constant(float([4], [4, -1, 0.5, 6])), ...slope] });
  });

  test('Relu, depthwise', async () => {
    const plain = convolution('FusedDepthwiseConv2dNative', [3, 3, 3, 1], {
      fused_ops: attribute.texts('BiasAdd', 'Relu'),
      num_args: attribute.int(1),
    });
    await expectSameAsTfjs({ ...plain, inputs: [...plain.inputs, constant(float([3], [0.5, -1, 2]))] });
  });
});

test('an unknown activation is refused, naming it and the node', async () => {
  const node = convolution('_FusedConv2D', [3, 3, 3, 4], { fused_ops: attribute.texts('Gelu') });
  await expect(convertCase(node)).rejects.toMatchObject({
    code: 'MODEL_OPERATION_UNSUPPORTED',
    message: expect.stringMatching(/_FusedConv2D.*"node".*Gelu/),
  });
});
