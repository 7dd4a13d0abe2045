import { createPrivateKey, X509Certificate } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncFolder, writeWholeFile } from '../../agent/config/whole-file.ts';
import { type KeyVault, newDeviceKey } from './device-key.ts';
import { EnrolmentError } from './enrolment-error.ts';
import {
  type EnrolmentRequest,
  enrolmentRequestSchema,
  type PairOrigin,
  pairOriginSchema,
} from './enrolment-request.ts';
import type { Reached } from './enrolment-step.ts';

/** Names of the files of a pair. `key` is PEM, or sealed: see `KeyVault`. */
export const pairFiles = { key: 'key', certificate: 'certificate.pem', authorities: 'authorities.pem' } as const;
const ORIGIN = 'origin.json';
const REQUEST = 'request.json';
const PENDING = 'pending';
const CURRENT = 'current';
const GENERATION = /^pair-(\d{6})$/;
/** What a power cut left half, or what is being deleted. */
const LEFTOVER = /\.(part|old)$/;
const OWNER_ONLY = 0o600;

/** A key with its certificate. */
export interface Pair {
  /** Its folder, by a path that stays the same when another pair takes its place. */
  folder: string;
  /** Counts up. */
  number: number;
  certificate: X509Certificate;
  origin: PairOrigin;
}

/**
 * The room's identity on the disk: at any moment there is the old pair or the new one, never half of one, and no key that was ever
 * shown to anybody is lost.
 *
 *     pending/        the key that was made, and what is asked with it; then also the certificate that came
 *     pair-000001/    a key with its certificate; the one of before is kept until the new one has worked
 *     current         a link to the pair in use: one rename puts another in its place
 */
export class IdentityFolder {
  readonly folder: string;
  readonly #vault: KeyVault;
  readonly #reached: Reached;

  constructor(folder: string, vault: KeyVault, reached: Reached = () => {}) {
    this.folder = folder;
    this.#vault = vault;
    this.#reached = reached;
  }

  /** Makes the folder, where there is none. @throws EnrolmentError (ENROL_FOLDER) */
  prepare(): void {
    this.#guarded(() => mkdirSync(this.folder, { recursive: true, mode: 0o700 }));
  }

