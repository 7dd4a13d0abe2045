/** Why a camera did not do what it was asked. */
export const viscaErrors = {
  1: 'message length',
  2: 'syntax',
  3: 'buffer full',
  4: 'cancelled',
  5: 'no socket',
  65: 'not executable',
} as const;
export type ViscaErrorName = (typeof viscaErrors)[keyof typeof viscaErrors];

/** What a camera says. `socket` is 0 where it has none. */
export type ViscaReply =
  | { says: 'acknowledged'; socket: number }
  | { says: 'done'; socket: number }
  | { says: 'answer'; socket: number; data: Uint8Array }
  | { says: 'error'; socket: number; error: ViscaErrorName }
  /** A camera came to the line or went: they must be numbered anew. */
  | { says: 'network-change' }
  /** Every camera of the line was numbered; `next` is the number that would come after the last. */
  | { says: 'addresses'; next: number };

/**
 * Reads a packet as a reply of the camera with this address to the controller (address 0).
 * @returns null when it is none, or of another camera
 */
export function viscaReply(packet: Uint8Array, address: number): ViscaReply | null {
  const [header, kind = 0] = packet;
  const data = packet.subarray(2, -1);
  if (header === 0x88 && kind === 0x30) return data.length === 1 ? { says: 'addresses', next: data[0]! } : null;
  if (kind === 0x38 && data.length === 0 && (header! & 0x8f) === 0x80) return { says: 'network-change' };
  if (header !== 0x80 + (address << 4)) return null;
  const socket = kind & 0x0f;
  switch (kind & 0xf0) {
    case 0x40:
      return data.length === 0 && socket > 0 ? { says: 'acknowledged', socket } : null;
    case 0x50:
      return data.length === 0 ? { says: 'done', socket } : { says: 'answer', socket, data };
    case 0x60: {
      const error = viscaErrors[data[0] as keyof typeof viscaErrors];
      return data.length === 1 && error !== undefined ? { says: 'error', socket, error } : null;
    }
    default:
      return null;
  }
}
