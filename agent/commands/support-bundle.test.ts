import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const NOBODY = 65_534;
const CLI = join(import.meta.dirname, '../cli.ts');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-support-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is made where no agent runs, and the database is none', () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/lectern.db'), 'nonsense'.repeat(1000));
  const config = join(folder, 'lectern.yaml');
  writeFileSync(config, 'version: 1\nroom: { password: hunter2 }\n');
  const out = join(folder, 'support.tar.gz');
  const args = [CLI, 'support-bundle', '--config', config, '--data', join(folder, 'data'), '--out', out];
  const journal =
    'for i in $(seq 60000); do echo "{\\"level\\":30,\\"msg\\":\\"entry $((60001 - i)) of a busy hour\\"}"; done';
  writeFileSync(join(folder, 'journalctl'), `#!/bin/bash\n[[ " $* " == *" --reverse "* ]] || exit 1\n${journal}\n`, {
    mode: 0o755,
  });
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  expect([status, stdout], stderr).toEqual([0, expect.stringContaining(out)]);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  execFileSync('tar', ['-xzf', out, '-C', folder]);
  const inside = join(folder, 'lectern-support');
  expect(readFileSync(join(inside, 'log.ndjson'), 'utf8').trimEnd().split('\n').at(-1)).toContain('entry 60000 of');
  const checks = JSON.parse(readFileSync(join(inside, 'checks.json'), 'utf8')) as { id: string; state: string }[];
  expect(checks).toContainEqual(expect.objectContaining({ id: 'database', state: 'fail' }));
  expect(checks).toContainEqual(expect.objectContaining({ id: 'configuration', state: 'fail' }));
  expect(readFileSync(join(inside, 'configuration.yaml'), 'utf8')).not.toContain('hunter2');
  const again = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  expect(again).toMatchObject({ status: 2, stderr: expect.stringContaining('is there already') });
}, 90_000);

it.skipIf(process.geteuid?.() !== 0)(
  '[needs root] starts no program as root once it looks at what is the agent’s',
  () => {
    const data = join(folder, 'data');
    mkdirSync(data);
    chmodSync(folder, 0o755);
    chownSync(data, NOBODY, NOBODY);
    const seen = join(folder, 'seen');
    writeFileSync(seen, '', { mode: 0o666 });
    chmodSync(seen, 0o666);
    // A program that becomes root again where it can.
    writeFileSync(join(folder, 'ffmpeg'), `#!/bin/sh\ngrep '^Uid' /proc/self/status >> ${seen}\n`, { mode: 0o755 });
    const out = join(folder, 'support.tar.gz');
    const args = [CLI, 'support-bundle', '--config', join(folder, 'none.yaml'), '--data', data, '--out', out];
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    expect(spawnSync(process.execPath, args, { env })).toMatchObject({ status: 0 });
    const uids = readFileSync(seen, 'utf8').trim().split(/\s+/);
    expect(uids.length).toBeGreaterThan(4);
    expect(uids.filter((each) => each === '0')).toEqual([]);
    expect(statSync(out).uid).toBe(0);
  },
  90_000,
);
