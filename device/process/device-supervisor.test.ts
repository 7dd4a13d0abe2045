import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { DrivenDevice } from '../../test/fixtures/driven-device.ts';
import { SimulatedBoard } from '../board/simulated-board.ts';
import { devicesSchema } from '../device-settings.ts';
import type { DriverNews } from './device-message.ts';
import { type DeviceEvents, DeviceSupervisor } from './device-supervisor.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };
const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

function supervised(port: string, more: Partial<ConstructorParameters<typeof DeviceSupervisor>[0]> = {}) {
  const news: { device: string; news: DriverNews }[] = [];
  const pids: (number | null)[] = [];
  const failures: string[] = [];
  const events: DeviceEvents = {
    news: (device, each) => void news.push({ device, news: each }),
    process: (pid) => void pids.push(pid),
    failed: (why) => void failures.push(why),
  };
  const devices = devicesSchema.parse({ lamp: { kind: 'board', port } });
  const supervisor = new DeviceSupervisor({ devices, passwords: {}, events, random: () => 0, ...more });
  const stopping = new AbortController();
  const done = supervisor.run(stopping.signal);
  running.push(async () => {
    stopping.abort();
    await done;
  });
  const last = (says: DriverNews['says']) => news.map((each) => each.news).findLast((each) => each.says === says);
  return { supervisor, news, pids, failures, last, stop: running.at(-1)! };
}

describe('the process that drives the hardware', () => {
  const deviceKilled: Fault = {
    part: 'device-process',
    kind: 'killed',
    fault: 'kill -9',
    seen: { code: 'DEVICES_DOWN' },
    lost: 'what the hardware says until it runs again',
    recovers: 'started again by itself; orders are given again',
  };
  it(
    'drives a board, and is begun anew when it is killed; orders given again are carried out again',
    shows(deviceKilled, { timeout: 40_000 }),
    async () => {
      const board = new SimulatedBoard();
      const room = new DrivenDevice(board);
      await room.plug();
      running.push(() => room.stop());
      const { supervisor, pids, last, failures } = supervised(room.pair.host);
      const lamp = { light: 'lesson', blink: 'none' } as const;
      const telling = setInterval(() => supervisor.order('lamp', { do: 'lamp', lamp }), 200);
      await vi.waitFor(() => expect(board.lamp).toEqual(lamp), PATIENCE);
      await vi.waitFor(() => expect(last('state')).toMatchObject({ state: 'ok' }), PATIENCE);
      process.kill(pids[0]!, 'SIGKILL');
      await vi.waitFor(() => expect(pids.filter((pid) => pid !== null)).toHaveLength(2), PATIENCE);
      expect(failures[0]).toContain('SIGKILL');
      await vi.waitFor(() => expect(last('lamp')).toMatchObject({ lamp }), PATIENCE);
      clearInterval(telling);
      board.press('short');
      await vi.waitFor(() => expect(last('press')).toMatchObject({ press: 'short' }), PATIENCE);
    },
  );

  const deviceFloods: Fault = {
    part: 'device-process',
    kind: 'overload',
    fault: 'one of its devices floods it',
    seen: 'the device is named to IT',
    lost: 'what that device says; the others go on, and it stays below 200 MB',
    recovers: 'when the device stops',
  };
  it('stays small while a device floods, and the others go on', shows(deviceFloods, { timeout: 40_000 }), async () => {
    const flood = Buffer.alloc(16_384, '$');
    let flooding: NodeJS.Timeout | undefined;
    const noisy = new DrivenDevice({
      plugged: (say) => {
        flooding = setInterval(() => say(flood), 1);
      },
      received: () => {},
      unplugged: () => clearInterval(flooding),
    });
    const board = new SimulatedBoard();
    const calm = new DrivenDevice(board);
    await Promise.all([noisy.plug(), calm.plug()]);
    running.push(
      () => noisy.stop(),
      () => calm.stop(),
    );
    const devices = devicesSchema.parse({
      noisy: { kind: 'board', port: noisy.pair.host },
      calm: { kind: 'board', port: calm.pair.host },
    });
    const { supervisor, pids, news } = supervised(noisy.pair.host, { devices });
    const lamp = { light: 'sensing', blink: 'none' } as const;
    const telling = setInterval(() => supervisor.order('calm', { do: 'lamp', lamp }), 500);
    running.push(async () => clearInterval(telling));
    const of = (device: string) => news.filter((each) => each.device === device).map((each) => each.news);
    await vi.waitFor(
      () =>
        expect(of('noisy').some((each) => each.says === 'state' && each.cause?.code === 'DEVICE_FLOODS')).toBe(true),
      PATIENCE,
    );
    await vi.waitFor(
      () => expect(of('calm').findLast((each) => each.says === 'lamp')).toMatchObject({ lamp }),
      PATIENCE,
    );
    const status = readFileSync(`/proc/${pids[0]}/status`, 'utf8');
    const residentMb = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
    console.log(`the device process beside a device that floods: ${residentMb.toFixed(0)} MB`);
    expect(residentMb).toBeLessThan(200);
    expect(pids).toHaveLength(1);
  });

  const deviceWrong: Fault[] = [
    {
      part: 'device-process',
      kind: 'silent',
      fault: 'it falls silent',
      seen: { code: 'DEVICES_DOWN' },
      lost: 'what the hardware says until it runs again',
      recovers: 'ended and started again',
    },
    {
      part: 'device-process',
      kind: 'wrong',
      fault: 'it says nonsense',
      seen: { code: 'DEVICES_DOWN' },
      lost: 'what the hardware says until it runs again',
      recovers: 'ended and started again',
    },
    {
      part: 'device-process',
      kind: 'absent',
      fault: 'it cannot be started',
      seen: { code: 'DEVICES_DOWN' },
      lost: 'what the hardware would say',
      recovers: 'tried again',
    },
  ];
  it(
    'that falls silent, says nonsense or cannot be started is ended and tried again',
    shows(deviceWrong, { timeout: 60_000 }),
    async () => {
      for (const [program, why] of [
        ['silent', 'no sign of life'],
        ['nonsense', 'no word of a device'],
        ['crash', 'ended with code 3'],
      ] as const) {
        const { failures, stop } = supervised('/dev/null', {
          program: `${import.meta.dirname}/testing/${program}-process.mjs`,
          silenceLimitMs: 1_500,
        });
        await vi.waitFor(() => expect(failures[0]).toContain(why), PATIENCE);
        await stop();
      }
    },
  );
});
