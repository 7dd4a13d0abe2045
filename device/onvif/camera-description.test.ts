import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../test/fixtures/mosquitto-broker.ts';
import { type MadeDeviceOptions, MadeOnvifDevice, madePassword, madeUser } from '../../test/fixtures/onvif-device.ts';
import { madeProfiles } from '../../test/fixtures/onvif-messages.ts';
import { describeCamera } from './camera-description.ts';

const credentials = { user: madeUser, password: madePassword };
const running: MadeOnvifDevice[] = [];
const never = new AbortController().signal;

afterEach(() => {
  for (const device of running.splice(0)) device.stop();
});

async function started(options: MadeDeviceOptions = {}): Promise<MadeOnvifDevice> {
  const device = new MadeOnvifDevice(options, { address: '239.255.255.250', port: await freePort() });
  await device.start();
  running.push(device);
  return device;
}

async function described(options: MadeDeviceOptions = {}, timeoutMs = 5000) {
  return await describeCamera((await started(options)).address, credentials, timeoutMs, never);
}

describe('describeCamera', () => {
  it('tells what the camera is, as it writes it, and its streams without the password', async () => {
    const { clockOffsetS, ...rest } = await described();
    // It tells whole seconds.
    expect(Math.abs(clockOffsetS!)).toBeLessThanOrEqual(1);
    expect(rest).toEqual({
      device: { manufacturer: 'Made & Co', model: 'front', firmware: '5.70', serial: '00420' },
      moreStreams: 0,
      streams: [
        {
          token: 'P_main',
          name: 'mainStream',
          codec: 'H264',
          width: 1920,
          height: 1080,
          framesPerS: 25,
          sound: 'G711',
          address: 'rtsp://127.0.0.1:554/P_main?unicast=true',
          role: 'main',
        },
        expect.objectContaining({ token: 'P_sub', width: 640, height: 360, role: 'sub' }),
      ],
    });
  });

  it.each<[string, MadeDeviceOptions]>([
    ['that asks for HTTP digest', { security: 'digest' }],
    ['with Media 2', { media2: true }],
    ['that offers Media 2 and fails at it', { media2: 'broken' }],
    ['that knows GetCapabilities only', { old: true }],
  ])('reads a camera %s', async (_what, options) => {
    const { streams } = await described(options);
    expect(streams.map(({ role, address, sound }) => [role, address !== null, sound])).toEqual([
      ['main', true, 'G711'],
      ['sub', true, 'G711'],
    ]);
  });

  it.each([3_600_000, -3_600_000, 400 * 86_400_000])(
    'signs by the clock of a camera that is %i ms off',
    async (clockOffsetMs) => {
      const { clockOffsetS, streams } = await described({ clockOffsetMs });
      expect(streams).toHaveLength(2);
      expect(Math.abs(clockOffsetS! - clockOffsetMs / 1000)).toBeLessThanOrEqual(2);
    },
  );

  it.each(['username-token', 'digest'] as const)('tries a wrong password once (%s)', async (security) => {
    const device = await started({ security, password: 'another' });
    await expect(describeCamera(device.address, credentials, 5000, never)).rejects.toMatchObject({
      code: 'ONVIF_NOT_AUTHORIZED',
      message: expect.not.stringContaining(madePassword),
    });
    expect(device.refused).toBe(1);
  });

  it('says that a password is needed', async () => {
    const { address } = await started();
    await expect(describeCamera(address, null, 5000, never)).rejects.toMatchObject({
      code: 'ONVIF_CREDENTIALS_NEEDED',
    });
  });

  it('says that Basic is not answered', async () => {
    await expect(described({ security: 'basic' })).rejects.toMatchObject({
      code: 'ONVIF_NOT_AUTHORIZED',
      message: expect.stringContaining('Basic'),
    });
  });

  it.each<[NonNullable<MadeDeviceOptions['fault']>, string, RegExp]>([
    ['not-xml', 'ONVIF_BAD_ANSWER', /not ONVIF/],
    ['not-soap', 'ONVIF_BAD_ANSWER', /not ONVIF/],
    ['deep', 'ONVIF_BAD_ANSWER', /not ONVIF/],
    ['endless', 'ONVIF_BAD_ANSWER', /2 MiB/],
    ['hangs', 'ONVIF_TIMEOUT', /1 s/],
    ['cut-off', 'ONVIF_TIMEOUT', /1 s/],
  ])('a camera that %s: %s', async (fault, code, message) => {
    const startedMs = performance.now();
    await expect(described({ fault }, 1000)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(performance.now() - startedMs).toBeLessThan(5000);
  });

  it('a camera that is switched off', async () => {
    const address = new URL(`http://127.0.0.1:${await freePort()}/onvif/device_service`);
    await expect(describeCamera(address, credentials, 1000, never)).rejects.toMatchObject({
      code: 'ONVIF_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('a camera without profiles has no streams', async () => {
    expect((await described({ fault: 'no-profiles' })).streams).toEqual([]);
  });

  it('a profile without an address, with one that is no rtsp, hides no other', async () => {
    const stream = (token: string) => ({ a: '', b: 'http://127.0.0.1/pic.jpg' })[token] ?? `rtsp://127.0.0.1/${token}`;
    const profiles = ['a', 'b', 'c'].map((token) => ({ ...madeProfiles[0]!, token }));
    const { streams } = await described({ stream, profiles });
    expect(streams.map(({ address, role }) => [address, role])).toEqual([
      [null, null],
      [null, null],
      ['rtsp://127.0.0.1/c', 'main'],
    ]);
  });

  it('a stream on a host that cannot be reached is looked for on the camera itself', async () => {
    const rtsp = createServer().listen(0, '127.0.0.1');
    await once(rtsp, 'listening');
    const at = rtsp.address() as { port: number };
    const { streams } = await described({ stream: (token) => `rtsp://camera.invalid:${at.port}/${token}` });
    rtsp.close();
    expect(streams[0]?.address).toBe(`rtsp://127.0.0.1:${at.port}/P_main`);
  });

  it('of a recorder only so many profiles are asked for', async () => {
    const profiles = Array.from({ length: 40 }, (_, index) => ({
      ...madeProfiles[0]!,
      token: `P${index}`,
      width: 1000 + index,
    }));
    const { streams, moreStreams } = await described({ profiles });
    expect([streams.length, moreStreams]).toEqual([32, 8]);
    expect(streams.filter(({ role }) => role).map(({ token, role }) => [token, role])).toEqual([
      ['P0', 'sub'],
      ['P31', 'main'],
    ]);
  });

  it('ends when it is told to', async () => {
    const { address } = await started({ fault: 'hangs' });
    const stop = new AbortController();
    const description = describeCamera(address, credentials, 60_000, stop.signal);
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(description).rejects.toThrow('enough');
  });
});
