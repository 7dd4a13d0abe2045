import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { devicesSchema } from '../../device/device-settings.ts';
import type { DeviceOrder, DriverNews } from '../../device/process/device-message.ts';
import type { DeviceEvents } from '../../device/process/device-supervisor.ts';
import { type Fault, shows } from '../../test/faults/fault.ts';
import type { EnvironmentValues } from '../lesson/environment.ts';
import type { RoomState } from '../lesson/room-state.ts';
import { RoomDevices } from './room-devices.ts';

const devices = devicesSchema.parse({
  desk: { kind: 'board', port: '/dev/lectern/serial-at-1' },
  panel: { kind: 'panel', host: '10.0.0.9', wakeForReport: true },
  ptz: { kind: 'ptz', host: '10.0.0.8', camera: 'teacher', presets: { board: 2 } },
  air: { kind: 'environment', port: '/dev/lectern/serial-at-2', sensors: [{ model: 'xy-md02' }] },
});

const devicesOf = Object.keys(devices);

let state: RoomState;
let done: string[];
let orders: { device: string; order: DeviceOrder }[];
let inLesson: { values: EnvironmentValues; sinceMs: number }[];
let told: { values: EnvironmentValues; periodS: number }[];
let problems: Map<string, string>;
let events: DeviceEvents;
let hardware: RoomDevices;
let stopping: AbortController;
let running: Promise<void>;

const lesson = { id: 'one', origin: 'hand', labels: {}, startedAtMs: 0, elapsedMs: 0, plannedMs: null } as const;
const ordersTo = (device: string) => orders.filter((each) => each.device === device).map(({ order }) => order);
const say = (device: string, news: DriverNews) => events.news(device, news);
const readings = (co2Ppm: number, noiseDba = 50): DriverNews => ({
  says: 'readings',
  readings: [
    { quantity: 'co2Ppm', value: co2Ppm },
    { quantity: 'noiseDba', value: noiseDba },
  ],
});

