import { readFileSync } from 'node:fs';
import { descendants } from '../fixtures/process-tree.ts';

/** Linux counts in hundredths of a second. */
const TICK_MS = 10;

/**
 * Processor time of a process and all that it has started, also what has ended, milliseconds: on a machine that others use
 * too it says more than the clock on the wall.
 */
export function cpuMs(pid: number): number {
  return [pid, ...descendants(pid).map((each) => each.pid)].reduce((sum, each) => sum + ownMs(each), 0);
}

function ownMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // utime, stime, and those of children that were waited for: fields 14 to 17 of proc(5).
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15);
    return fields.reduce((sum, ticks) => sum + Number(ticks) * TICK_MS, 0);
  } catch {
    // It has just ended, and its parent has its time.
    return 0;
  }
}
