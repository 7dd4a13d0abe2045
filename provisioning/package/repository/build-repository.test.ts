import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KEY = 'apt@region.example';
const folder = mkdtempSync(join(tmpdir(), 'lectern-apt-'));
const index = join(folder, 'out/dists/stable');
const env = { ...process.env, GNUPGHOME: join(folder, 'gpg') };

/** A package of which apt-ftparchive asks no more than its control file. */
function makePackage(version: string): void {
  const root = join(folder, `lectern-${version}`);
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  const lines = ['Package: lectern', `Version: ${version}`, 'Architecture: amd64', 'Maintainer: r <r@region.example>'];
  writeFileSync(join(root, 'DEBIAN/control'), `${lines.join('\n')}\nDescription: for trying\n`);
  const deb = join(folder, `packages/lectern_${version}_amd64.deb`);
  execFileSync('dpkg-deb', ['--build', '--root-owner-group', root, deb], { stdio: 'ignore' });
}

const build = (key: string) =>
  spawnSync(
    process.execPath,
    [
      join(import.meta.dirname, 'build-repository.ts'),
      ...['--key', key, '--packages', join(folder, 'packages'), '--out', join(folder, 'out')],
    ],
    { env, encoding: 'utf8' },
  );
const state = () =>
  readdirSync(index, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'base64')]);
const isSigned = () =>
  spawnSync('gpg', ['--batch', '--verify', 'Release.gpg', 'Release'], { cwd: index, env }).status === 0 &&
  spawnSync('gpg', ['--batch', '--verify', 'InRelease'], { cwd: index, env }).status === 0;

beforeAll(() => {
  mkdirSync(env.GNUPGHOME, { mode: 0o700 });
  mkdirSync(join(folder, 'packages'));
  const parameters = ['--batch', '--passphrase', '', '--quick-gen-key', KEY];
  execFileSync('gpg', parameters, { env, stdio: 'ignore' });
  makePackage('1.0.0');
});
afterAll(() => {
  spawnSync('gpgconf', ['--kill', 'all'], { env });
  rmSync(folder, { recursive: true });
});

it('signs an index of all packages, those of before among them', () => {
  expect(build(KEY)).toMatchObject({ status: 0, stderr: '' });
  makePackage('1.1.0');
  expect(build(KEY)).toMatchObject({ status: 0, stderr: '' });
  const list = readFileSync(join(index, 'main/binary-amd64/Packages'), 'utf8');
  expect(list.match(/^Version: .*/gm)).toEqual(['Version: 1.0.0', 'Version: 1.1.0']);
  expect(readFileSync(join(index, 'Release'), 'utf8')).toMatch(/ main\/binary-amd64\/Packages\n/);
  expect(isSigned()).toBe(true);
  expect(readdirSync(join(folder, 'out/dists'))).toEqual(['stable']);
});

it('leaves the old index where it cannot be signed', () => {
  const before = state();
  makePackage('1.2.0');
  const unknown = build('nobody@region.example');
  expect(unknown).toMatchObject({ status: 1, stderr: expect.stringContaining('gpg --quick-gen-key') });
  expect(state()).toEqual(before);
  // A key that is there and cannot sign: its secret half is known by name alone.
  const secrets = join(env.GNUPGHOME, 'private-keys-v1.d');
  for (const name of readdirSync(secrets)) writeFileSync(join(secrets, name), '');
  spawnSync('gpgconf', ['--kill', 'all'], { env });
  expect(build(KEY).status).toBe(1);
  expect(state()).toEqual(before);
  expect(isSigned()).toBe(true);
});
