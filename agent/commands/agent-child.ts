import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const CLI = join(import.meta.dirname, '../cli.ts');
const STOP_PATIENCE_MS = 20_000;

/** An agent in a process of its own, beside the command that needs one. What it logs goes to standard error. */
export class AgentChild {
  readonly #child: ChildProcess;

  /** @param args of `lectern` */
  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 2, 2] });
  }

  /** When it has ended, or `signal` aborts. */
  async ended(signal: AbortSignal): Promise<void> {
    while (!this.#isGone && !signal.aborted) await delay(200);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    for (let waitedMs = 0; waitedMs < STOP_PATIENCE_MS && !this.#isGone; waitedMs += 50) await delay(50);
    if (!this.#isGone) this.#child.kill('SIGKILL');
  }

  get #isGone(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
