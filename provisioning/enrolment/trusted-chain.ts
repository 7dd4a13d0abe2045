import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { BasicConstraintsExtension, X509Certificate as PeculiarCertificate } from './x509.ts';

/** id-kp-serverAuth and id-kp-clientAuth (RFC 5280, 4.2.1.12). */
export const SERVER_USE = '1.3.6.1.5.5.7.3.1';
export const CLIENT_USE = '1.3.6.1.5.5.7.3.2';
const LONGEST = 6;

/**
 * The way from a certificate to an authority that is trusted: each signed by the next, which is one that may sign. When they are
 * valid is not asked here (see `validityProblem`): a machine whose clock is wrong must be able to tell whom it speaks to.
 * @param first the certificate itself @param others what else was sent
 * @returns with both ends; null when there is none
 */
export function chainTo(
  authorities: readonly X509Certificate[],
  first: X509Certificate,
  others: readonly X509Certificate[],
): X509Certificate[] | null {
  const chain = [first];
  while (chain.length < LONGEST) {
    const last = chain.at(-1)!;
    const authority = authorities.find((one) => hasSigned(one, last, chain.length - 1));
    if (authority) return [...chain, authority];
    const next = others.find((one) => !chain.includes(one) && hasSigned(one, last, chain.length - 1));
    if (!next) return null;
    chain.push(next);
  }
  return null;
}

/** @param below how many authorities there are below it already */
function hasSigned(issuer: X509Certificate, certificate: X509Certificate, below: number): boolean {
  if (!issuer.ca || !certificate.checkIssued(issuer) || !certificate.verify(issuer.publicKey)) return false;
  const { pathLength } = new PeculiarCertificate(issuer.raw).getExtension(BasicConstraintsExtension) ?? {};
  return pathLength === undefined || pathLength >= below;
}

/** Whether a server's certificate is for this name and for servers. */
export function isForServer(certificate: X509Certificate, host: string): boolean {
  const named = isIP(host) ? certificate.checkIP(host) : certificate.checkHost(host, { subject: 'never' });
  return named !== undefined && isFor(certificate, SERVER_USE);
}

/** What a certificate says nothing of it is for. */
export function isFor({ keyUsage }: X509Certificate, use: string): boolean {
  return keyUsage === undefined || keyUsage.includes(use);
}

/** The first certificate that is not valid at a time, in words; null when all are. */
export function validityProblem(chain: readonly X509Certificate[], atMs: number): string | null {
  for (const { subject, validFromDate, validToDate } of chain) {
    const name = subject.replaceAll('\n', ', ');
    if (validFromDate.getTime() > atMs) return `${name}: is valid only from ${validFromDate.toISOString()} on`;
    if (validToDate.getTime() < atMs) return `${name}: has run out on ${validToDate.toISOString()}`;
  }
  return null;
}
