import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { asOwnerOf, makeOwnedFolder } from './as-owner.ts';

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

it.skipIf(process.geteuid?.() !== 0)('[needs root] acts as the owner for a while', async () => {
  chownSync(folder, NOBODY, NOBODY);
  const [inside, after] = ['inside', 'after'].map((name) => join(folder, name)) as [string, string];
  await asOwnerOf(folder, async () => await writeFile(inside, ''));
  writeFileSync(after, '');
  expect([inside, after].map((file) => statSync(file).uid)).toEqual([NOBODY, 0]);
  await expect(asOwnerOf(folder, () => Promise.reject(new Error('it failed')))).rejects.toThrow('it failed');
  expect(process.geteuid?.()).toBe(0);
});

it.skipIf(process.geteuid?.() !== 0)('[needs root] makes a data folder that is not root’s', () => {
  const isServiceUserHere = /^lectern:/m.test(readFileSync('/etc/passwd', 'utf8'));
  const make = () => makeOwnedFolder(join(folder, 'data'));
  if (isServiceUserHere) {
    make();
    expect(statSync(join(folder, 'data')).uid).not.toBe(0);
  } else expect(make).toThrow('sudo install -d -m 0750 -o lectern');
  const homes = join(folder, 'home');
  mkdirSync(join(homes, 'school'), { recursive: true });
  chownSync(homes, NOBODY, NOBODY);
  makeOwnedFolder(join(homes, 'school/data'));
  expect(statSync(join(homes, 'school/data')).uid).toBe(NOBODY);
});

it('stays who it is in its own folder', () => {
  expect(written(folder).owner).toBe(process.geteuid?.());
});
