import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEBIAN } from './control-files.ts';

const DATA = ['/var/lib/lectern/lectern.db', '/etc/lectern/lectern.yaml', '/etc/credstore/lectern/door'];
const DROP_INS = '/etc/systemd/system/lectern.service.d';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lectern-purge-'));
  for (const file of [...DATA, '/etc/credstore/other', `${DROP_INS}/network.conf`]) write(file);
});
afterEach(() => rmSync(root, { recursive: true }));

function write(file: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), '');
}

/** What postrm does in a machine that is a folder, without debconf and systemd's own helper. */
function purge(answer: string) {
  const script = readFileSync(join(DEBIAN, 'postrm'), 'utf8')
    .replaceAll(/\/(var|etc|usr)\//g, `${root}/$1/`)
    .replaceAll('deb-systemd-helper', 'none-here');
  const env = { PATH: '/usr/bin:/bin', LECTERN_PURGE_DATA: answer };
  expect(spawnSync('sh', ['-c', script, 'postrm', 'purge'], { env, encoding: 'utf8' }).status).toBe(0);
  return (file: string) => existsSync(join(root, file));
}

it('deletes data, settings, passwords and the limit of the network when somebody says so', () => {
  const isThere = purge('yes');
  expect([...DATA, DROP_INS, '/etc/credstore/lectern'].filter(isThere)).toEqual([]);
  expect(isThere('/etc/credstore/other')).toBe(true);
});

it('leaves a drop-in that is somebody’s own', () => {
  write(`${DROP_INS}/own.conf`);
  const isThere = purge('yes');
  expect([isThere(`${DROP_INS}/own.conf`), isThere(`${DROP_INS}/network.conf`)]).toEqual([true, false]);
});

it('keeps all of it otherwise', () => {
  expect(DATA.filter(purge('no'))).toEqual(DATA);
});
