import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { EnrolmentError } from './enrolment-error.ts';

/** How a private key lies on the disk. */
export interface KeyVault {
  /** @param key PEM (PKCS #8) @returns what is written */
  close(key: string): string;
  /** @returns PEM @throws EnrolmentError (ENROL_KEY) */
  open(kept: string): string;
}

/** A new key of the curve P-256, PEM (PKCS #8). */
export function newDeviceKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** DER of its public half (SubjectPublicKeyInfo). @param key PEM */
export function publicHalf(key: string): Buffer {
  return createPublicKey(createPrivateKey(key)).export({ type: 'spki', format: 'der' });
}

/** As it is, in a file that its owner alone may read (0600). */
export const plainVault: KeyVault = {
  close: (key) => key,
  open: (kept) => {
    if (kept.startsWith('-----BEGIN PRIVATE KEY-----')) return kept;
    throw new EnrolmentError(
      'ENROL_KEY',
      'the room’s key is sealed by a TPM that this machine does not have, or that the agent may not use (/dev/tpmrm0, group tss); enrol again with a new claim code',
    );
  },
};
