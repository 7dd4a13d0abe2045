import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gap } from '../../agent/indicators/indicator.ts';
import { lectern } from '../cli.ts';
import { descendants } from '../fixtures/process-tree.ts';
import type { Outage } from './honest-coverage.ts';
import type { SoakRoom } from './soak-room.ts';
import type { FaultName, PlannedLesson } from './soak-schedule.ts';

/** What must be seen of a fault while it lasts. */
export interface Sign {
  /** Sources or devices that are not live or ok. */
  names: readonly string[];
  codes: readonly string[];
  /** So long after it began at the latest. */
  withinS: number;
}

export interface Fault {
  begin(room: SoakRoom, lesson: PlannedLesson): Promise<void> | void;
  /** What lasts is taken back. */
  end?(room: SoakRoom, lesson: PlannedLesson): Promise<void> | void;
  /** What cannot be measured meanwhile. */
  hides?: { tracks: readonly Gap['track'][]; slackS: Outage['slackS'] };
  shows?: Sign;
}

const everything = ['talk', 'students', 'teacher'] as const;
/** By its definition a look at the class speaks for up to ten seconds, and looks are two seconds apart here. */
const LOOK_SPEAKS_S = 12;
/** Until a source that was away for some seconds is opened again: pauses of up to 8 s, and its start. */
const BACK_S = 25;
/** A camera is away for up to 21 s, and its pauses grow to 16 s, or to 32 s where it is tried while it comes back. */
const CAMERA_BACK_S = 60;

const sensorsOf = ({ agent }: SoakRoom) =>
  descendants(agent.child.pid!).filter(({ line }) => /-process\.ts|microphone\/process\.ts/.test(line));
const kill = (processes: readonly { pid: number }[]) => {
  for (const { pid } of processes) process.kill(pid, 'SIGKILL');
};
/** A fault that may hide everything for a moment, and need not. */
const maybeAll = (beforeS: number, endS = BACK_S): NonNullable<Fault['hides']> => ({
  tracks: everything,
  slackS: { before: beforeS, start: Number.POSITIVE_INFINITY, end: endS },
});
const cameras = ['student-camera', 'teacher-camera'];
const camerasHidden: NonNullable<Fault['hides']> = {
  tracks: ['students', 'teacher'],
  slackS: { before: 2, start: LOOK_SPEAKS_S, end: CAMERA_BACK_S },
};

/** A plug that is pulled by `begin` and put in again by `end`. */
function unplugged(name: 'air' | 'desk'): Pick<Fault, 'begin' | 'end'> {
  let putIn = () => {};
  let whole: Promise<void> = Promise.resolve();
  return {
    begin: ({ hardware }) =>
      new Promise((isOut) => {
        whole = hardware.replug(name, () => {
          isOut();
          return new Promise((resolve) => {
            putIn = resolve;
          });
        });
      }),
    end: async () => {
      putIn();
      await whole;
    },
  };
}

export const faults: Record<FaultName, Fault> = {
  'cameras-away': {
    begin: ({ live }) => live.camera.stop(),
    end: async ({ live }) => {
      await live.camera.start();
      live.camera.roll();
    },
    hides: camerasHidden,
    shows: { names: cameras, codes: ['SOURCE_UNREACHABLE', 'SOURCE_ENDED', 'SOURCE_LOST'], withinS: 8 },
  },
  'camera-password': {
    begin: async ({ live }) => {
      await live.camera.stop();
      await live.camera.start({ login: { ...live.login, password: 'changed' } });
    },
    end: async ({ live }) => {
      await live.camera.stop();
      await live.camera.start({ login: live.login });
      live.camera.roll();
    },
    hides: camerasHidden,
    shows: { names: cameras, codes: ['SOURCE_REFUSED', 'SOURCE_ENDED', 'SOURCE_UNREACHABLE'], withinS: 8 },
  },
  'microphone-unplugged': {
    begin: ({ live }) => live.air.unplug(),
    end: ({ live }) => live.air.plugIn(),
    hides: { tracks: ['talk'], slackS: { before: 2, start: 3, end: BACK_S } },
    shows: { names: ['microphone'], codes: ['SOURCE_MISSING'], withinS: 4 },
  },
  'sensor-killed': {
    begin: (room, { number }) => {
      const all = sensorsOf(room);
      kill(all.slice(number % all.length).slice(0, 1));
    },
    hides: maybeAll(3),
  },
  'ffmpeg-killed': {
    begin: ({ agent }) => kill(descendants(agent.child.pid!).filter(({ line }) => line.startsWith('ffmpeg'))),
    hides: maybeAll(3),
  },
  'broker-away': { begin: ({ broker }) => broker.stop(), end: ({ broker }) => broker.start() },
  'broker-frozen': {
    begin: ({ broker }) => broker.freeze(),
    end: async ({ broker }) => {
      await broker.stop();
      await broker.start();
    },
  },
  'hub-silent': { begin: ({ hub }) => hub.stop(), end: ({ hub }) => hub.start() },
  'agent-killed': {
    begin: async (room) => {
      await room.killAgent();
      await room.startAgent();
    },
    // Up to ten seconds are not yet written down.
    hides: maybeAll(LOOK_SPEAKS_S),
  },
  'agent-restarted': {
    begin: async (room) => {
      await room.endAgent();
      await room.startAgent();
    },
    hides: maybeAll(3),
  },
  'configuration-broken': {
    begin: async (room) => {
      await room.endAgent();
      room.breakConfiguration();
      await room.startAgent();
    },
    end: (room) => room.mendConfiguration(),
    hides: maybeAll(3),
  },
  'disk-full': {
    begin: ({ live }) => {
      try {
        writeFileSync(join(live.at('data'), 'ballast'), Buffer.alloc(256 * 1024 * 1024));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    end: ({ live }) => rmSync(join(live.at('data'), 'ballast')),
  },
  'backup-taken': {
    begin: async ({ live }) => {
      const file = live.at('backup.lectern');
      rmSync(file, { force: true });
      const { code, stderr } = await lectern('backup', '--config', live.at('lectern.yaml'), '--out', file).finished();
      if (code !== 0) throw new Error(`no backup: ${stderr}`);
    },
  },
  'clock-back': {
    begin: (room, { day, hour }) => room.setWallClock(day, hour - 1),
    end: (room, { day, hour }) => room.setWallClock(day, hour),
  },
  'clock-ahead': {
    begin: (room, { day, hour }) => room.setWallClock(day, hour + 3),
    end: (room, { day, hour }) => room.setWallClock(day, hour),
  },
  'sensor-unplugged': {
    ...unplugged('air'),
    shows: { names: ['air'], codes: ['DEVICE_ABSENT', 'DEVICE_LOST', 'DEVICE_SILENT'], withinS: 9 },
  },
  'board-unplugged': {
    ...unplugged('desk'),
    shows: { names: ['desk'], codes: ['DEVICE_ABSENT', 'DEVICE_LOST', 'DEVICE_SILENT'], withinS: 6 },
  },
  'port-flooded': {
    begin: ({ noisy }) => noisy.start(),
    end: ({ noisy }) => noisy.stop(),
    shows: { names: ['noisy'], codes: ['DEVICE_FLOODS'], withinS: 12 },
  },
  'device-process-killed': {
    begin: ({ agent }) => kill(descendants(agent.child.pid!).filter(({ line }) => line.includes('device-process'))),
  },
  'sensing-switched-off': {
    begin: (room) => room.ask('/api/sensing', { on: false }),
    end: (room) => room.ask('/api/sensing', { on: true }),
    hides: { tracks: everything, slackS: { before: 2, start: 3, end: BACK_S } },
  },
};
