import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { freePort } from './fixtures/free-port.ts';
import { descendants } from './fixtures/process-tree.ts';

const CLI = join(import.meta.dirname, '../agent/cli.ts');
const LISTENS = '0A';

/** Sockets that a process and its children listen on: protocol, address as the kernel writes it. */
function listening(pid: number): string[] {
  const inodes = new Set(
    [pid, ...descendants(pid).map((child) => child.pid)].flatMap((each) => {
      try {
        return readdirSync(`/proc/${each}/fd`).flatMap((fd) => {
          try {
            return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${each}/fd/${fd}`))?.[1] ?? [];
          } catch {
            return [];
          }
        });
      } catch {
        return [];
      }
    }),
  );
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((protocol) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      // UDP has no listeners: every socket there hears whoever sends to it.
      .filter(
        ([, , , state, , , , , , inode]) =>
          inode && inodes.has(inode) && (protocol.startsWith('udp') || state === LISTENS),
      )
      .map(([, address]) => `${protocol} ${address}`),
  );
}

it('an agent as it is installed listens to its own machine alone, on one port', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-listening-'));
  const port = await freePort();
  const config = join(folder, 'lectern.yaml');
  writeFileSync(
    config,
    `version: 1\nroom: { region: "310104", school: "2131000000", room: r301 }\nsources: { microphone: "pulse:nothing" }\nstore: { folder: data }\nscreen: { port: ${port} }\nlesson: { begins: hand }\n`,
  );
  const agent = spawn(process.execPath, [CLI, 'run', '--config', config], { stdio: 'ignore' });
  try {
    await vi.waitFor(async () => expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200), {
      timeout: 60_000,
    });
    const hex = port.toString(16).toUpperCase().padStart(4, '0');
    expect(listening(agent.pid!)).toEqual([`tcp 0100007F:${hex}`]);
  } finally {
    agent.kill('SIGTERM');
    await once(agent, 'exit');
    rmSync(folder, { recursive: true });
  }
});
