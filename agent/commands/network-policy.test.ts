import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { devicesSchema } from '../../device/device-settings.ts';
import { lectern } from '../../test/cli.ts';
import { deviceHosts, hostsIn, nameservers } from './network-policy.ts';

it('names each other machine of a configuration once', () => {
  const sources = [{ url: 'rtsp://10.0.0.9:554/a' }, { url: 'rtsp://10.0.0.9/b' }, { path: '/dev/video0' }];
  const hub = { brokers: ['mqtts://hub.example:8883', 'mqtt://127.0.0.1:1883'], proxy: 'http://[fd00::1]:3128' };
  expect(hostsIn({ sources, hub, text: 'no://', none: null })).toEqual(['10.0.0.9', 'fd00::1', 'hub.example']);
  expect(nameservers('# x\nnameserver 114.114.114.114\nnameserver 127.0.0.53\nnameserver fe80::1%eth0\n')).toEqual([
    '114.114.114.114',
    'fe80::1',
  ]);
});

it('names the devices in the network, by whatever kind of address', () => {
  const devices = devicesSchema.parse({
    ptz: { kind: 'ptz', host: 'fd00::5' },
    panel: { kind: 'panel', host: '10.0.0.7' },
    beamer: { kind: 'panel', host: 'fe80::9%eth0' },
    desk: { kind: 'board', port: 'tcp://[fd00::6]:4001' },
  });
  expect(hostsIn([{ devices }, deviceHosts({ devices })])).toEqual(['10.0.0.7', 'fd00::5', 'fd00::6', 'fe80::9']);
});

it('prints a drop-in, and none where somebody would be cut off unseen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-policy-'));
  const config = join(folder, 'lectern.yaml');
  const write = (camera: string) =>
    writeFileSync(
      config,
      `version: 1\nroom: { region: "310104", school: "2131000000", room: r301 }\nsources: { studentCamera: ${camera} }\nstore: { folder: ${folder} }\n`,
    );
  write('rtsp://10.0.0.9/a');
  const good = await lectern('network-policy', '--config', config).finished();
  expect(good).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/IPAddressDeny=any[\s\S]*# 10\.0\.0\.9\nIPAddressAllow=10\.0\.0\.9/),
  });
  const pending = join(folder, 'identity/pending');
  mkdirSync(pending, { recursive: true });
  const request = {
    ...{ kind: 'renewal', server: 'https://10.0.0.20:8443' },
    room: { region: '310104', school: '2131000000', room: 'r301' },
  };
  writeFileSync(join(pending, 'request.json'), JSON.stringify(request));
  expect((await lectern('network-policy', '--config', config).finished()).stdout).toContain('IPAddressAllow=10.0.0.20');
  write('rtsp://camera.invalid/a');
  const bad = await lectern('network-policy', '--config', config).finished();
  expect(bad).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('camera.invalid') });
  rmSync(folder, { recursive: true });
});
