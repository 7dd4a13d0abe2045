import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessLog } from '../../store/access-log.ts';
import { AccountStore } from '../../store/account-store.ts';
import { openDatabase } from '../../store/database.ts';
import { SetupCode } from '../../store/setup-code.ts';
import { Access } from './access.ts';
import { isGoodPin, randomPin } from './pin.ts';
import { hashSecret, isSecret } from './secret-hash.ts';

const MINUTE_MS = 60_000;
const PASSWORD = 'correct horse battery';

let folder: string;
let nowMs: number;
let database: ReturnType<typeof openDatabase>;
let access: Access;

/** An agent on the same disk, as after a start. */
function started(): Access {
  const [accounts, log] = [new AccountStore(database), new AccessLog(database)];
  const clock = { monotonicMs: () => nowMs, wallMs: () => 1_780_000_000_000 + nowMs };
  return new Access({ accounts, log, setupCode: new SetupCode(folder), clock, teachersOfTimetable: () => ['T0009'] });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lectern-access-'));
  nowMs = 1_000_000;
  database = openDatabase(folder);
  access = started();
});

afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'in',
    (error: { code?: string }) => error.code,
  );
const noted = () => new AccessLog(database).list(100).map(({ who, what, subject }) => [who, what, subject]);

describe('a teacher', () => {
  it('gets in with the given PIN only to choose their own, and then with that', async () => {
    const { number, pin } = await access.givePin('T0123', 'it');
    const newcomer = await access.signInTeacher(number, pin);
    expect(access.sessions.of(newcomer)).toEqual({ kind: 'newcomer', owner: 'T0123' });
    const token = await access.choosePin('T0123', '529174');
    expect(access.sessions.of(token)).toEqual({ kind: 'teacher', owner: 'T0123' });
    expect(access.sessions.of(newcomer)).toBeNull();
    expect(await codeOf(access.signInTeacher(number, pin))).toBe('ACCESS_WRONG');
    expect(access.sessions.of(await access.signInTeacher(number, '529174'))?.kind).toBe('teacher');
  });

  it('is not let in by another’s PIN, nor told which numbers are given', async () => {
    const a = await access.givePin('T0001', 'it');
    const b = await access.givePin('T0002', 'it');
    expect(a.number).not.toBe(b.number);
    const refusals = await Promise.all(
      [a.number, b.number + 40].map((number) =>
        access
          .signInTeacher(number, b.pin)
          .catch(({ code, message }: { code: string; message: string }) => [code, message]),
      ),
    );
    expect(refusals[0]).toEqual(refusals[1]);
    expect(refusals[0]![0]).toBe('ACCESS_WRONG');
  });

  it('waits after five wrong tries, ever longer up to a quarter of an hour, also when the agent starts anew', async () => {
    const { number, pin } = await access.givePin('T0123', 'it');
    for (let i = 0; i < 5; i++) expect(await codeOf(access.signInTeacher(number, '000001'))).toBe('ACCESS_WRONG');
    expect(await codeOf(access.signInTeacher(number, pin))).toBe('ACCESS_WAIT');
    access = started();
    expect(await access.signInTeacher(number, pin).catch((error: { waitMs: number }) => error.waitMs)).toBe(30_000);
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      nowMs += 16 * MINUTE_MS;
      expect(await codeOf(access.signInTeacher(number, '000001'))).toBe('ACCESS_WRONG');
      waits.push(
        (await access.signInTeacher(number, pin).catch((error: { waitMs: number }) => error.waitMs / 1000)) as number,
      );
    }
    expect(waits).toEqual([60, 120, 240, 480, 900, 900, 900, 900]);
    nowMs += 15 * MINUTE_MS;
    expect(await codeOf(access.signInTeacher(number, pin))).toBe('in');
    expect(await codeOf(access.signInTeacher(number, '000001'))).toBe('ACCESS_WRONG');
  });

  it('cannot be guessed faster by trying many at once', async () => {
    const { number } = await access.givePin('T0123', 'it');
    const tries = Array.from({ length: 12 }, (_, i) => codeOf(access.signInTeacher(number, `00000${i % 10}`)));
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((outcome) => outcome === 'ACCESS_WRONG')).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === 'ACCESS_WAIT')).toHaveLength(7);
  });

  it('is locked out of nothing by somebody who tries another number', async () => {
    const { number, pin } = await access.givePin('T0123', 'it');
    for (let i = 0; i < 6; i++) await codeOf(access.signInTeacher(number + 1, '000001'));
    expect(await codeOf(access.signInTeacher(number, pin))).toBe('in');
  });

  it('stays signed in while they touch the page, for three minutes without, and never over a lesson’s start', async () => {
    const token = await access.choosePin('T0123', '529174');
    for (let i = 0; i < 3; i++) {
      nowMs += 2 * MINUTE_MS;
      expect(access.sessions.of(token)).not.toBeNull();
      access.sessions.keepAlive(token);
    }
    nowMs += 3 * MINUTE_MS - 1;
    expect(access.sessions.leftMs(token)).toBe(1);
    nowMs += 1;
    expect(access.sessions.of(token)).toBeNull();
    access.sessions.keepAlive(token);
    expect(access.sessions.of(token)).toBeNull();
    const next = await access.choosePin('T0123', '529174');
    access.lockTeachers();
    expect(access.sessions.of(next)).toBeNull();
  });

  it('whose PIN is taken away or given anew is signed out at once', async () => {
    const first = await access.choosePin('T0123', '529174');
    const { number } = await access.givePin('T0123', 'it');
    expect(access.sessions.of(first)).toBeNull();
    expect(await codeOf(access.signInTeacher(number, '529174'))).toBe('ACCESS_WRONG');
    const second = await access.choosePin('T0123', '529174');
    access.removePin('T0123', 'it');
    expect(access.sessions.of(second)).toBeNull();
    expect(() => access.removePin('T0123', 'it')).toThrow('has no PIN');
  });

  it('changes a PIN only with the one before, which is not guessed either', async () => {
    await access.choosePin('T0123', '529174');
    expect(await codeOf(access.changePin('T0123', '000001', '614830'))).toBe('ACCESS_WRONG');
    expect(await codeOf(access.changePin('T0123', '529174', '123456'))).toBe('ACCESS_WEAK');
    expect(await codeOf(access.changePin('T0123', '529174', '614830'))).toBe('in');
    expect(await codeOf(access.signInTeacher(1, '529174'))).toBe('ACCESS_WRONG');
    for (let i = 0; i < 5; i++) await codeOf(access.changePin('T0123', '000001', '529174'));
    expect(await codeOf(access.changePin('T0123', '614830', '529174'))).toBe('ACCESS_WAIT');
  });

  it('is not kept out of the room by somebody on the network', async () => {
    const { number, pin } = await access.givePin('T0123', 'it');
    for (let i = 0; i < 6; i++) await codeOf(access.signInTeacher(number, '000001', 'network'));
    expect(await codeOf(access.signInTeacher(number, pin, 'network'))).toBe('ACCESS_WAIT');
    expect(await codeOf(access.signInTeacher(number, pin))).toBe('in');
  });

  it('is not kept waiting by a flood of tries', async () => {
    const { number, pin } = await access.givePin('T0123', 'it');
    const flood = Array.from({ length: 60 }, (_, i) => codeOf(access.signInTeacher(1 + (i % 99), '000001', 'network')));
    // Nor does the panel wait for the network.
    expect(await codeOf(access.signInTeacher(number, pin))).toBe('in');
    expect((await Promise.all(flood)).filter((outcome) => outcome === 'ACCESS_WAIT').length).toBeGreaterThan(40);
    expect(await codeOf(access.signInTeacher(number, pin))).toBe('in');
  });

  it('is signed out when the machine’s own command line takes the PIN away', async () => {
    const token = await access.choosePin('T0123', '529174');
    const newcomer = await access.givePin('T0999', 'it').then(({ number, pin }) => access.signInTeacher(number, pin));
    const console = started();
    console.removePin('T0123', 'console');
    console.removePin('T0999', 'console');
    expect([access.sessions.of(token), access.sessions.of(newcomer)]).toEqual([null, null]);
    const it = await access.setUpIt(access.codeForSetUp()!, PASSWORD);
    console.resetIt('console');
    expect(access.sessions.of(it)).toBeNull();
  });

  it('whose new PIN is weak has not tried a wrong one', async () => {
    await access.choosePin('T0123', '529174');
    for (let i = 0; i < 7; i++) expect(await codeOf(access.changePin('T0123', '529174', '123456'))).toBe('ACCESS_WEAK');
    expect(await codeOf(access.signInTeacher(1, '529174'))).toBe('in');
  });

  it('is slowed down, and school IT let in, also while the disk takes nothing', async () => {
    await access.setUpIt(access.codeForSetUp()!, PASSWORD);
    const { number } = await access.givePin('T0123', 'it');
    database.pragma('query_only = ON');
    for (let i = 0; i < 5; i++) expect(await codeOf(access.signInTeacher(number, '000001'))).toBe('ACCESS_WRONG');
    expect(await codeOf(access.signInTeacher(number, '000001'))).toBe('ACCESS_WAIT');
    expect(await codeOf(access.signInIt(PASSWORD))).toBe('in');
    database.pragma('query_only = OFF');
  });

  it('cannot choose what is tried first', async () => {
    for (const pin of [
      '123456',
      '987654',
      '000000',
      '121212',
      '123123',
      '198507',
      '850714',
      '12345',
      '1234567',
      'abcdef',
    ])
      expect(await codeOf(access.choosePin('T0123', pin)), pin).toBe('ACCESS_WEAK');
  });
});

