import { readFileSync, statSync } from 'node:fs';
import { LessonCalendar } from '../lesson/timetable/lesson-calendar.ts';
import { parseTimetable } from '../lesson/timetable/parse-timetable.ts';
import type { Timetable } from '../lesson/timetable/timetable.ts';

/** A room's calendar and the clock its school goes by. */
export interface RoomCalendar {
  calendar: LessonCalendar;
  timeZone: string;
  /** Pseudonyms of those who teach by it. */
  teachers: string[];
}

/** The timetable's file: read again whenever it changes, for terms end and lessons are moved while the agent runs. */
export class TimetableFile {
  readonly #path: string;
  readonly #room: string;
  #seen = '';

  /** @param room the room whose lessons it must hold */
  constructor(path: string, room: string) {
    this.#path = path;
    this.#room = room;
  }

  /**
   * What the file holds, when it is another one than at the last call; undefined when it is the same.
   * @throws Error that says what is wrong with it; the calendar of before then goes on
   */
  news(): RoomCalendar | undefined {
    const { mtimeMs = 0, size = 0, ino = 0 } = statSync(this.#path, { throwIfNoEntry: false }) ?? {};
    const seen = `${mtimeMs} ${size} ${ino}`;
    if (seen === this.#seen) return undefined;
    this.#seen = seen;
    const timetable = parseTimetable(jsonOf(this.#path), this.#path);
    if (timetable.room !== this.#room) {
      throw new Error(
        `${this.#path}: is the timetable of room ${timetable.room}, not of ${this.#room}; import it with --room ${this.#room}`,
      );
    }
    return { calendar: new LessonCalendar(timetable), timeZone: timetable.timeZone, teachers: teachersOf(timetable) };
  }
}

/** Of the weekly plan; who only stands in for somebody once is known from the lesson itself. */
function teachersOf({ lessons }: Timetable): string[] {
  return [...new Set(lessons.flatMap(({ teacherId, role }) => (role === 'remote' ? [] : (teacherId ?? []))))].sort();
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof SyntaxError ? 'is not JSON' : `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw new Error(`${path}: ${reason}; write it with lectern timetable import`);
  }
}
