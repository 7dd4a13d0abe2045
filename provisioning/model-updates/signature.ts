import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { BundleError } from './bundle-error.ts';

/** What a signature is for goes into it: one made for something else cannot stand for a bundle. */
const PURPOSE = Buffer.from('lectern model bundle\n');
const FORM = /^lectern-signature\/1 ([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)\s*$/;
const PEM_KEY = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/** Public keys whose bundles are believed, by the id that a signature names them with. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

/** The first 16 hexadecimal digits of the SHA-256 of a key's public half (SubjectPublicKeyInfo, DER). */
export function keyId(key: KeyObject): string {
  const der = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

/**
 * Public keys out of a PEM text, each in a block of its own.
 * @param file where they are from
 * @throws BundleError (MODEL_KEYS_UNUSABLE) when there is none, or one that is no Ed25519 key
 */
export function trustedKeysOf(pem: string, file: string): TrustedKeys {
  const keys = (pem.match(PEM_KEY) ?? []).map((block) => {
    let key: KeyObject;
    try {
      key = createPublicKey(block);
    } catch {
      throw unusable(`${file}: a key in it is damaged; copy the file again`);
    }
    if (key.asymmetricKeyType !== 'ed25519')
      throw unusable(`${file}: has a key of type ${key.asymmetricKeyType}; bundles are signed with Ed25519`);
    return key;
  });
  if (keys.length === 0) throw unusable(`${file}: has no public key (-----BEGIN PUBLIC KEY-----)`);
  return new Map(keys.map((key) => [keyId(key), key]));
}

/** Signs a bundle's list (RFC 8032, Ed25519). @param key private */
export function signatureOf(manifest: Uint8Array, key: KeyObject): string {
  const signature = sign(null, Buffer.concat([PURPOSE, manifest]), key).toString('base64');
  return `lectern-signature/1 ${keyId(key)} ${signature}\n`;
}

/**
 * Checks the signature of a bundle's list.
 * @throws BundleError when there is none, by no trusted key, or by one but of something else
 */
export function checkSignature(manifest: Uint8Array, signature: string, keys: TrustedKeys, where: string): void {
  const [, id, base64] = FORM.exec(signature) ?? [];
  if (id === undefined || base64 === undefined)
    throw new BundleError('MODEL_BUNDLE_UNSIGNED', `${where}: its signature is none; fetch the bundle again`);
  const key = keys.get(id);
  if (!key) {
    const trusted = [...keys.keys()].join(', ') || 'none';
    throw new BundleError(
      'MODEL_BUNDLE_FOREIGN',
      `${where}: is signed with key ${id}, which is not trusted here (trusted: ${trusted}); add the region's key to models.keys`,
    );
  }
  if (!verify(null, Buffer.concat([PURPOSE, manifest]), key, Buffer.from(base64, 'base64')))
    throw new BundleError(
      'MODEL_BUNDLE_TAMPERED',
      `${where}: its list is not what was signed; do not use it, and tell whom it came from`,
    );
}

const unusable = (message: string) => new BundleError('MODEL_KEYS_UNUSABLE', message);
