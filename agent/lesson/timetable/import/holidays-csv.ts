import type { Term } from '../calendar-date.ts';
import type { Holiday, Swap } from '../timetable.ts';
import { cellDate, cellDates, cellWeekday } from './cell-date.ts';
import { cellLabel } from './cell-labels.ts';
import { CellProblem } from './cell-problem.ts';
import { readTable } from './csv-table.ts';
import type { ProblemList } from './problem-list.ts';
import { RowReader } from './row-reader.ts';
import type { SourceFile } from './source-text.ts';

export interface ImportedDays {
  holidays: Holiday[];
  swaps: (Swap & { file: string; line: number })[];
}

/** Reads holidays and swapped days from CSV: 日期 (a date or a range), 类型 (放假, 调休, 补课), 按…上课. */
export function readHolidays(source: SourceFile, term: Term, list: ProblemList): ImportedDays {
  const table = readTable(
    source,
    { fields: ['date', 'lastDate', 'type', 'as', 'name'], required: [['date'], ['type']] },
    list,
  );
  const days: ImportedDays = { holidays: [], swaps: [] };
  for (const row of table.rows) {
    const reader = new RowReader(table, row, list);
    const dates = reader.need('date', (text) => cellDates(text, reader.text('lastDate'), term));
    const type = reader.need('type', cellType);
    const name = reader.read('name', cellLabel);
    const as = reader.read('as', (text) => cellAs(text, term));
    if (type === 'holiday' && reader.text('as') !== undefined) {
      reader.fail({ zh: '放假的日子不能按别的日子上课', en: 'a holiday cannot be taught as another day' }, 'as');
    }
    if (type === 'swap' && reader.text('as') === undefined) {
      reader.fail(
        {
          zh: '未写按哪天上课（如 周三 或 2026-10-08）；若这天不上课，类型请写“放假”',
          en: 'does not say which day is taught (such as 周三 or 2026-10-08); if there are no lessons, write 放假 as type',
        },
        'as',
      );
    }
    if (type === 'swap' && dates && dates.from !== dates.to) {
      reader.fail({ zh: '补课每天一行', en: 'write swapped days one a row' }, 'date');
    }
    if (reader.failed || !dates) continue;
    if (type === 'holiday') days.holidays.push({ ...dates, ...(name !== undefined && { name }) });
    else if (as) days.swaps.push({ date: dates.from, as, ...reader.place });
  }
  return days;
}

function cellType(text: string): 'holiday' | 'swap' {
  if (/^(放假|假期|休假|休息|节假日|停课|holiday|off|no lessons)$/i.test(text)) return 'holiday';
  if (/^(调休|补课|上课|补班|调课|调休上课|swap|swapped|make-?up|lessons)$/i.test(text)) return 'swap';
  throw new CellProblem(
    `“${text}”不是类型；应为 放假、调休 或 补课`,
    `"${text}" is no type; write 放假 holiday, 调休 swap or 补课 makeup`,
  );
}

/** `周三`, `按周三上课`, `第5周星期三`, `2026-10-08`, `10月8日（周四）的课`. */
function cellAs(text: string, term: Term): Swap['as'] {
  const plain = text
    .replace(/^(按照?|as )\s*/i, '')
    .replace(/(的?(课程表|课表|课程|课)|上课)+$/, '')
    .trim();
  const inWeek = /^(?:第?(\d{1,2})周|week (\d{1,2}))[, ]*(.+)$/i.exec(plain);
  if (inWeek) {
    const week = Number(inWeek[1] ?? inWeek[2]);
    if (week < 1 || week > term.weeks) {
      throw new CellProblem(`学期没有第 ${week} 周`, `the term has no week ${week}`);
    }
    return { week, weekday: cellWeekday(inWeek[3]!) };
  }
  return /\d.*\d/.test(plain) ? { date: cellDate(plain, term) } : { weekday: cellWeekday(plain) };
}
