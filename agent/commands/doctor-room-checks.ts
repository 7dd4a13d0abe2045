import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Config, parseConfig } from '../config/config.ts';
import { readRules } from '../feedback/read-rules.ts';
import { type Check, fail, ok, warn } from '../health/doctor/check.ts';
import { type RoomSensor, roomSensors, sourceLabel } from '../room/room-sensors.ts';
import { TimetableFile } from '../room/timetable-file.ts';
import type { SourceState } from '../sensing/capture/capture-message.ts';
import { LiveCapture } from '../sensing/capture/live-capture.ts';
import { deviceChecks } from './doctor-device-checks.ts';
import { RoomClient } from './room-client.ts';

/** Where systemd takes credentials from; root's alone. */
export const CREDENTIAL_STORE = '/etc/credstore/lectern';
/** A camera may take its time to send a whole picture. */
const OPEN_MS = 25_000;
/** So long a source is watched once it is open. */
const WATCH_MS = 5_000;
/** Pictures a second that are asked of a camera while it is watched. */
const WATCH_FPS = 5;
/** With fewer than so many a second, a look a second has gaps. */
const LEAST_FPS = 1;

/** What is checked of a room beside the machine: its configuration, timetable and sources. */
export interface RoomChecks {
  /** null when it cannot be used. */
  config: Config | null;
  checks: Check[];
}

/** @param file the configuration; checked only as that it is missing when nobody has written one yet */
export function roomChecks(file: string, port: number | undefined): RoomChecks {
  const id = { id: 'configuration', zh: '配置文件', en: 'configuration' };
  if (isHidden(file)) {
    const examine = async () =>
      warn(
        `${file}: may not be read by this user`,
        '请用 sudo 检查：sudo lectern doctor',
        'run it with sudo: sudo lectern doctor',
      );
    return { config: null, checks: [{ ...id, examine }] };
  }
  if (!existsSync(file)) {
    const examine = async () =>
      warn(
        `${file}: missing`,
        '请在教室屏幕上打开页面，完成“安装”；入口码：sudo lectern setup-code',
        'open the page on the classroom’s screen and go through “Set-up”; its code: sudo lectern setup-code',
      );
    return { config: null, checks: [{ ...id, examine }] };
  }
  let config: Config | null = null;
  let problem: string | null = null;
  try {
    config = parseConfig(readFileSync(file, 'utf8'), file);
  } catch (error) {
    problem = (error as Error).message;
  }
  const configuration: Check = {
    ...id,
    examine: async () =>
      problem === null
        ? ok(file)
        : fail(problem, '请按提示修改配置文件，保存后重新启动程序', 'mend the file, then start the agent again'),
  };
  return { config, checks: [configuration, ...(config ? checksOf(config, port ?? config.screen.port) : [])] };
}

/** Whether it is there or not, this user may not see it. */
function isHidden(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'));
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}

function checksOf(config: Config, port: number): Check[] {
  const missing: string[] = [];
  const places = { file: config.secrets, folder: process.env.CREDENTIALS_DIRECTORY ?? CREDENTIAL_STORE };
  const sensors = roomSensors(config.sources, places, ({ message }) => missing.push(message));
  return [
    {
      id: 'secrets',
      zh: '摄像机账号',
      en: 'users and passwords of cameras',
      examine: async () =>
        missing.length === 0
          ? ok('each source has what it needs')
          : fail(missing.join(' · '), '请在账号文件中补上', 'add them to the secrets file'),
    },
    ...(config.timetable === undefined ? [] : [timetableCheck(config.timetable, config.room.room)]),
    ...(config.findings === undefined ? [] : [rulesCheck(config.findings.rules)]),
    ...sensors.flatMap((sensor) =>
      sensor.sources.map((_, index) => sourceCheck(sensor, index, port, config.privacy.lampRequired)),
    ),
    ...deviceChecks(config, places, port),
  ];
}

function timetableCheck(file: string, room: string): Check {
  return {
    id: 'timetable',
    zh: '课表',
    en: 'timetable',
    examine: async () => {
      const { calendar } = new TimetableFile(file, room).news()!;
      const next = calendar.nextLesson(Date.now());
      if (next) return ok(`next lesson ${next.date} ${next.start}`);
      return warn(
        'has no lessons any more',
        '请导入本学期的课表：lectern timetable import',
        'import this term’s: lectern timetable import',
      );
    },
  };
}

