import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addDays, dateOf, weekOf } from '../lesson/timetable/calendar-date.ts';
import { importTimetable } from '../lesson/timetable/import/import-timetable.ts';
import { LessonCalendar } from '../lesson/timetable/lesson-calendar.ts';
import { parseTimetable } from '../lesson/timetable/parse-timetable.ts';
import { datesOf, type Timetable, timetableSchema } from '../lesson/timetable/timetable.ts';
import { TimetableError } from '../lesson/timetable/timetable-error.ts';
import { wallTime } from '../lesson/timetable/wall-time.ts';
import type { TimetableReading, TimetableView, TimetableWish } from '../screen/setup/controls/timetable.ts';
import type { ConfigFile } from './config-file.ts';
import { saveFile } from './saved-file.ts';
import { SetupError } from './setup-error.ts';

const DEFAULT_NAME = 'timetable.json';

/** A school's timetable files, read for this room and taken over as a whole or not at all. */
export class TimetableImport {
  readonly #config: ConfigFile;
  readonly #wallMs: () => number;

  constructor(config: ConfigFile, wallMs: () => number) {
    this.#config = config;
    this.#wallMs = wallMs;
  }

  /** What the configuration names now; null where it names none, or one that cannot be used. */
  current(week?: number): TimetableView | null {
    const file = this.#config.config()?.timetable;
    if (file === undefined) return null;
    try {
      return this.#viewOf(parseTimetable(JSON.parse(readFileSync(file, 'utf8')), file), week);
    } catch {
      // The room says what is wrong with it.
      return null;
    }
  }

  /** @throws SetupError while the room has no name yet, or when the wish itself is none */
  read(wish: TimetableWish, week?: number): TimetableReading {
    const made = this.#made(wish);
    return 'problems' in made ? made : { view: this.#viewOf(made.timetable, week), notices: made.notices };
  }

  /** @throws SetupError also when somebody else has changed the configuration, or the disk does not take the timetable */
  take(wish: TimetableWish, hash: string): TimetableReading {
    const made = this.#made(wish);
    if ('problems' in made) return made;
    const { file, hash: present } = this.#config.read(null);
    if (present !== hash)
      throw new SetupError(
        'SETUP_CONFIG_CHANGED',
        `${file}: somebody else has changed it meanwhile, and nothing was saved; read it again, then import`,
      );
    const known = this.#config.config()?.timetable;
    saveFile(known ?? join(dirname(file), DEFAULT_NAME), `${JSON.stringify(made.timetable, null, 1)}\n`, 0o640);
    if (known === undefined) this.#config.change({ hash, changes: { timetable: DEFAULT_NAME }, logins: {} });
    return { view: this.#viewOf(made.timetable), notices: made.notices };
  }

  #made(wish: TimetableWish) {
    const room = this.#config.read(null).settings.room?.room;
    if (room === undefined)
      throw new SetupError('SETUP_CONFIG_INCOMPLETE', 'the room has no name yet; give its codes first');
    const { lessons, periods, holidays, changes, roomName, termStart, weeks, timeZone } = wish;
    const { shape } = timetableSchema;
    const term = checked(shape.term, { start: termStart, weeks });
    const wanted = { room: checked(shape.room, room), timeZone: checked(shape.timeZone, timeZone), term };
    try {
      return importTimetable(
        { lessons, ...(periods && { periods }), ...(holidays && { holidays }), ...(changes && { changes }) },
        { ...wanted, ...(roomName !== undefined && { roomName }) },
      );
    } catch (error) {
      if (!(error instanceof TimetableError)) throw error;
      return { problems: [...error.problems], more: error.more };
    }
  }

  #viewOf(timetable: Timetable, wanted?: number): TimetableView {
    const { term, timeZone, holidays } = timetable;
    const calendar = new LessonCalendar(timetable);
    const { first, last } = datesOf(timetable);
    let lessons = 0;
    for (let date = first; date <= last; date = addDays(date, 1)) lessons += calendar.lessonsOn(date).length;
    const present = weekOf(term, wallTime(this.#wallMs(), timeZone).date) ?? 1;
    const number = Math.min(term.weeks, Math.max(1, wanted ?? present));
    const monday = dateOf(term, number, 1);
    const days = [0, 1, 2, 3, 4, 5, 6].map((day) => addDays(monday, day));
    const shown = days.flatMap((date) =>
      calendar.lessonsOn(date).map(({ start, end, className, subject, period }) => ({
        ...{ date, start, end },
        ...(className !== undefined && { className }),
        ...(subject !== undefined && { subject }),
        ...(period !== undefined && { period }),
      })),
    );
    return { term, timeZone, lessons, holidays: holidays.length, week: { number, days, lessons: shown } };
  }
}

interface Checker<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly { message: string }[] } };
}

function checked<T>(schema: Checker<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SetupError('SETUP_TIMETABLE_INVALID', `timetable: ${parsed.error.issues[0]?.message}`);
}
