import { existsSync } from 'node:fs';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { Enrolment } from '../../provisioning/enrolment/enrolment.ts';
import { EnrolmentError } from '../../provisioning/enrolment/enrolment-error.ts';
import type { WallClock } from '../../provisioning/enrolment/est-client.ts';
import type { OpenWay } from '../../provisioning/enrolment/est-connection.ts';
import type { IdentityFolder, Pair } from '../../provisioning/enrolment/identity-folder.ts';
import { isDue } from '../../provisioning/enrolment/renewal-time.ts';
import { type IdentityTrouble, identityTrouble, identityTroubles } from './identity-trouble.ts';

const DAY_MS = 24 * 3_600_000;
/** Another pair, as the command line may have brought, is noticed so soon. */
const LOOK_EVERY_MS = 15_000;
const FIRST_RETRY_MS = 60_000;
const MOST_RETRY_MS = 6 * 3_600_000;

export interface IdentityKeeperOptions {
  identity: IdentityFolder;
  /** Of the room's own configuration. */
  room: RoomAddress;
  /** Where to renew, if not where the certificate came from. */
  server: string | undefined;
  way: OpenWay;
  clock: WallClock;
  /** No clock is right before this, milliseconds since 1970. */
  firstPossibleMs: number;
  /** The connection to the hub reads the room's pair. */
  isInUse: boolean;
  /** There is a first pair: whoever connects to the hub is to begin anew with it. Asked again until it happens. */
  begun?: (() => void) | undefined;
  /** @param message null when there is nothing to mend any more */
  problem(code: IdentityTrouble, message: string | null): void;
  info(message: string): void;
  /** Milliseconds. */
  lookEveryMs?: number;
}

/**
 * Sees to the room's certificate while the agent runs: goes on with what a power cut ended, renews in time, and tells what somebody
 * should mend before it hurts. Nothing of it keeps the room from its lessons.
 */
export class IdentityKeeper {
  readonly #options: IdentityKeeperOptions;
  readonly #enrolment: Enrolment;
  #failure: EnrolmentError | null = null;
  #failures = 0;
  #nextTryMs = 0;
  /** Number of the pair that was in use at the last look, 0 when there was none. */
  #known: number | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: IdentityKeeperOptions) {
    this.#options = options;
    const { identity, way, clock } = options;
    this.#enrolment = new Enrolment({ identity, way, clock });
  }

  /** Works until `signal` aborts. */
  start(signal: AbortSignal): void {
    let isLooking = false;
    const look = () => {
      if (isLooking) return;
      isLooking = true;
      this.#running = this.look(signal).finally(() => {
        isLooking = false;
      });
    };
    const timer = setInterval(look, this.#options.lookEveryMs ?? LOOK_EVERY_MS);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    look();
  }

  async stop(): Promise<void> {
    await this.#running;
  }

  /** The hub has let this room in: with the pair in use, so that those before it are not needed any more. */
  worked(): void {
    try {
      if (this.#options.isInUse) this.#options.identity.confirm();
    } catch (error) {
      this.#options.info((error as Error).message);
    }
  }

  /** Does what is to be done now. */
  async look(signal: AbortSignal): Promise<void> {
    const { identity, begun, problem } = this.#options;
    try {
      await this.#tryWhatIsDue(signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#failed(error);
    }
    const { current } = identity;
    if (current && this.#known !== undefined && current.number !== this.#known) this.#noticed(current);
    if (current) begun?.();
    const now = { certificate: current?.certificate ?? null, room: this.#options.room, failure: this.#failure };
    const trouble = identityTrouble({ ...now, nowMs: this.#believedMs(current) });
    for (const code of identityTroubles) problem(code, trouble?.code === code ? trouble.message : null);
  }

  async #tryWhatIsDue(signal: AbortSignal): Promise<void> {
    const { identity, server, clock, info } = this.#options;
    if (this.#known === undefined) {
      // A room that was never enrolled has nothing to go on with, and needs no folder for it.
      if (existsSync(identity.folder)) await this.#enrolment.recover();
      this.#known = identity.current?.number ?? 0;
    }
    if (performance.now() < this.#nextTryMs) return;
    const { current, pending } = identity;
    const nowMs = this.#believedMs(current);
    // A claim that fails keeps no certificate from being renewed.
    const enrolled =
      current && nowMs !== null && isDue(current.certificate, nowMs)
        ? await this.#enrolment.renew(server, false, signal)
        : pending?.kind === 'claim'
          ? await this.#enrolment.resume(signal)
          : undefined;
    if (enrolled === undefined) return;
    this.#failure = null;
    this.#failures = 0;
    const aheadMs = enrolled?.clockAheadMs ?? null;
    if (aheadMs !== null && !clock.isSure()) {
      const [hours, where] = [Math.round(Math.abs(aheadMs) / 3_600_000), aheadMs > 0 ? 'ahead of' : 'behind'];
      info(`this machine’s clock is ${hours} h ${where} the region’s; check the time server (timedatectl)`);
    }
    // The server's clock said that it is not time yet.
    if (enrolled && !enrolled.isNew) this.#nextTryMs = performance.now() + MOST_RETRY_MS;
  }

  #noticed({ number, certificate }: Pair): void {
    const until = certificate.validToDate.toISOString().slice(0, 10);
    this.#options.info(`the room has a new certificate, until ${until}`);
    this.#known = number;
    // What stood in the way of the one before says nothing of this one.
    this.#failure = null;
    this.#failures = 0;
    this.#nextTryMs = 0;
  }

  #failed(error: unknown): void {
    const failure =
      error instanceof EnrolmentError
        ? error
        : new EnrolmentError('ENROL_FOLDER', (error as Error).message, { cause: error });
    if (failure.message !== this.#failure?.message) this.#options.info(failure.message);
    this.#failure = failure;
    const mostMs = Math.min(MOST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures++);
    // Spread, so that the rooms of a region whose server was away do not all come back at once.
    const waitMs = Math.max(failure.retryAfterMs ?? 0, mostMs * (0.5 + Math.random() / 2));
    this.#nextTryMs = performance.now() + waitMs;
  }

  /** Milliseconds since 1970; null where the clock cannot be right, by which nothing is then judged. */
  #believedMs(current: Pair | null): number | null {
    const { clock, firstPossibleMs } = this.#options;
    const wallMs = clock.wallMs();
    const issuedMs = current?.certificate.validFromDate.getTime() ?? 0;
    return wallMs < firstPossibleMs || wallMs < issuedMs - DAY_MS ? null : wallMs;
  }
}
