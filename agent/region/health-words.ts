import type { PublishedHealth } from '../../provisioning/contract/health-message.ts';

export interface HealthWordsOptions {
  everyS: number;
  /** Everything but the time it speaks of. */
  read(): Promise<Omit<PublishedHealth, 'periodS'>>;
  tell(health: PublishedHealth): void;
  warning(message: string): void;
}

/** Tells the region how the machine is, a word a minute. */
export class HealthWords {
  readonly #options: HealthWordsOptions;
  #timer: NodeJS.Timeout | undefined;
  #isReading = false;

  constructor(options: HealthWordsOptions) {
    this.#options = options;
  }

  /** Until `signal` aborts. */
  start(signal: AbortSignal): void {
    this.#timer = setInterval(() => void this.#tell(), this.#options.everyS * 1000);
    signal.addEventListener('abort', () => clearInterval(this.#timer), { once: true });
  }

  async #tell(): Promise<void> {
    // A disk that hangs holds up one word, not all that come after it in a heap.
    if (this.#isReading) return;
    this.#isReading = true;
    const { everyS, read, tell, warning } = this.#options;
    try {
      tell({ periodS: everyS, ...(await read()) });
    } catch (error) {
      warning(`how the machine is could not be told: ${(error as Error).message}`);
    } finally {
      this.#isReading = false;
    }
  }
}
