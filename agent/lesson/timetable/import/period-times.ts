import type { Term } from '../calendar-date.ts';
import { cellPeriods } from './cell-labels.ts';
import { CellProblem } from './cell-problem.ts';
import { type ClockTime, cellTimes } from './cell-time.ts';
import { cellWeeks } from './cell-weeks.ts';
import { readTable } from './csv-table.ts';
import type { ProblemList } from './problem-list.ts';
import { RowReader } from './row-reader.ts';
import type { SourceFile } from './source-text.ts';

/** When a period is, in some weeks of the term: schools change between summer and winter times. */
interface PeriodTime {
  period: number;
  weeks: number[];
  start: ClockTime;
  end: ClockTime;
  line: number;
}

/** 作息时间: when each period of the day is. */
export class PeriodTimes {
  readonly #times: readonly PeriodTime[];

  constructor(times: readonly PeriodTime[]) {
    this.#times = times;
  }

  /**
   * When a period is in the given weeks; several answers when its times change during them.
   * @throws CellProblem when it has no times in one of these weeks
   */
  of(period: number, weeks: readonly number[]): { weeks: number[]; start: ClockTime; end: ClockTime }[] {
    const found = this.#times
      .filter((time) => time.period === period)
      .map(({ start, end, weeks: its }) => ({ weeks: weeks.filter((week) => its.includes(week)), start, end }))
      .filter((time) => time.weeks.length > 0);
    const missing = weeks.find((week) => !found.some((time) => time.weeks.includes(week)));
    if (missing === undefined) return found;
    throw new CellProblem(
      `第 ${period} 节在第 ${missing} 周没有时间；请填写开始和结束时间，或用 --periods 给出作息时间表`,
      `period ${period} has no times in week ${missing}; fill in start and end, or give the times with --periods`,
    );
  }

  /** The period that has exactly these times in these weeks. */
  periodAt(start: ClockTime, end: ClockTime, week: number): number | undefined {
    return this.#times.find((time) => time.start === start && time.end === end && time.weeks.includes(week))?.period;
  }
}

/** Reads 作息时间 from CSV: 节次, 开始时间, 结束时间 and, where times change during the term, 周次. */
export function readPeriodTimes(source: SourceFile, term: Term, list: ProblemList): PeriodTimes {
  const fields = ['period', 'start', 'end', 'weeks'] as const;
  const table = readTable(source, { fields, required: [['period'], ['start']] }, list);
  const times: PeriodTime[] = [];
  for (const row of table.rows) {
    const reader = new RowReader(table, row, list);
    const periods = reader.need('period', cellPeriods) ?? [];
    const span = reader.attempt(() => cellTimes(reader.text('start'), reader.text('end')), 'start');
    const weeks = reader.attempt(() => cellWeeks(reader.text('weeks') ?? '', term.weeks), 'weeks');
    if (periods.length > 1) reader.fail({ zh: '每节课一行', en: 'one period a row' }, 'period');
    if (!span && !reader.failed) reader.fail({ zh: '没有时间', en: 'has no times' }, 'start');
    if (reader.failed || !span || !weeks) continue;
    const time: PeriodTime = { period: periods[0]!, weeks, ...span, line: row.line };
    const other = times.find((each) => contradicts(each, time));
    if (other) {
      reader.fail({ zh: `与第 ${other.line} 行重复或时间重叠`, en: `repeats or overlaps line ${other.line}` });
    } else times.push(time);
  }
  return new PeriodTimes(times);
}

function contradicts(a: PeriodTime, b: PeriodTime): boolean {
  return (
    a.weeks.some((week) => b.weeks.includes(week)) && (a.period === b.period || (a.start < b.end && b.start < a.end))
  );
}
