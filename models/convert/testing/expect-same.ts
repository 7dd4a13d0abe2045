import { expect } from 'vitest';
import { computeBoth, type NodeCase } from './node-comparison.ts';
import type { Values } from './tfjs-reference.ts';

/** Expects equal shapes, and values that differ by at most `tolerance`. */
export function expectSameValues(actual: Values, expected: Values, tolerance = 1e-5): void {
  expect(actual.dims).toEqual(expected.dims);
  expect(largestDifference(actual, expected)).toBeLessThanOrEqual(tolerance);
}

export function largestDifference(actual: Values, expected: Values): number {
  let largest = 0;
  for (const [index, value] of actual.data.entries()) {
    largest = Math.max(largest, Math.abs(value - expected.data[index]!));
  }
  return largest;
}

/** Expects the converted node to compute what TF.js computes, and returns what that is. */
export async function expectSameAsTfjs(node: NodeCase): Promise<Values[]> {
  const { tfjs, onnx } = await computeBoth(node);
  expect(onnx.length).toBe(tfjs.length);
  onnx.forEach((values, index) => {
    expectSameValues(values, tfjs[index]!);
  });
  return onnx;
}
