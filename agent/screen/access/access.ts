import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../lesson/clock.ts';
import type { AccessLog } from '../../store/access-log.ts';
import type { Account, AccountStore } from '../../store/account-store.ts';
import type { SetupCode } from '../../store/setup-code.ts';
import { AccessError, mustWait, wrong, wrongPassword } from './access-error.ts';
import { Attempts } from './attempts.ts';
import { isGoodPin, MOST_ACCOUNTS, PIN_DIGITS, randomPin } from './pin.ts';
import { hashSecret, isSecret } from './secret-hash.ts';
import { Sessions } from './sessions.ts';
import { TryQueue } from './try-queue.ts';
import type { SignedIn } from './who.ts';

/** Where somebody may come in: at the panel, or over the school's network. */
const doors = ['panel', 'network'] as const;
export type Door = (typeof doors)[number];

export const PASSWORD_LENGTH = { least: 10, most: 128 };

export interface AccessOptions {
  accounts: AccountStore;
  log: AccessLog;
  setupCode: SetupCode;
  clock: Clock;
  /** Who is signed in already, where that outlives this; by default nobody. */
  sessions?: Sessions;
  /** Pseudonyms of the teachers that the timetable names. */
  teachersOfTimetable?: () => string[];
}

/** A way in as school IT sees it: whose, and whether there is one; never a PIN. */
export interface AccountListItem {
  owner: string;
  account: Pick<Account, 'number' | 'mustChange' | 'changedAtMs'> | null;
}

/**
 * Who gets in: teachers by number and PIN, school IT by a password that was set with the box's set-up code. Nobody learns
 * from a refusal which numbers are given.
 */
export class Access {
  readonly sessions: Sessions;
  readonly #options: AccessOptions;
  readonly #attempts: Attempts;
  readonly #queues = { panel: new TryQueue(), network: new TryQueue() };

