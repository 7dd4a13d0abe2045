import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enrolmentFileOnStick, enrolmentFileText, machineNames } from './enrolment-sticks.ts';

it('finds the file on a mounted stick, also on one whose name has blanks, and nowhere else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sticks-'));
  // Mounting is not for tests: a folder stands for the stick.
  const stick = mkdtempSync(join(tmpdir(), 'my stick '));
  const found = (file: string) => enrolmentFileOnStick(file, /\/my stick /);
  try {
    const mounts = join(folder, 'mounts');
    const line = (place: string) => `/dev/sda1 ${place.replaceAll(' ', '\\040')} vfat rw 0 0\n`;
    writeFileSync(join(folder, 'lectern-enrolment.yaml'), 'x');
    writeFileSync(mounts, `proc /proc proc rw 0 0\n${line(folder)}${line(stick)}`);
    expect(found(mounts)).toBeUndefined();
    const file = join(stick, 'lectern-enrolment.yaml');
    mkdirSync(file);
    expect(found(mounts)).toBeUndefined();
    rmSync(file, { recursive: true });
    writeFileSync(file, 'version: 1');
    expect(found(mounts)).toBe(file);
    expect(enrolmentFileText(file)).toBe('version: 1');
    writeFileSync(file, 'x'.repeat(3 * 2 ** 20));
    expect(() => enrolmentFileText(file)).toThrow(expect.objectContaining({ code: 'ENROL_FILE' }));
    expect(found(join(folder, 'none'))).toBeUndefined();
  } finally {
    rmSync(stick, { recursive: true });
    rmSync(folder, { recursive: true });
  }
});

it('goes on to the next stick where one cannot be looked into', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sticks-'));
  try {
    // As a folder of another user, and for root too: a loop of links.
    const broken = join(folder, 'broken');
    symlinkSync(broken, broken);
    const mounts = join(folder, 'mounts');
    writeFileSync(mounts, `/dev/sda1 ${broken} vfat rw 0 0\n/dev/sdb1 ${folder} vfat rw 0 0\n`);
    expect(enrolmentFileOnStick(mounts, /sticks-/)).toBeUndefined();
    writeFileSync(join(folder, 'lectern-enrolment.yaml'), 'version: 1');
    expect(enrolmentFileOnStick(mounts, /sticks-/)).toBe(join(folder, 'lectern-enrolment.yaml'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.skipIf(process.geteuid?.() !== 0)('[needs root] says that a file may not be read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sticks-'));
  const file = join(folder, 'lectern-enrolment.yaml');
  writeFileSync(file, 'version: 1', { mode: 0o600 });
  chmodSync(folder, 0o755);
  process.seteuid?.(65_534);
  try {
    expect(() => enrolmentFileText(file)).toThrow(expect.objectContaining({ code: 'ENROL_FILE' }));
  } finally {
    process.seteuid?.(0);
    rmSync(folder, { recursive: true });
  }
});

it('gives what the machine calls itself, without what is on every machine', () => {
  for (const name of machineNames()) expect(name).not.toMatch(/^[0:]*$/);
});
