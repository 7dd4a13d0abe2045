import { readdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';

/** Main memory a process holds, bytes (VmRSS of /proc/PID/status). @throws when there is no such process */
export async function residentBytes(pid: number | 'self'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`process ${pid} has ended`);
  return Number(kibibytes) * 1024;
}

/** How many files and sockets this process has open. */
export async function openDescriptors(): Promise<number> {
  // The folder itself is open while it is read.
  return (await readdir('/proc/self/fd')).length - 1;
}

/** Space on the disk of a folder, bytes; `freeBytes` is what a user without privileges may still take. */
export async function diskSpace(folder: string): Promise<{ freeBytes: number; sizeBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
}

/** Sensors that are not connected say such things as -273 or 255 °C. */
const BELIEVABLE_CELSIUS = { least: -60, most: 200 };

/**
 * The machine's temperatures by zone, °C; empty where the machine does not tell any. Zones of the same name are numbered.
 * @param folder `/sys/class/thermal`; tests have their own
 */
export async function temperatures(folder: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const entries = (await readdir(folder).catch(() => [])).filter((entry) => /^thermal_zone\d+$/.test(entry));
  for (const entry of entries.sort((a, b) => Number(a.slice(12)) - Number(b.slice(12)))) {
    try {
      const name = (await readFile(join(folder, entry, 'type'), 'utf8')).trim();
      const celsius = Number(await readFile(join(folder, entry, 'temp'), 'utf8')) / 1000;
      if (!(celsius > BELIEVABLE_CELSIUS.least && celsius < BELIEVABLE_CELSIUS.most)) continue;
      let zone = name;
      for (let number = 2; found.has(zone); number++) zone = `${name}_${number}`;
      found.set(zone, celsius);
    } catch {
      // Some zones cannot be read while what they measure is asleep.
    }
  }
  return found;
}
