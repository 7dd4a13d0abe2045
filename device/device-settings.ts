import { z } from 'zod';
import { boardSettingsSchema } from './board/board-settings.ts';
import { environmentSettingsSchema } from './environment/environment-settings.ts';
import { panelSettingsSchema } from './panel/panel-settings.ts';
import { ptzSettingsSchema } from './ptz/ptz-settings.ts';

export const deviceKinds = ['environment', 'ptz', 'panel', 'board'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

export const deviceNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a name of small letters, digits and "-" that begins with a letter');

/** One piece of the room's hardware, as school IT writes it down. */
export const deviceSettingsSchema = z.discriminatedUnion('kind', [
  environmentSettingsSchema,
  ptzSettingsSchema,
  panelSettingsSchema,
  boardSettingsSchema,
]);
export type DeviceSettings = z.infer<typeof deviceSettingsSchema>;

/** The room's hardware, by the names it has in messages. */
export const devicesSchema = z
  .record(deviceNameSchema, deviceSettingsSchema)
  .refine((devices) => Object.keys(devices).length <= 20, 'holds more than 20 devices')
  .superRefine((devices, context) => {
    const seers = new Map<string, string>();
    const names = new Map<string, string>();
    for (const [name, device] of Object.entries(devices)) {
      if (device.kind !== 'ptz' || device.camera === undefined) continue;
      const other = seers.get(device.camera);
      seers.set(device.camera, other ?? name);
      if (other === undefined) continue;
      const message = `the ${device.camera} camera is ${other} already: it can be turned by one device alone`;
      context.addIssue({ code: 'custom', path: [name, 'camera'], message });
    }
    for (const [name, { port }] of Object.entries(devices)) {
      if (port === undefined) continue;
      const other = names.get(port);
      names.set(port, other ?? name);
      if (other === undefined) continue;
      const message = `${port} is the port of ${other} and of ${name}: only one of them could use it; give each a port of its own`;
      context.addIssue({ code: 'custom', path: [name, 'port'], message });
    }
  });
export type DevicesSettings = z.infer<typeof devicesSchema>;

/** The same with the paths of its files as `absolute` says. */
export function withDeviceFiles(device: DeviceSettings, absolute: (path: string) => string): DeviceSettings {
  if (device.kind === 'environment' && device.maps !== undefined) return { ...device, maps: absolute(device.maps) };
  if (device.kind === 'panel' && device.commands !== undefined)
    return { ...device, commands: absolute(device.commands) };
  return device;
}
