import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { demoFolder } from './demo-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-demo-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('is within a clone, and with the user where the program is installed', () => {
  expect(demoFolder(folder, {})).toBe(join(homedir(), '.local/state/lectern/demo'));
  expect(demoFolder(folder, { XDG_STATE_HOME: '/srv/state' })).toBe('/srv/state/lectern/demo');
  // The specification: a relative path is passed over.
  expect(demoFolder(folder, { XDG_STATE_HOME: 'state' })).toBe(join(homedir(), '.local/state/lectern/demo'));
  mkdirSync(join(folder, '.git'));
  expect(demoFolder(folder, {})).toBe(join(folder, '.lectern/demo'));
});
