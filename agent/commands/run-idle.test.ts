import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliPath } from '../../test/cli.ts';

const NOBODY = 65_534;
const firstFreePort = Number(readFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8'));

it.skipIf(process.geteuid?.() !== 0 || firstFreePort < 2)(
  '[needs root and ports that are root’s alone] tries again where it may not have its port, and still ends when asked',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lectern-idle-'));
    chownSync(folder, NOBODY, NOBODY);
    const args = ['run', '--config', join(folder, 'none.yaml'), '--data', join(folder, 'data'), '--port', '1'];
    const agent = spawn(process.execPath, [cliPath, ...args], {
      ...{ uid: NOBODY, gid: NOBODY, cwd: '/' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(agent, 'exit');
    let told = '';
    agent.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
    try {
      await expect.poll(() => told, { timeout: 30_000 }).toContain('SCREEN_UNSERVED');
      expect(told).toMatch(/EACCES/);
      agent.kill('SIGTERM');
      expect(await ended).toEqual([0, null]);
    } finally {
      agent.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  },
  60_000,
);
