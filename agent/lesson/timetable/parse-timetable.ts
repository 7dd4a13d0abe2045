import { safeParse } from '../outside-data.ts';
import { type Timetable, timetableSchema } from './timetable.ts';
import { TimetableError } from './timetable-error.ts';
import { timetableFaults } from './timetable-faults.ts';

/**
 * Checks a stored timetable, its lessons' overlaps included.
 * @throws TimetableError with every problem; `column` is the path in the JSON
 */
export function parseTimetable(json: unknown, file?: string): Timetable {
  const named = file === undefined ? {} : { file };
  const parsed = safeParse(timetableSchema, json);
  if (!parsed.success) {
    throw new TimetableError(
      parsed.error.issues.map(({ path, message }) => ({
        ...named,
        column: path.join('.'),
        zh: `内容无效：${message}`,
        en: message,
      })),
    );
  }
  const faults = timetableFaults(parsed.data);
  if (faults.length > 0) {
    throw new TimetableError(
      faults.map(({ place, other, zh, en }) => ({
        ...named,
        column: `${place.list}.${place.index}`,
        zh: other ? `${zh}（见 ${other.list}.${other.index}）` : zh,
        en: other ? `${en} (see ${other.list}.${other.index})` : en,
      })),
    );
  }
  return parsed.data;
}
