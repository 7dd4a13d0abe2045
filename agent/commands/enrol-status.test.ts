import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cliPath } from '../../test/cli.ts';

const NOBODY = 65_534;

it.skipIf(process.geteuid?.() !== 0)(
  '[needs root] tells an identity that may not be read from one that is not there',
  () => {
    const data = mkdtempSync(join(tmpdir(), 'lectern-status-'));
    try {
      chmodSync(data, 0o755);
      const args = [cliPath, 'enrol', 'status', '--data', data, '--config', join(data, 'none.yaml')];
      const status = () => spawnSync(process.execPath, args, { uid: NOBODY, gid: NOBODY, cwd: '/', encoding: 'utf8' });
      expect(status()).toMatchObject({ status: 1, stdout: expect.stringContaining('no certificate') });
      mkdirSync(join(data, 'identity'), { mode: 0o700 });
      expect(status()).toMatchObject({ stdout: '', stderr: expect.stringContaining('run it with sudo') });
    } finally {
      rmSync(data, { recursive: true });
    }
  },
);
