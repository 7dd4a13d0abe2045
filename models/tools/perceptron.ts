import type { TalkNet } from '../../agent/sensing/microphone/talk-classifier.ts';
import type { FeatureRows } from '../../agent/sensing/microphone/talk-features.ts';

export const CLASSES = 4;
/** Standardised features are clipped here, so that an unheard-of room cannot run away with the answer. */
export const CLIP = 5;

const BATCH = 64;
const LEARNING_RATE = 3e-3;
const WEIGHT_DECAY = 1e-4;

/** A net of one hidden layer: softmax(W2 · relu(W1 · standardise(x) + b1) + b2). Matrices are row-major. */
export interface Perceptron {
  inputs: number;
  hidden: number;
  mean: Float32Array;
  deviation: Float32Array;
  /** hidden × inputs */
  w1: Float32Array;
  b1: Float32Array;
  /** CLASSES × hidden */
  w2: Float32Array;
  b2: Float32Array;
}

export interface TrainingSet {
  /** Examples × inputs. */
  rows: FeatureRows;
  /** Class of each example, 0..3. */
  labels: Uint8Array;
}

/** Fits a perceptron by Adam (Kingma & Ba 2015) on cross-entropy; the same set gives the same net. */
export function trainPerceptron({ rows, labels }: TrainingSet, hidden: number, epochs: number): Perceptron {
  const { width: inputs, length } = rows;
  const { mean, deviation } = columnStatistics(rows);
  const size = hidden * inputs + hidden + CLASSES * hidden + CLASSES;
  const weights = new Float32Array(size);
  const views = (all: Float32Array) => {
    const [b1, w2] = [hidden * inputs, hidden * inputs + hidden];
    const b2 = w2 + CLASSES * hidden;
    return { w1: all.subarray(0, b1), b1: all.subarray(b1, w2), w2: all.subarray(w2, b2), b2: all.subarray(b2) };
  };
  const net: Perceptron = { inputs, hidden, mean, deviation, ...views(weights) };
  const random = randomNumbers(1);
  for (let i = 0; i < net.w1.length; i++) net.w1[i] = (random() * 2 - 1) * Math.sqrt(3 / inputs);
  for (let i = 0; i < net.w2.length; i++) net.w2[i] = (random() * 2 - 1) * Math.sqrt(3 / hidden);

  const inputRows = standardised(net, rows);
  const gradient = new Float32Array(size);
  const slopes = views(gradient);
  const [momentum, variance] = [new Float32Array(size), new Float32Array(size)];
  const order = Uint32Array.from({ length }, (_, i) => i);
  const steps = epochs * Math.floor(length / BATCH);
  const [activation, output, back] = [new Float32Array(hidden), new Float32Array(CLASSES), new Float32Array(hidden)];
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    for (let start = 0; start + BATCH <= length; start += BATCH) {
      gradient.fill(0);
      for (const example of order.subarray(start, start + BATCH)) {
        const input = inputRows.subarray(example * inputs, (example + 1) * inputs);
        forward(net, input, activation, output);
        back.fill(0);
        for (let c = 0; c < CLASSES; c++) {
          const error = (output[c]! - (c === labels[example] ? 1 : 0)) / BATCH;
          slopes.b2[c]! += error;
          for (let j = 0; j < hidden; j++) {
            slopes.w2[c * hidden + j]! += error * activation[j]!;
            back[j]! += error * net.w2[c * hidden + j]!;
          }
        }
        for (let j = 0; j < hidden; j++) {
          if (activation[j]! <= 0) continue;
          slopes.b1[j]! += back[j]!;
          for (let i = 0; i < inputs; i++) slopes.w1[j * inputs + i]! += back[j]! * input[i]!;
        }
      }
      step++;
      const rate = LEARNING_RATE * (1 - step / steps) + 1e-5;
      for (let p = 0; p < size; p++) {
        const slope = gradient[p]! + WEIGHT_DECAY * weights[p]!;
        momentum[p] = 0.9 * momentum[p]! + 0.1 * slope;
        variance[p] = 0.999 * variance[p]! + 0.001 * slope * slope;
        const corrected = Math.sqrt(variance[p]! / (1 - 0.999 ** step)) + 1e-8;
        weights[p]! -= (rate * (momentum[p]! / (1 - 0.9 ** step))) / corrected;
      }
    }
  }
  return net;
}

/** A perceptron as the microphone uses it. */
export function perceptronNet(net: Perceptron): TalkNet {
  return async (rows) => {
    const inputRows = standardised(net, rows);
    const data = new Float32Array(rows.length * CLASSES);
    const activation = new Float32Array(net.hidden);
    for (let i = 0; i < rows.length; i++) {
      const input = inputRows.subarray(i * net.inputs, (i + 1) * net.inputs);
      forward(net, input, activation, data.subarray(i * CLASSES, (i + 1) * CLASSES));
    }
    return { data, length: rows.length, width: CLASSES };
  };
}

function forward(net: Perceptron, input: Float32Array, activation: Float32Array, output: Float32Array): void {
  for (let j = 0; j < net.hidden; j++) {
    let sum = net.b1[j]!;
    for (let i = 0; i < net.inputs; i++) sum += net.w1[j * net.inputs + i]! * input[i]!;
    activation[j] = Math.max(0, sum);
  }
  let total = 0;
  for (let c = 0; c < CLASSES; c++) {
    let sum = net.b2[c]!;
    for (let j = 0; j < net.hidden; j++) sum += net.w2[c * net.hidden + j]! * activation[j]!;
    output[c] = Math.exp(sum);
    total += output[c]!;
  }
  for (let c = 0; c < CLASSES; c++) output[c]! /= total;
}

function standardised({ mean, deviation }: Perceptron, { data, length, width }: FeatureRows): Float32Array {
  const out = new Float32Array(length * width);
  for (let i = 0; i < out.length; i++) {
    const column = i % width;
    out[i] = Math.max(-CLIP, Math.min(CLIP, (data[i]! - mean[column]!) / deviation[column]!));
  }
  return out;
}

function columnStatistics({ data, length, width }: FeatureRows): Pick<Perceptron, 'mean' | 'deviation'> {
  const [sums, squares] = [new Float64Array(width), new Float64Array(width)];
  for (let i = 0; i < data.length; i++) {
    sums[i % width]! += data[i]!;
    squares[i % width]! += data[i]! ** 2;
  }
  const mean = Float32Array.from(sums, (sum) => sum / length);
  const deviation = Float32Array.from(squares, (sum, i) => Math.sqrt(Math.max(0, sum / length - mean[i]! ** 2)) + 1e-4);
  return { mean, deviation };
}

function shuffle(order: Uint32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}

/** A linear congruential generator (Numerical Recipes): repeatable training needs no better. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
