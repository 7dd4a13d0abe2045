import { lstatSync, readdirSync, realpathSync, rmdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Config, configText, parseConfig } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { EraseError } from '../erasure/erase-error.ts';
import {
  type ErasePlan,
  erasePlan,
  isBelow,
  isPackage,
  LOCK_NAME,
  PACKAGE_ENVIRONMENT,
} from '../erasure/erase-plan.ts';
import { type Erased, eraseForGood } from '../erasure/overwrite.ts';
import { serviceEnvironment } from '../erasure/service-environment.ts';
import { asOwnerOf } from './as-owner.ts';
import { dataFolderOf } from './data-folder.ts';
import { UsageError } from './exit-code.ts';
import { whileStopped } from './while-stopped.ts';

export interface EraseOptions {
  config: string;
  data?: string;
  yes?: true;
}

/** What nobody can do from here, in both languages. */
const advice = (room: string) => `
区域平台 At the region: 请管理员吊销这间教室的证书 have this room's certificate taken back:
  lectern hub est revoke ${room}
备份 Backups: 其他地方的备份需另行删除 copies elsewhere (lectern backup --out, USB sticks) are not erased by this.
日志 Log: 系统日志不归讲台所有 the system's log is not Lectern's: sudo journalctl --rotate && sudo journalctl --vacuum-time=1s
固态硬盘 SSD, eMMC: 覆盖写不能保证旧数据消失（磨损均衡），只有加密或整盘擦除可以
  overwriting cannot reach what the disk has moved elsewhere; only encryption, or erasing the whole disk, does:
  LUKS:  sudo cryptsetup erase /dev/…        (销毁密钥，数据不可恢复 destroys the keys, and with them all)
  SSD:   sudo blkdiscard -f --secure /dev/…  或 or  nvme format -s1 /dev/nvme0n1
TPM: sudo tpm2_clear                          (机器转交他人之前 before the machine is somebody else's)
`;

/** `lectern erase`: everything of the room that is on this machine. */
export async function eraseRoom(options: EraseOptions): Promise<void> {
  const environment = { ...(isPackage(options.config) && serviceEnvironment(PACKAGE_ENVIRONMENT)), ...process.env };
  const config = configToErase(options, environment);
  const folder = resolve(dataFolderOf(options.data, config, environment.LECTERN__store__folder));
  const plan = erasePlan(options.config, config, folder, options.data !== undefined);
  const all = [...plan.data, ...plan.settings, ...plan.system];
  if (all.length === 0)
    throw new EraseError(
      'ERASE_REFUSED',
      `${folder}: there is nothing of a room; name its folder with --data, or use sudo`,
    );
  const room = config ? `${config.room.region}/${config.room.school}/${config.room.room}` : null;
  console.log(`将永久删除 These are erased for good${room ? ` (${room})` : ''}:`);
  for (const path of all) console.log(`  ${path}`);
  for (const path of plan.left) console.log(`  不删除，不是讲台的 left, for it is not Lectern's: ${path}`);
  for (const path of plan.outside)
    console.log(
      `  不删除 left: ${path} (在别处，若属于本教室请自行删除 outside; delete it yourself if it is the room's)`,
    );
  if (!options.yes) await confirmed(config?.room.room ?? 'erase');
  const erased = await whileStopped(folder, null, 'to erase the room', async () =>
    erasedAll(plan, folder, dirname(resolve(options.config))),
  );
  await asOwnerOf(folder, async () => eraseRest(folder));
  console.log(`已删除 erased: ${erased.files} 个文件 files, ${(erased.bytes / 1024 ** 2).toFixed(1)} MiB`);
  console.log(advice(room ?? 'REGION/SCHOOL/ROOM'));
}

/**
 * null where there is none, or where it is wrong and the data folder is given by hand.
 * @throws ConfigError for one that is there and tells nothing: what it names would be left, and nobody told
 */
function configToErase({ config: file, data }: EraseOptions, environment: NodeJS.ProcessEnv): Config | null {
  if (isMissing(file)) return null;
  try {
    return parseConfig(configText(file), file, environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (data === undefined)
      throw new ConfigError(
        `${error.message}; nothing is erased: what it names cannot be known. Mend it, or name the data folder with --data`,
      );
    console.error(`lectern: ${error.message}`);
    console.log(`没有查找该配置指定的其他文件（密码、证书、密钥、课表、规则）
  not looked for: what the configuration names besides (passwords, certificates, keys, timetable, rules)`);
    return null;
  }
}

/** Not merely out of sight: in a folder where one may not look there may be one. */
function isMissing(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

async function confirmed(word: string): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageError('there is no terminal to confirm it on; give --yes when you are sure');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const typed = await terminal.question(`确认请输入 To confirm, type ${word}: `);
    if (typed.trim() !== word) throw new EraseError('ERASE_REFUSED', `${word} was not typed; nothing is erased`);
  } finally {
    terminal.close();
  }
}

/** As much as can be, also when something cannot: a file less is a file less. */
async function erasedAll({ data, settings, system }: ErasePlan, folder: string, beside: string): Promise<Erased> {
  const total: Erased = { files: 0, bytes: 0 };
  const failed: string[] = [];
  const erase = (path: string, act = () => eraseForGood(path)) => {
    try {
      const { files, bytes } = act();
      total.files += files;
      total.bytes += bytes;
    } catch (error) {
      failed.push(`${path} (${(error as NodeJS.ErrnoException).code})`);
    }
  };
  // The data folder's owner may have put links there for root to follow.
  await asOwnerOf(folder, async () => {
    for (const path of data) erase(path);
  });
  // Whoever may write the configuration may name any file in it; root does only what that owner may not.
  await asOwnerOf(folder, async () => {
    for (const path of settings) erase(path);
  });
  const denied = settings.filter((path) => lstatSync(path, { throwIfNoEntry: false }));
  if (process.geteuid?.() === 0 && denied.length > 0) {
    const places = [beside, folder].map((place) => realpathSync(place));
    failed.splice(0, failed.length, ...failed.filter((each) => !denied.some((path) => each.startsWith(`${path} (`))));
    for (const path of denied) erase(path, () => eraseWithin(path, places));
  }
  for (const path of system) await eraseSystem(path, erase);
  if (failed.length > 0)
    throw new EraseError('ERASE_DISK', `not everything could be erased: ${failed.join(', ')}; run it again with sudo`);
  return total;
}

/** By a name within the folder that one is in: nobody can put a link in the way meanwhile. */
function eraseWithin(path: string, places: readonly string[]): Erased {
  const before = process.cwd();
  process.chdir(dirname(path));
  try {
    if (!places.some((place) => isBelow(process.cwd(), place)))
      throw Object.assign(new Error(`${path}: leads elsewhere`), { code: 'EXDEV' });
    return eraseForGood(basename(path));
  } finally {
    process.chdir(before);
  }
}

/** What a folder of the service's holds goes as its owner's; the folder itself lies in one of root's. */
async function eraseSystem(path: string, erase: (path: string) => void): Promise<void> {
  if (lstatSync(path).isDirectory())
    await asOwnerOf(path, async () => {
      for (const name of readdirSync(path)) erase(join(path, name));
    });
  erase(path);
}

/** The lock that was held, and the folder where nothing of somebody else's is in it. */
function eraseRest(folder: string): void {
  for (const name of readdirSync(folder)) if (LOCK_NAME.test(name)) eraseForGood(join(folder, name));
  try {
    rmdirSync(folder);
  } catch {
    // Somebody's own files are left in it, or the folder above belongs to root: it is empty.
  }
}
