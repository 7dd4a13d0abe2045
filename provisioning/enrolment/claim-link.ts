import { z } from 'zod';
import { type RoomAddress, roomAddressSchema } from '../contract/room-address.ts';
import { type ClaimCode, claimCodeText, readClaimCode } from './claim-code.ts';
import { EnrolmentError } from './enrolment-error.ts';

const START = 'lectern:enrol?';
const MOST_CHARACTERS = 1_000;

/** Where a region's rooms enrol: https, without user and password. */
export const enrolmentServerSchema = z
  .url({ protocol: /^https$/, error: 'must be an address such as "https://est.example.edu.cn:8443"' })
  .refine((address) => !URL.canParse(address) || isBare(new URL(address)), {
    error: 'must be without user, password, query and fragment',
  });
/** The region's broker, without user and password. */
export const brokerAddressSchema = z
  .url({ protocol: /^(mqtts|wss)$/, error: 'must be an address such as "mqtts://hub.example.edu.cn:8883"' })
  .refine((address) => !URL.canParse(address) || isBare(new URL(address)), {
    error: 'must be without user, password, query and fragment',
  });

/** What is known of how to enrol a room; a scanned code says everything, a typed one only the code. */
export interface Claim {
  code: ClaimCode;
  room?: RoomAddress;
  server?: string;
  /** Of the region's hub. */
  broker?: string;
}

/** As a QR code holds it. */
export function claimLink({ code, room, server, broker }: Claim): string {
  const fields = new URLSearchParams({
    code: claimCodeText(code),
    ...(room && { room: `${room.region}/${room.school}/${room.room}` }),
    ...(server !== undefined && { server }),
    ...(broker !== undefined && { broker }),
  });
  return `${START}${fields}`;
}

/**
 * Reads what was typed or scanned: a bare claim code, or the link of a QR code.
 * @throws EnrolmentError (ENROL_CODE)
 */
export function readClaim(typed: string): Claim {
  const text = typed.trim();
  if (text.length > MOST_CHARACTERS) fail('is far too long');
  if (!/^lectern:/i.test(text)) return { code: readClaimCode(text) };
  if (!text.toLowerCase().startsWith(START)) fail('begins like a link of Lectern, and is none for enrolling');
  const fields = new URLSearchParams(text.slice(START.length));
  const [region = '', school = '', room = '', ...more] = (fields.get('room') ?? '').split('/');
  const parsed = z
    .object({
      room: roomAddressSchema.optional(),
      server: enrolmentServerSchema.optional(),
      broker: brokerAddressSchema.optional(),
    })
    .safeParse({
      ...(fields.has('room') && { room: more.length > 0 ? null : { region, school, room } }),
      ...(fields.has('server') && { server: fields.get('server') }),
      ...(fields.has('broker') && { broker: fields.get('broker') }),
    });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    fail(`names no ${String(issue?.path[0])} that can be used: it ${issue?.message}`);
  }
  const { room: address, server, broker } = parsed.data;
  return {
    code: readClaimCode(fields.get('code') ?? ''),
    ...(address && { room: address }),
    ...(server !== undefined && { server }),
    ...(broker !== undefined && { broker }),
  };
}

function isBare({ username, password, search, hash }: URL): boolean {
  return username === '' && password === '' && search === '' && hash === '';
}

function fail(what: string): never {
  throw new EnrolmentError('ENROL_CODE', `what was scanned ${what}; scan it again, or type the code below it`);
}
