import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { z } from 'zod';

/** What a run was made on, and what else kept it busy. */
export const machineSchema = z.strictObject({
  processor: z.string(),
  cores: z.number().int(),
  memoryGiB: z.number().int(),
  kernel: z.string(),
  node: z.string(),
  ffmpeg: z.string(),
  /** Of the last minute, before the run. */
  load: z.number(),
  day: z.string(),
});
export type Machine = z.infer<typeof machineSchema>;

export function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    ffmpeg: /ffmpeg version (\S+)/.exec(execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }))?.[1] ?? 'unknown',
    load: Math.round(loadavg()[0]! * 100) / 100,
    day: new Date().toISOString().slice(0, 10),
  };
}
