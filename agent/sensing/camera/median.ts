/** The middle value (the upper one of an even count); NaN of none. The values stay in their order. */
export function median(values: Float32Array): number {
  const sorted = values.slice().sort();
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
