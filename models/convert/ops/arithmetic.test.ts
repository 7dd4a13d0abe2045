import { beforeAll, expect, test } from 'vitest';
import { expectSameAsTfjs } from '../testing/expect-same.ts';
import { attribute, constant, convertCase, counting, float, int } from '../testing/node-comparison.ts';
import { startTfjs } from '../testing/tfjs-reference.ts';

beforeAll(startTfjs);

test('FloorDiv rounds down, also below zero', async () => {
  const dividends = [7, -7, 7, -7, 6, -6, 0];
  const divisors = [2, 2, -2, -2, 3, 3, 5];
  const whole = await expectSameAsTfjs({
    op: 'FloorDiv',
    inputs: [int([7], dividends), int([7], divisors)],
    outputTypes: ['DT_INT32'],
  });
  expect([...whole[0]!.data]).toEqual([3, -4, -4, 3, 2, -2, 0]);
  const real = await expectSameAsTfjs({ op: 'FloorDiv', inputs: [float([7], dividends), float([7], divisors)] });
  expect([...real[0]!.data]).toEqual([3, -4, -4, 3, 2, -2, 0]);
});

test('SquaredDifference broadcasts', async () => {
  await expectSameAsTfjs({ op: 'SquaredDifference', inputs: [counting([2, 3]), constant(float([3], [1, -1, 0.5]))] });
});

test.each([
  ['a number', [], [0.5]],
  ['a number per channel', [3], [1, -1, 0.5]],
  ['a number per channel, of four axes', [1, 1, 1, 3], [1, -1, 0.5]],
  ['a number per column', [1, 1, 2, 1], [2, -3]],
])('Sub of a picture and %s', async (_, dims, data) => {
  await expectSameAsTfjs({ op: 'Sub', inputs: [counting([2, 2, 2, 3]), constant(float(dims, data))] });
  await expectSameAsTfjs({ op: 'Sub', inputs: [constant(float(dims, data)), counting([2, 2, 2, 3])] });
});

test('Cast to integers cuts the fraction off', async () => {
  const [cut] = await expectSameAsTfjs({
    op: 'Cast',
    inputs: [float([4], [1.9, -1.9, 0.2, 3])],
    attributes: { SrcT: attribute.type('DT_FLOAT'), DstT: attribute.type('DT_INT32') },
    outputTypes: ['DT_INT32'],
  });
  expect([...cut!.data]).toEqual([1, -1, 0, 3]);
});

test.each([
  ['Abs', [-2, 3]],
  ['Exp', [-1, 2]],
  ['Reciprocal', [4, -0.5]],
  ['Relu', [-1, 2]],
  ['Relu6', [-1, 9]],
  ['Sigmoid', [-3, 3]],
  ['Sqrt', [4, 2]],
])('%s', async (op, data) => {
  await expectSameAsTfjs({ op, inputs: [float([2], data)] });
});

test('AddN adds all its inputs', async () => {
  const inputs = [counting([2, 2]), counting([2, 2]), counting([2, 2])];
  await expectSameAsTfjs({ op: 'AddN', inputs, attributes: { N: attribute.int(3) } });
});

test('an operation without a mapping is refused, naming it and the node', async () => {
  await expect(convertCase({ op: 'Cosh', inputs: [counting([2])] })).rejects.toMatchObject({
    code: 'MODEL_OPERATION_UNSUPPORTED',
    message: expect.stringMatching(/Cosh.*"node"/),
  });
});
