import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** log2 of the cost, block size and parallelisation (RFC 7914): 64 MB and some tenths of a second on a classroom machine. */
const COST = { log2: 16, r: 8, p: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const FORM = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

/** @returns a PIN or password as it is kept: `scrypt$log2 cost$r$p$salt$hash` */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const { log2, r, p } = COST;
  const hash = await hashed(secret, salt, COST);
  return `scrypt$${log2}$${r}$${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`;
}

/**
 * Whether a secret is the one that is kept. Takes as long where nothing is kept, so that nobody learns which numbers are given.
 * @param kept what hashSecret gave; undefined where there is none
 */
export async function isSecret(secret: string, kept: string | undefined): Promise<boolean> {
  const [, log2, r, p, salt, hash] = FORM.exec(kept ?? '') ?? [];
  if (salt === undefined || hash === undefined) {
    await hashed(secret, Buffer.alloc(SALT_BYTES), COST);
    return false;
  }
  const found = await hashed(secret, Buffer.from(salt, 'base64url'), {
    log2: Number(log2),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(found, Buffer.from(hash, 'base64url'));
}

function hashed(secret: string, salt: Buffer, { log2, r, p }: typeof COST): Promise<Buffer> {
  const N = 2 ** log2;
  return derive(secret.normalize('NFC'), salt, HASH_BYTES, { N, r, p, maxmem: 256 * N * r });
}
