import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asOwnerOf, giveToOwnerOf } from './as-owner.ts';

const NOBODY = 65_534;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-owner-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes a file in a child process that has become the owner of `of`. */
function written(of: string) {
  const code = `
    const { becomeOwnerOf } = await import(${JSON.stringify(join(import.meta.dirname, 'as-owner.ts'))});
    const { writeFileSync } = await import('node:fs');
    becomeOwnerOf(${JSON.stringify(of)});
    writeFileSync(${JSON.stringify(join(folder, 'file'))}, '');
    let back = 'refused';
    try { process.setuid(0); back = String(process.geteuid()); } catch {}
    console.log(process.geteuid(), process.getgroups().join(), back);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' });
  return { said: stdout.trim() || stderr, owner: statSync(join(folder, 'file'), { throwIfNoEntry: false })?.uid };
}

it.skipIf(process.geteuid?.() !== 0)('[needs root] becomes the owner of the data, and cannot go back', () => {
  chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, 0o700);
  expect(written(folder)).toEqual({ said: `${NOBODY} ${NOBODY} refused`, owner: NOBODY });
});

it.skipIf(process.geteuid?.() !== 0)('[needs root] goes by the folder above one that is not there yet', () => {
  chownSync(folder, NOBODY, NOBODY);
  expect(written(join(folder, 'data/models')).owner).toBe(NOBODY);
});

it.skipIf(process.geteuid?.() !== 0)(
  '[needs root] acts as the owner for a while, and gives away what root wrote',
  async () => {
    chownSync(folder, NOBODY, NOBODY);
    const [inside, after, given] = ['inside', 'after', 'given'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await asOwnerOf(folder, async () => await writeFile(inside, ''));
    writeFileSync(after, '');
    writeFileSync(given, '');
    giveToOwnerOf(folder, [given]);
    expect([inside, after, given].map((file) => statSync(file).uid)).toEqual([NOBODY, 0, NOBODY]);
    await expect(asOwnerOf(folder, () => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
    expect(process.geteuid?.()).toBe(0);
  },
);

it('stays who it is in its own folder', () => {
  expect(written(folder).owner).toBe(process.geteuid?.());
});
