/**
 * VISCA over IP: each UDP datagram (port 52381) carries one VISCA packet behind a header of 8 bytes: type (2), length (2) and
 * sequence number (4), big-endian. A reply carries the number of what it answers. Source: Sony, SRG-300H/SRG-120DH Technical
 * Manual, "VISCA over IP communication specification".
 */
export const payloadTypes = {
  command: 0x0100,
  inquiry: 0x0110,
  reply: 0x0111,
  setting: 0x0120,
  control: 0x0200,
  'control-reply': 0x0201,
} as const;
export type PayloadType = keyof typeof payloadTypes;

const names = new Map<number, PayloadType>(
  Object.entries(payloadTypes).map(([name, number]) => [number, name as PayloadType]),
);

export interface ViscaDatagram {
  type: PayloadType;
  /** 0 .. 2³² − 1. */
  sequence: number;
  /** 1 to 16 bytes. */
  payload: Uint8Array;
}

const HEADER = 8;
const LONGEST_PAYLOAD = 16;

/** Sets the sequence number back to 0. */
export const RESET = Uint8Array.of(0x01);
/** The sequence number is not one that was expected. */
export const isSequenceError = ({ type, payload }: ViscaDatagram): boolean =>
  isControl(type) && payload[0] === 0x0f && payload[1] === 0x01;
export const isResetReply = ({ type, payload }: ViscaDatagram): boolean =>
  isControl(type) && payload.length === 1 && payload[0] === 0x01;
/** Some cameras send their control replies as control commands. */
const isControl = (type: PayloadType) => type === 'control' || type === 'control-reply';

export function writeDatagram({ type, sequence, payload }: ViscaDatagram): Uint8Array {
  const bytes = Buffer.alloc(HEADER + payload.length);
  bytes.writeUInt16BE(payloadTypes[type], 0);
  bytes.writeUInt16BE(payload.length, 2);
  bytes.writeUInt32BE(sequence, 4);
  bytes.set(payload, HEADER);
  return bytes;
}

/** @returns null when it is no such datagram */
export function readDatagram(bytes: Uint8Array): ViscaDatagram | null {
  if (bytes.length <= HEADER || bytes.length > HEADER + LONGEST_PAYLOAD) return null;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = names.get(view.readUInt16BE(0));
  if (type === undefined || view.readUInt16BE(2) !== bytes.length - HEADER) return null;
  return { type, sequence: view.readUInt32BE(4), payload: bytes.subarray(HEADER) };
}
