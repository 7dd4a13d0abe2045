import { z } from 'zod';

/** What of a port is settled by its wiring; a line to a serial server in the network (`tcp://`) has only the port. */
export interface LineSettings {
  port: string;
  baud: number;
  parity: 'none' | 'even' | 'odd';
  stopBits: 1 | 2;
}

const PORT =
  /^(\/[\p{L}\p{N}/._:@+,-]{1,300}|usb:[0-9a-f]{4}:[0-9a-f]{4}(:[\w.-]{1,80})?|tcp:\/\/[\w.:[\]-]{1,200}:\d{1,5})$/u;

/**
 * A port by a name that stays: a path, best one of `/dev/lectern` or `/dev/serial/by-id`; the adapter's own numbers
 * (`usb:0403:6001`, with its serial number behind another colon where several are alike); or a serial server
 * (`tcp://192.168.1.50:4001`).
 */
export const portSchema = z
  .string()
  .regex(PORT, 'must be a path such as "/dev/serial/by-id/…", "usb:0403:6001" or "tcp://192.168.1.50:4001"')
  .refine((port) => !port.startsWith('tcp://') || isServer(port), {
    error:
      'must be "tcp://", an address and a port of 1 to 65535, such as "tcp://192.168.1.50:4001" or "tcp://[fd00::5]:4001"',
  });

function isServer(port: string): boolean {
  if (!URL.canParse(port)) return false;
  const { hostname, port: number } = new URL(port);
  return hostname !== '' && number !== '' && Number(number) >= 1;
}

/** The settings of a line, with what is usual for a family of devices. */
export const lineShape = (usual: { baud: number }) => ({
  port: portSchema,
  baud: z.int().min(300).max(921_600).default(usual.baud),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
});
