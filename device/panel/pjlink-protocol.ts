import { createHash } from 'node:crypto';

/**
 * PJLink, class 1 and 2 (JBMIA, PJLink Specifications 1.04 and 2.00): one line of text each way over TCP port 4352, ended by
 * a carriage return, at most 136 bytes.
 */
const LONGEST_LINE = 136;

/** Cuts what comes in into lines; what is longer than any line is dropped until its end. */
export class PjlinkLines {
  #rest = '';
  #isOverlong = false;

  /** @returns the lines that are whole now, without their ends */
  take(bytes: Buffer): string[] {
    const lines: string[] = [];
    for (const character of bytes.toString('utf8')) {
      if (character === '\r') {
        if (!this.#isOverlong) lines.push(this.#rest);
        this.#rest = '';
        this.#isOverlong = false;
      } else if (this.#rest.length >= LONGEST_LINE) this.#isOverlong = true;
      // Some projectors end their lines as Windows does.
      else if (character !== '\n') this.#rest += character;
    }
    return lines;
  }
}

/** What a projector says first: whether it wants a password, with the random number that belongs to this connection. */
export type Greeting = { wants: 'nothing' } | { wants: 'password'; random: string } | { wants: 'another password' };

/** @returns null when it is no greeting */
export function readGreeting(line: string): Greeting | null {
  if (/^PJLINK 0$/i.test(line)) return { wants: 'nothing' };
  if (/^PJLINK ERRA$/i.test(line)) return { wants: 'another password' };
  const random = /^PJLINK 1 ([0-9a-f]{1,32})$/i.exec(line)?.[1];
  return random === undefined ? null : { wants: 'password', random };
}

/** What stands before the first command of a connection: MD5 of the random number and the password. */
export const digestOf = (random: string, password: string): string =>
  createHash('md5').update(`${random}${password}`, 'utf8').digest('hex');

export const pjlinkErrors = {
  ERR1: 'it does not know this command',
  ERR2: 'it has no such setting',
  ERR3: 'it cannot do this now',
  ERR4: 'it is out of order',
} as const;
export type PjlinkErrorCode = keyof typeof pjlinkErrors;

export type PjlinkAnswer = { value: string } | { error: PjlinkErrorCode };

/** @param command four letters @returns null when the line answers something else */
export function readAnswer(line: string, command: string): PjlinkAnswer | null {
  const [, name, value] = /^%[12]([0-9A-Z]{4})=(.*)$/i.exec(line) ?? [];
  if (name?.toUpperCase() !== command || value === undefined) return null;
  const code = value.trim().toUpperCase();
  return Object.hasOwn(pjlinkErrors, code) ? { error: code as PjlinkErrorCode } : { value };
}

/** As it answers POWR: 0 to 3. */
export const pjlinkPowers = { 0: 'off', 1: 'on', 2: 'cooling', 3: 'warming' } as const;

/** The places of ERST's answer; 0 is well, 1 a warning, 2 an error. */
const complaintNames = ['fan', 'lamp', 'temperature', 'cover', 'filter', 'other'];

/** @returns null when it is no answer to ERST */
export function readComplaints(value: string): string[] | null {
  if (!/^[0-2]{6}$/.test(value)) return null;
  return complaintNames.flatMap((name, place) => (value[place] === '0' ? [] : [name]));
}

/** The hours of the lamp that has most of them: `hours lit` for each of up to eight. @returns null when there is none */
export function readLampHours(value: string): number | null {
  const lamps = value.trim().split(/\s+/);
  const hours = lamps.filter((_, place) => place % 2 === 0);
  const isSound = lamps.length % 2 === 0 && lamps.length <= 16 && hours.every((text) => /^\d{1,5}$/.test(text));
  return isSound ? Math.max(...hours.map(Number)) : null;
}

/** Inputs by kind and number, as INPT says them: `31` is the first digital one. */
const kinds = { rgb: 1, video: 2, hdmi: 3, storage: 4, network: 5, internal: 6 } as const;

/** @param source `hdmi`, `hdmi2`, `rgb1` …, or PJLink's own two characters @returns null when there is none such */
export function inputOf(source: string): string | null {
  if (/^[1-6][1-9a-z]$/i.test(source)) return source.toUpperCase();
  const [, kind = '', number = '1'] = /^([a-z]+?)-?([1-9])?$/.exec(source) ?? [];
  return Object.hasOwn(kinds, kind) ? `${kinds[kind as keyof typeof kinds]}${number}` : null;
}
