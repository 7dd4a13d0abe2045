import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

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
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout], stderr).toEqual([0, expect.stringContaining(out)]);
  expect(statSync(out).mode & 0o777).toBe(0o600);
  execFileSync('tar', ['-xzf', out, '-C', folder]);
  const inside = join(folder, 'lectern-support');
  expect(readdirSync(inside)).toContain('log.ndjson');
  const checks = JSON.parse(readFileSync(join(inside, 'checks.json'), 'utf8')) as { id: string; state: string }[];
  expect(checks).toContainEqual(expect.objectContaining({ id: 'database', state: 'fail' }));
  expect(checks).toContainEqual(expect.objectContaining({ id: 'configuration', state: 'fail' }));
  expect(readFileSync(join(inside, 'configuration.yaml'), 'utf8')).not.toContain('hunter2');
}, 90_000);