describe('school IT', () => {
  it('opens its area once with the set-up code, however it is typed, and then with its password', async () => {
    expect(await codeOf(access.signInIt(PASSWORD))).toBe('ACCESS_SET_UP');
    const code = access.codeForSetUp()!;
    expect(code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(statSync(join(folder, 'setup-code')).mode & 0o777).toBe(0o600);
    expect(started().codeForSetUp()).toBe(code);
    expect(await codeOf(access.setUpIt('AAAA-AAAA', PASSWORD))).toBe('ACCESS_WRONG');
    expect(await codeOf(access.setUpIt(code, 'short'))).toBe('ACCESS_WEAK');
    expect(await codeOf(access.setUpIt(code, 'aaaaaaaaaaaa'))).toBe('ACCESS_WEAK');
    const token = await access.setUpIt(code.toLowerCase().replace('-', ' '), PASSWORD);
    expect(access.sessions.of(token)).toEqual({ kind: 'it' });
    expect(access.codeForSetUp()).toBeUndefined();
    expect(await codeOf(access.setUpIt(code, 'another password'))).toBe('ACCESS_SET_UP');
    expect(await codeOf(access.signInIt(PASSWORD))).toBe('in');
    expect(await codeOf(access.signInIt('wrong password'))).toBe('ACCESS_WRONG');
  });

  it('is not kept out of its area by a lesson, and gets a new code at the machine itself', async () => {
    const token = await access.setUpIt(access.codeForSetUp()!, PASSWORD);
    access.lockTeachers();
    expect(access.sessions.of(token)?.kind).toBe('it');
    access.resetIt('console');
    expect(access.sessions.of(token)).toBeNull();
    expect(await codeOf(access.signInIt(PASSWORD))).toBe('ACCESS_SET_UP');
    expect(access.codeForSetUp()).toBeDefined();
  });

  it('sees whose PINs there are, never a PIN', async () => {
    const { pin } = await access.givePin('T0123', 'it');
    await access.givePin('', 'it');
    expect(access.accounts()).toMatchObject([
      { owner: '', account: { number: 2, mustChange: true } },
      { owner: 'T0009', account: null },
      { owner: 'T0123', account: { number: 1, mustChange: true } },
    ]);
    expect(JSON.stringify(access.accounts())).not.toContain(pin);
  });

  it('is refused when all numbers are given', async () => {
    const accounts = new AccountStore(database);
    for (let i = 1; i <= 99; i++) accounts.setSecret(`T${i}`, 'x', false, 0, 99);
    expect(await codeOf(access.givePin('T0100', 'it'))).toBe('ACCESS_FULL');
  });
});

it('writes down who got in and who gave what, and no secret', async () => {
  const { number, pin } = await access.givePin('T0123', 'console');
  await access.signInTeacher(number, pin);
  await access.choosePin('T0123', '529174');
  await codeOf(access.signInTeacher(number, '111112'));
  await access.choosePin('', '614830');
  await access.setUpIt(access.codeForSetUp()!, PASSWORD);
  expect(noted()).toEqual([
    ['it', 'set-up', null],
    ['room', 'pin.chosen', null],
    ['teacher:T0123', 'pin.chosen', null],
    ['teacher:T0123', 'sign-in', null],
    ['console', 'pin.given', 'T0123'],
  ]);
  const whole = JSON.stringify(database.prepare('SELECT * FROM account').all());
  for (const secret of [pin, '529174', '614830', PASSWORD]) expect(whole).not.toContain(secret);
});

describe('a secret', () => {
  it('is kept as scrypt with a salt of its own, and told from every other', async () => {
    const [one, two] = await Promise.all([hashSecret('529174'), hashSecret('529174')]);
    expect(one).toMatch(/^scrypt\$16\$8\$1\$/);
    expect(one).not.toBe(two);
    expect(await isSecret('529174', one)).toBe(true);
    expect(await isSecret('529175', one)).toBe(false);
    // Typed on another keyboard the same letter may be two characters.
    expect(await isSecret('e\u0301cole primaire', await hashSecret('\u00e9cole primaire'))).toBe(true);
    for (const kept of [undefined, '', 'scrypt$16$8$1$AAAA$AAAA', one.slice(0, -1)])
      expect(await isSecret('529174', kept)).toBe(false);
  });

  it('that is made up is always good', () => {
    fc.assert(
      fc.property(fc.constant(null), () => isGoodPin(randomPin())),
      { numRuns: 1000 },
    );
  });
});
