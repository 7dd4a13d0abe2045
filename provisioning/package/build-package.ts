import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { writeArchive } from './debian-archive.ts';
import { lecternPackage } from './lectern-package.ts';
import { PackageError } from './package-error.ts';
import { type Architecture, architectures } from './packaged-file.ts';
import { commitOf } from './program-files.ts';

interface Options {
  arch: Architecture | 'all';
  out: string;
  version: string;
  compression: 'xz' | 'none';
}

const repository = join(import.meta.dirname, '../..');
/** deb-version(7), of the plain kind. */
const VERSION = /^\d+(\.\d+)*([~+][A-Za-z0-9.~+]+)?$/;

const program = new Command('package')
  .description('Builds Lectern for Debian: a package with all it needs. The same commit gives the same bytes.')
  .addOption(
    new Option('--arch <architecture>', 'for which machines')
      .choices([...Object.keys(architectures), 'all'])
      .default('all'),
  )
  .option('--out <folder>', 'where the packages are put', 'dist')
  .option('--version <version>', 'another version than package.json has, for trying upgrades out', packageJson.version)
  .addOption(new Option('--compression <kind>', 'none is quick and large').choices(['xz', 'none']).default('xz'))
  .action(async ({ arch, out, version, compression }: Options) => {
    if (!VERSION.test(version)) throw new PackageError('PACKAGE_VERSION', `${version}: is no version such as 0.2.0`);
    const commit = commitOf(repository);
    if (commit.isChanged)
      console.error('package: there are changes that are not committed; this package is of no commit');
    const fetched = mkdtempSync(join(tmpdir(), 'lectern-node-'));
    try {
      for (const architecture of arch === 'all' ? (Object.keys(architectures) as Architecture[]) : [arch]) {
        const facts = { repository, version, architecture, commit, fetched };
        const { files, control } = await lecternPackage(facts, new AbortController().signal);
        const path = join(resolve(out), `lectern_${version}_${architecture}.deb`);
        writeArchive(files, control, { out: path, epochS: commit.epochS, compression });
        const bytes = readFileSync(path);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        console.log(`${path}  ${(bytes.length / 1e6).toFixed(1)} MB  sha256 ${sha256}`);
      }
    } finally {
      rmSync(fetched, { recursive: true, force: true });
    }
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(
    `package: ${error instanceof PackageError ? error.message : error instanceof Error ? error.stack : error}`,
  );
  process.exitCode = 1;
}
