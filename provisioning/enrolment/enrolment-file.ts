import { parse as parseYaml, stringify } from 'yaml';
import { z } from 'zod';
import { safeParse } from '../../agent/lesson/outside-data.ts';
import { type RoomAddress, roomAddressSchema } from '../contract/room-address.ts';
import { roomCommonName } from './certificate-request.ts';
import { type ClaimCode, claimCodeText, readClaimCode } from './claim-code.ts';
import { brokerAddressSchema, type Claim, enrolmentServerSchema } from './claim-link.ts';
import { EnrolmentError } from './enrolment-error.ts';

/** What the file is called on a USB stick. */
export const ENROLMENT_FILE = 'lectern-enrolment.yaml';
const MOST_ROOMS = 5_000;
export const MOST_FILE_BYTES = 2 * 2 ** 20;

/** One room's part of the file. */
export interface RoomEntry {
  room: RoomAddress;
  code: ClaimCode;
  /** Serial numbers or MAC addresses of the machine that is meant for it: it finds its entry by itself. */
  machines: string[];
}

/** Claim codes for many rooms, on a USB stick. */
export interface EnrolmentFile {
  server: string;
  broker?: string;
  rooms: RoomEntry[];
}

const entrySchema = z.strictObject({
  room: z.string(),
  code: z.string(),
  machines: z.array(z.string().min(1).max(100)).max(20).default([]),
});
const fileSchema = z.strictObject({
  version: z.literal(1, 'must be 1; a newer file needs a newer Lectern'),
  server: enrolmentServerSchema,
  broker: brokerAddressSchema.optional(),
  rooms: z.array(entrySchema).min(1).max(MOST_ROOMS),
});

/** @param text YAML @param name of the file, for what is wrong with it @throws EnrolmentError (ENROL_FILE) without any code in it */
export function readEnrolmentFile(text: string, name: string): EnrolmentFile {
  const fail = (where: string, what: string): never => {
    throw new EnrolmentError(
      'ENROL_FILE',
      `${name}: ${where ? `${where}: ` : ''}${what}; have the region make it anew`,
    );
  };
  const parsed = safeParse(
    fileSchema,
    yamlOf(text, () => fail('', 'is not valid YAML')),
  );
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(issue?.path.join('.') ?? '', issue?.message ?? 'is not valid');
  }
  const { server, broker, rooms } = parsed.data;
  const seen = new Set<string>();
  return {
    server,
    ...(broker !== undefined && { broker }),
    rooms: rooms.map(({ room: address, code, machines }, i) => {
      const room = roomOf(address) ?? fail(`rooms.${i}.room`, 'must be region/school/room');
      if (seen.has(address)) fail(`rooms.${i}.room`, `${address} is there twice`);
      seen.add(address);
      try {
        return { room, machines, code: readClaimCode(code) };
      } catch (error) {
        return fail(`rooms.${i}.code`, (error as Error).message);
      }
    }),
  };
}

export function enrolmentFileText({ server, broker, rooms }: EnrolmentFile): string {
  const entries = rooms.map(({ room, code, machines }) => ({
    ...{ room: roomCommonName(room), code: claimCodeText(code) },
    ...(machines.length > 0 && { machines }),
  }));
  return stringify({ version: 1, server, ...(broker !== undefined && { broker }), rooms: entries }, { lineWidth: 0 });
}

/**
 * The entry for a room, or for this machine.
 * @param room its name alone (`r301`) where that is the only one in the file, or `region/school/room`; undefined: by the machine
 * @param machine what this machine calls itself
 * @throws EnrolmentError (ENROL_ROOM) that says which rooms there are
 */
export function claimFor(
  file: EnrolmentFile,
  room: string | undefined,
  machine: readonly string[],
): Claim & { room: RoomAddress } {
  const own = new Set(machine.map(plainId).filter((id) => id !== ''));
  const found =
    room === undefined
      ? file.rooms.filter(({ machines }) => machines.some((id) => own.has(plainId(id))))
      : file.rooms.filter((entry) => entry.room.room === room || roomCommonName(entry.room) === room);
  const [entry, ...others] = found;
  if (!entry || others.length > 0) {
    const why =
      room === undefined ? 'no room, or more than one, names this machine' : `${room}: is there ${found.length} times`;
    const some = file.rooms.slice(0, 5).map((one) => roomCommonName(one.room));
    throw new EnrolmentError(
      'ENROL_ROOM',
      `${why}; choose the room (--room region/school/room): ${some.join(', ')}${file.rooms.length > 5 ? ', …' : ''}`,
    );
  }
  const { server, broker } = file;
  return { code: entry.code, room: entry.room, server, ...(broker !== undefined && { broker }) };
}

/** @param text `region/school/room` @returns null when it is none */
export function roomOf(text: string): RoomAddress | null {
  const [region, school, room, ...more] = text.split('/');
  const parsed = safeParse(roomAddressSchema, { region, school, room });
  return parsed.success && more.length === 0 ? parsed.data : null;
}

/** MAC addresses are written in many ways. */
const plainId = (id: string) => id.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

function yamlOf(text: string, fail: () => never): unknown {
  try {
    return parseYaml(text, { maxAliasCount: 0, logLevel: 'error', stringKeys: true });
  } catch {
    return fail();
  }
}
