import { type FigureEntry, figureEntries } from '../indicators/catalogue.ts';
import { isMode, modeNames } from '../indicators/mode-names.ts';
import { unitName } from '../indicators/unit-names.ts';
import type { PairRole } from '../lesson/lesson.ts';
import { type CsvCell, csvText } from './csv-text.ts';
import type { ExportedFigure, ExportedLesson, Untold } from './exported-lesson.ts';

interface Column {
  head: string;
  cell(lesson: ExportedLesson): CsvCell;
}

const lessonColumns: Column[] = [
  { head: '日期', cell: ({ date }) => ({ asIs: date }) },
  { head: '开始时间', cell: ({ time }) => ({ asIs: time }) },
  { head: '时长 (分钟)', cell: ({ durationS }) => Math.round(durationS / 6) / 10 },
  { head: '班级', cell: ({ labels }) => labels.className ?? '' },
  { head: '科目', cell: ({ labels }) => labels.subject ?? '' },
  { head: '节次', cell: ({ labels }) => labels.period ?? '' },
  { head: '教师编号', cell: ({ labels }) => labels.teacherId ?? '' },
];

const roles: Record<PairRole, string> = { main: '主讲', remote: '听课' };

/** Behind the figures: to tell the rows of several rooms' files apart, and to find a lesson again. */
const originColumns: Column[] = [
  { head: '学校', cell: ({ room }) => room.school },
  { head: '教室', cell: ({ room }) => room.room },
  { head: '双师编号', cell: ({ labels }) => labels.pairId ?? '' },
  { head: '双师角色', cell: ({ labels: { role } }) => (role === undefined ? '' : roles[role]) },
  { head: '课堂编号', cell: ({ id }) => id },
];

/** No word for "nothing" may look like the number 0, or like an empty cell that somebody forgot. */
const untoldWords: Record<Untold, string> = {
  'not-enough-data': '数据不足',
  'small-group': '不公布（人数少）',
  complementary: '不公布（可推算）',
  'coded-share': '不公布（比例过高或过低）',
  'older-report': '不公布（旧版报告，未按新规则核对）',
};
const NOT_MEASURED = '未测量';

/**
 * Lessons as a table for Excel, headed in Chinese: a row a lesson; a column a figure of the catalogue in its order, and two
 * more behind a peak, its share (of pupils) and its moment in seconds of the lesson. Shares are 0 to 1. A figure that was measured by
 * another version of its definition has columns of its own, so that no column mixes two meanings.
 */
export function lessonsCsv(lessons: readonly ExportedLesson[]): string {
  const figureColumns = figureEntries.flatMap((entry) =>
    versionsOf(entry, lessons).flatMap((version) => columnsOf(entry, version)),
  );
  const columns = [...lessonColumns, ...figureColumns, ...originColumns];
  const rows = lessons.map((lesson) => columns.map(({ cell }) => cell(lesson)));
  return csvText([columns.map(({ head }) => head), ...rows]);
}

/** The catalogue's version first, then those of older and newer reports, ascending. */
function versionsOf({ id, version }: FigureEntry, lessons: readonly ExportedLesson[]): number[] {
  const found = lessons.flatMap((lesson) => figureOf(lesson, id)?.version ?? []);
  const others = [...new Set(found)].filter((other) => other !== version).sort((a, b) => a - b);
  return [version, ...others];
}

function columnsOf(entry: FigureEntry, version: number): Column[] {
  const { id, zh } = entry;
  const older = version === entry.version ? '' : `，第 ${version} 版`;
  const column = (name: string, unit: string, cellOf: (figure: ExportedFigure) => CsvCell): Column => ({
    head: `${name} (${unit}${older})`,
    cell: (lesson) => {
      const figure = figureOf(lesson, id);
      if (!figure) return NOT_MEASURED;
      return figure.version === version ? cellOf(figure) : `见第 ${figure.version} 版`;
    },
  });
  const value = column(zh, unitName(entry).zh, valueCell);
  if (!id.endsWith('.peak')) return [value];
  const moment = column(`${zh}·时刻`, '秒', momentCell);
  // Only pupils have a share of the class.
  return entry.unit === 'count' ? [value, column(`${zh}·比例`, '比例', shareCell), moment] : [value, moment];
}

function valueCell({ unit, value, untold }: ExportedFigure): CsvCell {
  if (untold) return untoldWords[untold];
  if (typeof value === 'number') return value;
  return unit === 'mode' ? (isMode(value!) ? modeNames[value!].zh : value!) : percent(value!);
}

function shareCell({ share, untold }: ExportedFigure): CsvCell {
  if (typeof share === 'string') return percent(share);
  return share ?? untoldWords[untold ?? 'not-enough-data'];
}

function momentCell({ atS, untold }: ExportedFigure): CsvCell {
  return atS ?? untoldWords[untold ?? 'not-enough-data'];
}

/** `>95` and `<5` beside shares of 0 to 1 would be misread. */
const percent = (coded: string) => `${coded}%`;

const figureOf = ({ figures }: ExportedLesson, id: string) => figures.find((figure) => figure.id === id);
