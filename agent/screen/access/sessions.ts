import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../lesson/clock.ts';
import type { SignedIn } from './who.ts';

const MINUTE_MS = 60_000;
/** A teacher walks away from a screen that pupils see; IT waits for cameras. */
export const IDLE_MS: Record<SignedIn['kind'], number> = {
  teacher: 3 * MINUTE_MS,
  newcomer: 3 * MINUTE_MS,
  it: 15 * MINUTE_MS,
};
/** However busy: nobody stays signed in over night. */
const LONGEST_MS = 12 * 60 * MINUTE_MS;
/** Signing in costs a hash each, but nobody needs more. */
const MOST = 32;

interface Session {
  /** What it was begun with, as it was kept then; undefined where nothing is kept. */
  secret: string | undefined;
  signedIn: SignedIn;
  beganMs: number;
  usedMs: number;
}

/**
 * Who is signed in, in memory only: an agent that starts anew has locked everything. Tokens are never kept, only their
 * digests, and each sign-in gets a new one.
 */
export class Sessions {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #sessions = new Map<string, Session>();
  #secretOf: (signedIn: SignedIn) => string | undefined = () => undefined;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** @param secretOf what is kept of somebody now; a session ends when it is no longer what it was begun with */
  endWith(secretOf: (signedIn: SignedIn) => string | undefined): void {
    this.#secretOf = secretOf;
  }

  /** @returns the token that proves it */
  begin(signedIn: SignedIn, secret?: string): string {
    this.#forgetExpired();
    const oldest = this.#sessions.keys().next();
    if (this.#sessions.size >= MOST && !oldest.done) this.#sessions.delete(oldest.value);
    const token = randomBytes(32).toString('base64url');
    const nowMs = this.#clock.monotonicMs();
    this.#sessions.set(digest(token), { signedIn, secret, beganMs: nowMs, usedMs: nowMs });
    return token;
  }

  /** Who a token is of, unless it has expired. Asking does not keep it alive: pages ask by themselves. */
  of(token: string | undefined): SignedIn | null {
    return this.#find(token)?.signedIn ?? null;
  }

  /** How long it still lives without being used, milliseconds; 0 when it does not. */
  leftMs(token: string | undefined): number {
    const session = this.#find(token);
    return session ? endsMs(session) - this.#clock.monotonicMs() : 0;
  }

  /** Somebody touched the page. */
  keepAlive(token: string | undefined): void {
    const session = this.#find(token);
    if (session) session.usedMs = this.#clock.monotonicMs();
  }

  end(token: string | undefined): void {
    if (token !== undefined) this.#sessions.delete(digest(token));
  }

  /** Ends all that a condition is true of. */
  endAll(is: (signedIn: SignedIn) => boolean): void {
    for (const [key, { signedIn }] of this.#sessions) if (is(signedIn)) this.#sessions.delete(key);
  }

  #find(token: string | undefined): Session | undefined {
    if (token === undefined) return undefined;
    const session = this.#sessions.get(digest(token));
    if (session && endsMs(session) > this.#clock.monotonicMs() && this.#isKnown(session)) return session;
    if (session) this.#sessions.delete(digest(token));
    return undefined;
  }

  /** Also by the machine's own command line a PIN may be taken away. */
  #isKnown({ signedIn, secret }: Session): boolean {
    return secret === undefined || secret === this.#secretOf(signedIn);
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [key, session] of this.#sessions) if (endsMs(session) <= nowMs) this.#sessions.delete(key);
  }
}

const endsMs = ({ signedIn, usedMs, beganMs }: Session): number =>
  Math.min(usedMs + IDLE_MS[signedIn.kind], beganMs + LONGEST_MS);

const digest = (token: string): string => createHash('sha256').update(token).digest('base64url');
