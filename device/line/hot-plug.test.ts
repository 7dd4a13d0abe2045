import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'lectern-hot-plug-'));
const monitor = join(folder, 'monitor');
const pidFile = join(folder, 'pid');
// As udevadm does it: it says something, and stays.
writeFileSync(monitor, `#!/bin/sh\necho $$ > ${pidFile}\necho monitoring\nexec /bin/sleep 600\n`, { mode: 0o755 });
afterAll(() => rmSync(folder, { recursive: true }));

const PATIENCE = { timeout: 10_000, interval: 20 };
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    // One that ended, and that nobody has looked after yet, is gone.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** A process that listens to a monitor. @returns the monitor's number, when it runs */
async function listening(path: string) {
  rmSync(pidFile, { force: true });
  const text = `
    import { HotPlug } from ${JSON.stringify(join(import.meta.dirname, 'hot-plug.ts'))};
    const stopping = new AbortController();
    process.on('SIGTERM', () => stopping.abort());
    new HotPlug({ folders: [], monitor: { command: ${JSON.stringify(monitor)}, args: [] } }).start(stopping.signal);`;
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', text], {
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await vi.waitFor(() => expect(existsSync(pidFile) && readFileSync(pidFile, 'utf8')).toMatch(/^\d+\n$/), PATIENCE);
  return { owner, pid: Number(readFileSync(pidFile, 'utf8')) };
}

describe('the monitor of what is plugged in', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)('ends with its process on %s', async (how) => {
    const { owner, pid } = await listening(process.env.PATH!);
    expect(isAlive(pid)).toBe(true);
    owner.kill(how);
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENCE);
  });

  it('runs also where there is no setpriv', async () => {
    const { owner, pid } = await listening(folder);
    expect(isAlive(pid)).toBe(true);
    owner.kill('SIGTERM');
    await vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENCE);
  });
});
