import { type CsvCell, csvText } from '../../export/csv-text.ts';
import type { AccessItem, DataInventory } from './controls/data.ts';

const time = (ms: number | null): CsvCell => ({ asIs: ms === null ? '' : new Date(ms).toISOString() });

/** What is kept, one kind a row; both languages, for it goes to an auditor. */
export function inventoryCsv({ items }: DataInventory): string {
  return csvText([
    [
      '种类',
      'kind',
      '用途',
      'purpose',
      '条数 count',
      '字节 bytes',
      '最早 oldest',
      '最新 newest',
      '保存天数 days kept',
      '涉及个人 personal',
    ],
    ...items.map((item) => [
      ...[item.zh, item.en, item.whyZh, item.whyEn, item.count, item.bytes],
      ...[time(item.oldestMs), time(item.newestMs), item.keptDays ?? '', item.isPersonal ? '是 yes' : '否 no'],
    ]),
  ]);
}

/** Who saw or did what, newest first. */
export function accessCsv(access: readonly AccessItem[]): string {
  return csvText([
    ['时间 time', '谁 who', '操作 what', '对象 subject'],
    ...access.map(({ atMs, who, what, subject }) => [time(atMs), who, what, subject ?? '']),
  ]);
}