beforeEach(() => {
  vi.useFakeTimers();
  state = { sensing: 'on', activity: 'idle', sources: [], problems: [] };
  [done, orders, inLesson, told, problems] = [[], [], [], [], new Map()];
  const clock = { monotonicMs: () => Date.now(), wallMs: () => Date.now() };
  hardware = new RoomDevices({
    ...{ devices, passwords: {}, clock },
    tellEnvironment: (values, periodS) => void told.push({ values, periodS }),
    problem: (code, message) => void (message === null ? problems.delete(code) : problems.set(code, message)),
    info: (message) => void done.push(message),
    warning: (message) => void done.push(`! ${message}`),
    supervisor: (given) => {
      events = given;
      return {
        run: (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
        order: (device, order) => void orders.push({ device, order }),
      };
    },
  });
  stopping = new AbortController();
  const room = {
    state: () => state,
    startLesson: () => void done.push('start'),
    endLesson: () => void done.push('end'),
    bookmark: () => {
      if (!state.lesson) throw new Error('no lesson');
      return 61_000;
    },
    setSensing: (on: boolean) => {
      state = { ...state, sensing: on ? 'on' : 'off' };
    },
    cameraMoved: (camera: string, place: string) => void done.push(`${camera} ${place}`),
    observeEnvironment: (values: EnvironmentValues, sinceMs: number) => void inLesson.push({ values, sinceMs }),
  };
  running = hardware.run(room, stopping.signal);
});
afterEach(async () => {
  stopping.abort();
  await running;
  vi.useRealTimers();
});

describe('the button', () => {
  it('does what its presses mean, and says why when that cannot be done', () => {
    say('desk', { says: 'press', press: 'short' });
    expect(done).toEqual(['! button: no lesson']);
    vi.advanceTimersByTime(2_000);
    say('desk', { says: 'press', press: 'double' });
    expect(done.at(-2)).toBe('start');
    state = { ...state, lesson, activity: 'recording' };
    vi.advanceTimersByTime(2_000);
    say('desk', { says: 'press', press: 'short' });
    expect(done.at(-1)).toBe('button: bookmark at 61 s');
    say('desk', { says: 'press', press: 'long' });
    expect(state.sensing).toBe('off');
    vi.advanceTimersByTime(2_000);
    say('desk', { says: 'press', press: 'long' });
    expect(state.sensing).toBe('on');
  });

  it('that is pressed again at once means once', () => {
    for (let i = 0; i < 4; i++) say('desk', { says: 'press', press: 'long' });
    expect(state.sensing).toBe('off');
  });
});

describe('the lamp', () => {
  it('is told each second what the room does, and at once when that changes', () => {
    vi.advanceTimersByTime(3_000);
    expect(orders.filter(({ device }) => device === 'desk')).toHaveLength(3);
    state = { ...state, activity: 'recording', sensed: true };
    hardware.roomChanged();
    expect(ordersTo('desk').at(-1)).toEqual({ do: 'lamp', lamp: { light: 'lesson', blink: 'none' } });
  });
});

describe('air and light', () => {
  it('are told to the region by the minute, and kept in a lesson as it goes', () => {
    state = { ...state, lesson, activity: 'recording' };
    vi.advanceTimersByTime(1_000);
    for (let s = 0; s < 12; s++) {
      say('air', readings(800 + s * 10));
      vi.advanceTimersByTime(5_000);
    }
    vi.advanceTimersByTime(2_000);
    expect(told).toEqual([{ values: { co2Ppm: 855, noiseDba: 50 }, periodS: 60 }]);
    expect(inLesson.at(-1)!.values).toEqual({ co2Ppm: 855, noiseDba: 50 });
    expect(new Set(inLesson.map(({ sinceMs }) => sinceMs)).size, 'the same minute is told as it fills').toBe(1);
    expect(inLesson.length).toBeGreaterThan(4);
    expect(hardware.shown.air).toEqual({ co2Ppm: 910, noiseDba: 50 });
  });

  it('do not say how loud it is while sensing is off', () => {
    say('air', readings(800));
    vi.advanceTimersByTime(20_000);
    state = { ...state, sensing: 'off' };
    say('air', readings(850, 80));
    vi.advanceTimersByTime(1_000);
    say('air', readings(900, 70));
    vi.advanceTimersByTime(61_000);
    expect(told).toEqual([
      { values: { co2Ppm: 825, noiseDba: 50 }, periodS: 21 },
      { values: { co2Ppm: 900 }, periodS: 60 },
    ]);
    expect(hardware.shown.air).toEqual({ co2Ppm: 900 });
  });

  it('of before a lesson are not of it', () => {
    say('air', readings(400));
    vi.advanceTimersByTime(30_000);
    state = { ...state, lesson, activity: 'recording' };
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([{ values: { co2Ppm: 400, noiseDba: 50 }, periodS: 31 }]);
    say('air', readings(900));
    vi.advanceTimersByTime(12_000);
    expect(new Set(inLesson.map(({ values }) => values.co2Ppm))).toEqual(new Set([900]));
  });

  it('that one sensor no longer measures are no longer shown, whatever another measures', () => {
    say('air', readings(2400));
    for (let s = 0; s < 130; s += 10) {
      vi.advanceTimersByTime(10_000);
      say('air', { says: 'readings', readings: [{ quantity: 'temperatureC', value: 21 }] });
    }
    expect(hardware.shown.air).toEqual({ temperatureC: 21 });
  });

  const airSlept: Fault = {
    part: 'agent',
    kind: 'silent',
    fault: 'the machine sleeps for sixty hours between two values of air',
    seen: 'nothing',
    lost: 'the values of before the sleep',
    recovers: 'by itself, with the next minute',
  };
  it('of a time that was slept through are not told as its means', shows(airSlept), () => {
    say('air', readings(800));
    vi.setSystemTime(Date.now() + 60 * 3_600_000);
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);
    say('air', readings(500));
    vi.advanceTimersByTime(61_000);
    expect(told).toEqual([{ values: { co2Ppm: 500, noiseDba: 50 }, periodS: 60 }]);
  });

  const airStale: Fault = {
    part: 'environment',
    kind: 'lost',
    fault: 'nothing was measured for two minutes',
    seen: 'the values are no longer shown',
    lost: 'values of that time',
    recovers: 'shown again with the next value',
  };
  it('are no longer shown when nothing was measured for two minutes', shows(airStale), () => {
    say('air', readings(800));
    vi.advanceTimersByTime(121_000);
    expect(hardware.shown.air).toBeUndefined();
  });
});

