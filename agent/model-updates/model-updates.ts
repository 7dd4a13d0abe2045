import { BundleError } from '../../provisioning/model-updates/bundle-error.ts';
import type { ModelGenerations } from '../../provisioning/model-updates/model-generations.ts';

/** Whether a lesson goes on is asked so often. */
const LOOK_EVERY_MS = 5_000;
const DAY_MS = 86_400_000;
/** Pauses after a fetch that failed: the first, and the longest; each is twice the one before. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 6 * 3_600_000;
/** After so many tries in vain somebody should know. */
const TOLD_AFTER = 3;
/** These may be otherwise at the next try. */
const PASSING = /^MODEL_(BUNDLE_UNREACHABLE|UPDATE_BUSY|DISK)$/;

/** Where a bundle lies, and the SHA-256 of its list where that is known. */
export interface BundleAddress {
  url: string;
  manifestSha256?: string | undefined;
}

export interface ModelUpdatesOptions {
  generations: ModelGenerations;
  /** Fetches and tries a bundle; it then waits to be used. @throws BundleError */
  install(address: BundleAddress, signal: AbortSignal): Promise<unknown>;
  /** Where school IT has bundles looked for; its own goes before the region's. */
  own: string | undefined;
  monotonicMs(): number;
  /** Other models are used from now on. */
  used(bundle: string): void;
  /** What the room has, or can have, is otherwise than before. */
  changed(): void;
  /** Somebody should look at it; null when that is over. */
  problem(message: string | null): void;
  info(message: string): void;
  random?: () => number;
}

/** Fetches bundles of models for a room, and has them used between lessons. */
export class ModelUpdates {
  readonly #options: ModelUpdatesOptions;
  #wished: BundleAddress | undefined;
  /** Why the wished bundle cannot be had, for good. */
  #refusal: { address: BundleAddress; reason: string } | undefined;
  /** What was fetched because the region named it, and is not used yet. */
  #isNextWished = false;
  #failures = 0;
  /** When it is tried next, monotonic; undefined: when there is something to fetch. */
  #nextMs = 0;
  #isFetching = false;
  /** What was in use when it was last looked at; somebody may go back by hand. */
  #current: string | null;

  constructor(options: ModelUpdatesOptions) {
    this.#options = options;
    this.#current = options.generations.state.current;
    if (options.own !== undefined) this.#wished = { url: options.own };
  }

  /**
   * The region names a bundle.
   * @returns why it cannot be had; null while it is being fetched or waits
   */
  wish(bundle: BundleAddress): string | null {
    if (this.#options.own !== undefined) return "the room's configuration names a bundle of its own (models.bundle)";
    if (this.#refusal && isSame(this.#refusal.address, bundle)) return this.#refusal.reason;
    const given = this.#options.generations.state.refused.find(({ bundle: id }) =>
      id.endsWith(`-${bundle.manifestSha256?.slice(0, 12)}`),
    );
    if (given) return given.reason;
    if (!this.#wished || !isSame(this.#wished, bundle)) {
      this.#wished = bundle;
      this.#refusal = undefined;
      this.#failures = 0;
      this.#nextMs = 0;
    }
    return null;
  }

  /** The region wishes what the room has: what was fetched for an earlier wish is not used any more. */
  satisfied(): void {
    if (this.#options.own !== undefined) return;
    this.#wished = undefined;
    this.#refusal = undefined;
    if (this.#isNextWished) this.#options.generations.dropNext();
    this.#isNextWished = false;
  }

  /** Looks until `signal` aborts for what is to be fetched, and whether what was fetched can be used. */
  start(isBusy: () => boolean, signal: AbortSignal): void {
    const look = () => {
      this.#use(isBusy);
      this.#noticeChange();
      void this.#fetch(signal);
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    look();
  }

  #use(isBusy: () => boolean): void {
    const { generations, used, problem } = this.#options;
    if (generations.state.next === null || isBusy()) return;
    try {
      const bundle = generations.switchToNext();
      this.#isNextWished = false;
      problem(null);
      if (bundle !== null) used(bundle);
    } catch (error) {
      problem(`new models wait, but the disk does not let them be used: ${(error as Error).message}`);
    }
  }

  #noticeChange(): void {
    const { current } = this.#options.generations.state;
    if (current === this.#current) return;
    this.#current = current;
    this.#options.changed();
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const { monotonicMs, install, own, random = Math.random } = this.#options;
    const wished = this.#wished;
    if (!wished || this.#isFetching || monotonicMs() < this.#nextMs || signal.aborted) return;
    this.#isFetching = true;
    try {
      await install(wished, signal);
      this.#failures = 0;
      this.#options.problem(null);
      if (this.#wished !== wished) {
        // Another is wished by now.
        if (!this.#wished) this.#options.generations.dropNext();
        this.#nextMs = 0;
        return;
      }
      this.#isNextWished = own === undefined;
      // School IT's is looked at again; the region says when it has another.
      this.#nextMs = own === undefined ? Number.POSITIVE_INFINITY : monotonicMs() + DAY_MS * (0.9 + 0.2 * random());
    } catch (error) {
      if (this.#wished !== wished) this.#nextMs = 0;
      else if (!signal.aborted) this.#failed(wished, error as Error);
    } finally {
      this.#isFetching = false;
    }
  }

  #failed(wished: BundleAddress, error: Error): void {
    const { message } = error;
    // What nobody has thought of may be otherwise at the next try.
    const code = error instanceof BundleError ? error.code : 'MODEL_DISK';
    const { monotonicMs, problem, changed, own, info, random = Math.random } = this.#options;
    // The same bundle as yesterday is no trouble.
    const isNoNews = code === 'MODEL_BUNDLE_OLDER' && own !== undefined;
    if (isNoNews || !PASSING.test(code)) {
      this.#nextMs = own === undefined ? Number.POSITIVE_INFINITY : monotonicMs() + DAY_MS;
      if (isNoNews) return;
      this.#refusal = { address: wished, reason: message };
      problem(message);
      changed();
      return;
    }
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures) * (0.5 + random());
    this.#failures += 1;
    this.#nextMs = monotonicMs() + pauseMs;
    info(`${message}; tried again in ${Math.ceil(pauseMs / 60_000)} min`);
    if (code === 'MODEL_DISK' || this.#failures >= TOLD_AFTER) problem(message);
  }
}

const isSame = (a: BundleAddress, b: BundleAddress) => a.url === b.url && a.manifestSha256 === b.manifestSha256;
