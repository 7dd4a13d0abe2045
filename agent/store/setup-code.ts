import { randomInt } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asStoreError } from './store-error.ts';

/** Letters and digits that nobody takes for another, so that it can be read from a label: 40 bits in eight of them. */
const SIGNS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789';

/**
 * The code with which school IT opens its area for the first time. It lies in a file that only the agent and root can read,
 * and goes when it was used.
 */
export class SetupCode {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'setup-code');
  }

  /** `XXXX-XXXX`; undefined when there is none. @throws StoreError when it may not be read */
  get current(): string | undefined {
    try {
      return readFileSync(this.#file, 'utf8').trim() || undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw asStoreError(error, this.#file);
    }
  }

  /** Makes one in place of any that is there. @throws StoreError when the folder cannot be written */
  renew(): string {
    const signs = Array.from({ length: 8 }, () => SIGNS[randomInt(SIGNS.length)]).join('');
    const code = `${signs.slice(0, 4)}-${signs.slice(4)}`;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o750 });
      rmSync(this.#file, { force: true });
      writeFileSync(this.#file, `${code}\n`, { mode: 0o600, flag: 'wx' });
      // Whoever asks for a code with sudo makes one that the agent must read.
      const { uid, gid } = statSync(this.#folder);
      if (process.getuid?.() === 0) chownSync(this.#file, uid, gid);
    } catch (error) {
      throw asStoreError(error, this.#file);
    }
    return code;
  }

  forget(): void {
    rmSync(this.#file, { force: true });
  }
}
