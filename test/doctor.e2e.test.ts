import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { lectern } from './cli.ts';
import { freePort } from './fixtures/mosquitto-broker.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-checklist-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('lectern doctor', () => {
  it('has nothing to do on this machine, as one JSON document', async () => {
    const args = ['--data', folder, '--port', String(await freePort()), '--json'];
    const { code, stdout } = await lectern('doctor', ...args).finished();
    const { checks } = JSON.parse(stdout) as { checks: Record<string, unknown>[] };
    expect(checks.filter(({ state }) => state === 'fail')).toEqual([]);
    expect(code).toBe(0);
    expect(checks.map(({ id }) => id)).toEqual([
      'node',
      'ffmpeg',
      'ffprobe',
      'hardware-decoders',
      'models',
      'data-folder',
      'clock',
      'time-zone',
      'agent',
    ]);
  });

  it('says what to do, and ends with 1', async () => {
    const { code, stdout } = await lectern(
      'doctor',
      '--data',
      join(folder, 'none'),
      '--port',
      String(await freePort()),
    ).finished();
    expect(code).toBe(1);
    expect(stdout).toMatch(/\[待办 to do\] 数据目录.*no such folder\n +→ .*\n +→ make it: sudo install -d/);
    expect(stdout).toMatch(/\[完成 done\] {2}Node/);
    expect(stdout).toMatch(/待办 to do 1\n$/);
  });
});
