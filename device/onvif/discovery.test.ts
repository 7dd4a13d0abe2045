import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../test/fixtures/mosquitto-broker.ts';
import { type MadeDeviceOptions, MadeOnvifDevice } from '../../test/fixtures/onvif-device.ts';
import { discover } from './discovery.ts';

const running: MadeOnvifDevice[] = [];
afterEach(() => {
  for (const device of running.splice(0)) device.stop();
});

/** Starts devices on a multicast group of their own and searches it over the loopback. */
async function found(devices: MadeDeviceOptions[], signal = new AbortController().signal) {
  const group = { address: '239.255.255.250', port: await freePort() };
  const made = devices.map((options) => new MadeOnvifDevice(options, group));
  for (const device of made) {
    await device.start();
    running.push(device);
  }
  return { made, ...(await discover({ listenMs: 400, interfaceName: 'lo', group }, signal)) };
}

describe('discovery', () => {
  it('lists each device once, though it answers each of the repeated probes', async () => {
    const { made, devices } = await found([
      { endpoint: 'urn:uuid:1', name: 'IPC front' },
      { endpoint: 'urn:uuid:2', name: 'IPC back' },
    ]);
    expect(devices).toHaveLength(2);
    expect(devices.find(({ endpoint }) => endpoint === 'urn:uuid:1')).toMatchObject({
      name: 'IPC front',
      hardware: 'MADE-2143',
      location: '三楼 301',
      address: made[0]!.address,
    });
  });

  it('shows a device with several addresses once, with one that can be reached', async () => {
    const addresses = (port: number) => [
      `http://camera.invalid:${port}/onvif/device_service`,
      `http://192.0.2.77:1/onvif/device_service`,
      `http://127.0.0.1:${port}/onvif/device_service`,
    ];
    const { devices, made } = await found([{ addresses }]);
    expect(devices.map(({ address }) => address?.href)).toEqual([made[0]!.address.href]);
  });

  it('takes the host that answered for one the device has a wrong name for', async () => {
    const { devices, made } = await found([
      { addresses: (port) => [`http://10.255.255.1:${port}/onvif/device_service`] },
    ]);
    expect(devices.map(({ address }) => address?.href)).toEqual([made[0]!.address.href]);
  });

  it('lists a device that cannot be reached without an address to use', async () => {
    const closed = await freePort();
    const { devices } = await found([{ addresses: () => [`http://127.0.0.1:${closed}/onvif/device_service`] }]);
    expect(devices).toMatchObject([{ address: null, name: 'front' }]);
  });

  it('names hosts whose answer cannot be read, and lists the others', async () => {
    const { devices, unreadable } = await found([{}, { probeAnswer: '<s:Envelope' }, { probeAnswer: '' }]);
    expect(devices).toHaveLength(1);
    expect(unreadable).toEqual(['127.0.0.1']);
  });

  it('finds nothing where there is nothing', async () => {
    expect(await found([])).toMatchObject({ devices: [], unreadable: [] });
  });

  it('says which interfaces there are when there is none of the name', async () => {
    const search = discover({ listenMs: 100, interfaceName: 'eth99' }, new AbortController().signal);
    await expect(search).rejects.toMatchObject({
      code: 'ONVIF_INTERFACE',
      message: expect.stringMatching(/^eth99: .*\blo\b/),
    });
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const search = discover({ listenMs: 60_000, interfaceName: 'lo' }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(search).rejects.toThrow('enough');
  });
});
