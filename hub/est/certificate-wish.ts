import { createPublicKey } from 'node:crypto';
import type { RefusalReason } from '../../provisioning/enrolment/est-refusal.ts';
import * as x509 from '../../provisioning/enrolment/x509.ts';

const LEAST_RSA_BITS = 2048;

/** Why a request is not granted, as it is answered over HTTP. */
export class EstRefusal extends Error {
  readonly status: number;
  readonly reason: RefusalReason;
  readonly retryAfterS: number | undefined;
  constructor(status: number, reason: RefusalReason, message: string, retryAfterS?: number) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.retryAfterS = retryAfterS;
  }
}

/** What a machine asks for. */
export interface CertificateWish {
  /** SubjectPublicKeyInfo, DER. */
  publicKey: Buffer;
  /** The common name that it wishes for; null when it leaves that to us. */
  commonName: string | null;
}

/**
 * Reads a request for a certificate (PKCS #10) and checks that whoever made it has the key, that the key is strong, and that it asks
 * for nothing but a common name.
 * @param body base64
 * @param binding of the connection it came on (see `channelBinding`): a request that names one must have been made for this one
 * @param needsBinding refuses those that name none
 * @throws EstRefusal
 */
export async function readWish(body: Buffer, binding: string, needsBinding: boolean): Promise<CertificateWish> {
  const request = parsed(body);
  const publicKey = Buffer.from(request.publicKey.rawData);
  checkKey(publicKey);
  if (!(await request.verify().catch(() => false)))
    throw new EstRefusal(400, 'request', 'the request is not signed with its own key');
  const bound = request.attributes.find((one) => one instanceof x509.ChallengePasswordAttribute)?.password ?? null;
  if (bound === null ? needsBinding : bound !== binding)
    throw new EstRefusal(400, 'request', 'the request was not made for this connection (RFC 7030, 3.5; RFC 9266)');
  if (request.extensions.some((one) => one instanceof x509.SubjectAlternativeNameExtension))
    throw new EstRefusal(400, 'request', 'the request asks for further names (subjectAltName)');
  const names = request.subjectName.toJSON().flatMap((part) => Object.entries(part));
  const common = names.filter(([type]) => type === 'CN').flatMap(([, values]) => values);
  if (names.some(([type]) => type !== 'CN') || common.length > 1)
    throw new EstRefusal(400, 'request', 'the request asks for more than one common name');
  const [commonName] = common;
  return { publicKey, commonName: typeof commonName === 'string' ? commonName : null };
}

function parsed(body: Buffer): x509.Pkcs10CertificateRequest {
  try {
    const text = body.toString('latin1').replaceAll(/\s/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new Error('not base64');
    return new x509.Pkcs10CertificateRequest(Buffer.from(text, 'base64'));
  } catch {
    throw new EstRefusal(400, 'request', 'the body is no request for a certificate (PKCS #10, base64)');
  }
}

function checkKey(publicKey: Buffer): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = keyOf(publicKey);
  const isStrong =
    (type === 'ec' && details?.namedCurve === 'prime256v1') ||
    (type === 'rsa' && (details?.modulusLength ?? 0) >= LEAST_RSA_BITS);
  if (!isStrong)
    throw new EstRefusal(400, 'request', 'the key must be of the curve P-256, or RSA with 2048 bits at least');
}

function keyOf(publicKey: Buffer) {
  try {
    return createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  } catch {
    throw new EstRefusal(400, 'request', 'the request’s key cannot be read');
  }
}
