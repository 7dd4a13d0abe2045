import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
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
/**
 * Writes an apt repository of all packages in a folder; those that are in the repository already stay, so that a room can go back.
 * The index is signed last: whoever reads meanwhile sees the old one, or files that fit no index and are fetched again.
 * @throws PackageError when a program is missing or fails
 */
function build({ key, packages, out, url }: Options): void {
  const root = resolve(out);
  const pool = join(root, POOL);
  const index = join(root, 'dists', SUITE);
  mkdirSync(pool, { recursive: true });
  const debs = readdirSync(packages).filter((name) => name.endsWith('.deb'));
  if (debs.length === 0)
    throw new PackageError('PACKAGE_NOT_PREPARED', `${packages}: has no package; run: npm run package`);
  for (const name of debs) copyFileSync(join(packages, name), join(pool, basename(name)));
  for (const architecture of Object.keys(architectures)) {
    const folder = join(index, COMPONENT, `binary-${architecture}`);
    mkdirSync(folder, { recursive: true });
    const list = run('apt-ftparchive', ['--arch', architecture, 'packages', POOL], root);
    writeFileSync(join(folder, 'Packages'), list);
    run('gzip', ['-9nkf', 'Packages'], folder);
    run('xz', ['-9kf', 'Packages'], folder);
  }
  const facts = {
    ...RELEASE,
    Architectures: Object.keys(architectures).join(' '),
  };
  const settings = Object.entries(facts).flatMap(([name, value]) => [
    '-o',
    `APT::FTPArchive::Release::${name}=${value}`,
  ]);
  for (const name of ['Release', 'Release.gpg', 'InRelease']) rmSync(join(index, name), { force: true });
  const release = run('apt-ftparchive', [...settings, 'release', index], root);
  writeFileSync(join(index, 'Release'), release);
  sign(key, ['--clearsign', '--output', 'InRelease', 'Release'], index);
  sign(key, ['--armor', '--detach-sign', '--output', 'Release.gpg', 'Release'], index);
  const armour = run('gpg', ['--armor', '--export', key], root);
  if (armour.trim() === '')
    throw new PackageError('PACKAGE_TOOL', `gpg has no key ${key}; make one: gpg --quick-gen-key ${key}`);
  writeFileSync(join(root, 'lectern.sources'), sourcesFile(url ?? `file:${root}`, SUITE, COMPONENT, armour));
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
