import { createHash, type X509Certificate } from 'node:crypto';

/** Two thirds of a certificate's life. */
const SHARE = 2 / 3;
/** Rooms that were enrolled on one day renew on many: later by up to this share of the life. */
const SPREAD = 1 / 20;
/** When so little is left somebody should know that it has not been renewed. */
const WORRY_SHARE = 1 / 6;

/** When a certificate is to be renewed, milliseconds since 1970: after two thirds of its life, and always the same. */
export function renewalMs(certificate: X509Certificate): number {
  const { fromMs, lifeMs } = lifeOf(certificate);
  const draw = createHash('sha256').update(certificate.raw).digest().readUInt32BE(0) / 2 ** 32;
  return Math.ceil(fromMs + lifeMs * (SHARE + SPREAD * draw));
}

export const isDue = (certificate: X509Certificate, nowMs: number): boolean => nowMs >= renewalMs(certificate);

/** From when on a certificate that is still not renewed is somebody's business. */
export function worryMs(certificate: X509Certificate): number {
  const { fromMs, lifeMs } = lifeOf(certificate);
  return fromMs + lifeMs * (1 - WORRY_SHARE);
}

function lifeOf({ validFromDate, validToDate }: X509Certificate): { fromMs: number; lifeMs: number } {
  const fromMs = validFromDate.getTime();
  return { fromMs, lifeMs: validToDate.getTime() - fromMs };
}
