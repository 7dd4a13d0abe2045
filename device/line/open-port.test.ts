import { expect, it } from 'vitest';
import { serialFault } from './open-port.ts';

// As @serialport/bindings-cpp puts what open(2) and flock(2) say.
it.each([
  ['Error: Permission denied, cannot open /dev/ttyUSB0', '/dev/ttyUSB0', 'DEVICE_FORBIDDEN', 'adduser lectern dialout'],
  [
    'Error: Operation not permitted, cannot open /dev/ttyCH343USB12',
    '/dev/ttyCH343USB12',
    'DEVICE_FORBIDDEN',
    'DeviceAllow=char-ttyCH343USB rw',
  ],
  [
    'Error: Operation not permitted, cannot open /dev/ttyUSB0',
    '/dev/ttyUSB0',
    'DEVICE_FORBIDDEN',
    'systemctl edit lectern',
  ],
  ['Error Resource temporarily unavailable Cannot lock port', '/dev/ttyUSB0', 'DEVICE_BUSY', 'not Lectern itself'],
  ['Error: Input/output error, cannot open /dev/ttyS9', '/dev/ttyS9', 'DEVICE_ABSENT', 'Input/output error'],
])('%s is told with what to do', (message, node, code, advice) => {
  const fault = serialFault('usb:1a86:55d3', node, new Error(message));
  expect(fault.code).toBe(code);
  expect(fault.message).toContain(advice);
  expect(fault.message).toContain(`usb:1a86:55d3 (${node})`);
});