function rulesCheck(file: string): Check {
  return {
    id: 'findings',
    zh: '建议规则',
    en: 'rules for findings',
    examine: async () => {
      const { rules, problem } = readRules(file);
      if (!problem) return ok(`${rules.length} rules of ${file}`);
      return warn(
        `${problem.message}; the built-in rules are used`,
        '请按提示修改规则文件，再重新启动程序',
        'mend the file, then start the agent again',
      );
    },
  };
}

/** Opens a source as the agent does and watches it for some seconds; left alone while a lesson is recorded. */
function sourceCheck({ sensor, sources }: RoomSensor, index: number, port: number, lampRequired: boolean): Check {
  const name = sourceLabel(sensor, index);
  return {
    id: name,
    zh: sensor === 'microphone' ? '麦克风' : '摄像机',
    en: name,
    examine: async (signal) => {
      const state = await new RoomClient(port, 2000).state().catch(() => undefined);
      if (state?.sensing === 'off')
        return warn(
          'not opened: sensing is off',
          '感知已关闭，没有打开它；需要检查时请先在屏幕上打开感知',
          'turn sensing on at the screen to have it checked',
        );
      // Not by this command: the lamp is lit for whoever asks at the page, where the agent knows of it.
      if (state?.why === 'no-lamp' || (lampRequired && state?.preview !== true && state?.sensed !== true))
        return warn(
          'not opened: nothing is sensed here without a lamp that shows it',
          '这间教室规定亮灯才能采集；请在教室屏幕的“学校信息技术”页面里检查',
          'have it checked at the classroom screen’s page for school IT, which lights the lamp',
        );
      const known = state?.activity === 'idle' ? undefined : state?.sources.find((each) => each.name === name);
      if (known?.state === 'live') return ok(`${known.address}: the agent has it open`);
      const wanted =
        sensor === 'microphone' ? ({ kind: 'sound' } as const) : ({ kind: 'pictures', fps: WATCH_FPS } as const);
      const { state: first, received } = await watched({ source: sources[index]!, wanted }, signal);
      if (first?.state === 'live') return watchedFinding(sensor, received);
      const message =
        first?.state === 'lost' ? `${first.code}: ${first.message}` : `nothing within ${OPEN_MS / 1000} s`;
      return fail(
        message,
        '请按上面的原因检查电源、接线、地址和密码；lectern cameras discover 可列出网络中的摄像机',
        'mend what it says; lectern cameras discover lists the cameras of the network',
      );
    },
  };
}

function watchedFinding(sensor: RoomSensor['sensor'], received: number) {
  const seconds = WATCH_MS / 1000;
  if (sensor === 'microphone') return ok(`gave sound for ${seconds} s`);
  const detail = `${received} pictures in ${seconds} s`;
  if (received >= seconds * LEAST_FPS) return ok(detail);
  return warn(
    detail,
    `画面太少（每秒至少要 ${LEAST_FPS} 幅）；请检查网络和摄像机的帧率`,
    `are too few (${LEAST_FPS} a second are needed); check the network and the camera’s frame rate`,
  );
}

/** What a source is after it was opened and watched: live, or lost and why; undefined when nothing is known in time. */
async function watched(
  order: ConstructorParameters<typeof LiveCapture>[0],
  signal: AbortSignal,
): Promise<{ state: SourceState | undefined; received: number }> {
  const { promise, resolve } = Promise.withResolvers<SourceState | undefined>();
  let received = 0;
  const capture = new LiveCapture(order, {
    state: (state, counts) => {
      received = Math.max(received, counts.received);
      if (state.state !== 'opening') resolve(state);
    },
    counts: (counts) => {
      received = counts.received;
    },
    warning: () => {},
  });
  const until = AbortSignal.any([signal, AbortSignal.timeout(OPEN_MS)]);
  until.addEventListener('abort', () => resolve(undefined), { once: true });
  capture.start();
  try {
    const state = await promise;
    if (state?.state === 'live') await delay(WATCH_MS, undefined, { signal }).catch(() => {});
    return { state, received };
  } finally {
    await capture.stop();
  }
}
