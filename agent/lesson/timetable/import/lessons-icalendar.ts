import { addDays, lastDayOf, type Term, weekdayOf, weekOf } from '../calendar-date.ts';
import type { DayLesson } from '../timetable.ts';
import { momentMs, wallTime } from '../wall-time.ts';
import { cellLabel, cellPairId, cellPeriods, cellRole, cellTeacherId, HALF_A_PAIR } from './cell-labels.ts';
import { CellProblem } from './cell-problem.ts';
import { fieldOf, headingOf, headsNames } from './headings.ts';
import { type IcalendarEvent, readEvents } from './icalendar-events.ts';
import { type Occurrence, occurrencesOf } from './icalendar-occurrences.ts';
import type { ImportedLesson } from './lessons-csv.ts';
import type { PeriodTimes } from './period-times.ts';
import type { ProblemList } from './problem-list.ts';
import type { SourceFile } from './source-text.ts';

/**
 * Reads lessons from iCalendar. SUMMARY is the subject, LOCATION the room; lines `班级: …`, `节次: …`, `教师编号: …`,
 * `双师编号: …` and `双师角色: …` of DESCRIPTION are the rest. ORGANIZER, ATTENDEE and all else that may name people is not read. What repeats, moves and is
 * left out becomes a plan of weeks, because every occurrence is a weekday of some week of the term.
 */
export function readLessonsIcalendar(
  source: SourceFile,
  term: Term,
  timeZone: string,
  periodTimes: PeriodTimes,
  list: ProblemList,
): ImportedLesson[] {
  const file = source.name;
  const events = readEvents(source, list);
  const fail = ({ line }: IcalendarEvent, { zh, en }: CellProblem) => list.add({ file, line, zh, en });
  const lastMs = momentMs(addDays(lastDayOf(term), 1), '00:00', timeZone) - 1;
  const lessons = new Map<string, ImportedLesson>();
  const wrong = new Set<IcalendarEvent>();
  let outside = 0;
  const seen = new Map<IcalendarEvent, ReturnType<typeof readEvent>>();
  const anyRoom = events.some(({ component }) => roomOf(component) !== undefined);
  for (const occurrence of occurrencesOf(events, timeZone, lastMs, fail)) {
    const { event } = occurrence;
    if (wrong.has(event)) continue;
    try {
      const times = localTimes(occurrence, timeZone);
      const week = weekOf(term, times.date);
      if (week === undefined) {
        outside += 1;
        continue;
      }
      const read = seen.get(event) ?? readEvent(event);
      seen.set(event, read);
      if (anyRoom && read.room === undefined) throw new CellProblem('没有 LOCATION（教室）', 'has no LOCATION (room)');
      const { start, end } = times;
      const period = read.labels.period ?? periodTimes.periodAt(start, end, week);
      const lesson = {
        weekday: weekdayOf(times.date),
        start,
        end,
        ...read.labels,
        ...(period !== undefined && { period }),
      };
      const key = JSON.stringify([event.line, lesson]);
      const known = lessons.get(key);
      if (known) known.lesson.weeks.push(week);
      else lessons.set(key, { file, line: event.line, room: read.room, lesson: { ...lesson, weeks: [week] } });
    } catch (error) {
      if (!(error instanceof CellProblem)) throw error;
      wrong.add(event);
      fail(event, error);
    }
  }
  if (outside > 0) {
    list.note({
      file,
      zh: `有 ${outside} 次课在学期开始之前，未导入`,
      en: `${outside} lesson${outside === 1 ? ' is' : 's are'} before the term and left out`,
    });
  }
  for (const { lesson } of lessons.values()) lesson.weeks.sort((a, b) => a - b);
  return [...lessons.values()];
}

function localTimes({ startMs, endMs }: Occurrence, timeZone: string): { date: string; start: string; end: string } {
  if (startMs % 60_000 !== 0 || endMs % 60_000 !== 0) {
    throw new CellProblem('时间应为整分钟', 'must start and end at a whole minute');
  }
  const [start, end] = [wallTime(startMs, timeZone), wallTime(endMs, timeZone)];
  if (endMs <= startMs || start.date !== end.date || start.time >= end.time) {
    throw new CellProblem(
      `${start.date} ${start.time} – ${end.date} ${end.time}：结束须晚于开始，且不能跨过午夜`,
      `${start.date} ${start.time} – ${end.date} ${end.time}: must end after it starts and may not cross midnight`,
    );
  }
  return { date: start.date, start: start.time, end: end.time };
}

function readEvent({ component }: IcalendarEvent): {
  room: string | undefined;
  labels: Omit<DayLesson, 'start' | 'end'>;
} {
  const labels: Omit<DayLesson, 'start' | 'end'> = {};
  const subject = plain(component.getFirstPropertyValue('summary'));
  if (subject !== '') labels.subject = cellLabel(subject);
  for (const line of plain(component.getFirstPropertyValue('description'), '\n').split('\n')) {
    const [, key, value] = /^\s*([^:]{1,30}?)\s*:\s*(.+?)\s*$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    if (headsNames(key)) {
      throw new CellProblem(
        `DESCRIPTION 里的“${key}”像是教师姓名；请删去，或改写为“${headingOf('teacherId')}”（化名编号）`,
        `"${key}" in DESCRIPTION looks like a name; delete it, or write "${headingOf('teacherId')}" with a pseudonymous id`,
      );
    }
    const field = fieldOf(key, ['className', 'period', 'teacherId', 'pairId', 'role']);
    if (field === 'className') labels.className = cellLabel(value);
    if (field === 'teacherId') labels.teacherId = cellTeacherId(value);
    if (field === 'pairId') labels.pairId = cellPairId(value);
    if (field === 'role') labels.role = cellRole(value);
    if (field === 'period') labels.period = cellPeriods(value)[0]!;
  }
  if ((labels.pairId === undefined) !== (labels.role === undefined)) {
    throw new CellProblem(HALF_A_PAIR.zh, HALF_A_PAIR.en);
  }
  return { room: roomOf(component), labels };
}

function roomOf(component: IcalendarEvent['component']): string | undefined {
  return plain(component.getFirstPropertyValue('location')) || undefined;
}

function plain(value: unknown, lineBreak = ' '): string {
  return value == null ? '' : String(value).normalize('NFKC').replace(/\r?\n/g, lineBreak).trim();
}
