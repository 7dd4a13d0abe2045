/** Milliseconds until the next try: doubled each time, and any share of it, so that workers do not all come at once. */
export function backOffMs(
  failures: number,
  firstMs: number,
  mostMs: number,
  random: () => number = Math.random,
): number {
  const most = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(firstMs / 2, most * random());
}
