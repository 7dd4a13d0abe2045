import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import { PackageError } from '../package-error.ts';
import { architectures } from '../packaged-file.ts';
import { sourcesFile } from './sources-file.ts';

interface Options {
  key: string;
  packages: string;
  out: string;
  url?: string;
}

const SUITE = 'stable';
const COMPONENT = 'main';
const POOL = 'pool/main/l/lectern';
/** What unattended-upgrades goes by: systemd/apt-origins.conf names the same. */
const RELEASE = { Origin: 'Lectern', Label: 'Lectern', Suite: SUITE, Codename: SUITE, Components: COMPONENT };
/** Of an index, in the order in which they take the place of the old ones: whoever reads meanwhile goes by InRelease. */
const RELEASES = ['Release', 'Release.gpg', 'InRelease'] as const;

/**
 * Writes an apt repository of all packages in a folder; those that are in the repository already stay, so that a room can go back.
 * The new index is made and signed beside the old one, which stays when anything fails.
 * @throws PackageError when a program or the key is missing, or fails
 */
function build({ key, packages, out, url }: Options): void {
  const root = resolve(out);
  const armour = publicHalf(key);
  const debs = readdirSync(packages).filter((name) => name.endsWith('.deb'));
  if (debs.length === 0)
    throw new PackageError('PACKAGE_NOT_PREPARED', `${packages}: has no package; run: npm run package`);
  const pool = join(root, POOL);
  mkdirSync(pool, { recursive: true });
  for (const name of debs) copyFileSync(join(packages, name), join(pool, basename(name)));
  const made = join(root, 'dists', `${SUITE}.new`);
  rmSync(made, { recursive: true, force: true });
  try {
    writeIndex(made, key, root);
    replaceIndex(join(root, 'dists', SUITE), made);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
  writeFileSync(join(root, 'lectern.sources'), sourcesFile(url ?? `file:${root}`, SUITE, COMPONENT, armour));
}

/** @returns the public key, ASCII armoured */
function publicHalf(key: string): string {
  const make = `make one: gpg --quick-gen-key ${key}`;
  try {
    run('gpg', ['--batch', '--list-secret-keys', key], '.');
  } catch (error) {
    throw new PackageError('PACKAGE_TOOL', `${(error as Error).message}; ${make}`);
  }
  return run('gpg', ['--batch', '--armor', '--export', key], '.');
}

function writeIndex(index: string, key: string, root: string): void {
  for (const architecture of Object.keys(architectures)) {
    const folder = join(index, COMPONENT, `binary-${architecture}`);
    mkdirSync(folder, { recursive: true });
    const list = run('apt-ftparchive', ['--arch', architecture, 'packages', POOL], root);
    writeFileSync(join(folder, 'Packages'), list);
    run('gzip', ['-9nkf', 'Packages'], folder);
    run('xz', ['-9kf', 'Packages'], folder);
  }
  const facts = { ...RELEASE, Architectures: Object.keys(architectures).join(' ') };
  const settings = Object.entries(facts).flatMap(([name, value]) => [
    '-o',
    `APT::FTPArchive::Release::${name}=${value}`,
  ]);
  const release = run('apt-ftparchive', [...settings, 'release', index], root);
  writeFileSync(join(index, 'Release'), release);
  sign(key, ['--clearsign', '--output', 'InRelease', 'Release'], index);
  sign(key, ['--armor', '--detach-sign', '--output', 'Release.gpg', 'Release'], index);
}

/** File by file, so that none is missing at any moment; one that fits no index is fetched again. */
function replaceIndex(index: string, made: string): void {
  const lists = readdirSync(made, { recursive: true, encoding: 'utf8' }).filter(
    (name) => statSync(join(made, name)).isFile() && !RELEASES.some((release) => release === name),
  );
  for (const name of [...lists, ...RELEASES]) {
    mkdirSync(dirname(join(index, name)), { recursive: true });
    renameSync(join(made, name), join(index, name));
  }
}

const sign = (key: string, args: string[], folder: string) =>
  run('gpg', ['--batch', '--yes', '--local-user', key, '--digest-algo', 'SHA512', ...args], folder);

function run(program: string, args: readonly string[], cwd: string): string {
  try {
    return execFileSync(program, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 2 ** 28,
    });
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
    const why =
      code === 'ENOENT' ? 'is missing (Debian: apt-get install apt-utils gnupg xz-utils)' : stderr?.trim() || message;
    throw new PackageError('PACKAGE_TOOL', `${program}: ${why}`);
  }
}

const program = new Command('package:repository')
  .description('Makes or renews a signed apt repository, from which the rooms of a region update themselves.')
  .requiredOption('--key <id>', 'gpg’s secret key that signs it: address or fingerprint')
  .option('--packages <folder>', 'where the packages are', 'dist')
  .option('--out <folder>', 'the repository', 'dist/repository')
  .option('--url <address>', 'under which rooms will find it; goes into lectern.sources')
  .action(build);
try {
  await program.parseAsync();
} catch (error) {
  console.error(`package:repository: ${error instanceof PackageError ? error.message : (error as Error).stack}`);
  process.exitCode = 1;
}
