import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PackageError } from './package-error.ts';
import type { PackagedFile } from './packaged-file.ts';

export interface ArchiveOptions {
  /** `lectern_0.1.0_amd64.deb` */
  out: string;
  /** Seconds since 1970: the time of every file in it. */
  epochS: number;
  /** none is quick, for trying a package out. */
  compression: 'xz' | 'none';
}

/**
 * Lays the files out as they will be installed.
 * @param root an empty folder
 */
export function stage(files: readonly PackagedFile[], root: string, epochS: number): void {
  for (const { path, source, mode } of files) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
    if ('file' in source) copyFileSync(source.file, target);
    else writeFileSync(target, source.content);
    chmodSync(target, mode);
  }
  sameTimes(root, epochS);
}

/** The order of making, and who makes it under what umask, leave no trace. */
function sameTimes(folder: string, epochS: number): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sameTimes(path, epochS);
    else utimesSync(path, epochS, epochS);
  }
  chmodSync(folder, 0o755);
  utimesSync(folder, epochS, epochS);
}

/**
 * Packs the files by dpkg-deb: owned by root, in the order of their names, all of one time. The same files give the same bytes.
 * @throws PackageError when dpkg-deb is missing or fails
 */
export function writeArchive(
  files: readonly PackagedFile[],
  control: readonly PackagedFile[],
  { out, epochS, compression }: ArchiveOptions,
): void {
  const root = mkdtempSync(join(tmpdir(), 'lectern-package-'));
  try {
    stage([...files, ...control.map((file) => ({ ...file, path: `DEBIAN/${file.path}` }))], root, epochS);
    mkdirSync(dirname(out), { recursive: true });
    // One thread: how many blocks xz writes would depend on the machine.
    const args = ['--root-owner-group', '--threads-max=1', `-Z${compression}`, '--build', root, out];
    execFileSync('dpkg-deb', args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, SOURCE_DATE_EPOCH: String(epochS), LC_ALL: 'C.UTF-8' },
    });
  } catch (error) {
    const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: Buffer };
    const why =
      code === 'ENOENT' ? 'there is no dpkg-deb (Debian: apt-get install dpkg)' : stderr?.toString().trim() || message;
    throw new PackageError('PACKAGE_TOOL', `${out}: cannot be packed: ${why}`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
