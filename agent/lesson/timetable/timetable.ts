import { z } from 'zod';
import { pairRoles } from '../lesson.ts';
import { lastDayOf } from './calendar-date.ts';
import { isTimeZone } from './wall-time.ts';

const date = z.iso.date('must be a date such as "2026-09-01"');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as "08:00"');
const weekday = z.int().min(1).max(7);
const week = z.int().min(1).max(60);
const label = z.string().min(1).max(80);

/** The shape of a teacher's pseudonym. It has a digit, so that no name written in letters passes for one. */
export const teacherIdPattern = /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

/** The shape of a dual-teacher lesson's name. */
export const pairIdPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$/;

/** Of a lesson; every one may be unknown. */
const labels = {
  /** 节次; 0 is the early reading before the first. */
  period: z.int().min(0).max(20).exactOptional(),
  className: label.exactOptional(),
  subject: label.exactOptional(),
  /** A pseudonym that only the school can resolve; never a name. */
  teacherId: z.string().regex(teacherIdPattern, 'must be letters and digits with at least one digit').exactOptional(),
  /** 双师课堂: one name for all rooms of the lesson, and this room's part in it. */
  pairId: z.string().regex(pairIdPattern, 'must be 1 to 32 letters, digits, "-", "_" or "."').exactOptional(),
  role: z.enum(pairRoles).exactOptional(),
};

const isPairedOrNot = ({ pairId, role }: { pairId?: string; role?: string }) =>
  (pairId === undefined) === (role === undefined);
const goTogether = { error: 'pairId and role (main or remote) go together', path: ['role'] };

const inOrder = ({ start, end }: { start: string; end: string }) => start < end;
const mustBeInOrder = { error: 'must end after it starts, on the same day', path: ['end'] };

/** One lesson of one day, in the school's local time. */
const dayLessonSchema = z.strictObject({ start: time, end: time, ...labels }).refine(isPairedOrNot, goTogether);
export type DayLesson = z.infer<typeof dayLessonSchema>;

/** A lesson that comes back on its weekday in the given weeks of the term. */
const plannedLessonSchema = dayLessonSchema.safeExtend({
  weekday,
  weeks: z
    .array(week)
    .min(1)
    .refine((weeks) => weeks.every((each, index) => index === 0 || weeks[index - 1]! < each), 'must ascend'),
});
export type PlannedLesson = z.infer<typeof plannedLessonSchema>;

/** Days without lessons, both ends included. */
const holidaySchema = z
  .strictObject({ from: date, to: date, name: label.exactOptional() })
  .refine(({ from, to }) => from <= to, { error: 'must not end before it begins', path: ['to'] });
export type Holiday = z.infer<typeof holidaySchema>;

/**
 * 调休: the date is taught as the plan of another date, or as a weekday of its own week or another one. Its own plan is
 * left out. What happens on the other date (holiday, swap, overrides) does not matter: its plan is what is taught,
 * at that plan's times. A weekday of week 1 can be taught even when the term begins after it.
 */
const swapSchema = z.strictObject({
  date,
  as: z.union([z.strictObject({ date }), z.strictObject({ weekday, week: week.exactOptional() })]),
});
export type Swap = z.infer<typeof swapSchema>;

/**
 * A change of one day. `start` names the lesson by when it would begin that day without any override; every override of a
 * day speaks of that plan, so their order does not matter. A lesson can be added on a holiday too.
 */
const overrideSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('cancel'), date, start: time }),
  z.strictObject({ action: z.literal('add'), date, lesson: dayLessonSchema.refine(inOrder, mustBeInOrder) }),
  z.strictObject({
    action: z.literal('change'),
    date,
    start: time,
    to: z
      .strictObject({ start: time.exactOptional(), end: time.exactOptional(), ...labels })
      .refine((to) => Object.keys(to).length > 0, 'changes nothing')
      .refine(isPairedOrNot, goTogether),
  }),
]);
export type Override = z.infer<typeof overrideSchema>;

/** The shape alone; `parseTimetable` checks that the entries hold together as well. */
export const timetableSchema = z.strictObject({
  version: z.literal(1),
  /** `RoomAddress.room`. */
  room: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, 'must be 1 to 32 letters, digits, "-" or "_"'),
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as "Asia/Shanghai"').default('Asia/Shanghai'),
  term: z.strictObject({ start: date, weeks: week }),
  lessons: z.array(plannedLessonSchema.refine(inOrder, mustBeInOrder)).max(5000),
  holidays: z.array(holidaySchema).max(400).default([]),
  swaps: z.array(swapSchema).max(400).default([]),
  overrides: z.array(overrideSchema).max(5000).default([]),
});
/** A room's lessons of one term, as stored; times are local to `timeZone`. */
export type Timetable = z.infer<typeof timetableSchema>;

/** First and last date that may have lessons; swaps and overrides may lie outside the term. */
export function datesOf(timetable: Timetable): { first: string; last: string } {
  const special = [...timetable.swaps, ...timetable.overrides].map(({ date }) => date);
  const dates = [timetable.term.start, lastDayOf(timetable.term), ...special].sort();
  return { first: dates[0]!, last: dates.at(-1)! };
}