describe('a camera that turns', () => {
  it('stands where it measures in a lesson, is left alone during a preview, and vision is told where it is', () => {
    state = { ...state, lesson, activity: 'recording', sensed: true };
    vi.advanceTimersByTime(1_000);
    expect(ordersTo('ptz')).toContainEqual({ do: 'preset', preset: 'board' });
    say('ptz', { says: 'ptz', isMoving: true, at: null });
    expect(done.at(-1), 'at once').toBe('teacher away');
    say('ptz', { says: 'ptz', isMoving: false, at: 'board' });
    vi.advanceTimersByTime(1_000);
    expect(done.at(-1)).toBe('teacher back');
    state = { ...state, preview: true };
    hardware.roomChanged();
    expect(ordersTo('ptz').at(-1)).toEqual({ do: 'hold', isHeld: true });
  });

  const ptzAfterProcess: Fault = {
    part: 'device-process',
    kind: 'killed',
    fault: 'it is killed in a lesson while a camera is to stand in its place',
    seen: { code: 'DEVICES_DOWN' },
    lost: 'nothing of the lesson',
    recovers: 'the camera is sent to its place again',
  };
  it(
    'is sent to its place again by a process that began anew, however long there was none',
    shows(ptzAfterProcess),
    () => {
      state = { ...state, lesson, activity: 'recording', sensed: true };
      vi.advanceTimersByTime(5_000);
      events.process(null);
      vi.advanceTimersByTime(20_000);
      orders = [];
      events.process(1234);
      vi.advanceTimersByTime(3_000);
      expect(ordersTo('ptz').filter((order) => order.do === 'preset')).toEqual([{ do: 'preset', preset: 'board' }]);
    },
  );
});

describe('a panel', () => {
  it('is woken for a report, but not while it is in use, nor in the next lesson', () => {
    say('panel', { says: 'panel', power: 'off', lampHours: 12, complaints: [] });
    hardware.reportReady();
    expect(ordersTo('panel')).toEqual([{ do: 'show' }]);
    say('panel', { says: 'panel', power: 'on', lampHours: 12, complaints: [] });
    hardware.reportReady();
    expect(ordersTo('panel')).toHaveLength(1);
    expect(hardware.shown.devices?.find(({ name }) => name === 'panel')?.panel?.lampHours).toBe(12);
    say('panel', { says: 'panel', power: 'off', lampHours: 12, complaints: [] });
    state = { ...state, activity: 'recording' };
    hardware.reportReady();
    expect(ordersTo('panel')).toHaveLength(1);
  });
});

describe('what a device said', () => {
  const ptzFaultyOnTheWay: Fault = {
    part: 'ptz',
    kind: 'lost',
    fault: 'it falls silent on its way to another place',
    seen: 'the report names the stretch as one in which the camera moved',
    lost: 'what its camera would have seen: 42 s at most',
    recovers: 'its picture is used again all the same',
  };
  it(
    'does not hold once it is faulty: a panel is not woken, and a camera blinds nobody for ever',
    shows(ptzFaultyOnTheWay),
    () => {
      say('panel', { says: 'panel', power: 'off', lampHours: null, complaints: [] });
      say('panel', { says: 'state', state: 'faulty', cause: { code: 'DEVICE_LOST', message: 'p' } });
      hardware.reportReady();
      expect(ordersTo('panel')).toEqual([]);
      say('ptz', { says: 'ptz', isMoving: true, at: null });
      say('ptz', { says: 'state', state: 'faulty', cause: { code: 'DEVICE_SILENT', message: 'p' } });
      vi.advanceTimersByTime(2_000);
      expect(done.at(-1)).toBe('teacher away');
      vi.advanceTimersByTime(40_000);
      expect(done.at(-1)).toBe('teacher back');
    },
  );

  it('is withdrawn from a panel when the next lesson begins', () => {
    say('panel', { says: 'panel', power: 'off', lampHours: null, complaints: [] });
    hardware.reportReady();
    state = { ...state, lesson, activity: 'recording', sensed: true };
    vi.advanceTimersByTime(1_000);
    expect(ordersTo('panel')).toEqual([{ do: 'show' }, { do: 'rest' }]);
  });
});

