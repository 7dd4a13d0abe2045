import { beforeAll, describe, expect, test } from 'vitest';
import { expectSameAsTfjs } from '../testing/expect-same.ts';
import { attribute, constant, counting, float, int } from '../testing/node-comparison.ts';
import { startTfjs } from '../testing/tfjs-reference.ts';

beforeAll(startTfjs);

describe('ResizeBilinear', () => {
  const modes = [
    { half_pixel_centers: true, align_corners: false },
    { half_pixel_centers: false, align_corners: true },
    { half_pixel_centers: false, align_corners: false },
  ];
  const sizes = [
    [6, 8],
    [5, 7],
    [2, 3],
  ];
  test.each(modes.flatMap((mode) => sizes.map((size) => ({ mode, size }))))(
    '$mode to $size',
    async ({ mode, size }) => {
      const [resized] = await expectSameAsTfjs({
        op: 'ResizeBilinear',
        inputs: [counting([2, 3, 4, 2]), constant(int([2], size))],
        attributes: {
          half_pixel_centers: attribute.flag(mode.half_pixel_centers),
          align_corners: attribute.flag(mode.align_corners),
        },
      });
      expect(resized!.dims).toEqual([2, ...size, 2]);
    },
  );

  test('interpolates between pixel centres when they are at halves', async () => {
    const [resized] = await expectSameAsTfjs({
      op: 'ResizeBilinear',
      inputs: [float([1, 1, 2, 1], [0, 4]), constant(int([2], [1, 4]))],
      attributes: { half_pixel_centers: attribute.flag(true) },
    });
    expect([...resized!.data]).toEqual([0, 1, 3, 4]);
  });
});

test('DepthToSpace takes the channels of a cell row by row', async () => {
  const [spread] = await expectSameAsTfjs({
    op: 'DepthToSpace',
    inputs: [counting([1, 1, 2, 8])],
    attributes: { block_size: attribute.int(2), data_format: attribute.text('NHWC') },
  });
  expect(spread!.dims).toEqual([1, 2, 4, 2]);
  expect([...spread!.data]).toEqual([0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15]);
});

test.each(['SAME', 'VALID'])('MaxPool pads %s', async (padding) => {
  await expectSameAsTfjs({
    op: 'MaxPool',
    inputs: [
      float(
        [1, 4, 5, 2],
        Array.from({ length: 40 }, (_, i) => -((i * 17) % 23)),
      ),
    ],
    attributes: {
      ksize: attribute.ints(1, 3, 3, 1),
      strides: attribute.ints(1, 2, 2, 1),
      padding: attribute.text(padding),
    },
  });
});

test.each([
  { dims: [1, 2, 3, 2], paddings: [0, 0, 1, 2, 0, 3, 0, 0] },
  { dims: [2, 3], paddings: [1, 0, 0, 2] },
])('Pad of $dims by $paddings', async ({ dims, paddings }) => {
  await expectSameAsTfjs({ op: 'Pad', inputs: [counting(dims), constant(int([dims.length, 2], paddings))] });
});
