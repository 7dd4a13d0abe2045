import { addDays, type CalendarDate, calendarDate, lastDayOf, type Term, weekdayOf } from '../calendar-date.ts';
import { CellProblem } from './cell-problem.ts';

const days = '一二三四五六日';
const english = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/**
 * `周一`, `星期一`, `礼拜天`, `一`, `1` to `7`, `Mon`, `Monday`: 1 (Monday) to 7 (Sunday).
 * @param text NFKC
 * @throws CellProblem
 */
export function cellWeekday(text: string): number {
  const chinese = /^(?:周|星期|礼拜)?([一二三四五六日天1-7])$/.exec(text)?.[1]?.replace('天', '日');
  if (chinese !== undefined) return /\d/.test(chinese) ? Number(chinese) : days.indexOf(chinese) + 1;
  const name = /^(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?$/i.exec(text)?.[1]?.toLowerCase();
  if (name !== undefined) return english.indexOf(name.slice(0, 3)) + 1;
  throw new CellProblem(`“${text}”不是星期，应如 周一`, `"${text}" is no weekday; write it as 周一, 1 or Mon`);
}

/**
 * `2026-10-01`, `2026/10/1`, `2026.10.1`, `2026年10月1日`, `20261001`, Excel's number of the day, and `10月1日` when the term
 * leaves one year for it. A weekday behind it is checked against it.
 * @param text NFKC
 * @throws CellProblem
 */
export function cellDate(text: string, term: Term): CalendarDate {
  const wrong = new CellProblem(
    `“${text}”不是日期，应如 2026-10-01`,
    `"${text}" is not a date; write it as 2026-10-01`,
  );
  const parts =
    /^(.*?\d日?)\s*\(?((?:周|星期|礼拜).|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)?\)?(?:\s+0?0:00(?::00)?)?$/i.exec(text);
  if (!parts?.[1]) throw wrong;
  const date = dateAlone(parts[1], term);
  if (date === undefined) throw wrong;
  if (parts[2] !== undefined && cellWeekday(parts[2]) !== weekdayOf(date)) {
    throw new CellProblem(
      `“${text}”：${date} 是星期${days[weekdayOf(date) - 1]}`,
      `"${text}": ${date} is another weekday (${english[weekdayOf(date) - 1]})`,
    );
  }
  return date;
}

function dateAlone(text: string, term: Term): CalendarDate | undefined {
  const full =
    /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?$/.exec(text) ?? /^(20\d\d)(\d\d)(\d\d)$/.exec(text);
  if (full) return calendarDate(Number(full[1]), Number(full[2]), Number(full[3]));
  // Days since 1899-12-30, which is how Excel keeps dates; these are the years 2009 to 2064.
  if (/^[45]\d{4}$/.test(text)) return addDays('1899-12-30', Number(text));
  const yearless = /^(\d{1,2})月(\d{1,2})日?$/.exec(text);
  if (!yearless) return undefined;
  const firstYear = Number(term.start.slice(0, 4));
  const inTerm = [firstYear, firstYear + 1]
    .map((year) => calendarDate(year, Number(yearless[1]), Number(yearless[2])))
    .filter((date) => date !== undefined && term.start <= date && date <= lastDayOf(term));
  return inTerm.length === 1 ? inTerm[0] : undefined;
}

/**
 * One date or a range in one cell: `2026-10-01至2026-10-07`, `2026-10-01 ~ 2026-10-07`.
 * @throws CellProblem
 */
export function cellDates(
  first: string,
  last: string | undefined,
  term: Term,
): { from: CalendarDate; to: CalendarDate } {
  const both = last === undefined ? first.split(/\s*[~–—至到]\s*|\s+-\s+|(?<=日)-/) : [first, last];
  if (both.length > 2) throw new CellProblem(`“${first}”不是日期`, `"${first}" is not a date`);
  const from = cellDate(both[0]!, term);
  const to = both[1] === undefined ? from : cellDate(both[1], term);
  if (from <= to) return { from, to };
  throw new CellProblem(`${from} 至 ${to}：结束早于开始`, `${from} to ${to}: ends before it begins`);
}
