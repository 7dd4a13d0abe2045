import { readManifest } from '../../models/manifest.ts';
import { BILL_PATH, billOfMaterials } from './bill-of-materials.ts';
import { controlFiles } from './control-files.ts';
import { copyrightFile } from './copyright-file.ts';
import { modelFiles } from './model-files.ts';
import { nodePackageFiles } from './node-package-files.ts';
import { importedPackages, neededPackages, readLock } from './node-packages.ts';
import { nodeRuntime } from './node-runtime.ts';
import type { Architecture, PackagedFile } from './packaged-file.ts';
import { type Commit, programFiles } from './program-files.ts';
import { systemFiles } from './system-files.ts';

export interface PackageFacts {
  repository: string;
  version: string;
  architecture: Architecture;
  commit: Commit;
  /** An existing folder for what is fetched; must stay until the package is written. */
  fetched: string;
}

export interface LecternPackage {
  /** What is installed, by path. */
  files: PackagedFile[];
  /** What dpkg reads of it. */
  control: PackagedFile[];
}

/**
 * All that the package for one architecture is made of.
 * @throws PackageError, DownloadFailed, IntegrityMismatch, ManifestInvalid
 */
export async function lecternPackage(facts: PackageFacts, signal: AbortSignal): Promise<LecternPackage> {
  const { repository, version, architecture, commit, fetched } = facts;
  const { epochS } = commit;
  const manifest = await readManifest();
  const lock = readLock(repository);
  const program = programFiles(repository);
  const packages = neededPackages(lock, importedPackages(program));
  const node = await nodeRuntime(architecture, lock.packages['node_modules/node']?.version ?? '', fetched, signal);
  const copyright = copyrightFile(repository, manifest, packages, node.licence);
  const bill = billOfMaterials({ version, commit: commit.id, epochS, architecture, lock, packages, manifest, node });
  const files = [
    ...program,
    ...packages.flatMap((item) => nodePackageFiles(repository, item, architecture)),
    ...modelFiles(repository, manifest, epochS),
    ...node.files,
    { path: BILL_PATH, source: { content: bill }, mode: 0o644 as const },
    ...systemFiles(repository, { version, epochS, commit: commit.id, copyright }),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, control: controlFiles(files, { version, architecture }) };
}
