import { readdirSync, rmdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { EraseError } from '../erasure/erase-error.ts';
import { type ErasePlan, erasePlan, LOCK_NAME } from '../erasure/erase-plan.ts';
import { type Erased, eraseForGood } from '../erasure/overwrite.ts';
import { asOwnerOf } from './as-owner.ts';
import { configIfThere, dataFolderOf } from './data-folder.ts';
import { UsageError } from './exit-code.ts';
import { whileStopped } from './while-stopped.ts';

const USUAL_PORT = 8080;

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
  const config = configIfThere(options.config);
  const folder = dataFolderOf(options.data, config);
  const plan = erasePlan(options.config, config, folder);
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
  if (!options.yes) await confirmed(config?.room.room ?? 'erase');
  const erased = await whileStopped(folder, config?.screen.port ?? USUAL_PORT, 'to erase the room', async () =>
    erasedAll(plan, folder, dirname(resolve(options.config))),
  );
  await asOwnerOf(folder, async () => eraseRest(folder));
  console.log(`已删除 erased: ${erased.files} 个文件 files, ${(erased.bytes / 1024 ** 2).toFixed(1)} MiB`);
  console.log(advice(room ?? 'REGION/SCHOOL/ROOM'));
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
  const erase = (path: string) => {
    try {
      const { files, bytes } = eraseForGood(path);
      total.files += files;
      total.bytes += bytes;
    } catch (error) {
      failed.push(`${path} (${(error as NodeJS.ErrnoException).code})`);
    }
  };
  // The data folder's owner may have put links there for root to follow.
  await asOwnerOf(folder, async () => data.forEach(erase));
  // Whoever may write the configuration may name any file in it: only what is its owner's goes, and what root has put beside it.
  const isBeside = (path: string) => dirname(path) === beside;
  const [own, elsewhere] = [settings.filter(isBeside), settings.filter((path) => !isBeside(path))];
  await asOwnerOf(beside, async () => elsewhere.forEach(erase));
  own.forEach(erase);
  system.forEach(erase);
  if (failed.length > 0)
    throw new EraseError('ERASE_DISK', `not everything could be erased: ${failed.join(', ')}; run it again with sudo`);
  return total;
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
