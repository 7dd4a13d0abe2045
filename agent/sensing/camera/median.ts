/** The middle value (the upper one of an even count); NaN of none. The values stay in their order. */
export function median(values: Float32Array | readonly number[]): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
