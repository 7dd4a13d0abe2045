import { makeDriver } from '../make-driver.ts';
import { type DeviceReport, deviceRequestSchema } from './device-message.ts';
import { Devices } from './run-devices.ts';

const HEARTBEAT_MS = 1_000;

/** Runs the room's hardware inside a forked process; it ends when the agent tells it to, or is gone. */
function runDeviceProcess(): void {
  const stopping = new AbortController();
  const report = (message: DeviceReport) => process.connected && process.send?.(message, undefined, {}, () => {});
  const devices = new Devices(makeDriver, (device, news) => report({ type: 'news', device, news }));
  process.on('message', (raw) => {
    const request = deviceRequestSchema.parse(raw);
    if (request.type === 'stop') stopping.abort();
    else if (request.type === 'order') devices.take(request.device, request.order);
    else void begin(request.devices, request.passwords);
  });
  process.on('disconnect', () => stopping.abort());
  // The agent decides when it stops: an interrupt on the terminal reaches every process of the group.
  process.on('SIGINT', () => {});

  const begin = async (...room: [Parameters<Devices['run']>[0], Parameters<Devices['run']>[1]]) => {
    const heartbeat = setInterval(() => report({ type: 'heartbeat' }), HEARTBEAT_MS);
    await devices.run(...room, stopping.signal);
    clearInterval(heartbeat);
    if (process.connected) process.disconnect();
  };
}

runDeviceProcess();
