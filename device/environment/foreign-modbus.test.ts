import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { HotPlug } from '../line/hot-plug.ts';
import type { DriverNews } from '../process/device-message.ts';
import { PtyPair } from '../simulation/pty-pair.ts';
import { SimulatedPort } from '../simulation/simulated-device.ts';
import { EnvironmentDriver } from './environment-driver.ts';
import { environmentSettingsSchema } from './environment-settings.ts';
import { SimulatedSensors } from './simulated-sensors.ts';

/** What others made of the same protocol: `mbpoll` asks our sensors, libmodbus' server answers our driver. */

const folder = mkdtempSync(join(tmpdir(), 'lectern-modbus-'));
const cable = new PtyPair(join(folder, 'host'), join(folder, 'device'));
afterEach(() => cable.unplug());

describe('mbpoll', () => {
  const run = promisify(execFile);
  const sensors = new SimulatedSensors({
    sensors: [
      { model: 'xy-md02', address: 1 },
      { model: 'wb-msw-v3', address: 3 },
    ],
    room: () => ({ temperatureC: -2.5, humidityPercent: 51.3, co2Ppm: 873, illuminanceLux: 700, noiseDba: 54.2 }),
  });
  const ask = async (...words: string[]): Promise<string> => {
    await cable.plug();
    const port = new SimulatedPort(sensors);
    await port.open(cable.device);
    try {
      const serial = ['-m', 'rtu', '-b', '9600', '-P', 'none', '-o', '1', '-1', '-0'];
      const { stdout } = await run('mbpoll', [...serial, ...words, cable.host], { timeout: 10_000 });
      return stdout;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return stdout + stderr;
    } finally {
      await port.close();
    }
  };

  it('reads input registers of 16 bits, signed', async () => {
    const said = await ask('-a', '1', '-t', '3', '-r', '1', '-c', '2');
    expect(said).toMatch(/\[1\]:\s+65511 \(-25\)/);
    expect(said).toMatch(/\[2\]:\s+513/);
  });

  it('reads two registers as one number, the high one first', async () => {
    expect(await ask('-a', '3', '-t', '3:int', '-B', '-r', '9', '-c', '1')).toMatch(/\[9\]:\s+70000/);
  });

  it.each([
    ['a register that it has not', ['-a', '1', '-t', '3', '-r', '40', '-c', '1'], 'Illegal data address'],
    ['another function', ['-a', '1', '-t', '4', '-r', '1', '-c', '1'], 'Illegal function'],
    ['a device that is not there', ['-a', '2', '-t', '3', '-r', '1', '-c', '1'], 'timed out'],
  ])('is told of %s', async (_, words, answer) => {
    expect(await ask(...words)).toContain(answer);
  });
});

describe('libmodbus', () => {
  const program = join(folder, 'modbus-server');
  let server: ChildProcess | undefined;
  let stopping: AbortController;
  let news: DriverNews[];
  let done: Promise<void>;
  const soon = { timeout: 10_000 };

  beforeAll(() => {
    const source = join(import.meta.dirname, '../../test/fixtures/modbus-server.c');
    execFileSync('gcc', ['-Wall', '-Werror', '-I/usr/include/modbus', '-o', program, source, '-lmodbus']);
  }, 60_000);
  const serve = async (slave: number, registers: Record<number, number>) => {
    const words = Object.entries(registers).map(([register, value]) => `${register}=${value}`);
    server = spawn(program, [cable.device, String(slave), ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(server.stdout!, 'data');
  };
  const drive = (sensors: { model: string; address: number }[]) => {
    news = [];
    stopping = new AbortController();
    const hotPlug = new HotPlug({ folders: [folder], monitor: { command: '/no/udev', args: [] }, pollMs: 20 });
    hotPlug.start(stopping.signal);
    const settings = environmentSettingsSchema.parse({ kind: 'environment', port: cable.host, sensors });
    const driver = new EnvironmentDriver({ ...settings, everyS: 0.1 }, { hotPlug, tell: (each) => news.push(each) });
    done = driver.run(stopping.signal);
  };
  const state = () => news.findLast((each) => each.says === 'state');
  afterEach(async () => {
    stopping?.abort();
    await done;
    server?.kill('SIGKILL');
  });
  afterAll(() => server?.kill('SIGKILL'));

  it('is read as it says', async () => {
    await cable.plug();
    await serve(7, { 3: 5417, 4: 65_286, 5: 5130, 8: 873, 9: 1, 10: 4464 });
    drive([{ model: 'wb-msw-v3', address: 7 }]);
    await vi.waitFor(() => expect(state()?.state).toBe('ok'), soon);
    const readings = news.flatMap((each) => (each.says === 'readings' ? each.readings : []));
    expect(Object.fromEntries(readings.map(({ quantity, value }) => [quantity, value]))).toEqual({
      noiseDba: 54.17,
      temperatureC: -2.5,
      humidityPercent: 51.3,
      co2Ppm: 873,
      illuminanceLux: 700,
    });
  });

  it('may refuse, and others may be silent beside it', async () => {
    await cable.plug();
    await serve(7, { 1: 205, 2: 480 });
    drive([
      { model: 'wb-msw-v3', address: 7 },
      { model: 'xy-md02', address: 8 },
    ]);
    await vi.waitFor(
      () => expect(state()?.cause?.message).toMatch(/address 8.*does not answer.*address 7.*exception 2/),
      soon,
    );
    expect(state()?.cause?.code).toBe('DEVICE_SILENT');
  });
});
