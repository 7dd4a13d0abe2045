import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { safeParse } from '../../lesson/outside-data.ts';
import { type Check, fail, ok, warn } from './check.ts';
import type { RunCommand } from './run-command.ts';

const WORN_PERCENT = 80;
/** smartctl's exit status: bits that say that the disk itself is failing. */
const FAILING_BITS = 0b0001_1000;

const smartSchema = z.object({
  smart_status: z.object({ passed: z.boolean() }).optional(),
  nvme_smart_health_information_log: z.object({ percentage_used: z.number() }).optional(),
  ata_smart_attributes: z.object({ table: z.array(z.object({ name: z.string(), value: z.number() })) }).optional(),
});
/** What SATA disks call what is left of them, percent. */
const LIFE_LEFT =
  /^(Wear_Leveling_Count|SSD_Life_Left|Media_Wearout_Indicator|Percent_Lifetime_Remain|Remaining_Lifetime_Perc)$/;

/**
 * How worn the machine's disks are, by what they say of themselves: the room writes every few seconds for years.
 * @param folder `/sys/block`
 */
export function diskWearCheck(run: RunCommand, folder = '/sys/block'): Check {
  return {
    id: 'disk-wear',
    zh: '磁盘磨损',
    en: 'disk wear',
    examine: async (signal) => {
      const disks = (await readdir(folder).catch(() => [])).filter(
        (name) => /^(sd|nvme|mmcblk|vd)[a-z0-9]+$/.test(name) && !/boot\d|rpmb/.test(name),
      );
      const worn = await Promise.all(disks.sort().map((disk) => wearOf(disk, folder, run, signal)));
      const detail = worn
        .map(({ disk, usedPercent, note }) => `${disk}: ${note ?? `${usedPercent} % used`}`)
        .join(' · ');
      if (worn.length === 0) return ok('no disk tells');
      if (worn.some(({ isFailing }) => isFailing))
        return fail(
          detail,
          '磁盘即将损坏：请尽快备份（lectern backup）并更换',
          'a disk is failing: make a backup (lectern backup) and replace it soon',
        );
      if (worn.some(({ usedPercent }) => (usedPercent ?? 0) >= WORN_PERCENT))
        return warn(
          detail,
          '磁盘寿命将尽：请备份（lectern backup）并准备更换',
          'a disk is nearly worn out: make a backup (lectern backup) and plan to replace it',
        );
      if (worn.some(({ isUnknown }) => isUnknown))
        return ok(`${detail} (sudo apt-get install smartmontools, then sudo lectern doctor, tells more)`);
      return ok(detail);
    },
  };
}

interface Wear {
  disk: string;
  usedPercent?: number;
  note?: string;
  isFailing?: boolean;
  isUnknown?: boolean;
}

async function wearOf(disk: string, folder: string, run: RunCommand, signal: AbortSignal): Promise<Wear> {
  if (disk.startsWith('mmcblk')) return await cardWear(disk, folder);
  const isVirtual = (await realpath(join(folder, disk)).catch(() => '')).includes('/virtio');
  if (disk.startsWith('vd') || isVirtual) return { disk, note: 'virtual' };
  const { missing, status, stdout } = await run('smartctl', ['--json', '-H', '-A', `/dev/${disk}`], signal);
  const parsed = safeParse(smartSchema, jsonOf(stdout));
  if (missing || !parsed.success || status === null) return { disk, note: 'not known', isUnknown: true };
  const { smart_status: health, nvme_smart_health_information_log: nvme, ata_smart_attributes: ata } = parsed.data;
  const left = ata?.table.find(({ name }) => LIFE_LEFT.test(name))?.value;
  const usedPercent = nvme?.percentage_used ?? (left === undefined ? undefined : 100 - left);
  const isFailing = health?.passed === false || (status & FAILING_BITS) !== 0;
  if (isFailing) return { disk, isFailing, note: 'is failing' };
  return usedPercent === undefined ? { disk, note: 'healthy' } : { disk, usedPercent };
}

/** eMMC tells its use in tenths (JEDEC eMMC 5.0, EXT_CSD 268 and 269): 0x01 is up to 10 %, 0x0b is beyond its life. */
async function cardWear(disk: string, folder: string): Promise<Wear> {
  const text = await readFile(join(folder, disk, 'device/life_time'), 'utf8').catch(() => '');
  const tenths = text
    .trim()
    .split(/\s+/)
    .map(Number)
    .filter((value) => value > 0);
  if (tenths.length === 0) return { disk, note: 'a card that does not tell' };
  const most = Math.max(...tenths);
  return most > 10 ? { disk, isFailing: true, note: 'beyond its life' } : { disk, usedPercent: most * 10 };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
