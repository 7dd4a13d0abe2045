import { execFile } from 'node:child_process';

/** How a command ended. */
export interface Ran {
  /** Exit code; null when it was ended by a signal, or is not there. */
  status: number | null;
  /** There is no such command. */
  missing: boolean;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end; never rejects. */
export type RunCommand = (command: string, args: readonly string[], signal: AbortSignal) => Promise<Ran>;

/** A command that says more is ended. */
const MOST_BYTES = 4 * 1024 * 1024;

export const runCommand: RunCommand = (command, args, signal) =>
  new Promise((resolve) => {
    // C: what programs say is looked at, so it must not be translated.
    const options = { signal, maxBuffer: MOST_BYTES, env: { ...process.env, LC_ALL: 'C' } };
    execFile(command, args, options, (error, stdout, stderr) => {
      const missing = error?.code === 'ENOENT';
      const status = error ? (typeof error.code === 'number' ? error.code : null) : 0;
      resolve({ status, missing, stdout, stderr });
    });
  });

/** What a program said first about why it failed; what it says later is what follows from that. */
export function firstWord({ stderr, status }: Ran): string {
  const line = stderr
    .trim()
    .split('\n')[0]!
    .replace(/^\[[^\]]* @ 0x[0-9a-f]+\] /, '');
  return line.slice(0, 160) || `ended with code ${status}`;
}
