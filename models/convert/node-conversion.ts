import { UnsupportedOperation } from './errors.ts';
import { PictureValue } from './layout.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import type { AttributeValue } from './onnx-schema.ts';
import type { Constant } from './tensor.ts';
import type { Attributes } from './tf-attributes.ts';
import type { TfGraph, TfNode, TfValue } from './tf-graph.ts';

type AttributeMap = Readonly<Record<string, AttributeValue>>;

/** The values defined so far, by TensorFlow node and output. */
export class ValueTable {
  readonly graph: OnnxGraph;
  readonly #tf: TfGraph;
  readonly #values = new Map<string, PictureValue>();

  constructor(graph: OnnxGraph, tf: TfGraph) {
    this.graph = graph;
    this.#tf = tf;
  }

  define(value: TfValue, as: PictureValue): void {
    this.#values.set(keyOf(value), as);
  }

  constant(value: TfValue): Constant | undefined {
    return this.#tf.constants.get(value.node);
  }

  get(value: TfValue): PictureValue {
    const known = this.#values.get(keyOf(value));
    if (known !== undefined) return known;
    const constant = this.constant(value);
    if (constant === undefined) throw new Error(`${keyOf(value)} is read before it is defined`);
    const added = PictureValue.asInTensorFlow(this.graph, this.graph.constant(constant, value.node));
    this.define(value, added);
    return added;
  }
}

/** What the mapping of one TensorFlow node sees: the node's inputs as ONNX names, and the means to define its outputs. */
export class NodeConversion {
  readonly node: TfNode;
  readonly graph: OnnxGraph;
  readonly #values: ValueTable;

  constructor(node: TfNode, values: ValueTable) {
    this.node = node;
    this.graph = values.graph;
    this.#values = values;
  }

  get attributes(): Attributes {
    return this.node.attributes;
  }

  get inputCount(): number {
    return this.node.inputs.length;
  }

  input(index: number): PictureValue {
    return this.#values.get(this.#inputValue(index));
  }

  /** ONNX name of input `index`, laid out as in TensorFlow. */
  name(index: number): string {
    return this.input(index).asInTensorFlow();
  }

  /** ONNX names of all inputs, laid out as in TensorFlow. */
  names(): string[] {
    return this.node.inputs.map((_, index) => this.name(index));
  }

  constantInput(index: number): Constant | undefined {
    return this.#values.constant(this.#inputValue(index));
  }

  /** @throws UnsupportedOperation if the input is not a float constant */
  floatConstant(index: number): Constant & { type: 'float32' } {
    const constant = this.constantInput(index);
    if (constant?.type !== 'float32') throw this.unsupported(`input ${index} must be a float constant`);
    return constant;
  }

  /** @throws UnsupportedOperation if the input is not an integer constant */
  integers(index: number): readonly number[] {
    const constant = this.constantInput(index);
    if (constant?.type !== 'int32') throw this.unsupported(`input ${index} must be an integer constant`);
    return [...constant.data];
  }

  /** The one element of an integer constant. */
  integer(index: number): number {
    const [value, ...more] = this.integers(index);
    if (value === undefined || more.length > 0) throw this.unsupported(`input ${index} must be a single integer`);
    return value;
  }

  /** Ends the mapping: `op` computes the node's only output, laid out as in TensorFlow. */
  emit(op: string, inputs: readonly string[], attributes: AttributeMap = {}): void {
    this.defineAs(PictureValue.asInTensorFlow(this.graph, this.graph.node(op, inputs, attributes, this.outputName(0))));
  }

  /** Ends the mapping: `op` computes the node's only output as NCHW. */
  emitChannelsFirst(op: string, inputs: readonly string[], attributes: AttributeMap = {}): void {
    const name = this.graph.node(op, inputs, attributes, `${this.node.name}/channels_first`);
    this.defineAs(PictureValue.channelsFirst(this.graph, name));
  }

  /** Ends the mapping: output `index` is `value`. */
  defineAs(value: PictureValue, index = 0): void {
    this.#values.define({ node: this.node.name, index }, value);
  }

  /** Ends the mapping: output `index` is the ONNX value `name`, laid out as in TensorFlow. */
  defineAsName(name: string, index = 0): void {
    this.defineAs(PictureValue.asInTensorFlow(this.graph, name), index);
  }

  outputName(index: number): string {
    return index === 0 ? this.node.name : `${this.node.name}:${index}`;
  }

  unsupported(detail: string): UnsupportedOperation {
    return new UnsupportedOperation(this.node.op, this.node.name, detail);
  }

  #inputValue(index: number): TfValue {
    const value = this.node.inputs[index];
    if (value === undefined) throw this.unsupported(`it has no input ${index}`);
    return value;
  }
}

/** Writes the ONNX nodes for one TensorFlow node. */
export type Mapping = (c: NodeConversion) => void;

function keyOf(value: TfValue): string {
  return `${value.node}:${value.index}`;
}
