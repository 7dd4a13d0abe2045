import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { tryAsChroot } from './as-chroot.ts';
import { tryAsMachine } from './as-machine.ts';
import { TriedMachine } from './tried-machine.ts';
import { TryTable } from './try-table.ts';

interface Options {
  suites: string;
  cache: string;
}

const repository = join(import.meta.dirname, '../../..');
const KEY = 'try@lectern.invalid';
/** The version that is tried, and the ones it is upgraded to. */
const VERSIONS = ['0.1.0', '0.2.0', '0.3.0'];
const COMPRESSION = 'none';

/** A repository of some versions of this commit, signed by a key that is made for it. */
function makeRepository(folder: string): void {
  const env = { ...process.env, GNUPGHOME: join(folder, 'gpg') };
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: repository, env, stdio: ['ignore', 'ignore', 'inherit'] });
  run('install', '-d', '-m', '0700', env.GNUPGHOME);
  run('gpg', '--quiet', '--batch', '--passphrase', '', '--quick-gen-key', KEY, 'ed25519', 'sign', 'never');
  for (const version of VERSIONS) {
    const args = [
      '--arch',
      'amd64',
      '--version',
      version,
      '--compression',
      COMPRESSION,
      '--out',
      join(folder, 'packages'),
    ];
    run(process.execPath, join(import.meta.dirname, '../build-package.ts'), ...args);
  }
  const builder = join(import.meta.dirname, '../repository/build-repository.ts');
  const places = ['--packages', join(folder, 'packages'), '--out', join(folder, 'repository')];
  run(process.execPath, builder, '--key', KEY, ...places, '--url', 'file:/srv/repository');
}

const program = new Command('package:try')
  .description(
    'Installs the package in Debian’s own folders, starts systemd there, and tries what a room’s machine goes through. Needs root.',
  )
  .option('--suites <list>', 'of which Debian', 'bookworm,trixie')
  .option('--cache <folder>', 'where fetched Debian stays', join(homedir(), '.cache/lectern-try'))
  .action(async ({ suites, cache }: Options) => {
    if (process.getuid?.() !== 0) throw new Error('chroots need root; run: sudo npm run package:try');
    const folder = mkdtempSync(join(tmpdir(), 'lectern-try-'));
    const table = new TryTable();
    try {
      makeRepository(folder);
      for (const suite of suites.split(',')) {
        const machine = new TriedMachine(suite, join(folder, 'repository'));
        try {
          for (const name of ['SIGINT', 'SIGTERM'] as const) {
            process.once(name, () => {
              machine.destroy();
              process.exit(130);
            });
          }
          machine.make(cache);
          tryAsChroot(machine, table);
          await machine.boot();
          await tryAsMachine(machine, table);
        } finally {
          machine.destroy();
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    console.log(`\n${table.text()}`);
    if (!table.isGood) process.exitCode = 1;
  });
await program.parseAsync();
