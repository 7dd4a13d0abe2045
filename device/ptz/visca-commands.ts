import { TERMINATOR } from './visca-frames.ts';

/**
 * VISCA's commands, as Sony's command lists give them (BRC-Z700, SRG-300, SRG-X400; the makers of classroom cameras follow
 * them). `address` is the camera's number on its line, 1..7; over the network always 1.
 */

/** Where a camera looks, in its own units. Pan and tilt are signed 16 bit, zoom 0 (wide) .. 0x7ac0. */
export interface PanTilt {
  pan: number;
  tilt: number;
  /** How many half bytes the camera writes its pan with; 4 where it is not said. */
  panNibbles?: 4 | 5 | undefined;
}

const command = (address: number, ...bytes: number[]) => Uint8Array.of(0x80 | address, 0x01, ...bytes, TERMINATOR);

/** Told to every camera of a line: number yourselves. */
export const addressSet = (): Uint8Array => Uint8Array.of(0x88, 0x30, 0x01, TERMINATOR);
/** Forgets what was asked and was not done yet. */
export const interfaceClear = (address: number): Uint8Array => command(address, 0x00, 0x01);
/** @param socket 1 or 2, as acknowledged */
export const cancel = (address: number, socket: number): Uint8Array =>
  Uint8Array.of(0x80 | address, 0x20 | socket, TERMINATOR);

export const power = (address: number, on: boolean): Uint8Array => command(address, 0x04, 0x00, on ? 0x02 : 0x03);

/** @param preset 0..254 */
export const recallPreset = (address: number, preset: number): Uint8Array => command(address, 0x04, 0x3f, 0x02, preset);
export const setPreset = (address: number, preset: number): Uint8Array => command(address, 0x04, 0x3f, 0x01, preset);

/** @param speed 1 (slow) .. 24, of the pan; the tilt goes up to 20 */
export const panTiltTo = (address: number, { pan, tilt, panNibbles }: PanTilt, speed: number): Uint8Array =>
  command(address, 0x06, 0x02, ...speeds(speed), ...nibbles(pan, panNibbles), ...nibbles(tilt));
export const panTiltBy = (address: number, { pan, tilt, panNibbles }: PanTilt, speed: number): Uint8Array =>
  command(address, 0x06, 0x03, ...speeds(speed), ...nibbles(pan, panNibbles), ...nibbles(tilt));
export const panTiltHome = (address: number): Uint8Array => command(address, 0x06, 0x04);
export const panTiltStop = (address: number): Uint8Array => command(address, 0x06, 0x01, 0x01, 0x01, 0x03, 0x03);

export const FASTEST_PAN = 0x18;
const FASTEST_TILT = 0x14;

const speeds = (speed: number) => {
  const whole = Math.max(1, Math.round(speed));
  return [Math.min(FASTEST_PAN, whole), Math.min(FASTEST_TILT, whole)];
};

/** @param zoom 0..0x7ac0 */
export const zoomTo = (address: number, zoom: number): Uint8Array => command(address, 0x04, 0x47, ...nibbles(zoom));
export const zoomStop = (address: number): Uint8Array => command(address, 0x04, 0x07, 0x00);

/** A number in two's complement, four bits a byte, the highest first. */
export const nibbles = (value: number, count: 4 | 5 = 4): number[] =>
  Array.from({ length: count }, (_, at) => (Math.round(value) >> (4 * (count - 1 - at))) & 15);
