import { z } from 'zod';
import { roomAddressSchema } from '../contract/room-address.ts';
import { enrolmentServerSchema } from './claim-link.ts';

/** What a room has asked for, or is about to: kept beside its new key until it has got it. */
export const enrolmentRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('claim'),
    server: enrolmentServerSchema,
    room: roomAddressSchema,
    /** The claim code, which is worth nothing once the certificate is there. */
    code: z.string(),
  }),
  /** With the certificate that the room has. */
  z.strictObject({ kind: z.literal('renewal'), server: enrolmentServerSchema, room: roomAddressSchema }),
]);
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

/** Where a pair came from, kept beside it. */
export const pairOriginSchema = z.strictObject({
  kind: z.enum(['claim', 'renewal']),
  server: enrolmentServerSchema,
  room: roomAddressSchema,
});
export type PairOrigin = z.infer<typeof pairOriginSchema>;
