import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Fault, shows } from '../../test/faults/fault.ts';
import { DeviceFault } from '../device-fault.ts';
import { PtyPair } from '../simulation/pty-pair.ts';
import { SimulatedPort } from '../simulation/simulated-device.ts';
import { HotPlug } from './hot-plug.ts';
import { Line, type LineTiming } from './line.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-line-'));
let pair: PtyPair;
let stopping: AbortController;
let hotPlug: HotPlug;
let news: string[];
let faults: DeviceFault[];

beforeEach(() => {
  pair = new PtyPair(join(folder, 'adapter'), join(folder, 'device'));
  stopping = new AbortController();
  hotPlug = new HotPlug({ folders: [folder], monitor: { command: '/no/udev', args: [] }, pollMs: 20 });
  hotPlug.start(stopping.signal);
  news = [];
  faults = [];
});
afterEach(async () => {
  stopping.abort();
  await pair.unplug();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

function lineOf(timing: Partial<LineTiming> = {}, port = pair.host) {
  const settings = { port, baud: 9600, parity: 'none', stopBits: 1 } as const;
  const line = new Line(
    settings,
    hotPlug,
    {
      opened: () => news.push('opened'),
      received: (bytes) => news.push(String(bytes)),
      closed: (fault) => {
        faults.push(fault);
        if (news.at(-1) !== fault.code) news.push(fault.code);
      },
    },
    { retryMs: 20, longestRetryMs: 100, ...timing },
  );
  return { line, done: line.run(stopping.signal) };
}

/** Says back what it hears. */
const echo = () => {
  let say: (bytes: Uint8Array) => void = () => {};
  return new SimulatedPort({
    plugged: (given) => {
      say = given;
    },
    received: (bytes) => say(bytes),
    unplugged: () => {},
  });
};

const lineAbsent: Fault = {
  part: 'environment',
  kind: 'absent',
  fault: 'its adapter is not plugged in',
  seen: { code: 'DEVICE_ENVIRONMENT' },
  lost: 'its values',
  recovers: 'as soon as it is plugged in, under whatever name',
};
it(
  'is opened when its device is plugged in, and again when it comes back under another name',
  shows(lineAbsent),
  async () => {
    const { line, done } = lineOf();
    await vi.waitFor(() => expect(news).toEqual(['DEVICE_ABSENT']));
    expect(faults[0]!.message).toContain(pair.host);
    for (const round of [1, 2]) {
      await pair.plug();
      const device = echo();
      await device.open(pair.device);
      await vi.waitFor(() => expect(line.isOpen).toBe(true));
      await line.write(Buffer.from(`round ${round}`));
      await vi.waitFor(() => expect(news.join('|')).toContain(`round ${round}`));
      await pair.unplug();
      await vi.waitFor(() => expect(line.isOpen).toBe(false));
      await device.close();
      await expect(line.write(Buffer.from('x'))).rejects.toMatchObject({ code: 'DEVICE_LOST' });
    }
    expect(news.filter((word) => word === 'opened')).toHaveLength(2);
    stopping.abort();
    await done;
  },
);

it('takes in no more than its measure of a device that floods, closes it for a while, and tries it again', async () => {
  await pair.plug();
  let isFlooding = true;
  const flood = Buffer.alloc(4096, 'x');
  const device = new SimulatedPort({
    plugged: (say) => {
      const again = setInterval(() => (isFlooding ? say(flood) : clearInterval(again)), 1);
    },
    received: () => {},
    unplugged: () => {
      isFlooding = false;
    },
  });
  const { line, done } = lineOf({ floodBytesPerS: 8192, floodRestMs: 300 });
  await device.open(pair.device);
  await vi.waitFor(() => expect(faults.map(({ code }) => code)).toContain('DEVICE_FLOODS'), 10_000);
  expect(line.isOpen).toBe(false);
  // Three seconds of its measure, and one chunk more in each.
  expect(news.join('').length).toBeLessThan(3 * (8192 + 65_536) + 200);
  await device.close();
  await vi.waitFor(() => expect(line.isOpen).toBe(true), 5_000);
  stopping.abort();
  await done;
}, 20_000);

const lineBusy: Fault = {
  part: 'environment',
  kind: 'refused',
  fault: 'another program uses its port',
  seen: { code: 'DEVICE_ENVIRONMENT' },
  lost: 'its values; the other program keeps the port',
  recovers: 'when the port is free',
};
it('says who may not, and who else has it', shows(lineBusy), async () => {
  await pair.plug();
  const first = lineOf();
  await vi.waitFor(() => expect(first.line.isOpen).toBe(true));
  lineOf();
  await vi.waitFor(() => expect(faults.map(({ code }) => code)).toContain('DEVICE_BUSY'));
  expect(faults.at(-1)!.message).toContain('fuser');
  await delay(50);
  expect(first.line.isOpen, 'the first keeps it').toBe(true);
});

it('reaches a serial server in the network', async () => {
  const server = createServer((socket) => socket.pipe(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { line, done } = lineOf({}, `tcp://127.0.0.1:${port}`);
  await vi.waitFor(() => expect(line.isOpen).toBe(true));
  await line.write(Buffer.from('over the network'));
  await vi.waitFor(() => expect(news.join('')).toContain('over the network'));
  server.close();
  stopping.abort();
  await done;
});

describe('a line that is stopped', () => {
  it('ends while its port is being opened, and lets go of it', async () => {
    await pair.plug();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    for (const name of [pair.host, `tcp://127.0.0.1:${port}`]) {
      const { line, done } = lineOf({}, name);
      stopping.abort();
      await done;
      expect(line.isOpen).toBe(false);
      expect(news).toEqual([]);
      stopping = new AbortController();
    }
    server.close();
    const again = lineOf();
    await vi.waitFor(() => expect(again.line.isOpen, 'nobody holds the port').toBe(true));
  });

  it('ends before it has begun, and while it waits for what is not there', async () => {
    const waiting = lineOf({ retryMs: 600_000, longestRetryMs: 600_000 }, join(folder, 'absent'));
    await vi.waitFor(() => expect(news).toEqual(['DEVICE_ABSENT']));
    stopping.abort();
    await waiting.done;
    await lineOf().done;
    expect(news).toEqual(['DEVICE_ABSENT']);
  });
});

describe('a device that is silent', () => {
  const silent = new DeviceFault('DEVICE_SILENT', 'it does not answer');

  it('has its line opened anew, less and less often', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections++;
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { line, done } = lineOf({ reopenMs: 100, longestReopenMs: 400 }, `tcp://127.0.0.1:${port}`);
    await vi.waitFor(() => expect(line.isOpen).toBe(true));
    const asking = setInterval(() => line.reopen(silent), 5);
    const openings: number[] = [];
    const isReopened = (count: number) =>
      vi.waitFor(
        () => {
          expect(connections).toBeGreaterThanOrEqual(count);
          openings.push(performance.now());
        },
        { timeout: 10_000, interval: 5 },
      );
    for (const count of [1, 2, 3, 4]) await isReopened(count);
    // 100, 200 and 400 ms, whatever a busy machine adds.
    expect(openings[3]! - openings[0]!).toBeGreaterThan(600);
    expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['DEVICE_SILENT']));
    clearInterval(asking);
    stopping.abort();
    await done;
    server.close();
  }, 20_000);
});
