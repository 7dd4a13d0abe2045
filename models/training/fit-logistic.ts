import type { Logistic } from '../../agent/sensing/camera/logistic.ts';

const STEPS = 400;
const RATE = 1.5;
const RIDGE = 1e-3;

export interface Example {
  features: number[];
  label: boolean;
}

/** Logistic regression by gradient descent on standardised features; the same examples give the same weights. */
export function fitLogistic(examples: readonly Example[]): Logistic {
  const width = examples[0]!.features.length;
  const columns = Array.from({ length: width }, (_, i) => examples.map(({ features }) => features[i]!));
  const means = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / column.length);
  const deviations = columns.map((column, i) =>
    Math.sqrt(column.reduce((sum, value) => sum + (value - means[i]!) ** 2, 0) / column.length + 1e-9),
  );
  const rows = examples.map(({ features }) => features.map((value, i) => (value - means[i]!) / deviations[i]!));
  const weights = new Array<number>(width).fill(0);
  let bias = 0;
  for (let step = 0; step < STEPS; step++) {
    const gradient = new Array<number>(width).fill(0);
    let biasGradient = 0;
    for (const [k, row] of rows.entries()) {
      const sum = row.reduce((total, value, i) => total + weights[i]! * value, bias);
      const error = 1 / (1 + Math.exp(-sum)) - (examples[k]!.label ? 1 : 0);
      for (let i = 0; i < width; i++) gradient[i]! += error * row[i]!;
      biasGradient += error;
    }
    for (let i = 0; i < width; i++) weights[i]! -= RATE * (gradient[i]! / rows.length + RIDGE * weights[i]!);
    bias -= (RATE * biasGradient) / rows.length;
  }
  const raw = weights.map((weight, i) => weight / deviations[i]!);
  const rounded = raw.map((weight) => Number(weight.toFixed(4)));
  return { weights: rounded, bias: Number((bias - raw.reduce((sum, w, i) => sum + w * means[i]!, 0)).toFixed(4)) };
}
