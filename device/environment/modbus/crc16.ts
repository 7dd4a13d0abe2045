/** By the last byte of a frame's CRC so far: what the byte does to the rest of it. */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

/** The check of a Modbus RTU frame: CRC-16 with polynomial 0x8005, reflected, begun with 0xFFFF (Modbus over Serial Line V1.02, 6.2.2). */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) crc = (crc >> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  return crc;
}

/** Whether the last two bytes are the check of those before, the low one first. */
export function isWhole(frame: Uint8Array): boolean {
  const end = frame.length - 2;
  return end >= 1 && crc16(frame.subarray(0, end)) === frame[end]! + frame[end + 1]! * 256;
}

/** A frame with its check behind it. */
export function withCrc(bytes: readonly number[]): Buffer {
  const frame = Buffer.from([...bytes, 0, 0]);
  frame.writeUInt16LE(crc16(frame.subarray(0, -2)), frame.length - 2);
  return frame;
}
