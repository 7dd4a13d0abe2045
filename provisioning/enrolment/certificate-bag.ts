import { X509Certificate } from 'node:crypto';
import { EnrolmentError } from './enrolment-error.ts';
import { X509Certificate as PeculiarCertificate, X509Certificates } from './x509.ts';

const MOST_CERTIFICATES = 32;

/**
 * Certificates as EST sends them: a PKCS #7 that signs nothing and holds certificates (RFC 7030, 4.1.3), base64.
 * @param body with or without line ends, as RFC 8951 has it
 * @throws EnrolmentError (ENROL_SERVER) when it is none, or holds none
 */
export function readCertificateBag(body: Buffer): X509Certificate[] {
  const text = body.toString('latin1').replaceAll(/\s/g, '');
  try {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new Error('not base64');
    const bag = new X509Certificates(Buffer.from(text, 'base64'));
    if (bag.length === 0 || bag.length > MOST_CERTIFICATES) throw new Error(`${bag.length} certificates`);
    return [...bag].map(({ rawData }) => new X509Certificate(Buffer.from(rawData)));
  } catch (error) {
    throw new EnrolmentError(
      'ENROL_SERVER',
      `the server’s answer holds no certificates (PKCS #7): ${(error as Error).message}; check the server’s address`,
      { cause: error },
    );
  }
}

/** @param certificates DER @returns the base64 of a certs-only PKCS #7, in lines of 64 characters */
export function certificateBag(certificates: readonly Uint8Array[]): string {
  const bag = new X509Certificates(certificates.map((der) => new PeculiarCertificate(Buffer.from(der))));
  const base64 = Buffer.from(bag.export('raw')).toString('base64');
  return `${base64.match(/.{1,64}/g)!.join('\r\n')}\r\n`;
}

/** Several certificates in one PEM text. @throws Error when one of them is none */
export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}
