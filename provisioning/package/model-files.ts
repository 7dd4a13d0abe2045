import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../models/manifest.ts';
import { PackageError } from './package-error.ts';
import { type PackagedFile, PROGRAM } from './packaged-file.ts';

/**
 * The networks, each checked against the hash of the list, and the list of what is there with the times that the files will have.
 * @param epochS see Commit
 * @throws PackageError when one is missing or another than the list says
 */
export function modelFiles(repository: string, { models }: Manifest, epochS: number): PackagedFile[] {
  const stamps: Record<string, { bytes: number; mtimeMs: number; sha256: string }> = {};
  const files = models.map(({ id, sha256 }): PackagedFile => {
    const path = `models/built/${id}.onnx`;
    const file = join(repository, path);
    const bytes = existsSync(file) ? readFileSync(file) : undefined;
    const actual = bytes && createHash('sha256').update(bytes).digest('hex');
    if (!bytes || actual !== sha256)
      throw new PackageError(
        'PACKAGE_NOT_PREPARED',
        `${file}: ${bytes ? 'is not the network that models.json lists' : 'is missing'}; run: npm run models`,
      );
    stamps[id] = { bytes: bytes.length, mtimeMs: epochS * 1000, sha256 };
    return { path: `${PROGRAM}/${path}`, source: { file }, mode: 0o644 };
  });
  const content = `${JSON.stringify(stamps, null, 2)}\n`;
  return [...files, { path: `${PROGRAM}/models/built/stamps.json`, source: { content }, mode: 0o644 }];
}