describe('a device that fails', () => {
  const airFaulty: Fault = {
    part: 'environment',
    kind: 'silent',
    fault: 'a sensor of air does not answer for 15 s',
    seen: { code: 'DEVICE_ENVIRONMENT' },
    lost: 'its values meanwhile',
    recovers: 'the message goes when it answers',
  };
  it('is somebody’s business after fifteen seconds, until it works', shows(airFaulty), () => {
    const cause = { code: 'DEVICE_SILENT', message: 'p: sensor 1 does not answer; check its wires' } as const;
    say('air', { says: 'state', state: 'faulty', cause });
    vi.advanceTimersByTime(10_000);
    expect(problems.size).toBe(0);
    vi.advanceTimersByTime(6_000);
    expect(problems.get('DEVICE_ENVIRONMENT')).toBe('air: p: sensor 1 does not answer; check its wires');
    expect(hardware.shown.devices).toContainEqual({ name: 'air', kind: 'environment', state: 'faulty', cause });
    say('air', { says: 'state', state: 'ok' });
    vi.advanceTimersByTime(16_000);
    expect(problems.size).toBe(0);
  });

  const airBlips: Fault = {
    part: 'environment',
    kind: 'lost',
    fault: 'it fails again and again, each time for a moment',
    seen: { code: 'DEVICE_ENVIRONMENT' },
    lost: 'values of these moments',
    recovers: 'the message goes when it works',
  };
  it(
    'is told of too when it fails again and again, each time for a moment; once in a while it may',
    shows(airBlips),
    () => {
      const cause = { code: 'DEVICE_LOST', message: 'p: was lost' } as const;
      const blip = () => {
        say('air', { says: 'state', state: 'faulty', cause });
        vi.advanceTimersByTime(2_000);
        say('air', { says: 'state', state: 'ok' });
      };
      blip();
      vi.advanceTimersByTime(60_000);
      expect(problems.size).toBe(0);
      for (let i = 0; i < 6; i++) {
        blip();
        vi.advanceTimersByTime(3_000);
      }
      expect([...problems.keys()]).toEqual(['DEVICE_ENVIRONMENT']);
    },
  );

  const panelOff: Fault = {
    part: 'panel',
    kind: 'absent',
    fault: 'it is switched off at the mains',
    seen: 'IT sees it as not there',
    lost: 'that it wakes for the report',
    recovers: 'when it has power',
  };
  it('is nobody’s business where it may have been switched off at the mains, but is shown', shows(panelOff), () => {
    const cause = { code: 'DEVICE_ABSENT', message: '10.0.0.9: cannot be reached; check its network standby' } as const;
    say('panel', { says: 'state', state: 'faulty', cause });
    vi.advanceTimersByTime(60_000);
    expect(problems.size).toBe(0);
    expect(hardware.shown.devices?.find(({ name }) => name === 'panel')?.state).toBe('faulty');
    say('panel', { says: 'state', state: 'faulty', cause: { ...cause, code: 'DEVICE_REFUSED' } });
    vi.advanceTimersByTime(2_000);
    expect([...problems.keys()]).toEqual(['DEVICE_PANEL']);
  });

  const processGone: Fault = {
    part: 'device-process',
    kind: 'lost',
    fault: 'it is gone',
    seen: { code: 'DEVICES_DOWN' },
    lost: 'what the hardware would say meanwhile; where a lamp is required, nothing is sensed',
    recovers: 'started again by itself',
  };
  it('takes nothing with it: a process that is gone is told of until it is back', shows(processGone), () => {
    say('desk', { says: 'lamp', lamp: { light: 'off', blink: 'none' } });
    expect(hardware.lampShows()).toBe(true);
    events.process(null);
    events.failed('it was ended by SIGKILL', 800);
    expect(problems.get('DEVICES_DOWN')).toContain('SIGKILL');
    expect(hardware.lampShows()).toBe(false);
    expect(hardware.shown.devices?.map((device) => device.state)).toEqual(devicesOf.map(() => 'connecting'));
    say('desk', { says: 'state', state: 'ok' });
    expect(problems.size).toBe(0);
  });
});
