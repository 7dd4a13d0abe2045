import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const repository = join(import.meta.dirname, '..');
export const film = join(repository, 'agent/demo/film');
export const cliPath = join(repository, 'agent/cli.ts');

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A running command whose output can be waited for. */
export class RunningCommand {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly #closed: Promise<number | null>;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(command, args, { cwd: repository, env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.#closed = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** Resolves when `is` holds; rejects when the command ends before. */
  async until(is: () => boolean): Promise<void> {
    let ended = false;
    void this.#closed.then(() => {
      ended = true;
    });
    while (!is()) {
      if (ended) throw new Error(`ended too early\n${this.stdout}\n${this.stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async finished(): Promise<Finished> {
    const code = await this.#closed;
    return { code, stdout: this.stdout, stderr: this.stderr };
  }
}

/** Runs `lectern` as a user would, on this Node. */
export function lectern(...args: string[]): RunningCommand {
  return new RunningCommand(process.execPath, [cliPath, ...args]);
}
