import { readFileSync } from 'node:fs';
import type { LessonReport } from '../indicators/indicator.ts';
import { openDatabaseToRead } from '../store/database.ts';
import { LessonStore } from '../store/lesson-store.ts';
import { agreementOf } from '../validation/agreement.ts';
import { labelPage } from '../validation/label-page.ts';
import { type Labels, readLabels } from '../validation/labels.ts';
import { LabelsError } from '../validation/labels-error.ts';
import { labelsStartMs, measuredMarks, movedBy } from '../validation/measured-marks.ts';
import type { Validation } from '../validation/validation.ts';
import { agreementTable } from './agreement-table.ts';
import { becomeOwnerOf } from './as-owner.ts';
import { configIfThere, dataFolderOf } from './data-folder.ts';
import { UsageError } from './exit-code.ts';
import { checkReportFile, writeReportFile } from './report-file.ts';

export const validateHelp = `
How a school checks the box itself:
  1. lectern validate page --out labels.html       and open the file on any laptop or tablet
  2. in a lesson that the box measures: press "mark" on the classroom screen and on the page at the same time, then mark ten minutes;
     or open a recording on the page, and let the box measure it: lectern analyze --student-camera class.mp4 … --out report.json
  3. lectern validate compare labels-….json        (--report report.json for a recording)
Agree with the teacher before. Two people who mark the same stretch do not agree in everything either: --second says how far.`;

/** Labels that were begun so long before or after a lesson are still of it. */
const TOLERANCE_MS = 300_000;
const LONGEST_LESSON_MS = 6 * 3_600_000;

/** `lectern validate page`. @throws ReportFileError when it cannot be written */
export function writeLabelPage(out: string): void {
  checkReportFile(out);
  writeReportFile(out, labelPage());
  console.error(`lectern: ${out}：请用浏览器打开 · open it in a browser`);
}

export interface CompareOptions {
  report?: string;
  lesson?: string;
  second?: string;
  config: string;
  data?: string;
  json?: boolean;
}

/**
 * `lectern validate compare`.
 * @throws LabelsError when the labels cannot be read or are of no lesson that is known
 * @throws UsageError when nothing was marked
 */
export function compareLabels(file: string, options: CompareOptions): void {
  const labels = readLabels(file);
  if (
    labels.talk.length + labels.zones.length + labels.hands.length + labels.present.length + labels.headsUp.length ===
    0
  )
    throw new UsageError(`${file}: nothing is marked in it`);
  const second = options.second === undefined ? null : readLabels(options.second);
  if (second && second.seen !== labels.seen)
    throw new UsageError(
      `${options.second}: is of a ${second.seen === 'live' ? 'lesson in the room' : 'recording'}, ${file} is not`,
    );
  if (labels.seen === 'recording' && options.report === undefined && options.lesson === undefined)
    throw new UsageError(
      `${file}: is of a recording; name its report with --report (lectern analyze … --out report.json), or its lesson with --lesson`,
    );
  const report = options.report === undefined ? lessonOf(labels, options) : readReport(options.report);
  const startMs = labelsStartMs(labels, report);
  const box = measuredMarks(report, startMs, labels.durationS);
  const validation: Validation = {
    lesson: { id: report.lesson.id, startedAtMs: report.lesson.startedAtMs },
    models: report.models,
    ...{ labelsAtS: startMs / 1000, durationS: labels.durationS },
    agreed: agreementOf(box, labels, box.missing),
    people: second && agreementOf(movedBy(second, labelsStartMs(second, report) - startMs), labels),
  };
  console.log(options.json ? JSON.stringify(validation, null, 2) : agreementTable(validation));
}

function readReport(file: string): LessonReport {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as LessonReport;
    if (Array.isArray(report.talk) && Array.isArray(report.students) && Array.isArray(report.teacherZones))
      return report;
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${(error as Error).message})`);
  }
  throw new UsageError(`${file}: is no report of lectern analyze --out`);
}

function lessonOf(labels: Labels, options: CompareOptions): LessonReport {
  const folder = dataFolderOf(options.data, configIfThere(options.config));
  becomeOwnerOf(folder);
  const database = openDatabaseToRead(folder);
  try {
    const store = new LessonStore(database);
    const report =
      options.lesson === undefined ? lessonAt(store, Date.parse(labels.startedAt)) : store.get(options.lesson);
    if (report) return report;
  } finally {
    database.close();
  }
  throw new LabelsError(
    'LABELS_NO_LESSON',
    options.lesson === undefined
      ? `${folder}: no lesson was measured at ${labels.startedAt}; name it with --lesson, or its report with --report`
      : `${folder}: there is no lesson ${options.lesson}`,
  );
}

/** The lesson that went on at a moment, or that began or ended just before or after it. */
function lessonAt(store: LessonStore, atMs: number): LessonReport | undefined {
  return Array.from(store.startedBetween(atMs - LONGEST_LESSON_MS, atMs + TOLERANCE_MS)).findLast(
    ({ lesson, durationMs }) => atMs <= lesson.startedAtMs + durationMs + TOLERANCE_MS,
  );
}
