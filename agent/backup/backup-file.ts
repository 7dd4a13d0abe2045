import { fsyncSync, read as readCalling, readSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { Decrypter, Encrypter } from 'age-encryption';
import { create, extract } from 'tar';
import { BackupError } from './backup-error.ts';
import { type BackupManifest, describedFile, MANIFEST, readManifest } from './backup-manifest.ts';

/** How a file that age (https://age-encryption.org/v1) has encrypted begins. */
const AGE_HEAD = 'age-encryption.org/v1\n';
const GZIP_HEAD = Buffer.from([0x1f, 0x8b]);

/** A file that is open: perhaps only root could open it, and is root no more. */
export interface OpenFile {
  path: string;
  descriptor: number;
}

/**
 * Packs a folder with its list into one file: a gzipped tar, which age encrypts when there is a passphrase (`age -d` opens it
 * too).
 * @param out empty; stays open, and holds something half when this fails
 * @throws BackupError (BACKUP_DISK)
 */
export async function packBackup(
  folder: string,
  manifest: BackupManifest,
  out: OpenFile,
  passphrase?: string,
): Promise<void> {
  const names = [MANIFEST, ...manifest.files.map(({ name }) => name)];
  try {
    const packed = Readable.from(create({ gzip: true, cwd: folder, portable: true, noDirRecurse: true }, names));
    const bytes = passphrase === undefined ? packed : await encrypted(packed, passphrase);
    await pipeline(bytes, async (chunks: AsyncIterable<Uint8Array>) => {
      // A stream of the descriptor would close it when the disk is full, and whoever opened it closes it too.
      for await (const chunk of chunks) writeFileSync(out.descriptor, chunk);
    });
    fsyncSync(out.descriptor);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new BackupError(
      'BACKUP_DISK',
      `${out.path}: cannot be written (${code ?? message}); check its place and free space`,
      {
        cause,
      },
    );
  }
}

/**
 * Unpacks a backup into an empty folder and checks every file against its list.
 * @param askPassphrase called when the backup is encrypted
 * @throws BackupError
 */
export async function unpackBackup(
  file: OpenFile,
  folder: string,
  askPassphrase: () => Promise<string>,
): Promise<BackupManifest> {
  const bytes = await openedBackup(file, askPassphrase);
  const unreadable = (why: string, cause?: unknown) =>
    new BackupError('BACKUP_UNREADABLE', `${file.path}: ${why}; use another backup`, { cause });
  try {
    // Files alone, and only inside of the folder: a backup may come from anywhere.
    const filter = (_: string, entry: object) => 'type' in entry && entry.type === 'File';
    await pipeline(bytes, extract({ cwd: folder, strict: true, filter, noChmod: true, preserveOwner: false }));
  } catch (cause) {
    if (cause instanceof BackupError) throw cause;
    throw unreadable(`is damaged (${(cause as Error).message})`, cause);
  }
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch((cause: unknown) => {
    throw unreadable('is no backup of Lectern', cause);
  });
  const manifest = readManifest(text, file.path);
  for (const expected of manifest.files) {
    const found = await describedFile(join(folder, expected.name), expected.name).catch(() => null);
    if (found?.sha256 !== expected.sha256) throw unreadable(`${expected.name} in it is damaged`);
  }
  return manifest;
}

async function openedBackup(file: OpenFile, askPassphrase: () => Promise<string>): Promise<Readable> {
  const head = headOf(file);
  const bytes = () => Readable.from(chunksOf(file), { objectMode: false });
  if (head.subarray(0, 2).equals(GZIP_HEAD)) return bytes();
  if (head.toString('latin1') !== AGE_HEAD)
    throw new BackupError(
      'BACKUP_UNREADABLE',
      `${file.path}: is no backup of Lectern; name a file that lectern backup has made`,
    );
  const decrypter = new Decrypter();
  decrypter.addPassphrase(await askPassphrase());
  try {
    return fromWeb(await decrypter.decrypt(toWeb(bytes())));
  } catch (cause) {
    throw new BackupError('BACKUP_UNREADABLE', `${file.path}: the passphrase is not the one it was made with`, {
      cause,
    });
  }
}

const read = promisify(readCalling);
const CHUNK_BYTES = 2 ** 16;

/** A stream of Node's closes its descriptor when what reads it fails, perhaps after somebody else has got that number. */
async function* chunksOf({ descriptor }: OpenFile): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const { bytesRead } = await read(descriptor, chunk, 0, CHUNK_BYTES, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

function headOf({ path, descriptor }: OpenFile): Buffer {
  const head = Buffer.alloc(AGE_HEAD.length);
  try {
    return head.subarray(0, readSync(descriptor, head, 0, head.length, 0));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new BackupError('BACKUP_UNREADABLE', `${path}: cannot be read (${code})`, { cause });
  }
}

async function encrypted(bytes: Readable, passphrase: string): Promise<Readable> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  return fromWeb(await encrypter.encrypt(toWeb(bytes)));
}

const toWeb = (stream: Readable) => Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>;
const fromWeb = (stream: ReadableStream<Uint8Array>) =>
  Readable.fromWeb(stream as unknown as Parameters<typeof Readable.fromWeb>[0]);
