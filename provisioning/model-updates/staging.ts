import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWholeFile } from '../../agent/config/whole-file.ts';
import { digestFile } from '../../models/file-digest.ts';
import { BundleError } from './bundle-error.ts';
import {
  type Bundle,
  type BundleModel,
  bundleId,
  MANIFEST_FILE,
  MOST_MANIFEST_BYTES,
  MOST_SIGNATURE_BYTES,
  readManifest,
  SIGNATURE_FILE,
} from './bundle-manifest.ts';
import type { BundleSource } from './bundle-source.ts';
import { checkSignature, type TrustedKeys } from './signature.ts';

/** Lessons need room too. */
const SPARE_BYTES = 256 * 1024 ** 2;
const SYNC_EVERY_BYTES = 8 * 1024 ** 2;

export interface Progress {
  bytes: number;
  ofBytes: number;
}

/**
 * Reads a bundle's list and believes it only when a trusted key has signed it.
 * @throws BundleError
 */
export async function openBundle(source: BundleSource, keys: TrustedKeys, signal: AbortSignal): Promise<Bundle> {
  const manifestBytes = await wholeFile(source, MANIFEST_FILE, MOST_MANIFEST_BYTES, signal);
  const signature = (await wholeFile(source, SIGNATURE_FILE, MOST_SIGNATURE_BYTES, signal)).toString('latin1');
  checkSignature(manifestBytes, signature, keys, source.name);
  const manifest = readManifest(manifestBytes, source.name);
  return { manifest, id: bundleId(manifest, manifestBytes), manifestBytes, signature };
}

/**
 * Brings a bundle's models into a folder of its own under `folder`; what is there already is not fetched again, and a file
 * of which a part is there is gone on with. The list is written last: a folder that has one is whole.
 * @param known files that are on the machine already, by their SHA-256
 * @returns the folder
 * @throws BundleError; what was fetched stays, and the next try goes on from there
 */
export async function stageBundle(
  { manifest, id, manifestBytes, signature }: Bundle,
  source: BundleSource,
  folder: string,
  {
    known,
    progress,
    signal,
  }: { known: ReadonlyMap<string, string>; progress(now: Progress): void; signal: AbortSignal },
): Promise<string> {
  const place = join(folder, id);
  await onDisk(place, async () => {
    await mkdir(place, { recursive: true, mode: 0o750 });
    for (const other of await readdir(folder)) if (other !== id) await rm(join(folder, other), { recursive: true });
  });
  const ofBytes = manifest.models.reduce((sum, { bytes }) => sum + bytes, 0);
  await checkSpace(place, ofBytes);
  let done = 0;
  for (const model of manifest.models) {
    const before = done;
    await bringModel(model, source, place, known.get(model.sha256), signal, (bytes) =>
      progress({ bytes: before + bytes, ofBytes }),
    );
    done += model.bytes;
    progress({ bytes: done, ofBytes });
  }
  await onDisk(place, async () => {
    writeWholeFile(join(place, SIGNATURE_FILE), signature, 0o640);
    writeWholeFile(join(place, MANIFEST_FILE), manifestBytes.toString('utf8'), 0o640);
  });
  return place;
}

async function bringModel(
  { id, bytes, sha256 }: BundleModel,
  source: BundleSource,
  place: string,
  known: string | undefined,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<void> {
  const path = join(place, `${id}.onnx`);
  if (await isFile(path, sha256)) return;
  if (known !== undefined && (await isFile(known, sha256))) {
    const part = `${path}.copy`;
    await onDisk(part, async () => {
      await copyFile(known, part, constants.COPYFILE_FICLONE);
      await syncFile(part);
      await rename(part, path);
    });
    return;
  }
  const part = `${path}.part`;
  await fetchFile(source, `${id}.onnx`, part, bytes, signal, progress);
  if ((await digestFile(part, 'sha256', 'hex')) !== sha256) {
    await rm(part, { force: true });
    throw new BundleError(
      'MODEL_BUNDLE_TAMPERED',
      `${source.name}: ${id}.onnx is not the file that was signed; fetch the bundle again, and tell whom it came from`,
    );
  }
  await onDisk(part, () => rename(part, path));
}

/** Fetches a file, going on where an earlier try ended. */
async function fetchFile(
  source: BundleSource,
  name: string,
  part: string,
  size: number,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<void> {
  const here = (await stat(part).catch(() => null))?.size ?? 0;
  if (here === size) return;
  const { bytes, from } = await source.open(name, here < size ? here : 0, signal);
  const file = await onDisk(part, () => open(part, from === 0 ? 'w' : 'r+', 0o640));
  let written = from;
  let unsynced = 0;
  try {
    await onDisk(part, () => file.truncate(from));
    for await (const chunk of nextOf(bytes, source, name)) {
      if (written + chunk.length > size)
        throw new BundleError('MODEL_BUNDLE_TAMPERED', `${source.name}: ${name} is longer than its list says`);
      await onDisk(part, () => file.write(chunk, 0, chunk.length, written));
      written += chunk.length;
      unsynced += chunk.length;
      if (unsynced >= SYNC_EVERY_BYTES) {
        await onDisk(part, () => file.datasync());
        unsynced = 0;
      }
      progress(written);
      signal.throwIfAborted();
    }
    await onDisk(part, () => file.sync());
  } finally {
    await file.close();
  }
  if (written < size)
    throw new BundleError(
      'MODEL_BUNDLE_UNREACHABLE',
      `${source.name}: ${name} ended after ${written} of ${size} bytes; the next try goes on from there`,
    );
}

/** What a source gives; its own troubles are told as the source's. */
async function* nextOf(
  bytes: AsyncIterable<Uint8Array>,
  source: BundleSource,
  name: string,
): AsyncIterable<Uint8Array> {
  try {
    yield* bytes;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new BundleError('MODEL_BUNDLE_UNREACHABLE', `${source.name}: ${name}: ${code ?? message}`, { cause });
  }
}

async function wholeFile(source: BundleSource, name: string, most: number, signal: AbortSignal): Promise<Buffer> {
  const { bytes } = await source.open(name, 0, signal);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of nextOf(bytes, source, name)) {
    length += chunk.length;
    if (length > most)
      throw new BundleError('MODEL_BUNDLE_INVALID', `${source.name}: ${name} is longer than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function checkSpace(place: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  if (free >= bytes + SPARE_BYTES) return;
  const mib = (number: number) => `${Math.ceil(number / 1024 ** 2)} MiB`;
  throw new BundleError(
    'MODEL_DISK',
    `${place}: needs ${mib(bytes + SPARE_BYTES)}, and ${mib(free)} are free; free some space`,
  );
}

async function isFile(path: string, sha256: string): Promise<boolean> {
  const isThere = (await stat(path).catch(() => null))?.isFile() === true;
  return isThere && (await digestFile(path, 'sha256', 'hex')) === sha256;
}

async function onDisk<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new BundleError('MODEL_DISK', `${path}: ${code ?? message}; check the disk and whom the folder belongs to`, {
      cause,
    });
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
