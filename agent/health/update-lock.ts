import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Read by systemd/scripts/no-lesson: the number of the process that holds it. */
const LOCK = 'lesson.lock';
/** Made by the package's postinst, when a lesson began while it was unpacked. */
const RESTART = 'restart-when-idle';
/** What is busy without a word of its own, such as a recording that is measured, is seen so soon. */
const LOOK_EVERY_MS = 2_000;

export interface UpdateLockOptions {
  /** systemd's folder for what lives as long as the service ($RUNTIME_DIRECTORY); undefined when the agent is no service. */
  folder: string | undefined;
  /** A lesson is recorded, held or closed, or a recording is measured: nothing may be updated. */
  isBusy(): boolean;
  /** The program's files are newer than the agent, which is idle: it is to end, and to be started again. */
  restart(): void;
  warning(message: string): void;
}

/**
 * Keeps updates away from lessons, as balena's update locks do: a file that is there as long as the room is busy. A lock whose
 * process is gone counts for nothing, so that no crash keeps updates away.
 */
export class UpdateLock {
  readonly #options: UpdateLockOptions;
  /** Undefined until the first look: an agent that was ended in the middle has left its lock. */
  #isHeld: boolean | undefined;
  #hasWarned = false;

  constructor(options: UpdateLockOptions) {
    this.#options = options;
  }

  /** Holds and releases until `signal` aborts; released at the end. */
  start(signal: AbortSignal): void {
    if (this.#options.folder === undefined || signal.aborted) return;
    this.look();
    const timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(timer);
        this.#set(false);
      },
      { once: true },
    );
  }

  /** Looks at once: what the room does has changed. */
  look(): void {
    const { folder, isBusy, restart } = this.#options;
    if (folder === undefined) return;
    this.#set(isBusy());
    const wish = join(folder, RESTART);
    if (this.#isHeld || !existsSync(wish)) return;
    rmSync(wish, { force: true });
    restart();
  }

  #set(isHeld: boolean): void {
    const folder = this.#options.folder!;
    if (isHeld === this.#isHeld) return;
    const lock = join(folder, LOCK);
    try {
      if (isHeld) {
        // Never there without its process in it.
        writeFileSync(`${lock}.part`, `${process.pid}\n`);
        renameSync(`${lock}.part`, lock);
      } else rmSync(lock, { force: true });
      this.#isHeld = isHeld;
    } catch (error) {
      if (!this.#hasWarned)
        this.#options.warning(`updates cannot be kept away from lessons: ${(error as Error).message}; check ${folder}`);
      this.#hasWarned = true;
    }
  }
}
