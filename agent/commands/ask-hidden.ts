import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InterruptedError, UsageError } from './exit-code.ts';

/**
 * Asks on the terminal for something that nobody should see being typed.
 * @throws UsageError where there is no terminal
 */
export async function askHidden(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`${question} cannot be asked for without a terminal`);
  process.stderr.write(`${question}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  terminal.once('SIGINT', () => reject(new InterruptedError()));
  terminal.once('line', resolve);
  try {
    return await promise;
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
