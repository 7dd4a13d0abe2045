import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

it('gives what the machine calls itself, without what is on every machine', () => {
  for (const name of machineNames()) expect(name).not.toMatch(/^[0:]*$/);
});
