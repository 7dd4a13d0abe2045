import { createWriteStream, mkdirSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RecordingError } from './recording-error.ts';

const GB = 1e9;
/** A laptop that fell asleep. */
const IDLE_MS = 60_000;
/** Four hours of a good camera's stream. */
const MOST_BYTES = 8 * GB;
/** What lessons, logs and the system need meanwhile. */
const SPARE_BYTES = 2 * GB;

/**
 * Where recordings lie until they are measured; only the agent can read them. Nothing else of what is seen or heard ever
 * lies on a disk, so whatever is found here at a start was cut off and is deleted.
 */
export class UploadFolder {
  readonly #folder: string;
  readonly #freeBytes: () => number;
  readonly #idleMs: number;
  /** Of each recording that is being brought, how much is still to come. */
  readonly #missing = new Map<string, number>();

  /**
   * @param freeBytes how much the disk can still take
   * @param idleMs one of which nothing comes for so long has broken off
   */
  constructor(storeFolder: string, freeBytes?: () => number, idleMs = IDLE_MS) {
    this.#idleMs = idleMs;
    this.#folder = join(storeFolder, 'recordings');
    this.#freeBytes = freeBytes ?? (() => freeBytesOf(storeFolder));
  }

  /** Deletes everything. */
  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  delete(id: string): void {
    rmSync(this.pathOf(id), { force: true });
  }

  pathOf(id: string): string {
    return join(this.#folder, id);
  }

  /**
   * Writes a recording down.
   * @param bytes how long it is said to be
   * @param progress told how many bytes are there
   * @throws RecordingError when it is too large, the disk too full, or it broke off; nothing is left then
   */
  async receive(
    id: string,
    body: Readable,
    bytes: number,
    { signal, progress }: { signal: AbortSignal; progress(bytes: number): void },
  ): Promise<void> {
    if (bytes > MOST_BYTES) throw tooLarge();
    // What others have not brought yet is as good as taken.
    const free = this.#freeBytes() - [...this.#missing.values()].reduce((sum, missing) => sum + missing, 0);
    if (bytes + SPARE_BYTES > free)
      throw new RecordingError(
        'RECORDING_NO_ROOM',
        `the disk has ${(free / GB).toFixed(1)} GB left and the recording needs ${((bytes + SPARE_BYTES) / GB).toFixed(1)} GB; bring a shorter or smaller one`,
      );
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    let taken = 0;
    this.#missing.set(id, bytes);
    const idle = new AbortController();
    const timer = setTimeout(() => idle.abort(new Error(`nothing came for ${this.#idleMs / 1000} s`)), this.#idleMs);
    const counted = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        taken += chunk.length;
        this.#missing.set(id, Math.max(0, bytes - taken));
        timer.refresh();
        progress(taken);
        done(taken > bytes ? tooLarge() : null, chunk);
      },
    });
    try {
      await pipeline(body, counted, createWriteStream(this.pathOf(id), { flags: 'wx', mode: 0o600 }), {
        signal: AbortSignal.any([signal, idle.signal]),
      });
      if (taken < bytes) throw new Error(`${taken} of ${bytes} bytes`);
    } catch (error) {
      this.delete(id);
      if (error instanceof RecordingError) throw error;
      const { message } = (idle.signal.aborted ? idle.signal.reason : error) as Error;
      throw new RecordingError('RECORDING_BROKEN_OFF', `the recording broke off (${message}); bring it again`, {
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      this.#missing.delete(id);
    }
  }
}

const tooLarge = () =>
  new RecordingError(
    'RECORDING_TOO_LARGE',
    `a recording may have ${MOST_BYTES / GB} GB; bring a shorter or smaller one`,
  );

function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
