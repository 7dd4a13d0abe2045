import { beforeAll, expect, test } from 'vitest';
import { expectSameAsTfjs } from '../testing/expect-same.ts';
import { attribute, constant, counting, float, int } from '../testing/node-comparison.ts';
import { startTfjs } from '../testing/tfjs-reference.ts';

beforeAll(startTfjs);

test.each([0, 1, 2])('Pack along a new axis %i', async (axis) => {
  const inputs = [counting([2, 3]), counting([2, 3])];
  await expectSameAsTfjs({ op: 'Pack', inputs, attributes: { axis: attribute.int(axis), N: attribute.int(2) } });
});

test.each([0, 1])('Unpack along axis %i', async (axis) => {
  await expectSameAsTfjs({
    op: 'Unpack',
    inputs: [counting([2, 2, 3])],
    attributes: { axis: attribute.int(axis), num: attribute.int(2) },
    outputs: ['node', 'node:1'],
  });
});

test('Unpack of a single part only removes the axis', async () => {
  const attributes = { axis: attribute.int(0), num: attribute.int(1) };
  const [part] = await expectSameAsTfjs({ op: 'Unpack', inputs: [counting([1, 2, 3])], attributes });
  expect(part!.dims).toEqual([2, 3]);
});

test('Split into equal parts', async () => {
  await expectSameAsTfjs({
    op: 'Split',
    inputs: [constant(int([], [1])), counting([2, 4])],
    attributes: { num_split: attribute.int(2) },
    outputs: ['node', 'node:1'],
  });
});

test('Shape and Size', async () => {
  const [shape] = await expectSameAsTfjs({ op: 'Shape', inputs: [counting([2, 1, 4, 3])], outputTypes: ['DT_INT32'] });
  expect([...shape!.data]).toEqual([2, 1, 4, 3]);
  const [size] = await expectSameAsTfjs({ op: 'Size', inputs: [counting([2, 4])], outputTypes: ['DT_INT32'] });
  expect([...size!.data]).toEqual([8]);
});

test('ConcatV2, ExpandDims, Squeeze, Tile, Reshape', async () => {
  const table = counting([2, 3]);
  await expectSameAsTfjs({
    op: 'ConcatV2',
    inputs: [table, table, constant(int([], [1]))],
    attributes: { N: attribute.int(2) },
  });
  await expectSameAsTfjs({ op: 'ExpandDims', inputs: [table, constant(int([], [1]))] });
  const squeeze_dims = attribute.ints(1);
  await expectSameAsTfjs({ op: 'Squeeze', inputs: [counting([2, 1, 3, 1])], attributes: { squeeze_dims } });
  await expectSameAsTfjs({ op: 'Tile', inputs: [table, constant(int([2], [2, 1]))] });
  await expectSameAsTfjs({ op: 'Reshape', inputs: [table, constant(int([2], [3, -1]))] });
});

test('Range and Fill make values from what was computed', async () => {
  const [range] = await expectSameAsTfjs({
    op: 'Range',
    inputs: [constant(float([], [0])), float([], [4]), constant(float([], [1]))],
  });
  expect([...range!.data]).toEqual([0, 1, 2, 3]);
  const T = attribute.type('DT_FLOAT');
  await expectSameAsTfjs({ op: 'Fill', inputs: [constant(int([2], [2, 3])), float([], [1.5])], attributes: { T } });
});
