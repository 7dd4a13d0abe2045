import type { LessonLabels } from '../lesson/lesson.ts';
import type { DeviceStatus, RoomActivityName, RoomState, SourceStatus } from '../lesson/room-state.ts';
import { textTable } from './text-table.ts';

const MINUTE_MS = 60_000;

const activities: Record<RoomActivityName, string> = {
  idle: '等待上课 waiting for a lesson',
  watching: '等待上课，正在看是否开始 waiting, and looking whether a lesson begins',
  recording: '正在记录 recording',
  held: '暂停记录 paused',
  closing: '正在生成报告 making the report',
};
const sourceStates: Record<SourceStatus['state'], string> = {
  off: '未使用 off',
  opening: '正在打开 opening',
  live: '正常 live',
  lost: '已断开 lost',
  ended: '已放完 ended',
};
const sourceHeads = ['来源 source', '状态 state', '自 since', '收到 received', '丢弃 dropped', '重开 restarts', '地址'];

/** What the room does, its sources and what is to be mended, as lines for a terminal. */
export function roomText(state: RoomState): string {
  const lines = [doingText(state)];
  if (state.sources.length > 0) {
    lines.push('', textTable(sourceHeads, state.sources.map(sourceRow)));
    lines.push(...state.sources.flatMap(({ name, cause }) => (cause ? [`  ! ${name}: ${cause.message}`] : [])));
  }
  if (state.devices) lines.push('', ...deviceLines(state.devices));
  if (state.problems.length > 0) lines.push('', '待办 to do');
  lines.push(...state.problems.map(({ code, message }) => `  ! ${message} (${code})`));
  return lines.join('\n');
}

/** What the room does, in a line or two. */
export function doingText({ sensing, activity, lesson, next, why }: RoomState): string {
  const lines = [
    `${sensing === 'off' ? '感知已关闭 sensing is off' : '感知已打开 sensing is on'} · ${activities[activity]}`,
  ];
  if (lesson) {
    const { labels, elapsedMs, plannedMs, startedAtMs } = lesson;
    const parts = [
      labelsText(labels),
      `${Math.floor(elapsedMs / MINUTE_MS)} 分钟 min`,
      `自 since ${timeText(startedAtMs)}`,
    ];
    if (plannedMs !== null) parts.push(`计划到 until ${timeText(startedAtMs + plannedMs)}`);
    lines.push(parts.filter((part) => part !== '').join(' · '));
  }
  if (next) {
    const { startMs, endMs, labels } = next;
    lines.push(
      `下一节 next: ${dateText(startMs)} ${timeText(startMs)}–${timeText(endMs)} ${labelsText(labels)}`.trimEnd(),
    );
  }
  if (why === 'no-lamp') lines.push('指示灯没有亮，按规定不采集 no lamp is lit, so nothing is sensed');
  if (why === 'clock-unknown') lines.push('机器的时间还没有校准 the clock of this machine is not set: see timedatectl');
  return lines.join('\n');
}

const deviceStates = { ok: '正常 well', connecting: '正在连接 connecting', faulty: '有故障 faulty' };

/** The room's hardware, a line each, with what is wrong below. */
export function deviceLines(devices: readonly DeviceStatus[]): string[] {
  const rows = devices.map(({ name, kind, state, identity = '', panel }) => {
    const hours = panel && panel.lampHours !== null ? `灯 lamp ${panel.lampHours} h` : '';
    return [name, kind, deviceStates[state], [identity, panel?.power ?? '', hours].filter((part) => part).join(' · ')];
  });
  const table = textTable(['设备 device', '种类 kind', '状态 state', '说明 what it says'], rows);
  return [table, ...devices.flatMap(({ name, cause }) => (cause ? [`  ! ${name}: ${cause.message}`] : []))];
}

function sourceRow({ name, state, sinceMs, received, dropped, restarts, address }: SourceStatus): string[] {
  return [name, sourceStates[state], timeText(sinceMs), ...[received, dropped, restarts].map(String), address];
}

function labelsText({ className, subject, period }: LessonLabels): string {
  const parts = [className, subject, period === undefined ? undefined : `第 ${period} 节 period ${period}`];
  return parts.filter((part) => part !== undefined).join(' ');
}

function dateText(wallMs: number): string {
  const date = new Date(wallMs);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function timeText(wallMs: number): string {
  const date = new Date(wallMs);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

const two = (value: number) => String(value).padStart(2, '0');
