import { execFileSync } from 'node:child_process';
import { createECDH, createPrivateKey } from 'node:crypto';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { type KeyVault, plainVault } from './device-key.ts';
import { EnrolmentError } from './enrolment-error.ts';

/** The kernel's own resource manager of the TPM. */
const DEVICE = '/dev/tpmrm0';
const PATIENCE_MS = 20_000;
/** Parent of what is sealed: made anew each time from the TPM's own seed, always the same, and kept nowhere. */
const PARENT = ['-C', 'o', '-g', 'sha256', '-G', 'ecc', '-Q'];

const sealedSchema = z.strictObject({ tpm2: z.strictObject({ public: z.base64(), private: z.base64() }) });

/**
 * Keeps keys sealed by this machine's TPM 2.0 (tpm2-tools): whoever copies the disk cannot open them on another machine. Opened,
 * a key is plain in this process's memory and, while tpm2-tools works, in memory files (/dev/shm): Node's TLS cannot let the TPM
 * itself sign, so whoever is root on the running machine can read it. It is bound to no measurement of the software.
 */
export class TpmVault implements KeyVault {
  readonly #transport: string;
  #last: { kept: string; key: string } | undefined;

  /** @param transport as tpm2-tools take it (TPM2TOOLS_TCTI), such as `device:/dev/tpmrm0` */
  constructor(transport: string) {
    this.#transport = transport;
  }

  close(key: string): string {
    return this.#inMemoryFolder((path) => {
      writeFileSync(path('key'), numberOf(key), { mode: 0o600 });
      this.#makeParent(path('parent'));
      const files = ['-u', path('public'), '-r', path('private')];
      this.#run('tpm2_create', '-Q', '-C', path('parent'), '-i', path('key'), ...files);
      const base64 = (name: string) => readFileSync(path(name)).toString('base64');
      return `${JSON.stringify({ tpm2: { public: base64('public'), private: base64('private') } })}\n`;
    });
  }

  open(kept: string): string {
    // One that was made before this machine's TPM could be used.
    if (kept.startsWith('-----BEGIN')) return plainVault.open(kept);
    if (this.#last?.kept === kept) return this.#last.key;
    const { tpm2 } = sealedSchema.parse(JSON.parse(kept));
    const key = this.#inMemoryFolder((path) => {
      writeFileSync(path('public'), Buffer.from(tpm2.public, 'base64'));
      writeFileSync(path('private'), Buffer.from(tpm2.private, 'base64'));
      this.#makeParent(path('parent'));
      const files = ['-u', path('public'), '-r', path('private')];
      this.#run('tpm2_load', '-Q', '-C', path('parent'), ...files, '-c', path('sealed'));
      return keyOf(this.#run('tpm2_unseal', '-Q', '-c', path('sealed')));
    });
    this.#last = { kept, key };
    return key;
  }

  #makeParent(path: string): void {
    // Without the kernel's resource manager whatever was loaded before still takes its place.
    this.#run('tpm2_flushcontext', '-t');
    this.#run('tpm2_createprimary', ...PARENT, '-c', path);
    this.#run('tpm2_flushcontext', '-t');
  }

  #inMemoryFolder<T>(act: (path: (name: string) => string) => T): T {
    const folder = mkdtempSync(join(inMemory(), 'lectern-key-'));
    try {
      return act((name) => join(folder, name));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #run(tool: string, ...args: string[]): Buffer {
    try {
      const env = { ...process.env, TPM2TOOLS_TCTI: this.#transport };
      return execFileSync(tool, args, { env, timeout: PATIENCE_MS, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: Buffer };
      const why = stderr?.toString().trim().split('\n').at(-1) ?? message;
      throw new EnrolmentError(
        'ENROL_KEY',
        `the TPM does not open the room’s key (${tool}: ${why}); when this is another machine, or the TPM was cleared, enrol again with a new claim code`,
        { cause: error },
      );
    }
  }
}

/** The machine's TPM where it has one that this process may use and tpm2-tools are there, or else plain files. */
export function keyVault(): KeyVault {
  try {
    accessSync(DEVICE, constants.R_OK | constants.W_OK);
    execFileSync('tpm2_unseal', ['--version'], { stdio: 'ignore', timeout: PATIENCE_MS });
    return new TpmVault(`device:${DEVICE}`);
  } catch {
    return plainVault;
  }
}

/** A TPM seals 128 bytes at most; the number that a private key is has 32. @param key PEM */
function numberOf(key: string): Buffer {
  return Buffer.from(createPrivateKey(key).export({ format: 'jwk' }).d!, 'base64url');
}

/** @returns PEM */
function keyOf(number: Buffer): string {
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(number);
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const jwk = { kty: 'EC', crv: 'P-256', d: number.toString('base64url'), x: x!, y: y! };
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ type: 'pkcs8', format: 'pem' }).toString();
}

function inMemory(): string {
  const folder = '/dev/shm';
  try {
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return tmpdir();
  }
}
