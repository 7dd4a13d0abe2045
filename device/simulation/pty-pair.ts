import { type ChildProcess, spawn } from 'node:child_process';
import { lstatSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 5_000;

export class NoPtyError extends Error {
  readonly code = 'NO_PTY';
}

/** Two ends of a cable that is none: what is written at one is read at the other. Needs socat. */
export class PtyPair {
  readonly #ends: readonly [string, string];
  #cable: ChildProcess | undefined;

  /**
   * @param host link to the end that a driver opens
   * @param device link to the end that a simulated device opens
   */
  constructor(host: string, device: string) {
    this.#ends = [host, device];
  }

  get host(): string {
    return this.#ends[0];
  }

  get device(): string {
    return this.#ends[1];
  }

  /** Once more after `unplug`: the links are the same, the ports behind them others. @throws NoPtyError */
  async plug(): Promise<void> {
    for (const link of this.#ends) rmSync(link, { force: true });
    const ends = this.#ends.map((link) => `pty,raw,echo=0,link=${link}`);
    const cable = spawn('socat', ends, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#cable = cable;
    let trouble = '';
    cable.stderr.setEncoding('utf8').on('data', (text: string) => {
      trouble = (trouble + text).slice(0, 500);
    });
    cable.once('error', ({ message }) => {
      trouble = `${message}; is socat installed? run: sudo apt install socat`;
    });
    for (let waitedMs = 0; !this.#ends.every(isLink); waitedMs += 10) {
      if (trouble || waitedMs > PATIENCE_MS) throw new NoPtyError(`no simulated port can be made: ${trouble.trim()}`);
      await delay(10);
    }
  }

  /** As if somebody pulled the cable: both ports are gone. */
  async unplug(): Promise<void> {
    const cable = this.#cable;
    this.#cable = undefined;
    if (!cable || cable.exitCode !== null || cable.signalCode !== null) return;
    const gone = new Promise((resolve) => cable.once('close', resolve));
    cable.kill('SIGTERM');
    await gone;
    for (const link of this.#ends) rmSync(link, { force: true });
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}
