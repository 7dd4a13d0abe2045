import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recognise } from '../../device/discovery/recognise.ts';
import { HotPlug } from '../../device/line/hot-plug.ts';
import { makeDriver } from '../../device/make-driver.ts';
import { PtyPair } from '../../device/simulation/pty-pair.ts';
import { SimulatedRoom } from '../../device/simulation/simulated-room.ts';
import { candidatesOn } from './devices.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-devices-'));
const room = new SimulatedRoom({ folder: join(folder, 'room') });
const empty = new PtyPair(join(folder, 'empty'), join(folder, 'nobody'));
const options = { make: makeDriver, hotPlug: new HotPlug(), patienceMs: 3_000 };

beforeAll(async () => {
  await room.start();
  await empty.plug();
});
afterAll(async () => {
  await room.stop();
  await empty.unplug();
  rmSync(folder, { recursive: true, force: true });
});

describe('what hangs on a port', () => {
  it.each([
    ['desk', { kind: 'board' }, 'simulated-board'],
    ['ptz', { kind: 'ptz', baud: 9600 }, ''],
    ['air', { kind: 'environment', baud: 9600, sensors: [{ model: 'senseair-s8', address: 1 }] }, ''],
  ] as const)(
    '%s is recognised by its answers',
    async (name, settings, identity) => {
      const port = room.port(name);
      const found = await recognise(candidatesOn(port), options, new AbortController().signal);
      expect(found?.settings).toMatchObject({ port, ...settings });
      expect(found?.identity ?? '').toContain(identity);
    },
    60_000,
  );

  it('is not waited for any longer when somebody interrupts', async () => {
    const stopping = new AbortController();
    let asked = 0;
    const make: typeof makeDriver = (settings, context) => {
      asked++;
      setImmediate(() => stopping.abort());
      return makeDriver(settings, context);
    };
    const patient = { ...options, make, patienceMs: 600_000 };
    expect(await recognise(candidatesOn(empty.host), patient, stopping.signal)).toBeNull();
    expect(asked).toBe(1);
  });

  it('is nothing where nobody answers, and is told where it cannot be asked', async () => {
    const [board] = candidatesOn(empty.host);
    expect(await recognise([board!], { ...options, patienceMs: 500 }, new AbortController().signal)).toBeNull();
    const [absent] = candidatesOn(join(folder, 'absent'));
    const asked = recognise([absent!], options, new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ code: 'DEVICE_ABSENT' });
  });
});
