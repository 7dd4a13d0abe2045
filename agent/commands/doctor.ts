import { join } from 'node:path';
import { agentCheck } from '../health/doctor/agent-check.ts';
import { type Check, type CheckResult, type CheckState, runChecks } from '../health/doctor/check.ts';
import { clockCheck, timeZoneCheck } from '../health/doctor/clock-checks.ts';
import { dataFolderCheck } from '../health/doctor/data-folder-check.ts';
import { decoderCheck } from '../health/doctor/decoder-check.ts';
import { modelsCheck } from '../health/doctor/models-check.ts';
import { runCommand } from '../health/doctor/run-command.ts';
import { mediaProgramCheck, nodeCheck } from '../health/doctor/software-checks.ts';
import { roomChecks } from './doctor-room-checks.ts';
import { exitCodes } from './exit-code.ts';
import { padded } from './padded.ts';

export const doctorHelp = `
Exit code 0 when nothing is to do (notes allowed), else 1.`;

const DEFAULT_FOLDER = '/var/lib/lectern';
const DEFAULT_PORT = 8080;

export interface DoctorOptions {
  config: string;
  /** Where the lessons are kept, and the screen's port; by default as configured. */
  data?: string;
  port?: number;
  json?: boolean;
}

/** `lectern doctor`: a checklist of this machine and its room; each line is done or says what to do. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const results = await checkAll(options);
  console.log(options.json ? JSON.stringify({ checks: results }, null, 1) : checklist(results));
  if (results.some(({ state }) => state === 'fail')) process.exitCode = exitCodes.fault;
}

/** Makes every check. */
export async function checkAll(options: Pick<DoctorOptions, 'config' | 'data' | 'port'>): Promise<CheckResult[]> {
  const { config, checks } = roomChecks(options.config, options.port);
  const data = options.data ?? config?.store.folder ?? DEFAULT_FOLDER;
  const port = options.port ?? config?.screen.port ?? DEFAULT_PORT;
  return await runChecks([...machineChecks(data), ...checks, agentCheck(port)]);
}

/** The checks, in the order in which IT would go about them. */
function machineChecks(data: string): Check[] {
  return [
    nodeCheck(process.versions.node),
    mediaProgramCheck('ffmpeg', runCommand),
    mediaProgramCheck('ffprobe', runCommand),
    decoderCheck(runCommand),
    modelsCheck(join(import.meta.dirname, '../../models/built')),
    dataFolderCheck(data),
    clockCheck(runCommand, Date.now),
    timeZoneCheck(Intl.DateTimeFormat().resolvedOptions().timeZone),
  ];
}

const marks: Record<CheckState, string> = { ok: '[完成 done]', warn: '[注意 note]', fail: '[待办 to do]' };
const MARK_COLUMNS = 13;

/** The results as lines for a terminal. */
export function checklist(results: readonly CheckResult[]): string {
  const lines = results.flatMap(({ zh, en, state, detail, remedy }) => [
    `${padded(marks[state], MARK_COLUMNS)}${zh} ${en}: ${detail}`,
    ...(remedy ? [`${' '.repeat(MARK_COLUMNS)}→ ${remedy.zh}`, `${' '.repeat(MARK_COLUMNS)}→ ${remedy.en}`] : []),
  ]);
  const count = (state: CheckState) => results.filter((result) => result.state === state).length;
  const sum = `完成 done ${count('ok')} · 注意 notes ${count('warn')} · 待办 to do ${count('fail')}`;
  return [...lines, '', sum].join('\n');
}
