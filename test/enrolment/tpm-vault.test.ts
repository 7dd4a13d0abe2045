import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDeviceKey, plainVault } from '../../provisioning/enrolment/device-key.ts';
import { TpmVault } from '../../provisioning/enrolment/tpm-vault.ts';
import { freePort } from '../fixtures/free-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'tpm-'));
const tpms: ChildProcess[] = [];
const canEmulate = ['swtpm', 'tpm2_unseal'].every((tool) => {
  try {
    return execFileSync(tool, ['--version'], { stdio: 'pipe' }).length > 0;
  } catch {
    return false;
  }
});

/** Another machine's TPM, as swtpm emulates it. @returns how tpm2-tools reach it */
async function newTpm(name: string): Promise<string> {
  const state = join(folder, name);
  mkdirSync(state);
  for (;;) {
    // tpm2-tools take the port after it for control; where that is not free swtpm ends, and another pair is tried.
    const port = await freePort();
    const [server, control] = [port, port + 1].map((one) => `type=tcp,port=${one},bindaddr=127.0.0.1`);
    // Written once it listens; a connection to look would be its first client.
    const pid = join(state, 'pid');
    const about = ['--tpmstate', `dir=${state}`, '--flags', 'not-need-init,startup-clear', '--pid', `file=${pid}`];
    const ports = ['--server', server!, '--ctrl', control!];
    const child = spawn('swtpm', ['socket', '--tpm2', ...about, ...ports], { stdio: 'ignore' });
    while (!existsSync(pid) && child.exitCode === null) await delay(20);
    if (child.exitCode !== null) continue;
    tpms.push(child);
    return `swtpm:host=127.0.0.1,port=${port}`;
  }
}

describe('a key that a TPM seals', { timeout: 60_000 }, () => {
  let own: string;
  let other: string;
  beforeAll(async () => {
    if (!canEmulate) return;
    own = await newTpm('own');
    other = await newTpm('other');
  });
  afterAll(async () => {
    for (const child of tpms) {
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    }
    rmSync(folder, { recursive: true });
  });

  it('is opened by the same TPM and by no other', (context) => {
    context.skip(!canEmulate, 'swtpm and tpm2-tools are not installed');
    const key = newDeviceKey();
    const sealed = new TpmVault(own).close(key);
    expect(sealed).not.toContain('PRIVATE KEY');
    expect(new TpmVault(own).open(sealed)).toBe(key);
    expect(() => new TpmVault(other).open(sealed)).toThrow(expect.objectContaining({ code: 'ENROL_KEY' }));
    expect(() => plainVault.open(sealed)).toThrow(expect.objectContaining({ code: 'ENROL_KEY' }));
    expect(readdirSync('/dev/shm').filter((name) => name.startsWith('lectern-key-'))).toEqual([]);
  });

  it('that was made without one is still opened', () => {
    const key = newDeviceKey();
    expect(new TpmVault('device:/nowhere').open(plainVault.close(key))).toBe(key);
  });
});
