import type { OnnxGraph } from './onnx-graph.ts';

/** NHWC axes in NCHW order, and back: `[x[0], x[3], x[1], x[2]]`. */
export const TO_CHANNELS_FIRST = [0, 3, 1, 2] as const;
export const TO_CHANNELS_LAST = [0, 2, 3, 1] as const;

/** A border of zeros around a picture, in pixels, in the order of ONNX's `pads` of a convolution. */
export interface ZeroBorder {
  readonly inside: PictureValue;
  readonly topLeftBottomRight: readonly [number, number, number, number];
}

/**
 * The ONNX names of one TensorFlow value, in the two layouts it may be wanted in.
 *
 * TensorFlow pictures are NHWC, ONNX convolutions take NCHW. A value is kept in the layout its producer gives, and is
 * transposed, once, only when somebody asks for the other: between two convolutions no Transpose is ever written.
 */
export class PictureValue {
  readonly #graph: OnnxGraph;
  #channelsLast: string | undefined;
  #channelsFirst: string | (() => string) | undefined;
  /** Set if the value is another one with zeros around it; a convolution can add those by itself. */
  readonly border: ZeroBorder | undefined;

  private constructor(
    graph: OnnxGraph,
    names: { readonly channelsLast?: string; readonly channelsFirst?: string | (() => string) },
    border?: ZeroBorder,
  ) {
    this.#graph = graph;
    this.#channelsLast = names.channelsLast;
    this.#channelsFirst = names.channelsFirst;
    this.border = border;
  }

  /** A value laid out as TensorFlow has it; of any rank. */
  static asInTensorFlow(graph: OnnxGraph, name: string): PictureValue {
    return new PictureValue(graph, { channelsLast: name });
  }

  /** A picture, NHWC in TensorFlow, that an ONNX node has produced as NCHW. */
  static channelsFirst(graph: OnnxGraph, name: string): PictureValue {
    return new PictureValue(graph, { channelsFirst: name });
  }

  /**
   * A picture with zeros around it, which become a node of their own only if somebody wants the result.
   *
   * @param pad adds that node and returns the NCHW name
   */
  static bordered(graph: OnnxGraph, border: ZeroBorder, pad: () => string): PictureValue {
    return new PictureValue(graph, { channelsFirst: pad }, border);
  }

  get isChannelsFirst(): boolean {
    return this.#channelsFirst !== undefined;
  }

  /** The name in TensorFlow's layout. */
  asInTensorFlow(): string {
    this.#channelsLast ??= this.#graph.node('Transpose', [this.channelsFirst()], { perm: TO_CHANNELS_LAST });
    return this.#channelsLast;
  }

  /** The name in NCHW; only for values of rank 4. */
  channelsFirst(): string {
    if (typeof this.#channelsFirst === 'function') this.#channelsFirst = this.#channelsFirst();
    this.#channelsFirst ??= this.#graph.node('Transpose', [this.#channelsLast!], { perm: TO_CHANNELS_FIRST });
    return this.#channelsFirst;
  }
}
