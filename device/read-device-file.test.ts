import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadRegisterMaps } from './environment/maps/read-register-maps.ts';
import { loadCommandSets } from './panel/commands/read-command-sets.ts';
import { readDeviceFile } from './read-device-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-device-file-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

it('what is no file of some lines is not read, and is said', () => {
  execFileSync('mkfifo', [at('pipe')]);
  writeFileSync(at('disk'), '');
  // Larger than any memory; it takes no room.
  truncateSync(at('disk'), 2 ** 40);
  for (const [file, reason] of [
    [at('pipe'), 'is no file'],
    [folder, 'is no file'],
    ['/dev/zero', 'is no file'],
    [at('disk'), 'is larger than 256 kB'],
    [at('none'), 'cannot be read (ENOENT)'],
  ] as const) {
    expect(() => loadRegisterMaps(file)).toThrow(`${file}: ${reason}`);
    expect(() => loadCommandSets(file)).toThrow(`${file}: ${reason}`);
  }
});

it('a file is read', () => {
  writeFileSync(at('file'), 'version: 1\n');
  expect(readDeviceFile(at('file'), 'maps')).toBe('version: 1\n');
});
