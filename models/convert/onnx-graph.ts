import { type AttributeValue, ELEMENT, type ElementType, encodeAttribute, encodeModel } from './onnx-schema.ts';
import type { Constant } from './tensor.ts';

export const OPSET = 17;
const IR_VERSION = 8;

/** Size of one dimension, or the name of one that is free. */
export type Dimension = number | string;

interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly Dimension[] | undefined;
}

/**
 * An ONNX graph under construction. Nodes must be added after the nodes they read from, as ONNX requires.
 *
 * Integers are int64 throughout, because ONNX shapes and indices are: a TensorFlow int32 constant is written as int64.
 */
export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #initializers = new Map<string, object>();
  readonly #inputs: Port[] = [];
  readonly #outputs: Port[] = [];
  #unnamed = 0;

  addInput(name: string, type: ElementType, dims: readonly Dimension[]): void {
    this.#inputs.push({ name, type, dims });
  }

  addOutput(name: string, type: ElementType, dims?: readonly Dimension[]): void {
    this.#outputs.push({ name, type, dims });
  }

  /** Adds a node with one output and returns the output's name. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    output: string = this.#newName(op),
  ): string {
    this.nodeWithOutputs(op, inputs, attributes, [output]);
    return output;
  }

  nodeWithOutputs(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>>,
    outputs: readonly string[],
  ): void {
    this.#nodes.push({
      op_type: op,
      name: outputs[0],
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(attributes).map(([name, value]) => encodeAttribute(name, value)),
    });
  }

  /** Adds a constant (once per name) and returns its name. */
  constant(value: Constant, name: string = this.#newName('constant')): string {
    if (!this.#initializers.has(name)) {
      this.#initializers.set(name, {
        name,
        dims: [...value.dims],
        data_type: value.type === 'float32' ? ELEMENT.float32 : ELEMENT.int64,
        raw_data: value.type === 'float32' ? bytesOf(value.data) : bytesOf(BigInt64Array.from(value.data, BigInt)),
      });
    }
    return name;
  }

  /** A one-dimensional int64 constant; `bigint` for the ends of the range, which a double cannot hold. */
  int64s(values: readonly (number | bigint)[]): string {
    const name = this.#newName('int64s');
    const raw_data = bytesOf(BigInt64Array.from(values, BigInt));
    this.#initializers.set(name, { name, dims: [values.length], data_type: ELEMENT.int64, raw_data });
    return name;
  }

  /** The finished model file. Equal graphs give equal bytes. */
  serialize(graphName: string): Uint8Array {
    return encodeModel({
      ir_version: IR_VERSION,
      producer_name: 'lectern',
      opset_import: [{ domain: '', version: OPSET }],
      graph: {
        name: graphName,
        node: this.#nodes,
        initializer: [...this.#initializers.values()],
        input: this.#inputs.map(describePort),
        output: this.#outputs.map(describePort),
      },
    });
  }

  #newName(hint: string): string {
    this.#unnamed += 1;
    return `${hint}_${this.#unnamed}`;
  }
}

/** ONNX raw data is little-endian, as every machine this runs on. */
function bytesOf(data: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function describePort(port: Port): object {
  const shape = port.dims && {
    dim: port.dims.map((dim) => (typeof dim === 'number' ? { dim_value: dim } : { dim_param: dim })),
  };
  return { name: port.name, type: { tensor_type: { elem_type: ELEMENT[port.type], ...(shape && { shape }) } } };
}
