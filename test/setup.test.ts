import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesDigest, readStamp, writeStamp } from '../provisioning/setup/stamp.mjs';
import { repository } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-setup-'));
const setup = join(repository, 'provisioning/setup/setup.mjs');

/** Runs set-up with only these programs to be found. */
function setUp(goal: string, programs: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const bin = mkdtempSync(join(folder, 'bin-'));
  for (const program of programs) symlinkSync('/bin/true', join(bin, program));
  return spawnSync(process.execPath, [setup, goal], { env: { PATH: bin }, encoding: 'utf8' });
}

beforeAll(() => mkdirSync(join(folder, 'tree')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('set-up', () => {
  it('says and does nothing when everything is in place', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [setup, 'demo'], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('names what is missing where there is no apt', () => {
    const { status, stderr } = setUp('demo', []);
    expect(status).toBe(1);
    expect(stderr).toBe(
      "set-up: these programs are missing: ffmpeg, socat; install them with this system's package manager\n",
    );
  });

  it('tells what root must run where there is no sudo', ({ skip }) => {
    if (process.getuid?.() === 0) skip('root needs no sudo');
    const { status, stderr } = setUp('demo', ['apt-get']);
    expect(status).toBe(1);
    expect(stderr).toContain('as root, run: apt-get install ffmpeg socat');
  });

  it('tells what to run by hand when apt fails', () => {
    const bin = mkdtempSync(join(folder, 'bin-'));
    for (const program of ['apt-get', 'env', 'sudo']) symlinkSync('/bin/false', join(bin, program));
    const { status, stderr } = spawnSync(process.execPath, [setup, 'demo'], { env: { PATH: bin }, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('run this yourself and try again: sudo apt-get install ffmpeg socat');
  });

  it('looks for PostgreSQL’s server where Debian has it, not on the PATH', () => {
    const { status, stderr } = setUp('test', []);
    expect(status).toBe(1);
    expect(stderr).toContain('chromium');
    // It is installed where these tests run.
    expect(stderr).not.toContain('postgresql');
  });

  it('refuses a goal it does not know', () => {
    const { status, stderr } = setUp('everything', []);
    expect(status).toBe(2);
    expect(stderr).toContain('usage:');
  });
});

describe('stamps', () => {
  it('change with a name, a content, and not with what is passed over', () => {
    const tree = join(folder, 'tree');
    cpSync(join(repository, 'provisioning/setup'), tree, { recursive: true });
    const before = filesDigest([tree]);
    writeStamp(join(tree, 'made/.stamp'), 'x');
    expect(filesDigest([tree])).not.toBe(before);
    expect(filesDigest([tree], /^made$/)).toBe(before);
    expect(readStamp(join(tree, 'made/.stamp'))).toBe('x');
    expect(readStamp(join(tree, 'nowhere'))).toBeUndefined();
  });
});
