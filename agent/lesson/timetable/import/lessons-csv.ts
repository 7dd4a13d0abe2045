import { known } from '../../known.ts';
import type { Term } from '../calendar-date.ts';
import type { DayLesson, PlannedLesson } from '../timetable.ts';
import { cellWeekday } from './cell-date.ts';
import { cellLabel, cellPairId, cellPeriods, cellRole, cellTeacherId, HALF_A_PAIR } from './cell-labels.ts';
import { CellProblem } from './cell-problem.ts';
import { cellTimes } from './cell-time.ts';
import { cellWeeks } from './cell-weeks.ts';
import { readTable } from './csv-table.ts';
import type { PeriodTimes } from './period-times.ts';
import type { ProblemList } from './problem-list.ts';
import { RowReader } from './row-reader.ts';
import type { SourceFile } from './source-text.ts';

/** A lesson and where it was read. */
export interface ImportedLesson {
  file: string;
  line: number;
  /** As the file names the room; undefined when it names none. */
  room: string | undefined;
  lesson: PlannedLesson;
}

/**
 * Reads lessons, one a row, from CSV. Times are those of the row, or else of its period (`1-2节` is two lessons). An empty
 * 周次 means every week.
 */
export function readLessonsCsv(
  source: SourceFile,
  term: Term,
  periodTimes: PeriodTimes,
  list: ProblemList,
): ImportedLesson[] {
  const table = readTable(
    source,
    {
      fields: [
        'period',
        'start',
        'end',
        'weekday',
        'weeks',
        'room',
        'className',
        'subject',
        'teacherId',
        'pairId',
        'role',
      ],
      required: [['weekday'], ['period', 'start']],
    },
    list,
  );
  const lessons = table.rows.flatMap((row): ImportedLesson[] => {
    const reader = new RowReader(table, row, list);
    const weekday = reader.need('weekday', cellWeekday);
    const weeks = reader.attempt(() => cellWeeks(reader.text('weeks') ?? '', term.weeks), 'weeks');
    const labels = readLabels(reader);
    const room = table.columns.room === undefined ? undefined : reader.need('room', (text) => text);
    if ((table.columns.className ?? table.columns.subject) && !(reader.text('className') ?? reader.text('subject'))) {
      reader.fail({
        zh: '班级和科目都未填写；空课请删去整行',
        en: 'has neither class nor subject; delete rows of free periods',
      });
    }
    const spans = weeks && readSpans(reader, weeks, periodTimes);
    if (reader.failed || !spans || weekday === undefined) return [];
    return spans.map((span) => ({ ...reader.place, room, lesson: { weekday, ...span, ...labels } }));
  });
  if (table.rows.length > 0 && table.columns.room === undefined) {
    list.note({
      file: source.name,
      zh: '没有“教室 room”列：每一行都算作所选教室的课',
      en: 'has no column "教室 room": every row is taken as of the chosen room',
    });
  }
  return lessons;
}

/** Class, subject, teacher and pair of a row. */
export function readLabels(
  reader: RowReader,
): Pick<DayLesson, 'className' | 'subject' | 'teacherId' | 'pairId' | 'role'> {
  const labels = known({
    className: reader.read('className', cellLabel),
    subject: reader.read('subject', cellLabel),
    teacherId: reader.read('teacherId', cellTeacherId),
    pairId: reader.read('pairId', cellPairId),
    role: reader.read('role', cellRole),
  });
  if ((reader.text('pairId') === undefined) !== (reader.text('role') === undefined)) {
    reader.fail(HALF_A_PAIR, reader.text('role') === undefined ? 'role' : 'pairId');
  }
  return labels;
}

type Span = Pick<PlannedLesson, 'weeks' | 'start' | 'end' | 'period'>;

/** When a row's lessons are: by its own times, else by its periods; undefined (and listed) when neither tells. */
export function readSpans(reader: RowReader, weeks: number[], periodTimes: PeriodTimes): Span[] | undefined {
  const periods = reader.read('period', cellPeriods);
  return reader.attempt(
    (): Span[] | undefined => {
      const own = cellTimes(reader.text('start'), reader.text('end'));
      if (!own) {
        if (reader.text('period') === undefined)
          throw new CellProblem('没有节次也没有时间', 'has neither period nor times');
        return periods?.flatMap((period) => periodTimes.of(period, weeks).map((span) => ({ ...span, period })));
      }
      if (periods && periods.length > 1) {
        throw new CellProblem(
          '连上几节时请一节一行，或不填时间而用 --periods 给出作息时间表',
          'several periods cannot share one start and end; write one a row, or leave the times to --periods',
        );
      }
      return [{ weeks, ...own, ...(periods && { period: periods[0]! }) }];
    },
    reader.text('start') === undefined && reader.text('end') === undefined ? 'period' : 'start',
  );
}
