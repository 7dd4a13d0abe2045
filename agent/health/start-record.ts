import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

/** So many ends that nobody asked for, within so long, and the agent comes up in safe mode. */
const MOST_CRASHES = 5;
const WITHIN_S = 600;
const LONGEST_REASON = 500;

const recordSchema = z.array(z.strictObject({ atS: z.number(), why: z.string().optional() }));
type Start = z.infer<typeof recordSchema>[number];

export interface StartRecordOptions {
  /** In a folder that outlives the agent and not the machine's power: systemd's $RUNTIME_DIRECTORY, preserved over restarts. */
  file: string;
  /** Seconds since the machine was started: no wall clock, which may be set. */
  uptimeS(): number;
}

/**
 * Remembers how the agent's last runs ended, so that one that crashes again and again comes up in safe mode instead of never.
 * A record that cannot be read or written counts as none: it must not keep the agent from starting.
 */
export class StartRecord {
  readonly #options: StartRecordOptions;

  constructor(options: StartRecordOptions) {
    this.#options = options;
  }

  /**
   * Writes down that the agent has begun.
   * @returns why it should be in safe mode: how often it has ended, and what was last said about why; null when it need not
   */
  begin(): string | null {
    const nowS = this.#options.uptimeS();
    const recent = this.#read().filter(({ atS }) => atS <= nowS && nowS - atS < WITHIN_S);
    this.#write([...recent, { atS: nowS }]);
    if (recent.length < MOST_CRASHES) return null;
    const why = recent.findLast((start) => start.why !== undefined)?.why;
    return `it ended ${recent.length} times within ${WITHIN_S / 60} minutes without being asked to${why ? `, at last: ${why}` : ''}`;
  }

  /** What is about to end it. */
  endsBecause(why: string): void {
    const starts = this.#read();
    const last = starts.pop();
    if (last) this.#write([...starts, { ...last, why: why.replace(/\s+/g, ' ').slice(0, LONGEST_REASON) }]);
  }

  /** It ends because it was asked to, or has been in safe mode for long enough: what was is forgotten. */
  forget(): void {
    rmSync(this.#options.file, { force: true });
  }

  #read(): Start[] {
    try {
      return recordSchema.parse(JSON.parse(readFileSync(this.#options.file, 'utf8')));
    } catch {
      return [];
    }
  }

  #write(starts: Start[]): void {
    const { file } = this.#options;
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.part`, JSON.stringify(starts));
      renameSync(`${file}.part`, file);
    } catch {
      // Without a record it starts as it always does.
    }
  }
}
