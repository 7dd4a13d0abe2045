import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { ModelHashMismatch } from './errors.ts';
import { digestFile } from './file-digest.ts';

const stampsSchema = z.record(z.string(), z.object({ bytes: z.number(), mtimeMs: z.number(), sha256: z.string() }));

type Stamps = z.infer<typeof stampsSchema>;

export const BUILT_DIR = join(import.meta.dirname, 'built');

/** Where the ONNX file of a model lies once set-up has made it. */
export function builtPath(builtDir: string, id: string): string {
  return join(builtDir, `${id}.onnx`);
}

/**
 * The folder of finished ONNX files.
 *
 * `stamps.json` in it remembers size, time and hash of each file, so that asking again whether all is in place costs a
 * few `stat` calls and not the hashing of tens of megabytes. A missing or unreadable stamp only costs that time.
 */
export class BuiltModels {
  readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** Whether the file of model `id` is there and has this hash. */
  async has(id: string, sha256: string): Promise<boolean> {
    const path = builtPath(this.dir, id);
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return false;
    const stamp = (await this.#readStamps())[id];
    if (stamp?.bytes === found.size && stamp.mtimeMs === found.mtimeMs) return stamp.sha256 === sha256;
    const actual = await digestFile(path, 'sha256', 'hex');
    await this.#stamp(id, actual);
    return actual === sha256;
  }

  /**
   * Puts the file of a model in place, whole or not at all.
   *
   * @throws ModelHashMismatch if the bytes are not those of `sha256`; what was there before stays
   */
  async install(id: string, bytes: Uint8Array, sha256: string): Promise<void> {
    const actual = createHash('sha256').update(bytes).digest('hex');
    if (actual !== sha256) throw new ModelHashMismatch(id, sha256, actual);
    await writeAtomically(builtPath(this.dir, id), bytes);
    await this.#stamp(id, sha256);
  }

  async #stamp(id: string, sha256: string): Promise<void> {
    const { size, mtimeMs } = await stat(builtPath(this.dir, id));
    const stamps: Stamps = { ...(await this.#readStamps()), [id]: { bytes: size, mtimeMs, sha256 } };
    await writeAtomically(this.#stampsPath, Buffer.from(`${JSON.stringify(stamps, null, 2)}\n`));
  }

  async #readStamps(): Promise<Stamps> {
    try {
      return stampsSchema.parse(JSON.parse(await readFile(this.#stampsPath, 'utf8')));
    } catch {
      return {};
    }
  }

  get #stampsPath(): string {
    return join(this.dir, 'stamps.json');
  }
}

/** Writes beside the target, flushes, renames over it and flushes the folder: after a power cut it is old or new. */
async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.part`;
  try {
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  const dir = await open(dirname(path), 'r');
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}
