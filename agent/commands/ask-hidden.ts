import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { InterruptedError, UsageError } from './exit-code.ts';

/**
 * Asks on the terminal for something that nobody should see being typed.
 * @throws UsageError where there is no terminal; InterruptedError on Ctrl-C and Ctrl-D
 */
export async function askHidden(question: string): Promise<string> {
  return (await askAllHidden([question]))[0]!;
}

/** As askHidden, one after the other; the answers may also be pasted all at once. */
export async function askAllHidden(questions: readonly string[]): Promise<string[]> {
  if (!process.stdin.isTTY) throw new UsageError(`${questions[0]} cannot be asked for without a terminal`);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  const answers: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const ask = () => process.stderr.write(`${questions[answers.length]}: `);
  terminal.on('line', (line) => {
    if (answers.length === questions.length) return;
    answers.push(line);
    process.stderr.write('\n');
    if (answers.length < questions.length) ask();
    else resolve();
  });
  for (const end of ['SIGINT', 'close']) terminal.once(end, () => reject(new InterruptedError()));
  ask();
  try {
    await promise;
    return answers;
  } finally {
    terminal.close();
  }
}
