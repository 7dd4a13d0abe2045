import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { agentCheck } from '../health/doctor/agent-check.ts';
import { type Check, type CheckResult, type CheckState, runChecks } from '../health/doctor/check.ts';
import { clockCheck, timeZoneCheck } from '../health/doctor/clock-checks.ts';
import { dataFolderCheck } from '../health/doctor/data-folder-check.ts';
import { decoderCheck } from '../health/doctor/decoder-check.ts';
import { diskWearCheck } from '../health/doctor/disk-wear-check.ts';
import { hardwareClockCheck, memoryCheck, processorCheck, temperatureCheck } from '../health/doctor/hardware-checks.ts';
import { modelsCheck } from '../health/doctor/models-check.ts';
import { portCheck } from '../health/doctor/port-check.ts';
import { runCommand } from '../health/doctor/run-command.ts';
import { mediaProgramCheck, nodeCheck } from '../health/doctor/software-checks.ts';
import { becomeOwnerOf } from './as-owner.ts';
import { hubChecks } from './doctor-hub-checks.ts';
import { roomChecks } from './doctor-room-checks.ts';
import { speedCheck } from './doctor-speed-check.ts';
import { databaseCheck, permissionsCheck } from './doctor-store-checks.ts';
import { exitCodes } from './exit-code.ts';
import { padded } from './padded.ts';
import { RoomClient } from './room-client.ts';

export const doctorHelp = `
Exit code 0 when nothing is to do (notes allowed), else 1.`;

const DEFAULT_FOLDER = '/var/lib/lectern';
const DEFAULT_PORT = 8080;
const ANSWER_MS = 2000;
const SPEED_PATIENCE_MS = 120_000;

export interface DoctorOptions {
  config: string;
  /** Where the lessons are kept, and the screen's port; by default as configured. */
  data?: string;
  port?: number;
  json?: boolean;
  /** Not given: it is measured. */
  speed?: boolean;
}

/** `lectern doctor`: a checklist of this machine and its room; each line is done or says what to do. */
export async function doctor(options: DoctorOptions): Promise<void> {
  if (!options.json) console.error('正在检查，约需一分钟 · checking, which takes about a minute …');
  const { port, results } = await checkAsOwner(options);
  // By itself: others would take the processor that is measured.
  if (options.speed !== false)
    results.push(...(await runChecks([speedCheck(availableParallelism(), port)], SPEED_PATIENCE_MS)));
  console.log(options.json ? JSON.stringify({ checks: results }, null, 1) : checklist(results));
  if (results.some(({ state }) => state === 'fail')) process.exitCode = exitCodes.fault;
}

/** As checkAll; root reads what only root may, and is given up for good then: the checks start other programs. */
export async function checkAsOwner(options: Pick<DoctorOptions, 'config' | 'data' | 'port'>) {
  const { data, port, checks } = checksOf(options);
  const disks = await runChecks([diskWearCheck(runCommand)]);
  becomeOwnerOf(data);
  return { port, results: [...disks, ...(await runChecks(checks))] };
}

/** Makes every check but that of the speed. */
export async function checkAll(options: Pick<DoctorOptions, 'config' | 'data' | 'port'>): Promise<CheckResult[]> {
  return await runChecks([diskWearCheck(runCommand), ...checksOf(options).checks]);
}

function checksOf(options: Pick<DoctorOptions, 'config' | 'data' | 'port'>) {
  const { config, checks } = roomChecks(options.config, options.port);
  const data = options.data ?? config?.store.folder ?? DEFAULT_FOLDER;
  const port = options.port ?? config?.screen.port ?? DEFAULT_PORT;
  const network = config?.screen.network;
  const isUp = async () =>
    await new RoomClient(port, ANSWER_MS).state().then(
      () => true,
      () => false,
    );
  const all = [
    ...machineChecks(data),
    databaseCheck(data),
    permissionsCheck(options.config, config),
    ...checks,
    ...(config ? hubChecks(config, Date.now) : []),
    ...(network ? [portCheck(network.address, network.port, isUp)] : []),
    agentCheck(port),
  ];
  return { data, port, checks: all };
}

/** The checks, in the order in which IT would go about them. */
function machineChecks(data: string): Check[] {
  return [
    processorCheck(availableParallelism(), process.arch),
    memoryCheck(totalmem()),
    temperatureCheck(),
    hardwareClockCheck(Date.now),
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
