import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/config.ts';
import { type Check, type CheckResult, runChecks } from '../health/doctor/check.ts';
import { openDatabase } from '../store/database.ts';
import { hubChecks } from './doctor-hub-checks.ts';
import { speedCheck, verdictOf } from './doctor-speed-check.ts';
import { databaseCheck, permissionsCheck } from './doctor-store-checks.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const result = async (check: Check, patienceMs?: number): Promise<CheckResult> =>
  (await runChecks([check], patienceMs))[0]!;
const config = (more = '') =>
  parseConfig(
    `version: 1\nroom: { region: "310104", school: "2131000000", room: r301 }\nsources: { microphone: "pulse:a" }\nstore: { folder: data }\n${more}`,
    join(folder, 'lectern.yaml'),
    {},
  );

describe('the verdict on a machine', () => {
  it.each<[string, { students: number; teacher: number }, number, string, RegExp]>([
    ['a fast one', { students: 0.3, teacher: 0.1 }, 4, 'ok', /^this machine can do 2 cameras at 5 samples\/s/],
    ['one that is enough', { students: 0.8, teacher: 0.2 }, 2, 'ok', /^this machine can do 2 cameras at 1 sample\/s/],
    [
      'one that does one camera',
      { students: 0.9, teacher: 0.4 },
      2,
      'warn',
      /can do 1 camera at 1 sample\/s, or 2 at 0\.8/,
    ],
    ['a slow one', { students: 3, teacher: 1 }, 2, 'warn', /can do 1 camera at 0\.3 samples\/s/],
    ['one that is hopeless', { students: 30, teacher: 9 }, 1, 'warn', /0\.1 samples\/s/],
  ])('%s', (_, cost, cores, state, detail) => {
    const found = verdictOf(cost, cores);
    expect(found).toMatchObject({ state, detail: expect.stringMatching(detail) });
    expect(found.remedy?.zh ?? '').toMatch(state === 'ok' ? /^$/ : /lectern config set lesson\.samplesPerS 0\.\d/);
  });

  it('comes from the very cameras of the lesson film', async () => {
    const found = await result(speedCheck(2, 1), 120_000);
    expect(found.detail).toMatch(/camera.* \(student camera \d+\.\d+ cores, teacher camera \d+\.\d+, of 2\)$/);
  }, 130_000);
});

describe('the database', () => {
  it('that is not there yet is no trouble', async () => {
    expect(await result(databaseCheck(folder))).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('none yet'),
    });
  });

  it('is looked through beside a running agent; one that is no database is told', async () => {
    const open = openDatabase(folder);
    expect(await result(databaseCheck(folder))).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/MiB, 0 lessons, 0 messages wait/),
    });
    open.close();
    writeFileSync(join(folder, 'lectern.db'), 'nonsense'.repeat(2000));
    for (const rest of ['-wal', '-shm']) rmSync(join(folder, `lectern.db${rest}`), { force: true });
    expect(await result(databaseCheck(folder))).toMatchObject({
      state: 'fail',
      remedy: { en: expect.stringContaining('lectern restore') },
    });
  });
});

it('files that everybody may read are told', async () => {
  const secrets = join(folder, 'secrets.yaml');
  writeFileSync(secrets, 'class: { user: a, password: b }');
  const check = () => result(permissionsCheck(join(folder, 'lectern.yaml'), config('secrets: secrets.yaml')));
  chmodSync(secrets, 0o644);
  expect(await check()).toMatchObject({ state: 'fail', detail: expect.stringContaining('chmod o-rwx') });
  chmodSync(secrets, 0o600);
  expect(await check()).toMatchObject({ state: 'ok' });
});

describe('the way to the hub', () => {
  it('is not looked at where the room belongs to no region', () => {
    expect(hubChecks(config(), Date.now)).toEqual([]);
  });

  it('is told up to where it ends, with what to do', async () => {
    const [hub] = hubChecks(config('hub: { url: "mqtts://hub.invalid:8883" }'), Date.now);
    expect(await result(hub!)).toMatchObject({
      id: 'hub',
      state: 'fail',
      detail: expect.stringMatching(/^mqtts:\/\/hub\.invalid:8883: address hub\.invalid: E/),
      remedy: { zh: expect.stringContaining('DNS'), en: expect.stringContaining('lessons wait here') },
    });
  });
});
