import { cpus } from 'node:os';

/** Share of all cores that was busy since it was last asked, 0 to 1; null where the machine does not tell. */
export class CpuShare {
  readonly #read: () => { busyMs: number; allMs: number };
  #before: { busyMs: number; allMs: number };

  constructor(read = times) {
    this.#read = read;
    this.#before = read();
  }

  take(): number | null {
    const now = this.#read();
    const before = this.#before;
    this.#before = now;
    const allMs = now.allMs - before.allMs;
    // Cores that are switched off take their times with them.
    return allMs > 0 ? Math.min(1, Math.max(0, (now.busyMs - before.busyMs) / allMs)) : null;
  }
}

function times(): { busyMs: number; allMs: number } {
  const all = cpus().map(({ times: { user, nice, sys, irq, idle } }) => ({ busy: user + nice + sys + irq, idle }));
  const busyMs = all.reduce((sum, { busy }) => sum + busy, 0);
  return { busyMs, allMs: busyMs + all.reduce((sum, { idle }) => sum + idle, 0) };
}
