import { existsSync } from 'node:fs';
import { z } from 'zod';
import { type Config, configText, parseConfig, USUAL_MIN_GROUP } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { type ExportedLesson, exportedLesson } from '../export/exported-lesson.ts';
import { lessonsCsv } from '../export/lessons-csv.ts';
import { type ExportRange, lessonsJson } from '../export/lessons-json.ts';
import { lessonsXapi } from '../export/lessons-xapi.ts';
import { addDays } from '../lesson/timetable/calendar-date.ts';
import { momentMs } from '../lesson/timetable/wall-time.ts';
import { TimetableFile } from '../room/timetable-file.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { LessonStore } from '../store/lesson-store.ts';
import { UsageError } from './exit-code.ts';
import { checkReportFile, ReportFileError, writeReportFile } from './report-file.ts';

export const exportFormats = ['csv', 'json', 'xapi'] as const;

export const exportHelp = `
A day is the school's own, in the time zone of the room's timetable (Asia/Shanghai without one); both ends are included.
What leaves the room this way is what the hub is told: figures about students only from privacy.minGroup students on,
shares of nearly all or nearly none as >95 or <5. A figure that is not told says why; it is never 0.
  csv   for Excel: a row a lesson, Chinese headings with units; shares are 0 to 1; what Excel would take for a date is ="7-3"
  json  the same with coverage, versions of definitions and models
  xapi  xAPI 1.0.3 statements, one a lesson, for a learning record store`;

const USUAL_CONFIG = '/etc/lectern/lectern.yaml';
const USUAL_TIME_ZONE = 'Asia/Shanghai';

export interface ExportOptions {
  from: string;
  to: string;
  format: (typeof exportFormats)[number];
  /** `-` is standard output. */
  out: string;
  config?: string;
  /** Where the lessons are kept; by default as configured. */
  data?: string;
  accountHome?: string;
}

/** `lectern export`: the lessons of some days as one document, also while the agent runs. */
export async function exportLessons(options: ExportOptions): Promise<void> {
  const { format, out, accountHome } = options;
  const days = { from: dateOption('--from', options.from), to: dateOption('--to', options.to) };
  if (days.from > days.to) throw new UsageError(`--from ${days.from} is later than --to ${days.to}`);
  if (accountHome !== undefined) checkAccountHome(accountHome, format);
  if (out !== '-') checkReportFile(out);
  const { folder, timeZone, minGroup } = roomOf(options);
  const range: ExportRange = { ...days, timeZone, minGroup };
  const lessons = lessonsIn(folder, range);
  const text = {
    csv: () => lessonsCsv(lessons),
    json: () => lessonsJson(lessons, range),
    xapi: () => lessonsXapi(lessons, accountHome),
  }[format]();
  if (out === '-') await writeOut(text);
  else writeReportFile(out, text);
  const what = lessons.length === 0 ? '没有课 no lessons' : `${lessons.length} 节课 lessons`;
  console.error(`lectern: ${days.from} – ${days.to}（${timeZone}）：${what}${out === '-' ? '' : ` → ${out}`}`);
}

function lessonsIn(folder: string, { from, to, timeZone, minGroup }: ExportRange): ExportedLesson[] {
  const database = openDatabaseToRead(folder);
  try {
    const untilMs = momentMs(addDays(to, 1), '00:00', timeZone);
    const reports = new LessonStore(database).startedBetween(momentMs(from, '00:00', timeZone), untilMs);
    // One by one: a report is large, what leaves of it is small.
    return Array.from(reports, (report) => exportedLesson(report, minGroup, timeZone));
  } finally {
    database.close();
  }
}

/** Where the lessons lie and by which rules they leave the room. Without any configuration, by the usual ones. */
function roomOf({ config: file, data }: ExportOptions): { folder: string; timeZone: string; minGroup: number } {
  if (file === undefined && data !== undefined && !existsSync(USUAL_CONFIG)) {
    return { folder: data, timeZone: USUAL_TIME_ZONE, minGroup: USUAL_MIN_GROUP };
  }
  const path = file ?? USUAL_CONFIG;
  const config = parseConfig(configText(path), path);
  return { folder: data ?? config.store.folder, timeZone: timeZoneOf(config), minGroup: config.privacy.minGroup };
}

function timeZoneOf({ timetable, room }: Config): string {
  if (timetable === undefined) return USUAL_TIME_ZONE;
  try {
    return new TimetableFile(timetable, room.room).news()!.timeZone;
  } catch (error) {
    throw new ConfigError((error as Error).message);
  }
}

function dateOption(name: string, text: string): string {
  const date = z.iso.date().safeParse(text);
  if (date.success) return date.data;
  throw new UsageError(`${name} ${text}: there is no such date; write it as 2026-09-01`);
}

function checkAccountHome(text: string, format: ExportOptions['format']): void {
  if (format !== 'xapi') throw new UsageError('--account-home is for --format xapi');
  if (!z.url({ protocol: /^https?$/ }).safeParse(text).success) {
    throw new UsageError(`--account-home ${text}: must be an address such as https://accounts.example.edu.cn`);
  }
}

/** Whoever reads may have seen enough and gone away. */
async function writeOut(text: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // What is wrong is told to the callback; without a listener it would end the process as well.
  process.stdout.once('error', () => {});
  process.stdout.write(text, (error) => {
    const code = error && (error as NodeJS.ErrnoException).code;
    if (!error || code === 'EPIPE') resolve();
    else reject(new ReportFileError(`standard output: cannot be written (${code})`));
  });
  await promise;
}
