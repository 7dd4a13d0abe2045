import { readFileSync } from 'node:fs';
import { checked } from '../config/config.ts';
import { ConfigError } from '../config/config-error.ts';
import { findingsOf } from '../feedback/findings.ts';
import { readRules } from '../feedback/read-rules.ts';
import { systemClock } from '../lesson/clock.ts';
import { type RoomPlan, roomPlanSchema } from '../lesson/room-plan.ts';
import { checkSeats, seatCheckText } from '../lesson/seat-check.ts';
import { measureLesson } from '../measure-lesson.ts';
import { InterruptedError, UsageError } from './exit-code.ts';
import { faultLines } from './fault-lines.ts';
import { figureTable } from './figure-table.ts';
import { activityLines, findingLines } from './lesson-lines.ts';
import { progressBar } from './progress-bar.ts';
import { checkReportFile, writeReportFile } from './report-file.ts';

export interface AnalyzeOptions {
  studentCamera?: string;
  teacherCamera?: string;
  microphone?: string;
  roomPlan?: string;
  out?: string;
  slot: number;
  samplesPerS: number;
}

/** Files analysed by hand belong to no region. */
const NOWHERE = { region: '', school: '', room: '' };

/** `lectern analyze`: measures a recorded lesson as fast as the machine allows; keeps nothing but the report asked for. */
export async function analyze(options: AnalyzeOptions, signal: AbortSignal): Promise<void> {
  const { studentCamera, teacherCamera, microphone, out } = options;
  if (!studentCamera && !teacherCamera && !microphone) {
    throw new UsageError('no source given; name at least one of --student-camera, --teacher-camera, --microphone');
  }
  if (out) checkReportFile(out);
  const roomPlan = options.roomPlan ? readRoomPlan(options.roomPlan) : null;
  const bar = progressBar(process.stderr);
  const startedMs = performance.now();
  try {
    const { report: measured, mediaMs } = await measureLesson(
      {
        sources: { studentCamera, teacherCamera, microphone },
        room: NOWHERE,
        labels: {},
        roomPlan,
        samplesPerS: options.samplesPerS,
        slotMs: options.slot * 1000,
        failFast: true,
      },
      systemClock,
      signal,
      { progress: bar.progress, degraded: () => {}, camera: () => {}, microphone: () => {} },
    );
    bar.stop();
    if (signal.aborted) throw new InterruptedError();
    const { rules } = readRules(undefined);
    const report = { ...measured, findings: findingsOf({ report: measured, history: [], rules }) };
    for (const line of faultLines(report)) console.error(`lectern: ${line}`);
    if (report.seats) console.error(`lectern: ${seatCheckText(checkSeats(report.seats.seats)).en}`);
    const wallS = (performance.now() - startedMs) / 1000;
    if (out) writeReportFile(out, `${JSON.stringify(report, null, 1)}\n`);
    console.log(figureTable(report.indicators));
    const { activities = [], findings } = report;
    if (activities.length > 0) console.log(`\n教学活动 activities\n${activityLines(activities)}`);
    if (findings.length > 0) console.log(`\n发现 findings\n${findingLines(findings)}`);
    console.error(
      `${(mediaMs / 1000).toFixed(0)} s of lesson in ${wallS.toFixed(0)} s${out ? `; report: ${out}` : ''}`,
    );
  } finally {
    bar.stop();
  }
}

function readRoomPlan(file: string): RoomPlan {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(`${file}: is not a readable room plan (${(error as Error).message})`);
  }
  return checked(roomPlanSchema, json, file);
}
