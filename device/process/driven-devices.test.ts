import { afterEach, expect, it, vi } from 'vitest';
import { devicesSchema } from '../device-settings.ts';
import { SimulatedPjlink } from '../panel/simulated-pjlink.ts';
import { SimulatedProjector } from '../panel/simulated-projector.ts';
import { SimulatedCamera } from '../ptz/simulated-camera.ts';
import { SimulatedPtzServer } from '../ptz/simulated-ptz.ts';
import type { DriverNews } from './device-message.ts';
import { DeviceSupervisor } from './device-supervisor.ts';

const stopping = new AbortController();
const camera = new SimulatedCamera({ presets: { 1: { pan: 300, tilt: -50, zoom: 200 } }, isOn: false });
const projector = new SimulatedProjector({ warmUpMs: 300 });
const servers = { ptz: new SimulatedPtzServer(camera), pjlink: new SimulatedPjlink(projector, { password: 'secret' }) };
afterEach(async () => {
  stopping.abort();
  await servers.ptz.close();
  await servers.pjlink.close();
});

it('a camera and a projector in the network are driven by the process that may write nothing', async () => {
  const [udpPort, tcpPort] = [await servers.ptz.open(), await servers.pjlink.open()];
  const news: [string, DriverNews][] = [];
  const supervisor = new DeviceSupervisor({
    devices: devicesSchema.parse({
      camera: { kind: 'ptz', host: 'localhost', udpPort, presets: { class: 1 } },
      projector: { kind: 'panel', host: '127.0.0.1', tcpPort, credentials: 'projector', source: 'hdmi2' },
    }),
    passwords: { projector: 'secret' },
    events: { news: (...said) => news.push(said), process: () => {}, failed: () => {} },
  });
  const done = supervisor.run(stopping.signal);
  const says = (device: string, what: object) =>
    vi.waitFor(() => expect(news).toContainEqual([device, expect.objectContaining(what)]), { timeout: 20_000 });
  await says('camera', { says: 'state', state: 'ok' });
  await says('projector', { says: 'state', state: 'ok' });
  supervisor.order('camera', { do: 'preset', preset: 'class' });
  supervisor.order('projector', { do: 'show' });
  await says('camera', { says: 'ptz', isMoving: false, at: 'class' });
  await says('projector', { says: 'panel', power: 'on' });
  expect(camera.place).toEqual({ pan: 300, tilt: -50, zoom: 200 });
  await vi.waitFor(() => expect(projector.source).toBe('32'), { timeout: 10_000 });
  stopping.abort();
  await done;
}, 60_000);
