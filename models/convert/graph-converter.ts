import { MissingOutput, UnsupportedOperation } from './errors.ts';
import { type Mapping, NodeConversion, ValueTable } from './node-conversion.ts';
import { type Dimension, OnnxGraph } from './onnx-graph.ts';
import { ELEMENT } from './onnx-schema.ts';
import { arithmetic, onnxElement } from './ops/arithmetic.ts';
import { convolutions } from './ops/convolution.ts';
import { pictureOperations } from './ops/picture.ts';
import { selection } from './ops/selection.ts';
import { shaping } from './ops/shape.ts';
import type { TfGraph, TfNode, TfOutput } from './tf-graph.ts';
import { inOrderOfUse } from './topological-order.ts';

/**
 * Inputs keep their TensorFlow type, because that is what callers fill; inside the graph integers are int64.
 * A free dimension keeps its place as a name: N, H, W, C of a picture.
 */
const placeholder: Mapping = (c) => {
  const type = c.attributes.type('dtype');
  const dims = namedDimensions(c.attributes.shape('shape'));
  if (type === 'DT_FLOAT') {
    c.graph.addInput(c.node.name, 'float32', dims);
    return c.defineAsName(c.node.name);
  }
  if (type !== 'DT_INT32') throw c.unsupported(`an input of type ${type}`);
  c.graph.addInput(c.node.name, 'int32', dims);
  return c.defineAsName(c.graph.node('Cast', [c.node.name], { to: ELEMENT.int64 }));
};

const MAPPINGS: ReadonlyMap<string, Mapping> = new Map(
  Object.entries<Mapping>({
    Placeholder: placeholder,
    Identity: (c) => c.defineAs(c.input(0)),
    ...arithmetic,
    ...convolutions,
    ...pictureOperations,
    ...shaping,
    ...selection,
  }),
);

/**
 * Converts a TF.js graph model to an ONNX model (IR version 8, opset 17). The same graph always gives the same bytes.
 *
 * Inputs and outputs keep their names and their NHWC layout; an integer output is int64.
 *
 * @throws UnsupportedOperation naming the operation and the node that cannot be mapped
 */
export function convertGraph(tf: TfGraph, graphName: string): Uint8Array {
  const graph = new OnnxGraph();
  const values = new ValueTable(graph, tf);
  for (const node of inOrderOfUse(tf)) convertNode(node, values);
  for (const output of tf.outputs) addOutput(graph, values, output);
  return graph.serialize(graphName);
}

/**
 * The graph cut down to some of its outputs, so that what only the others need is not computed.
 *
 * @throws MissingOutput if the graph has no output of one of the names
 */
export function keepOutputs(tf: TfGraph, names: readonly string[]): TfGraph {
  const outputs = names.map((name) => {
    const output = tf.outputs.find((candidate) => outputName(candidate) === name);
    if (output === undefined) throw new MissingOutput(name, tf.outputs.map(outputName));
    return output;
  });
  return { ...tf, outputs };
}

function outputName({ value: { node, index } }: TfOutput): string {
  return index === 0 ? node : `${node}:${index}`;
}

function convertNode(node: TfNode, values: ValueTable): void {
  const mapping = MAPPINGS.get(node.op);
  if (mapping === undefined) throw new UnsupportedOperation(node.op, node.name, 'there is no ONNX mapping for it');
  mapping(new NodeConversion(node, values));
}

function addOutput(graph: OnnxGraph, values: ValueTable, output: TfOutput): void {
  const name = outputName(output);
  const type = onnxElement(output.type);
  if (type === undefined) throw new UnsupportedOperation('output', name, `the type ${output.type}`);
  const inner = values.get(output.value).asInTensorFlow();
  // TensorFlow ends a graph with Identity nodes, which are passed through above; the name is given back here.
  if (inner !== name) graph.node('Identity', [inner], {}, name);
  graph.addOutput(name, type, namedDimensions(output.dims));
}

function namedDimensions(dims: readonly number[]): Dimension[] {
  return dims.map((size, axis) => (size >= 0 ? size : ('NHWC'[axis] ?? `axis${axis}`)));
}