  constructor(options: AccessOptions) {
    this.#options = options;
    this.sessions = options.sessions ?? new Sessions(options.clock);
    this.sessions.endWith((signedIn) => this.#secretOf(signedIn));
    this.#attempts = new Attempts(options.accounts, options.clock);
  }

  /**
   * @param number 1..99
   * @param from where it is typed: failures at one door do not close the other
   * @returns a new session's token
   * @throws AccessError ACCESS_WRONG or ACCESS_WAIT
   */
  signInTeacher(number: number, pin: string, from: Door = 'panel'): Promise<string> {
    const { accounts } = this.#options;
    return this.#try(from, `${from}:teacher:${number}`, wrong, async () => {
      const account = accounts.accounts().find((each) => each.number === number);
      if (!(await isSecret(pin, account && accounts.secretHash(number))) || !account) return undefined;
      const { owner, mustChange } = account;
      return this.#begin({ kind: mustChange ? 'newcomer' : 'teacher', owner }, 'sign-in');
    });
  }

  /** @throws AccessError ACCESS_WRONG, ACCESS_WAIT, or ACCESS_SET_UP while no password was set */
  async signInIt(password: string, from: Door = 'panel'): Promise<string> {
    const { accounts } = this.#options;
    if (!this.isItSetUp) throw new AccessError('ACCESS_SET_UP', 'there is no password yet; begin with the set-up code');
    return this.#try(from, `${from}:it`, wrongPassword, async () => {
      if (!(await isSecret(password, accounts.itSecretHash))) return undefined;
      return this.#begin({ kind: 'it' }, 'sign-in');
    });
  }

  /**
   * The first opening of the IT area.
   * @throws AccessError ACCESS_WRONG, ACCESS_WAIT, ACCESS_WEAK, or ACCESS_SET_UP when that was done before
   */
  async setUpIt(code: string, password: string, from: Door = 'panel'): Promise<string> {
    const { accounts, setupCode, clock } = this.#options;
    if (this.isItSetUp)
      throw new AccessError(
        'ACCESS_SET_UP',
        'there is a password already; for a new code run: lectern setup-code --new',
      );
    checkPassword(password);
    return this.#try(from, `${from}:it`, wrongPassword, async () => {
      const expected = setupCode.current;
      if (expected === undefined || !isSame(plain(code), plain(expected))) return undefined;
      const hash = await hashSecret(password);
      accounts.setItSecret(hash, clock.wallMs());
      setupCode.forget();
      return this.#begin({ kind: 'it' }, 'set-up');
    });
  }

  /** The code that opens the IT area for the first time, made where there is none; undefined once a password was set. @throws StoreError */
  codeForSetUp(): string | undefined {
    const { setupCode } = this.#options;
    return this.isItSetUp ? undefined : (setupCode.current ?? setupCode.renew());
  }

  /** Forgets the IT area's password, for whoever is at the machine itself. */
  resetIt(by: 'console'): void {
    const { accounts, setupCode } = this.#options;
    accounts.forgetItSecret();
    setupCode.forget();
    for (const door of doors) this.#attempts.succeeded(`${door}:it`);
    this.sessions.endAll(({ kind }) => kind === 'it');
    this.note(by, 'it.reset');
  }

  get isItSetUp(): boolean {
    return this.#options.accounts.itSecretHash !== undefined;
  }

  /**
   * A teacher who has a PIN of their own chooses another: whoever finds the screen open does not know it.
   * @returns a new session's token
   * @throws AccessError ACCESS_WRONG, ACCESS_WAIT or ACCESS_WEAK
   */
  changePin(owner: string, before: string, pin: string, from: Door = 'panel'): Promise<string> {
    const { accounts } = this.#options;
    if (!isGoodPin(pin)) return Promise.reject(weakPin());
    const number = accounts.accounts().find((each) => each.owner === owner)?.number ?? 0;
    return this.#try(from, `${from}:teacher:${number}`, wrong, async () =>
      (await isSecret(before, accounts.secretHash(number))) ? this.choosePin(owner, pin) : undefined,
    );
  }

  /**
   * A teacher chooses a PIN of their own; whoever else was signed in as them no longer is.
   * @returns a new session's token
   * @throws AccessError ACCESS_WEAK
   */
  async choosePin(owner: string, pin: string): Promise<string> {
    if (!isGoodPin(pin)) throw weakPin();
    await this.#setPin(owner, pin, false);
    return this.#begin({ kind: 'teacher', owner }, 'pin.chosen');
  }

  /**
   * A new PIN for somebody, who must choose their own with it.
   * @param by who does it, for the log
   * @throws AccessError ACCESS_FULL when all numbers are given
   */
  async givePin(owner: string, by: 'it' | 'console'): Promise<{ number: number; pin: string }> {
    const pin = randomPin();
    const number = await this.#setPin(owner, pin, true);
    for (const door of doors) this.#attempts.succeeded(`${door}:teacher:${number}`);
    this.note(by, 'pin.given', owner);
    return { number, pin };
  }

  /** @throws AccessError ACCESS_UNKNOWN */
  removePin(owner: string, by: 'it' | 'console'): void {
    if (!this.#options.accounts.remove(owner)) throw new AccessError('ACCESS_UNKNOWN', `${owner} has no PIN`);
    this.#endSessionsOf(owner);
    this.note(by, 'pin.removed', owner);
  }

  /** Everybody who has a PIN or could need one: this room's own lessons first, then teachers by pseudonym. */
  accounts(): AccountListItem[] {
    const { accounts, teachersOfTimetable } = this.#options;
    const given = new Map(accounts.accounts().map((account) => [account.owner, account]));
    const owners = new Set(['', ...given.keys(), ...accounts.ownersOfLessons(), ...(teachersOfTimetable?.() ?? [])]);
    return [...owners].sort().map((owner) => {
      const account = given.get(owner);
      if (!account) return { owner, account: null };
      const { number, mustChange, changedAtMs } = account;
      return { owner, account: { number, mustChange, changedAtMs } };
    });
  }

  /** A lesson begins: no report stays open on a screen that pupils see. */
  lockTeachers(): void {
    this.sessions.endAll(({ kind }) => kind !== 'it');
  }

  /** Writes down who did what. @throws StoreError */
  note(by: SignedIn | 'it' | 'console', what: string, subject: string | null = null): void {
    const who =
      typeof by === 'string' ? by : by.kind === 'it' ? 'it' : by.owner === '' ? 'room' : `teacher:${by.owner}`;
    this.#options.log.add({ atMs: this.#options.clock.wallMs(), who, what, subject });
  }

  async #setPin(owner: string, pin: string, mustChange: boolean): Promise<number> {
    const { accounts, clock } = this.#options;
    const number = accounts.setSecret(owner, await hashSecret(pin), mustChange, clock.wallMs(), MOST_ACCOUNTS);
    if (number === undefined)
      throw new AccessError('ACCESS_FULL', `all ${MOST_ACCOUNTS} numbers are given; remove a PIN that is not used`);
    this.#endSessionsOf(owner);
    return number;
  }

  #endSessionsOf(owner: string): void {
    this.sessions.endAll((signedIn) => signedIn.kind !== 'it' && signedIn.owner === owner);
  }

  #begin(signedIn: SignedIn, what: string): string {
    try {
      this.note(signedIn, what);
    } catch (error) {
      // School IT is to see that the disk is sick, and to mend it; nobody is shown a report unseen.
      if (signedIn.kind !== 'it') throw error;
    }
    return this.sessions.begin(signedIn, this.#secretOf(signedIn));
  }

  /** What somebody signed in with, as it is kept now: a session does not outlive it. */
  #secretOf(signedIn: SignedIn): string | undefined {
    const { accounts } = this.#options;
    return signedIn.kind === 'it' ? accounts.itSecretHash : accounts.secretHashOf(signedIn.owner);
  }

  /** @param enter answers undefined when the secret is wrong */
  #try(
    from: Door,
    account: string,
    refusal: () => AccessError,
    enter: () => Promise<string | undefined>,
  ): Promise<string> {
    return this.#queues[from].add(async () => {
      const waitMs = this.#attempts.waitMs(account);
      if (waitMs > 0) throw mustWait(waitMs);
      this.#attempts.begin(account);
      const token = await enter();
      if (token === undefined) throw refusal();
      this.#attempts.succeeded(account);
      return token;
    });
  }
}

const weakPin = () =>
  new AccessError(
    'ACCESS_WEAK',
    `choose ${PIN_DIGITS} digits that are no row (123456), no repetition (121212) and no date`,
  );

function checkPassword(password: string): void {
  const { least, most } = PASSWORD_LENGTH;
  if (password.length < least || password.length > most || new Set(password).size < 5)
    throw new AccessError('ACCESS_WEAK', `choose a password of ${least} to ${most} characters, not all alike`);
}

/** As it is read and typed: without hyphen and blanks, small letters too. */
const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');

function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
