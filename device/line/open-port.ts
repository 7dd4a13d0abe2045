import { connect } from 'node:net';
import { basename } from 'node:path';
import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { DeviceFault } from '../device-fault.ts';
import type { LineSettings } from './line-settings.ts';
import { portNodes } from './port-path.ts';

const CONNECT_PATIENCE_MS = 5_000;
/** A serial server that is gone without a word is found out while nothing is said: after this and ten tries, one a second. */
const KEEP_ALIVE_MS = 5_000;

/** A port that is open, and the device node that it is (a serial server has none). */
export interface OpenPort {
  stream: Duplex;
  node: string | null;
  close(): void;
}

/**
 * @param signal ends what can be ended; a serial port may be opened nonetheless
 * @throws DeviceFault when it cannot be opened
 */
export function openPort(settings: LineSettings, signal: AbortSignal): Promise<OpenPort> {
  return settings.port.startsWith('tcp://') ? openServer(settings.port, signal) : openSerial(settings);
}

async function openSerial({ port, baud, parity, stopBits }: LineSettings): Promise<OpenPort> {
  const [node, ...others] = portNodes(port);
  if (node === undefined)
    throw new DeviceFault(
      'DEVICE_ABSENT',
      `${port}: nothing is plugged in there; check cable and adapter, try: lectern devices`,
    );
  if (others.length > 0) throw alikeFault(port, [node, ...others]);
  // `lock`: two programs that read one port each get half of what it says.
  const stream = new SerialPort({
    path: node,
    baudRate: baud,
    parity,
    stopBits,
    dataBits: 8,
    lock: true,
    autoOpen: false,
  });
  await new Promise<void>((resolve, reject) => {
    stream.open((error) => (error ? reject(serialFault(port, node, error)) : resolve()));
  });
  // Destroying the stream alone would leave the port open, and locked.
  const close = () => {
    if (stream.isOpen) stream.close(() => stream.destroy());
    else stream.destroy();
  };
  return { stream, node, close };
}

/** Whichever was taken might be the wrong one. */
function alikeFault(port: string, nodes: readonly string[]): DeviceFault {
  return new DeviceFault(
    'DEVICE_ABSENT',
    `${port}: several adapters are alike (${nodes.join(', ')}); name the one that is meant by where it is plugged in, /dev/lectern/serial-at-…; try: lectern devices`,
  );
}

/** What the operating system says when a port is not opened, as what is to be done. */
export function serialFault(port: string, node: string, { message }: Error): DeviceFault {
  const place = port === node ? port : `${port} (${node})`;
  if (/permission denied|EACCES/i.test(message))
    return new DeviceFault(
      'DEVICE_FORBIDDEN',
      `${place}: may not be opened; run: sudo adduser lectern dialout, then: sudo systemctl restart lectern`,
    );
  // The unit's DeviceAllow refuses so; file permissions refuse otherwise.
  if (/operation not permitted|EPERM/i.test(message))
    return new DeviceFault(
      'DEVICE_FORBIDDEN',
      `${place}: the service may not open such a port; run: sudo systemctl edit lectern, write [Service] and below it DeviceAllow=char-${driverOf(node)} rw, then: sudo systemctl restart lectern (docs/devices/ports.md)`,
    );
  if (/lock|temporarily unavailable|busy|EAGAIN/i.test(message))
    return new DeviceFault(
      'DEVICE_BUSY',
      `${place}: another program, or another device of the configuration, holds it; see which with: sudo fuser -v ${node}; end that program (not Lectern itself), or give each device a port of its own`,
    );
  return new DeviceFault('DEVICE_ABSENT', `${place}: cannot be opened (${message}); check the cable and the adapter`);
}

/** As the kernel calls it in /proc/devices, and systemd in DeviceAllow: that of `/dev/ttyCH343USB0` is `ttyCH343USB`. */
const driverOf = (node: string) => basename(node).replace(/\d+$/, '');

function openServer(port: string, signal: AbortSignal): Promise<OpenPort> {
  const url = new URL(port);
  const socket = connect({
    ...{ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) },
    ...{ noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS },
  });
  const patience = setTimeout(() => socket.destroy(new Error('no answer')), CONNECT_PATIENCE_MS);
  const stop = () => socket.destroy(new Error('it is stopped'));
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      clearTimeout(patience);
      signal.removeEventListener('abort', stop);
      resolve({ stream: socket, node: null, close: () => socket.destroy() });
    });
    socket.once('error', ({ message }) => {
      clearTimeout(patience);
      signal.removeEventListener('abort', stop);
      reject(
        new DeviceFault(
          'DEVICE_ABSENT',
          `${port}: cannot be reached (${message}); check the serial server and the cable`,
        ),
      );
    });
  });
}
