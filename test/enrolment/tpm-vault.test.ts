import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDeviceKey, plainVault } from '../../provisioning/enrolment/device-key.ts';
import { TpmVault } from '../../provisioning/enrolment/tpm-vault.ts';
import { answers, freePort } from '../fixtures/free-port.ts';

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
  const port = await freePair();
  const server = `type=tcp,port=${port},bindaddr=127.0.0.1`;
  const control = `type=tcp,port=${port + 1},bindaddr=127.0.0.1`;
  // Written once it listens; a connection to look would be its first client.
  const pid = join(state, 'pid');
  const flags = [
    '--tpm2',
    '--tpmstate',
    `dir=${state}`,
    '--flags',
    'not-need-init,startup-clear',
    '--pid',
    `file=${pid}`,
  ];
  const child = spawn('swtpm', ['socket', ...flags, '--server', server, '--ctrl', control], { stdio: 'ignore' });
  tpms.push(child);
  while (!existsSync(pid)) {
    if (child.exitCode !== null) throw new Error(`swtpm ended with code ${child.exitCode}`);
    await delay(20);
  }
  return `swtpm:host=127.0.0.1,port=${port}`;
}

/** A port that is free together with the one after it, which tpm2-tools take for control. */
async function freePair(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (!(await answers(port + 1))) return port;
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