  /** @throws EnrolmentError (ENROL_FOLDER) where this user may not read it: that is not the same as a room without a certificate */
  mustBeReadable(): void {
    try {
      readdirSync(this.folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      const message = `${this.folder}: cannot be read (${code}); run it with sudo`;
      throw new EnrolmentError('ENROL_FOLDER', message, { cause: error });
    }
  }

  /** Ends what a power cut has left begun; whoever calls it holds the lock. @throws EnrolmentError (ENROL_FOLDER) */
  open(): void {
    this.#guarded(() => {
      this.#takeUp();
      for (const name of readdirSync(this.folder)) if (LEFTOVER.test(name)) this.#delete(name);
      if (existsSync(this.#path(PENDING, ORIGIN))) this.#promote();
      const newest = this.#newest();
      if (newest !== undefined && newest !== this.#linked()) this.#use(newest);
    });
  }

  /** The pair in use; null while there is none. */
  get current(): Pair | null {
    const name = this.#linked();
    const pair = name === undefined ? null : this.#pair(name);
    return pair && { ...pair, folder: this.#path(CURRENT) };
  }

  /** The key of the pair in use, PEM. @throws EnrolmentError (ENROL_KEY, ENROL_NOTHING) */
  currentKey(): string {
    return this.#vault.open(readFileSync(this.#path(CURRENT, pairFiles.key), 'utf8'));
  }

  /** What has been begun and not been answered; null when there is nothing. */
  get pending(): EnrolmentRequest | null {
    try {
      return enrolmentRequestSchema.parse(JSON.parse(readFileSync(this.#path(PENDING, REQUEST), 'utf8')));
    } catch {
      return null;
    }
  }

  /** The key that was made for it, PEM. @throws EnrolmentError (ENROL_KEY) */
  pendingKey(): string {
    return this.#vault.open(readFileSync(this.#path(PENDING, pairFiles.key), 'utf8'));
  }

  /**
   * Begins to ask, with a new key that is on the disk before anybody hears of it. For the same room a key that was begun with and
   * not been answered is kept, as long as it can be opened: the region may know it already.
   * @returns whether a new key was made
   */
  begin(request: EnrolmentRequest): boolean {
    return this.#guarded(() => {
      const before = this.pending;
      const isSame = before?.kind === request.kind && JSON.stringify(before.room) === JSON.stringify(request.room);
      if (isSame && this.#opensPending()) {
        writeWholeFile(this.#path(PENDING, REQUEST), JSON.stringify(request), OWNER_ONLY);
        this.#reached('request-kept');
        return false;
      }
      const part = `${PENDING}.part`;
      this.#delete(part);
      mkdirSync(this.#path(part), { mode: 0o700 });
      const key = newDeviceKey();
      this.#reached('key-made');
      writeWholeFile(this.#path(part, pairFiles.key), this.#vault.close(key), OWNER_ONLY);
      this.#reached('key-written');
      writeWholeFile(this.#path(part, REQUEST), JSON.stringify(request), OWNER_ONLY);
      this.#delete(PENDING);
      this.#takeUp();
      this.#reached('request-kept');
      return true;
    });
  }

  /** What was begun is not wanted any more. */
  forget(): void {
    this.#guarded(() => this.#delete(PENDING));
  }

  /**
   * The answer to what was begun: its pair is in use from now on.
   * @param certificates the room's own first, then who leads to the authority
   * @param authorities by whom region and rooms know each other
   */
  complete(certificates: readonly X509Certificate[], authorities: readonly X509Certificate[]): void {
    this.#guarded(() => {
      const { kind, server, room } = this.pending!;
      const pem = (all: readonly X509Certificate[]) => all.map((one) => one.toString()).join('');
      writeWholeFile(this.#path(PENDING, pairFiles.certificate), pem(certificates), 0o644);
      this.#reached('certificate-written');
      writeWholeFile(this.#path(PENDING, pairFiles.authorities), pem(authorities), 0o644);
      this.#reached('authorities-written');
      // From here on the pair is whole.
      writeWholeFile(this.#path(PENDING, ORIGIN), JSON.stringify({ kind, server, room } satisfies PairOrigin), 0o644);
      this.#reached('pair-whole');
      this.#promote();
      this.#use(this.#newest()!);
    });
  }

  /** The pair in use has worked: those of before are not needed any more. */
  confirm(): void {
    this.#guarded(() => {
      const linked = this.#linked();
      // One that is newer is just being put in its place.
      if (linked !== undefined) for (const name of this.#generations()) if (name < linked) this.#delete(name);
    });
  }

  #opensPending(): boolean {
    try {
      createPrivateKey(this.pendingKey());
      return true;
    } catch {
      return false;
    }
  }

  /** What is to be asked is whole once its last file is there. */
  #takeUp(): void {
    if (existsSync(this.#path(PENDING)) || !existsSync(this.#path(`${PENDING}.part`, REQUEST))) return;
    renameSync(this.#path(`${PENDING}.part`), this.#path(PENDING));
    syncFolder(this.folder);
  }

  #promote(): void {
    rmSync(this.#path(PENDING, REQUEST), { force: true });
    this.#reached('claim-forgotten');
    const last = Number(GENERATION.exec(this.#generations().at(-1) ?? '')?.[1] ?? 0);
    renameSync(this.#path(PENDING), this.#path(`pair-${String(last + 1).padStart(6, '0')}`));
    syncFolder(this.folder);
    this.#reached('generation-named');
  }

  #use(generation: string): void {
    const part = this.#path(`${CURRENT}.part`);
    rmSync(part, { force: true });
    symlinkSync(generation, part);
    renameSync(part, this.#path(CURRENT));
    syncFolder(this.folder);
    this.#reached('pair-in-use');
  }

  /** The newest pair that can be used. */
  #newest(): string | undefined {
    return this.#generations().findLast((name) => this.#pair(name) !== null);
  }

  #generations(): string[] {
    return readdirSync(this.folder)
      .filter((name) => GENERATION.test(name))
      .sort();
  }

  #linked(): string | undefined {
    try {
      const name = readlinkSync(this.#path(CURRENT));
      return GENERATION.test(name) && existsSync(this.#path(name)) ? name : undefined;
    } catch {
      return undefined;
    }
  }

  #pair(name: string): Pair | null {
    try {
      const read = (file: string) => readFileSync(this.#path(name, file), 'utf8');
      const certificate = new X509Certificate(read(pairFiles.certificate));
      const origin = pairOriginSchema.parse(JSON.parse(read(ORIGIN)));
      const kept = read(pairFiles.key);
      // A sealed key that cannot be opened just now is not for that reason a broken one.
      if (kept.startsWith('-----BEGIN') && !certificate.checkPrivateKey(createPrivateKey(kept))) return null;
      return { folder: this.#path(name), number: Number(GENERATION.exec(name)![1]), certificate, origin };
    } catch {
      return null;
    }
  }

  /** First out of the way at once, then piece by piece. */
  #delete(name: string): void {
    if (!existsSync(this.#path(name))) return;
    const away = LEFTOVER.test(name) ? name : `${name}.old`;
    if (away !== name) {
      rmSync(this.#path(away), { recursive: true, force: true });
      renameSync(this.#path(name), this.#path(away));
    }
    rmSync(this.#path(away), { recursive: true, force: true });
  }

  #path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** @throws EnrolmentError (ENROL_FOLDER) where the disk fails */
  #guarded<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      const { code, message, syscall } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      throw new EnrolmentError(
        'ENROL_FOLDER',
        `${this.folder}: cannot be used (${code}: ${message}); check the disk’s space and that the agent’s user owns the folder`,
        { cause: error },
      );
    }
  }
}
