import { ELEMENT, encodeAttribute, encodeModel } from '../convert/onnx-schema.ts';
import { CLASSES, CLIP, type Perceptron } from './perceptron.ts';

const OPSET = 17;
const IR_VERSION = 8;

/** A perceptron as an ONNX file: `rows` (N × inputs) in, `posteriors` (N × 4) out. */
export function perceptronOnnx(net: Perceptron): Uint8Array {
  const node = (op_type: string, input: string[], output: string, attributes: object[] = []) => ({
    op_type,
    name: output,
    input,
    output: [output],
    attribute: attributes,
  });
  const constant = (name: string, dims: number[], values: Float32Array) => ({
    name,
    dims,
    data_type: ELEMENT.float32,
    raw_data: new Uint8Array(Float32Array.from(values).buffer),
  });
  const transposed = encodeAttribute('transB', 1);
  const { inputs, hidden } = net;
  return encodeModel({
    ir_version: IR_VERSION,
    producer_name: 'lectern',
    opset_import: [{ domain: '', version: OPSET }],
    graph: {
      name: 'talk',
      input: [tensor('rows', inputs)],
      output: [tensor('posteriors', CLASSES)],
      initializer: [
        constant('mean', [inputs], net.mean),
        constant('deviation', [inputs], net.deviation),
        constant('low', [], Float32Array.of(-CLIP)),
        constant('high', [], Float32Array.of(CLIP)),
        constant('w1', [hidden, inputs], net.w1),
        constant('b1', [hidden], net.b1),
        constant('w2', [CLASSES, hidden], net.w2),
        constant('b2', [CLASSES], net.b2),
      ],
      node: [
        node('Sub', ['rows', 'mean'], 'centred'),
        node('Div', ['centred', 'deviation'], 'scaled'),
        node('Clip', ['scaled', 'low', 'high'], 'standardised'),
        node('Gemm', ['standardised', 'w1', 'b1'], 'layer', [transposed]),
        node('Relu', ['layer'], 'activation'),
        node('Gemm', ['activation', 'w2', 'b2'], 'logits', [transposed]),
        node('Softmax', ['logits'], 'posteriors', [encodeAttribute('axis', 1)]),
      ],
    },
  });
}

function tensor(name: string, columns: number): object {
  const dim = [{ dim_param: 'N' }, { dim_value: columns }];
  return { name, type: { tensor_type: { elem_type: ELEMENT.float32, shape: { dim } } } };
}
