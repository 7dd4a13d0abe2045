import type { LogLine } from '../screen/setup/controls/machine.ts';
import { endsBeforeSecret, withoutSecrets } from './without-secrets.ts';

const HOUR_MS = 3_600_000;
const MOST_BYTES = 2 * 1024 ** 2;
/** One entry, such as one with a hundred lines of ffmpeg, may not push out all others. */
const LONGEST_ENTRY = 16_384;

const levels: [least: number, level: LogLine['level']][] = [
  [50, 'error'],
  [40, 'warn'],
  [30, 'info'],
  [0, 'debug'],
];

/** The log of the last hour, in memory, at most 2 MiB. pino writes to it as to a file. */
export class LogRing {
  readonly #wallMs: () => number;
  #entries: { atMs: number; text: string }[] = [];
  #bytes = 0;
  /** The lines before ended with the name of a secret. */
  #isSecretNext = false;

  constructor(wallMs: () => number) {
    this.#wallMs = wallMs;
  }

  /** One entry: a line of JSON. */
  write(line: string): void {
    // Cut only afterwards: half an entry of JSON can no longer be told apart.
    const text = (this.#isHeldSecret(line) ? '***' : withoutSecrets(line.trimEnd())).slice(0, LONGEST_ENTRY);
    this.#entries.push({ atMs: this.#wallMs(), text });
    this.#bytes += text.length;
    while (this.#bytes > MOST_BYTES) this.#bytes -= this.#entries.shift()!.text.length;
  }

  /** What is no entry of the agent's own may go over several lines, as YAML does. */
  #isHeldSecret(line: string): boolean {
    const isOwn = line.startsWith('{');
    const isSecret = this.#isSecretNext && !isOwn && /^\s|^-/.test(line);
    this.#isSecretNext = !isOwn && (isSecret || endsBeforeSecret(line));
    return isSecret;
  }

  /** Oldest first. */
  lines(): LogLine[] {
    return this.#fresh().map(({ atMs, text }) => {
      const { level = 30, msg = '', time: _t, pid: _p, hostname: _h, name: _n, ...facts } = entryOf(text);
      return {
        atMs,
        level: levelOf(level),
        message: typeof msg === 'string' ? msg : JSON.stringify(msg),
        facts: Object.keys(facts).length === 0 ? '' : JSON.stringify(facts),
      };
    });
  }

  /** As it was written, for the support bundle: one entry a line, without the pseudonyms of teachers. */
  text(): string {
    return this.#fresh()
      .map(({ text }) => `${text.replace(/"teacherId":"[^"]*"/g, '"teacherId":"***"')}\n`)
      .join('');
  }

  #fresh(): readonly { atMs: number; text: string }[] {
    const sinceMs = this.#wallMs() - HOUR_MS;
    const first = this.#entries.findIndex(({ atMs }) => atMs >= sinceMs);
    const old = first === -1 ? this.#entries : this.#entries.slice(0, first);
    this.#bytes -= old.reduce((sum, { text }) => sum + text.length, 0);
    this.#entries = first === -1 ? [] : this.#entries.slice(first);
    return this.#entries;
  }
}

/** Who writes no number of pino's is a library of another habit. */
const levelOf = (level: unknown): LogLine['level'] =>
  levels.find(([least]) => typeof level === 'number' && level >= least)?.[1] ?? 'info';

function entryOf(text: string): Record<string, unknown> {
  try {
    const entry: unknown = JSON.parse(text);
    return typeof entry === 'object' && entry !== null ? (entry as Record<string, unknown>) : { msg: text };
  } catch {
    // Cut off for its length: its beginning is told as it is.
    return { msg: text };
  }
}
