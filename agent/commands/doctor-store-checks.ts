import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../config/config.ts';
import { secretsProblem } from '../config/secrets.ts';
import { type Check, fail, ok, warn } from '../health/doctor/check.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { StoreError } from '../store/store-error.ts';

/** The largest database that is read through; a larger one would take minutes. */
const MOST_CHECKED_BYTES = 2 * 1024 ** 3;

/** Whether the database is sound, and what waits in it for the hub; looked at beside a running agent. */
export function databaseCheck(folder: string): Check {
  return {
    id: 'database',
    zh: '数据库完好',
    en: 'the database is sound',
    examine: async () => {
      const path = join(folder, 'lectern.db');
      if (!existsSync(path)) return ok('none yet: it is made at the first start');
      const { size } = statSync(path);
      const mib = `${(size / 1024 ** 2).toFixed(1)} MiB`;
      try {
        const database = openDatabaseToRead(folder);
        try {
          const found = size > MOST_CHECKED_BYTES ? 'ok' : database.pragma('quick_check(1)', { simple: true });
          const count = (table: string) => database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
          const detail = `${mib}, ${count('lesson')} lessons, ${count('outbox')} messages wait for the hub`;
          if (found === 'ok') return ok(detail);
          return warn(
            `${detail}: ${String(found)}`,
            '数据库有损坏：重新启动后会自动抢救，请同时检查磁盘：sudo systemctl restart lectern',
            'is damaged: what can be read is saved at the next start, and the disk should be checked: sudo systemctl restart lectern',
          );
        } finally {
          database.close();
        }
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        return fail(
          error.message,
          '请按提示处理；需要时可恢复备份：sudo lectern restore 文件 --replace',
          'do as it says; a backup can be put back: sudo lectern restore FILE --replace',
        );
      }
    },
  };
}

/** Whether the agent may write where it must, and nobody else may read what is secret. */
export function permissionsCheck(configFile: string, config: Config | null): Check {
  return {
    id: 'permissions',
    zh: '文件权限',
    en: 'permissions of files',
    examine: async () => {
      const folder = dirname(configFile);
      const secrets = config?.secrets;
      const problem = secrets !== undefined && existsSync(secrets) ? secretsProblem(secrets) : null;
      if (problem !== null) return fail(problem, '请按提示处理', 'do as it says');
      const keys = [config?.hub?.key, config?.screen.network?.key].filter((file) => file !== undefined);
      const open = keys.find((file) => existsSync(file) && (statSync(file).mode & 0o007) !== 0);
      if (open !== undefined)
        return fail(
          `${open}: may be read by every user of this machine`,
          `请运行：sudo chmod o-rwx ${open}`,
          `run: sudo chmod o-rwx ${open}`,
        );
      if (existsSync(folder) && !canWrite(folder)) {
        const command = `sudo chgrp lectern ${folder} && sudo chmod 2770 ${folder}`;
        return warn(
          `${folder}: cannot be written by this user, so settings cannot be saved from the page`,
          `如果这是程序的用户，请运行：${command}`,
          `if this is the agent's user, run: ${command}`,
        );
      }
      return ok(folder);
    },
  };
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
