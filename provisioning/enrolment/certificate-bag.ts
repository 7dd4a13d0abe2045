import { X509Certificate } from 'node:crypto';
import { EnrolmentError } from './enrolment-error.ts';
import { X509Certificates } from './x509.ts';

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

/**
 * A certs-only PKCS #7 (RFC 5652: signed data without content and signers). The library would put empty content into it, which
 * other implementations refuse.
 * @param certificates DER
 * @returns base64 in lines of 64 characters
 */
export function certificateBag(certificates: readonly Uint8Array[]): string {
  const nothing = der(SET);
  const signed = der(SEQUENCE, VERSION_1, nothing, der(SEQUENCE, DATA), der(TAGGED_0, ...certificates), nothing);
  const base64 = der(SEQUENCE, SIGNED_DATA, der(TAGGED_0, signed)).toString('base64');
  return `${base64.match(/.{1,64}/g)!.join('\r\n')}\r\n`;
}

const [SEQUENCE, SET, TAGGED_0] = [0x30, 0x31, 0xa0];
const VERSION_1 = Buffer.from('020101', 'hex');
/** 1.2.840.113549.1.7.1 and 1.2.840.113549.1.7.2 */
const DATA = Buffer.from('06092a864886f70d010701', 'hex');
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const hex = content.length.toString(16);
  const length = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

/** Several certificates in one PEM text. @throws Error when one of them is none */
export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}
