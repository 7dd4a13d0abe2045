import { beforeAll, describe, expect, test } from 'vitest';
import { expectSameAsTfjs } from '../testing/expect-same.ts';
import { attribute, constant, convertCase, counting, float, int, type NodeCase } from '../testing/node-comparison.ts';
import { startTfjs } from '../testing/tfjs-reference.ts';

beforeAll(startTfjs);

interface SliceCase {
  readonly dims: number[];
  readonly begin: number[];
  readonly end: number[];
  readonly strides: number[];
  readonly masks?: Record<string, number>;
}

function slice({ dims, begin, end, strides, masks = {} }: SliceCase): NodeCase {
  const limits = [begin, end, strides].map((values) => constant(int([values.length], values)));
  return {
    op: 'StridedSlice',
    inputs: [counting(dims), ...limits],
    attributes: Object.fromEntries(Object.entries(masks).map(([name, bits]) => [`${name}_mask`, attribute.int(bits)])),
  };
}

describe('StridedSlice', () => {
  test.each<[string, SliceCase]>([
    ['cuts a range', { dims: [6], begin: [1], end: [4], strides: [1] }],
    ['counts from the end', { dims: [6], begin: [-4], end: [-1], strides: [1] }],
    ['steps', { dims: [3, 7], begin: [0, 1], end: [3, 7], strides: [2, 3] }],
    ['walks backwards to the start', { dims: [5], begin: [3], end: [0], strides: [-1], masks: { end: 1 } }],
    ['walks backwards from the end', { dims: [5], begin: [0], end: [1], strides: [-2], masks: { begin: 1 } }],
    ['removes an axis', { dims: [3, 4], begin: [1, 0], end: [2, 4], strides: [1, 1], masks: { shrink_axis: 1 } }],
    [
      'removes the axis at -1',
      { dims: [3, 4], begin: [0, -1], end: [3, 0], strides: [1, 1], masks: { shrink_axis: 2 } },
    ],
    [
      'adds an axis in the middle, as the pose model does',
      {
        dims: [2, 3, 4],
        begin: [0, 0, 0, 0],
        end: [0, 0, 0, 0],
        strides: [1, 1, 1, 1],
        masks: { begin: 11, end: 11, new_axis: 4 },
      },
    ],
    [
      'adds axes in front and cuts behind them',
      {
        dims: [4, 5],
        begin: [0, 0, 1, 0],
        end: [0, 0, 3, 0],
        strides: [1, 1, 1, 1],
        masks: { begin: 8, end: 8, new_axis: 3 },
      },
    ],
    [
      'adds one axis and removes another',
      {
        dims: [4, 5],
        begin: [0, 2, 0],
        end: [0, 3, 0],
        strides: [1, 1, 1],
        masks: { begin: 4, end: 4, new_axis: 1, shrink_axis: 2 },
      },
    ],
  ])('%s', async (_, description) => {
    await expectSameAsTfjs(slice(description));
  });

  test('refuses an ellipsis, naming operation and node', async () => {
    const node = slice({ dims: [2, 3], begin: [0, 0], end: [0, 1], strides: [1, 1], masks: { ellipsis: 1 } });
    await expect(convertCase(node)).rejects.toMatchObject({
      code: 'MODEL_OPERATION_UNSUPPORTED',
      message: expect.stringMatching(/StridedSlice.*"node".*ellipsis/),
    });
  });

  test('refuses limits that are not constant', async () => {
    const one = int([1], [1]);
    const node: NodeCase = { op: 'StridedSlice', inputs: [counting([4]), constant(one), one, constant(one)] };
    await expect(convertCase(node)).rejects.toMatchObject({ code: 'MODEL_OPERATION_UNSUPPORTED' });
  });
});

test('GatherNd picks elements by their full index', async () => {
  const indices = int([3, 2], [0, 1, 1, 0, 1, 2]);
  const [picked] = await expectSameAsTfjs({ op: 'GatherNd', inputs: [counting([2, 3, 2]), constant(indices)] });
  expect([...picked!.data]).toEqual([2, 3, 6, 7, 10, 11]);
});

test('TopK orders by size, and equals by position', async () => {
  const [values, indices] = await expectSameAsTfjs({
    op: 'TopKV2',
    inputs: [float([1, 6], [3, 9, 1, 9, 4, 3]), constant(int([], [4]))],
    attributes: { sorted: attribute.flag(true) },
    outputs: ['node', 'node:1'],
    outputTypes: ['DT_FLOAT', 'DT_INT32'],
  });
  expect([...values!.data]).toEqual([9, 9, 4, 3]);
  expect([...indices!.data]).toEqual([1, 3, 4, 0]);
});

test('ArgMax takes the first of equal maxima', async () => {
  const [index] = await expectSameAsTfjs({
    op: 'ArgMax',
    inputs: [float([2, 4], [1, 5, 5, 0, 7, 2, 7, 7]), constant(int([], [1]))],
    outputTypes: ['DT_INT32'],
  });
  expect([...index!.data]).toEqual([1, 0]);
});

test.each([true, false])('Max and Sum reduce the named axes, kept: %s', async (kept) => {
  for (const op of ['Max', 'Sum']) {
    const inputs = [counting([2, 3, 4]), constant(int([2], [0, 2]))];
    await expectSameAsTfjs({ op, inputs, attributes: { keep_dims: attribute.flag(kept) } });
  }
});
