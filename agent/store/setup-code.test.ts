import { chownSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SetupCode } from './setup-code.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-code-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is there from when it is made until it is used, another one each time', () => {
  const code = new SetupCode(folder);
  expect(code.current).toBeUndefined();
  const first = code.renew();
  expect([code.current, first]).toEqual([first, expect.stringMatching(/^[A-HJ-KM-NP-TV-Z2-9]{4}-[A-Z2-9]{4}$/)]);
  expect(code.renew()).not.toBe(first);
  code.forget();
  expect(code.current).toBeUndefined();
});

it('belongs to the agent, also when root makes it', ({ skip }) => {
  if (process.getuid?.() !== 0) skip('only root can make it for somebody else');
  chownSync(folder, 12345, 12346);
  new SetupCode(folder).renew();
  const { uid, gid, mode } = statSync(join(folder, 'setup-code'));
  expect([uid, gid, mode & 0o777]).toEqual([12345, 12346, 0o600]);
});
