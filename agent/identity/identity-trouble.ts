import type { X509Certificate } from 'node:crypto';
import type { RoomAddress } from '../../provisioning/contract/room-address.ts';
import { roomCommonName } from '../../provisioning/enrolment/certificate-request.ts';
import type { EnrolmentError } from '../../provisioning/enrolment/enrolment-error.ts';
import { worryMs } from '../../provisioning/enrolment/renewal-time.ts';

/** What a person has to mend of the room's certificate. */
export const identityTroubles = [
  'ENROL_EXPIRED',
  'ENROL_EXPIRING',
  'ENROL_REVOKED',
  'ENROL_ROOM',
  'ENROL_FAILED',
  'ENROL_WAITS',
] as const;
export type IdentityTrouble = (typeof identityTroubles)[number];

export interface IdentityNow {
  /** In use; null: the room has none. */
  certificate: X509Certificate | null;
  /** Of the room's own configuration. */
  room: RoomAddress;
  /** What went wrong the last time something was tried; null when nothing did. */
  failure: EnrolmentError | null;
  /** Milliseconds since 1970; null while the clock cannot be right. */
  nowMs: number | null;
}

/** What is to be told, before it hurts; null when all is well. */
export function identityTrouble({
  certificate,
  room,
  failure,
  nowMs,
}: IdentityNow): { code: IdentityTrouble; message: string } | null {
  const name = roomCommonName(room);
  if (failure?.code === 'ENROL_REVOKED') return { code: 'ENROL_REVOKED', message: failure.message };
  if (certificate) {
    const known: unknown = certificate.toLegacyObject().subject?.CN;
    if (known !== name)
      return {
        code: 'ENROL_ROOM',
        message: `the room’s certificate is for ${String(known)}, and its configuration says ${name}: correct the room’s codes, or enrol it with a claim code of ${name}`,
      };
    const day = certificate.validToDate.toISOString().slice(0, 10);
    const why = failure ? `: ${failure.message}` : '';
    if (nowMs !== null && nowMs > certificate.validToDate.getTime())
      return {
        code: 'ENROL_EXPIRED',
        message: `the room’s certificate has run out on ${day}${why}; lessons wait. If it is not renewed soon, enrol again with a new claim code`,
      };
    if (failure?.code === 'ENROL_EXPIRED') return { code: 'ENROL_EXPIRED', message: failure.message };
    if (nowMs !== null && nowMs >= worryMs(certificate))
      return {
        code: 'ENROL_EXPIRING',
        message: `the room’s certificate runs out on ${day} and could not be renewed${why}; see that the room reaches the region’s EST server`,
      };
  }
  if (failure?.code === 'ENROL_WAITS') return certificate ? null : { code: 'ENROL_WAITS', message: failure.message };
  // A renewal that fails now has weeks left; an enrolment that cannot go on is waited for.
  if (failure && !failure.isPassing) return { code: 'ENROL_FAILED', message: failure.message };
  return null;
}
