import { z } from 'zod';

/** A fitted logistic regression: probability = 1 / (1 + exp(-(bias + weights · features))). */
export const logisticSchema = z.strictObject({ weights: z.array(z.number()), bias: z.number() });
export type Logistic = z.infer<typeof logisticSchema>;

export function probability({ weights, bias }: Logistic, features: readonly number[]): number {
  const sum = weights.reduce((total, weight, i) => total + weight * features[i]!, bias);
  return 1 / (1 + Math.exp(-sum));
}
