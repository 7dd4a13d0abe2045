import { convertGraph, keepOutputs } from './graph-converter.ts';
import { readTfGraph } from './tf-graph.ts';

/**
 * Converts a TF.js graph model on disk to the bytes of an ONNX file.
 *
 * @param path the model's JSON file, its weight files beside it
 * @param target the name the ONNX graph gets, and the outputs it keeps
 * @throws SourceInvalid, UnsupportedOperation, MissingOutput
 */
export async function convertFile(
  path: string,
  target: { readonly name: string; readonly outputs: readonly string[] },
): Promise<Uint8Array> {
  return convertGraph(keepOutputs(await readTfGraph(path), target.outputs), target.name);
}
