import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { SerialPort } from 'serialport';
import { DeviceFault } from '../device-fault.ts';
import type { LineSettings } from './line-settings.ts';
import { portPath } from './port-path.ts';

const CONNECT_PATIENCE_MS = 5_000;

/** A port that is open, and the device node that it is (a serial server has none). */
export interface OpenPort {
  stream: Duplex;
  node: string | null;
  close(): void;
}

/** @throws DeviceFault when it cannot be opened */
export function openPort(settings: LineSettings): Promise<OpenPort> {
  return settings.port.startsWith('tcp://') ? openServer(settings.port) : openSerial(settings);
}

async function openSerial({ port, baud, parity, stopBits }: LineSettings): Promise<OpenPort> {
  const node = portPath(port);
  if (node === null)
    throw new DeviceFault(
      'DEVICE_ABSENT',
      `${port}: nothing is plugged in there; check cable and adapter, try: lectern devices`,
    );
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

function serialFault(port: string, node: string, { message }: Error): DeviceFault {
  const place = port === node ? port : `${port} (${node})`;
  if (/permission denied|EACCES/i.test(message))
    return new DeviceFault(
      'DEVICE_FORBIDDEN',
      `${place}: may not be opened; run: sudo adduser lectern dialout, then: sudo systemctl restart lectern`,
    );
  if (/lock|temporarily unavailable|busy|EAGAIN/i.test(message))
    return new DeviceFault(
      'DEVICE_BUSY',
      `${place}: another program holds it; see which with: sudo fuser -v ${node}, and end it`,
    );
  return new DeviceFault('DEVICE_ABSENT', `${place}: cannot be opened (${message}); check the cable and the adapter`);
}

function openServer(port: string): Promise<OpenPort> {
  const url = new URL(port);
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port), noDelay: true });
  const patience = setTimeout(() => socket.destroy(new Error('no answer')), CONNECT_PATIENCE_MS);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => {
      clearTimeout(patience);
      resolve({ stream: socket, node: null, close: () => socket.destroy() });
    });
    socket.once('error', ({ message }) => {
      clearTimeout(patience);
      reject(
        new DeviceFault(
          'DEVICE_ABSENT',
          `${port}: cannot be reached (${message}); check the serial server and the cable`,
        ),
      );
    });
  });
}
