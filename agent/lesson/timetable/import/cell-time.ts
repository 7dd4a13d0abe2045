import { CellProblem } from './cell-problem.ts';

/** `HH:MM`. */
export type ClockTime = string;

const shape =
  /^(?<half1>上午|早上|中午|下午|晚上|am|pm)?\s*(?<hour>\d{1,2})\s*(?::|点|时)\s*(?<minute>\d{1,2})?\s*(?:分|:(?<second>\d{1,2})(?:\.0+)?)?\s*(?<half2>am|pm)?$/i;

/**
 * A time of day as Excel shows or saves it: `8:00`, `08:00:00`, `8:00 AM`, `下午2:05`, `8点05分`, or the fraction of the day
 * that an unformatted cell holds (`0.333333` is 08:00). Seconds must be zero; a fraction is rounded to the minute.
 * @param text NFKC, without outer blanks
 * @throws CellProblem
 */
export function cellTime(text: string): ClockTime {
  const wrong = new CellProblem(`“${text}”不是时间，应如 08:00`, `"${text}" is not a time of day; write it as 08:00`);
  if (/^0?\.\d+$/.test(text)) {
    const minutes = Math.round(Number(text) * 1440);
    if (minutes >= 1440) throw wrong;
    return clockTime(minutes);
  }
  const parts = shape.exec(text)?.groups;
  if (!parts) throw wrong;
  // "8:" says nothing; "8点" does.
  if (parts.minute === undefined && !/[点时]$/.test(text)) throw wrong;
  let hour = Number(parts.hour);
  const minute = Number(parts.minute ?? 0);
  const half = (parts.half1 ?? parts.half2)?.toLowerCase();
  if (parts.half1 && parts.half2) throw wrong;
  if (half !== undefined && hour > 12) throw wrong;
  if (half && /pm|下午|晚上/.test(half) && hour < 12) hour += 12;
  // 中午 is 11:30 as well as 12:30 and 1 o'clock.
  if (half === '中午' && hour < 11) hour += 12;
  if (half && /am|上午|早上/.test(half) && hour === 12) hour = 0;
  if (hour > 23 || minute > 59) throw wrong;
  if (Number(parts.second ?? 0) !== 0) {
    throw new CellProblem(`“${text}”应为整分钟`, `"${text}" must be a whole minute`);
  }
  return clockTime(hour * 60 + minute);
}

/**
 * Start and end from their cells; the first may hold both (`8:00-8:45`). Undefined when both are empty.
 * @throws CellProblem
 */
export function cellTimes(
  start: string | undefined,
  end: string | undefined,
): { start: ClockTime; end: ClockTime } | undefined {
  if (start === undefined && end === undefined) return undefined;
  const both =
    start !== undefined && end === undefined ? start.split(/\s*(?:[-~–—－至到]|to)\s*/i).filter(Boolean) : [];
  const [first, last] = both.length === 2 ? both : [start, end];
  if (first === undefined || last === undefined) {
    throw new CellProblem('开始时间和结束时间缺一', 'has only one of start and end');
  }
  const times = { start: cellTime(first), end: cellTime(last) };
  if (times.start < times.end) return times;
  throw new CellProblem(
    `${times.start}–${times.end}：结束须晚于开始，且不能跨过午夜`,
    `${times.start}–${times.end}: must end after it starts and may not cross midnight`,
  );
}

function clockTime(minutes: number): ClockTime {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
