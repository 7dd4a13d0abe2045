import { spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { DownloadFailed, ExtractionFailed, IntegrityMismatch, TarballMissing } from './errors.ts';
import { digestFile } from './file-digest.ts';
import type { PackageSource } from './manifest.ts';

const ERROR_TAIL_CHARACTERS = 1500;

export interface TarballPlaces {
  /** Folder that holds packages fetched by hand; without it npm fetches them. */
  readonly from: string | undefined;
  /** An existing folder for the download. */
  readonly tempDir: string;
  readonly signal: AbortSignal;
}

/**
 * Gets the tarball of a pinned npm package and proves that it is the one the manifest means.
 *
 * @returns its path
 * @throws DownloadFailed, TarballMissing, IntegrityMismatch
 */
export async function obtainTarball(source: PackageSource, places: TarballPlaces): Promise<string> {
  const spec = `${source.package}@${source.version}`;
  const path = join(places.from ?? places.tempDir, tarballName(source));
  if (places.from === undefined) {
    // The registry is npm's affair: whatever this machine is configured with.
    const args = ['pack', spec, '--pack-destination', places.tempDir, '--json', '--prefer-offline'];
    const failure = await runQuietly('npm', args, places.signal);
    if (failure !== undefined) throw new DownloadFailed(spec, failure);
  }
  try {
    await access(path);
  } catch {
    throw places.from === undefined
      ? new DownloadFailed(spec, `it left no file ${path}`)
      : new TarballMissing(path, spec);
  }
  const actual = `sha512-${await digestFile(path, 'sha512', 'base64')}`;
  if (actual !== source.integrity) throw new IntegrityMismatch(path, source.integrity, actual);
  return path;
}

/** The file name `npm pack` gives: the scope loses its @, its slash becomes a dash. */
export function tarballName(source: Pick<PackageSource, 'package' | 'version'>): string {
  return `${source.package.replace(/^@/, '').replace('/', '-')}-${source.version}.tgz`;
}

/**
 * Takes some files out of a tarball, and nothing else.
 *
 * @throws ExtractionFailed if one is not in it or cannot be written
 */
export async function extractFiles(
  tarball: string,
  files: readonly string[],
  targetDir: string,
  signal: AbortSignal,
): Promise<void> {
  const failure = await runQuietly(
    'tar',
    ['-xzf', tarball, '-C', targetDir, '--no-same-owner', '--', ...files],
    signal,
  );
  if (failure !== undefined) throw new ExtractionFailed(tarball, files, failure);
}

/** Runs a program with its output kept off our own; resolves to what went wrong, or undefined. */
async function runQuietly(program: string, args: readonly string[], signal: AbortSignal): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], signal });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-ERROR_TAIL_CHARACTERS);
  });
  child.on('error', (error) => (signal.aborted ? reject(error) : resolve(`${program}: ${error.message}`)));
  child.on('close', (code) => {
    if (code === 0) resolve(undefined);
    else resolve(errors.trim() || `${program} ended with code ${code}`);
  });
  return await promise;
}
