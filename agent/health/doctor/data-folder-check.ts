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
      const found = await stat(folder).catch(() => null);
      if (!found?.isDirectory()) {
        const command = `sudo install -d -m 0750 -o $USER ${folder}`;
        return fail(`${folder}: no such folder`, `请建立：${command}`, `make it: ${command}`);
      }
      const file = join(folder, `.lectern-doctor-${process.pid}`);
      try {
        await writeFile(file, 'written by lectern doctor; may be deleted\n', { flag: 'wx' });
      } catch (error) {
        const detail = `${folder}: ${(error as NodeJS.ErrnoException).code}`;
        const command = `sudo chown $USER ${folder}`;
        return fail(detail, `该用户不能写入；请运行：${command}`, `this user cannot write there; run: ${command}`);
      } finally {
        await rm(file, { force: true });
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

const gibibytes = (bytes: number) => (bytes / 1024 ** 3).toFixed(1);
