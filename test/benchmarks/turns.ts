/** Milliseconds that some work takes. */
export async function msOf(work: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** Processor time of this thread that some work takes, milliseconds: others on the machine change it little. */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Each value over that of the same turn. */
export const ratios = (values: readonly number[], over: readonly number[]): number[] =>
  values.map((value, turn) => value / over[turn]!);

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
