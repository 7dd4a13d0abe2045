import type { PanTilt } from './visca-commands.ts';
import { TERMINATOR } from './visca-frames.ts';

/** A question to a camera, and how its answer is read. */
export interface ViscaInquiry<T> {
  name: string;
  /** What is asked, without header and terminator. */
  asks: readonly number[];
  /** @param data what lies between `y0 5z` and the terminator @returns undefined when it is no answer to this question */
  read(data: Uint8Array): T | undefined;
}

export const inquiryPacket = (address: number, { asks }: ViscaInquiry<unknown>): Uint8Array =>
  Uint8Array.of(0x80 | address, 0x09, ...asks, TERMINATOR);

export const powerInquiry: ViscaInquiry<'on' | 'off'> = {
  name: 'power',
  asks: [0x04, 0x00],
  read: (data) => (data.length !== 1 ? undefined : data[0] === 0x02 ? 'on' : data[0] === 0x03 ? 'off' : undefined),
};

/** Most cameras answer with four half bytes each; some of Sony's (SRG-300, BRC-H900) with five for the pan. */
export const panTiltInquiry: ViscaInquiry<PanTilt> = {
  name: 'pan and tilt',
  asks: [0x06, 0x12],
  read: (data) => {
    if ((data.length !== 8 && data.length !== 9) || !areNibbles(data)) return undefined;
    const panLength = data.length - 4;
    const [pan, tilt] = [signed(data.subarray(0, panLength)), signed(data.subarray(panLength))];
    // In which width a camera says its pan, in that it is told.
    return { pan, tilt, ...(panLength === 5 && { panNibbles: 5 as const }) };
  },
};

export const zoomInquiry: ViscaInquiry<number> = {
  name: 'zoom',
  asks: [0x04, 0x47],
  read: (data) => (data.length === 4 && areNibbles(data) ? unsigned(data) : undefined),
};

/** What the camera is. */
export interface ViscaVersion {
  /** 0x0001 and 0x0020 are Sony's. */
  vendor: number;
  model: number;
  rom: number;
  /** How many commands it works on at once. */
  sockets: number;
}

export const versionInquiry: ViscaInquiry<ViscaVersion> = {
  name: 'version',
  asks: [0x00, 0x02],
  read: (data) => {
    if (data.length !== 7) return undefined;
    const word = (at: number) => (data[at]! << 8) | data[at + 1]!;
    return { vendor: word(0), model: word(2), rom: word(4), sockets: data[6]! };
  },
};

const areNibbles = (data: Uint8Array) => data.every((byte) => byte < 16);
const unsigned = (data: Uint8Array) => data.reduce((value, nibble) => value * 16 + nibble, 0);

/** Two's complement in as many half bytes as there are. */
function signed(data: Uint8Array): number {
  const value = unsigned(data);
  const range = 16 ** data.length;
  return value >= range / 2 ? value - range : value;
}
