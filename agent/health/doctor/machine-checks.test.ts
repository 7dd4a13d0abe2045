import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Fault, shows } from '../../../test/faults/fault.ts';
import { certificateCheck } from './certificate-check.ts';
import { type Check, type CheckResult, runChecks } from './check.ts';
import { diskWearCheck } from './disk-wear-check.ts';
import { hardwareClockCheck, memoryCheck, processorCheck, temperatureCheck } from './hardware-checks.ts';
import { portCheck } from './port-check.ts';
import type { RunCommand } from './run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'lectern-machine-checks-'));
afterAll(() => rmSync(folder, { recursive: true }));
const result = async (check: Check): Promise<CheckResult> => (await runChecks([check]))[0]!;
function file(path: string, text: string): string {
  const whole = join(folder, path);
  mkdirSync(join(whole, '..'), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

describe('the processor', () => {
  it.each<[string, string, number, string, string, RegExp]>([
    ['an Intel of today', 'model name\t: N100\nflags\t\t: sse avx avx2\n', 4, 'x64', 'ok', /^N100, 4 cores, avx2$/],
    ['an ARM of today', 'Features\t: fp asimd crc32\n', 4, 'arm64', 'ok', /asimd/],
    ['one core', 'model name\t: A\nflags\t: avx2\n', 1, 'x64', 'warn', /1 cores/],
    ['an old one', 'model name\t: Celeron J1900\nflags\t: sse4_2\n', 4, 'x64', 'warn', /no AVX/],
    ['one of 32 bits', 'Features\t: neon\n', 4, 'arm', 'fail', /arm/],
  ])('%s', async (name, text, cores, arch, state, detail) => {
    const found = await result(processorCheck(cores, arch, file(`cpuinfo-${name}`, text)));
    expect(found).toMatchObject({ state, detail: expect.stringMatching(detail) });
    expect(found.remedy === null).toBe(state === 'ok');
  });

  it('of this machine is told', async () => {
    expect((await result(processorCheck(2, process.arch))).state).not.toBe('fail');
  });
});

it.each([
  [8, 'ok'],
  [3, 'warn'],
  [1, 'fail'],
])('%d GiB of memory', async (gib, state) => {
  expect(await result(memoryCheck(gib * 1024 ** 3))).toMatchObject({ state });
});

it.each([
  ['41000', 'ok'],
  ['88000', 'warn'],
  ['99000', 'fail'],
])('a processor at %s thousandths of a degree', async (millidegrees, state) => {
  file(`thermal-${millidegrees}/thermal_zone0/type`, 'x86_pkg_temp\n');
  file(`thermal-${millidegrees}/thermal_zone0/temp`, millidegrees);
  expect(await result(temperatureCheck(join(folder, `thermal-${millidegrees}`)))).toMatchObject({ state });
  expect(await result(temperatureCheck(join(folder, 'no-such')))).toMatchObject({ state: 'ok' });
});

it.each([
  [0, 'ok'],
  [4, 'ok'],
  [90, 'warn'],
  [-31_536_000, 'warn'],
])('a hardware clock that is off by %d s', async (offS, state) => {
  const nowMs = Date.UTC(2026, 10, 23);
  const rtc = join(folder, `rtc-${offS}`);
  file(`rtc-${offS}/rtc0/since_epoch`, `${nowMs / 1000 + offS}\n`);
  expect(await result(hardwareClockCheck(() => nowMs, rtc))).toMatchObject({ state });
  expect(await result(hardwareClockCheck(() => nowMs, join(folder, 'no-rtc')))).toMatchObject({
    state: 'warn',
    detail: 'none',
  });
});

describe('disk wear', () => {
  const smartctl =
    (said: object, status = 0): RunCommand =>
    async () => ({ status, missing: false, stdout: JSON.stringify(said), stderr: '' });
  const nvme = (percentage_used: number) => ({
    smart_status: { passed: true },
    nvme_smart_health_information_log: { percentage_used },
  });
  const sata = (name: string, value: number) => ({
    smart_status: { passed: true },
    ata_smart_attributes: { table: [{ name, value }] },
  });
  const disk = (name: string) => {
    file(`block-${name}/${name}/size`, '1');
    return join(folder, `block-${name}`);
  };

  const wornDisk: Fault = {
    part: 'disk',
    kind: 'wrong',
    fault: 'the disk is worn, or says that it fails',
    seen: 'lectern doctor: how much of its life is used, and what to do',
    lost: 'nothing yet',
    recovers: 'with a new disk, and a backup put back on it',
  };
  it.each<[string, object, number, string, string]>([
    ['a new NVMe disk', nvme(3), 0, 'ok', 'nvme0n1: 3 % used'],
    ['a worn one', nvme(85), 0, 'warn', 'nvme0n1: 85 % used'],
    ['one that says it fails', { smart_status: { passed: false } }, 8, 'fail', 'nvme0n1: is failing'],
    ['a SATA disk by what is left of it', sata('Wear_Leveling_Count', 90), 0, 'ok', 'nvme0n1: 10 % used'],
    ['one that tells no wear', sata('Temperature_Celsius', 30), 0, 'ok', 'nvme0n1: healthy'],
  ])('of %s', shows(wornDisk), async (_, said, status, state, detail) => {
    expect(await result(diskWearCheck(smartctl(said, status), disk('nvme0n1')))).toMatchObject({ state, detail });
  });

  it('is not known without smartctl, which is told', async () => {
    const missing: RunCommand = async () => ({ status: null, missing: true, stdout: '', stderr: '' });
    const found = await result(diskWearCheck(missing, disk('sda')));
    expect(found).toMatchObject({ state: 'ok', detail: expect.stringContaining('smartmontools') });
  });

  it.each([
    ['0x02 0x01', 'ok', '20 % used'],
    ['0x09 0x03', 'warn', '90 % used'],
    ['0x0b 0x0b', 'fail', 'beyond its life'],
    ['0x00 0x00', 'ok', 'does not tell'],
  ])('of an eMMC that says %s', async (text, state, detail) => {
    const place = `block-emmc-${text.replaceAll(' ', '')}`;
    file(`${place}/mmcblk0/device/life_time`, `${text}\n`);
    mkdirSync(join(folder, place, 'mmcblk0boot0'), { recursive: true });
    expect(await result(diskWearCheck(smartctl({}), join(folder, place)))).toMatchObject({
      state,
      detail: expect.stringContaining(detail),
    });
  });
});

describe('a certificate', () => {
  const [key, pem] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '90'],
      ...['-subj', '/CN=310104\\/2131000000\\/r301', '-keyout', key, '-out', pem],
    ],
    { stdio: 'ignore' },
  );
  const inDays = (days: number) => () => Date.now() + days * 86_400_000;
  const certificate = (days: number, read = () => readFileSync(pem, 'utf8')) =>
    result(
      certificateCheck(
        { id: 'c', zh: '证书', en: 'certificate', remedy: { zh: '换', en: 'renew' }, read },
        inDays(days),
      ),
    );

  it.each([
    [0, 'ok'],
    [60, 'ok'],
    [80, 'warn'],
    [91, 'fail'],
    [-2, 'fail'],
  ])('looked at after %d of 90 days', async (days, state) => {
    const found = await certificate(days);
    expect(found).toMatchObject({ state, detail: expect.stringContaining('310104/2131000000/r301') });
  });

  it('that cannot be read has failed', async () => {
    expect(await certificate(0, () => 'none')).toMatchObject({ state: 'fail' });
  });
});

describe('a port', () => {
  const nobody = async () => false;

  it('is free, another program’s, or the agent’s', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const taken = await result(portCheck('127.0.0.1', port, nobody));
    expect(taken).toMatchObject({ state: 'fail', remedy: { en: expect.stringContaining(`sport = :${port}`) } });
    expect(await result(portCheck('127.0.0.1', port, async () => true))).toMatchObject({ state: 'ok' });
    await new Promise((resolve) => other.close(resolve));
    expect(await result(portCheck('127.0.0.1', port, nobody))).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('free'),
    });
    expect(await result(portCheck('203.0.113.9', port, nobody))).toMatchObject({
      state: 'fail',
      detail: expect.stringContaining('EADDRNOTAVAIL'),
    });
  });
});
