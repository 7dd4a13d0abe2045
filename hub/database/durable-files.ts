import fs from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** Input/output error, as PGlite's C library counts errors. */
const EIO = 29;

/**
 * What PostgreSQL is told when it begins: as PGlite does, but that it waits for the disk. Its C library takes `fdatasync` for
 * done without doing anything, so the log is written with `fsync`.
 */
export const durableStart: string[] = [
  ...PGlite.defaultStartParams.filter((word) => word !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'],
];

/** What of Emscripten's file system over Node's is used here. */
interface EmscriptenFiles {
  stream_ops: { fsync?(stream: { nfd?: number; node: object }): number };
  realPath(node: object): string;
}

/**
 * PGlite's files in a folder, except that PostgreSQL's `fsync` reaches the disk: PGlite's own do nothing, and after a power cut
 * committed transactions are gone or the folder cannot be opened.
 */
export class DurableFiles extends NodeFS {
  override async init(...given: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...given);
    const install = (module: { NODEFS: EmscriptenFiles }) => {
      const files = module.NODEFS;
      files.stream_ops.fsync = ({ nfd, node }) => {
        try {
          if (nfd === undefined) syncPath(files.realPath(node));
          else fs.fsyncSync(nfd);
          return 0;
        } catch {
          // PostgreSQL ends rather than take a commit for kept that may not be.
          return EIO;
        }
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), install] as never } };
  }
}

/**
 * Brings all that was written in a folder to the disk, such as a database that has just been made.
 * @param except files of this name are not touched
 */
export function syncTree(folder: string, except?: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === except) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path, except);
    else if (entry.isFile()) syncPath(path);
  }
  syncPath(folder);
}

function syncPath(path: string): void {
  const file = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}
