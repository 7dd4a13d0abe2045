import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { asStoreError } from './store-error.ts';

/**
 * The privacy switch, kept over restarts. It is a file of its own beside the database: sensing stays off also when the
 * database is damaged or was moved away.
 */
export class SensingSwitch {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, 'sensing-off');
  }

  get isOn(): boolean {
    return !existsSync(this.#file);
  }

  /** @throws StoreError when it cannot be kept: it then holds only until the agent ends */
  set(on: boolean): void {
    try {
      if (on) rmSync(this.#file, { force: true });
      else {
        mkdirSync(this.#folder, { recursive: true, mode: 0o750 });
        sync(openSync(this.#file, 'w', 0o640));
      }
      // The name of a file is on the disk only when its folder is. Where there is none, nothing was ever off.
      if (existsSync(this.#folder)) sync(openSync(this.#folder, 'r'));
    } catch (error) {
      throw asStoreError(error, this.#file);
    }
  }
}

function sync(descriptor: number): void {
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
