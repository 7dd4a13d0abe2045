import type { NodeConversion } from '../node-conversion.ts';
import type { AttributeValue } from '../onnx-schema.ts';

/**
 * Kernel and strides of a sliding-window operation over an NHWC picture.
 *
 * @param kernel [height, width]
 * @throws UnsupportedOperation for NCHW data
 */
export function windowAttributes(
  c: NodeConversion,
  kernel: readonly [number, number],
): Readonly<Record<string, AttributeValue>> {
  const format = c.attributes.text('data_format');
  if (format !== 'NHWC' && format !== '') throw c.unsupported(`the data format ${format}`);
  return { kernel_shape: kernel, strides: c.attributes.integers('strides').slice(1, 3) };
}

/**
 * The ONNX name of the node's padding: TensorFlow's SAME puts the odd row and column at the end.
 *
 * @throws UnsupportedOperation for explicit padding
 */
export function autoPad(c: NodeConversion): 'SAME_UPPER' | 'VALID' {
  const padding = c.attributes.text('padding');
  if (padding === 'SAME') return 'SAME_UPPER';
  if (padding !== 'VALID') throw c.unsupported(`the padding ${padding}`);
  return padding;
}
