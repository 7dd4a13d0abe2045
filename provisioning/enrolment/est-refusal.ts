import { EnrolmentError, type EnrolmentErrorCode } from './enrolment-error.ts';
import type { EstAnswer } from './est-connection.ts';

/** By which header our own server says in one word why it refuses; others have their text alone. */
export const REASON_HEADER = 'lectern-reason';
export const refusalReasons = [
  'code',
  'used',
  'locked',
  'expired',
  'revoked',
  'room',
  'request',
  'approval',
  'busy',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

const MOST_WAIT_MS = 24 * 3_600_000;
const USUAL_WAIT_MS = 60_000;
const MOST_WORDS = 200;

const told: Partial<Record<RefusalReason, [EnrolmentErrorCode, string]>> = {
  code: [
    'ENROL_CODE_REFUSED',
    'it does not know the claim code for this room; check the room’s codes, or get a new one',
  ],
  used: ['ENROL_CODE_REFUSED', 'the claim code has been used by another machine; get a new one'],
  expired: ['ENROL_CODE_REFUSED', 'the claim code is too old; get a new one'],
  revoked: [
    'ENROL_REVOKED',
    'the region has taken this room’s certificate back; ask its administrator for a new claim code',
  ],
  room: ['ENROL_ROOM', 'it does not take this room’s codes; check region, school and room'],
};

/**
 * What an answer that is not 200 means.
 * @param isRenewal the room showed its certificate, and no claim code
 */
export function estRefusal({ status, headers, body }: EstAnswer, where: string, isRenewal: boolean): EnrolmentError {
  const reason = refusalReasons.find((one) => one === headers[REASON_HEADER]);
  const words = wordsOf(body);
  const fail = (code: EnrolmentErrorCode, what: string, retryAfterMs?: number) =>
    new EnrolmentError(code, `${where}: ${what}`, retryAfterMs === undefined ? {} : { retryAfterMs });
  const wait = waitOf(headers['retry-after']);
  if (status === 202)
    return fail('ENROL_WAITS', 'somebody of the region has to approve this room first; it is asked again', wait);
  if (status === 429 || status === 503 || reason === 'locked')
    return fail('ENROL_WAITS', `it wants to be asked again in ${Math.ceil(wait / 1000)} s${words}`, wait);
  if (isRenewal && (reason === 'expired' || status === 401))
    return fail('ENROL_EXPIRED', `it does not take this room’s certificate any more${words}; get a new claim code`);
  const known = reason && told[reason];
  if (known) return fail(known[0], known[1]);
  if (isRenewal && status === 403 && /revoked/i.test(words)) return fail(...told.revoked!);
  if (status === 401 || status === 403)
    return fail('ENROL_CODE_REFUSED', `it does not let this room in (${status})${words}; check the claim code`);
  if (status >= 500)
    return fail('ENROL_WAITS', `it has a fault of its own (${status})${words}; it is asked again`, wait);
  return fail(
    'ENROL_SERVER',
    `it answers with ${status}${words}; check the server's address with the region's administrator`,
  );
}

/** Seconds or a date (RFC 9110, 10.2.3), milliseconds from now: 1 s to a day. */
function waitOf(header: string | undefined): number {
  const text = header?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 1000), MOST_WAIT_MS) : USUAL_WAIT_MS;
}

/** What the server says, as it may stand in a log. */
function wordsOf(body: Buffer): string {
  const text = body
    .toString('utf8')
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .trim();
  return text === '' || text.startsWith('<') ? '' : `: ${text.slice(0, MOST_WORDS)}`;
}
