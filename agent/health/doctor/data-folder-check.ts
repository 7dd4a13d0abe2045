import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diskSpace } from '../machine-figures.ts';
import { type Check, fail, ok, warn } from './check.ts';

const MIB = 1024 ** 2;
/** A lesson takes some hundred kilobytes; less than this and the next update or log fills the disk. */
const LEAST_FREE_BYTES = 512 * MIB;
const ENOUGH_FREE_BYTES = 2048 * MIB;

/** Whether lessons can be kept: the folder is there, takes a file from this user, and its disk has room. */
export function dataFolderCheck(folder: string): Check {
  return {
    id: 'data-folder',
    zh: '数据目录可写、空间充足',
    en: 'the data folder can be written and has room',
    examine: async () => {
      const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error);
      if (found instanceof Error && isForbidden(found)) return asAnother(folder, found);
      if (found instanceof Error || !found.isDirectory()) {
        const command = `sudo install -d -m 0750 -o lectern -g lectern ${folder}`;
        return fail(`${folder}: no such folder`, `请建立：${command}`, `make it: ${command}`);
      }
      const file = join(folder, `.lectern-doctor-${process.pid}`);
      try {
        await writeFile(file, 'written by lectern doctor; may be deleted\n', { flag: 'wx' });
      } catch (error) {
        if (isForbidden(error) && found.uid !== process.geteuid?.()) return asAnother(folder, error);
        const detail = `${folder}: ${(error as NodeJS.ErrnoException).code}`;
        const zh = '不能写入；请检查磁盘，以及它是否只读：findmnt -T';
        const en = 'cannot be written; check the disk, and whether it is read-only: findmnt -T';
        return fail(detail, `${zh} ${folder}`, `${en} ${folder}`);
      } finally {
        // The finding counts, not what is left of the trial.
        await rm(file, { force: true }).catch(() => {});
      }
      const { freeBytes, sizeBytes } = await diskSpace(folder);
      const detail = `${folder}: ${gibibytes(freeBytes)} GiB free of ${gibibytes(sizeBytes)} GiB`;
      if (freeBytes >= ENOUGH_FREE_BYTES) return ok(detail);
      const zh = '请清理磁盘；占用最多的：sudo du -xh / | sort -h | tail -20';
      const en = 'free some space; what takes most: sudo du -xh / | sort -h | tail -20';
      return freeBytes < LEAST_FREE_BYTES ? fail(detail, zh, en) : warn(detail, zh, en);
    },
  };
}

const isForbidden = (error: unknown) => ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');

/** The folder is the service's, and must stay so. */
function asAnother(folder: string, error: unknown) {
  const detail = `${folder}: ${(error as NodeJS.ErrnoException).code}`;
  return fail(
    detail,
    '目录属于另一用户；请用 sudo 检查：sudo lectern doctor',
    'is another user’s folder; run it with sudo: sudo lectern doctor',
  );
}

const gibibytes = (bytes: number) => (bytes / 1024 ** 3).toFixed(1);
