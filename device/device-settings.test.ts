import { describe, expect, it } from 'vitest';
import { devicesSchema } from './device-settings.ts';
import { portSchema } from './line/line-settings.ts';

describe('the devices of a room', () => {
  const air = { kind: 'environment', sensors: [{ model: 'xy-md02' }] };

  it('have each a port of its own', () => {
    const port = '/dev/lectern/serial-no-1';
    const refused = devicesSchema.safeParse({ air: { ...air, port }, desk: { kind: 'board', port } });
    expect(refused.error?.issues).toMatchObject([
      { path: ['desk', 'port'], message: expect.stringMatching(/serial-no-1 is the port of air and of desk/) },
    ]);
    const good = {
      air: { ...air, port: `${port}2` },
      desk: { kind: 'board', port },
      panel: { kind: 'panel', host: 'a' },
    };
    expect(devicesSchema.safeParse({ ...good, ptz: { kind: 'ptz', host: 'a' } }).success).toBe(true);
  });

  it('turn each camera of the room alone', () => {
    const eye = { kind: 'ptz', host: 'a', camera: 'teacher' };
    const refused = devicesSchema.safeParse({ eye, other: { ...eye, host: 'b' } });
    expect(refused.error?.issues).toMatchObject([
      { path: ['other', 'camera'], message: expect.stringContaining('is eye already') },
    ]);
    expect(devicesSchema.safeParse({ eye, other: { ...eye, host: 'b', camera: 'student' } }).success).toBe(true);
  });
});

describe('the name of a port', () => {
  it.each([
    '/dev/lectern/serial-at-pci-0000:00:14.0-usb-0:2:1.0',
    'usb:0403:6001',
    'usb:0403:6001:A50285BI',
    'tcp://192.168.1.50:4001',
    'tcp://moxa.school.lan:1',
    'tcp://[fd00::5]:65535',
  ])('may be %s', (port) => {
    expect(portSchema.parse(port)).toBe(port);
  });

  it.each(['tcp://10.0.0.1:99999', 'tcp://:::4001', 'tcp://[zz:4001', 'tcp://x.y:0', 'tcp://10.0.0.1', 'tcp://:4001'])(
    'may not be %s',
    (port) => {
      expect(portSchema.safeParse(port).error?.issues[0]?.message).toContain('"tcp://192.168.1.50:4001"');
    },
  );
});
