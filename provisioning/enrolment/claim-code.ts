import { createHash, randomBytes } from 'node:crypto';
import { checkCharacters } from './check-characters.ts';
import { EnrolmentError } from './enrolment-error.ts';

/** Crockford's base 32: no I, L, O and U, which are taken for others. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LOOKALIKES: Record<string, string> = { I: '1', L: '1', O: '0' };
const VERSION = 1;
const SECRET_CHARACTERS = 16;
const FINGERPRINT_CHARACTERS = 20;
const GROUP = 5;
const LENGTH = 1 + SECRET_CHARACTERS + FINGERPRINT_CHARACTERS + 3;

/**
 * What school IT types or scans to enrol one room, once: 40 characters in groups of five, of which 1 tells the version, 16 the
 * secret (80 bits), 20 the authority (100 bits) and 3 are check characters.
 */
export interface ClaimCode {
  /** Known to the room and, as a hash, to the region: 16 characters. */
  secret: string;
  /** The first 100 bits of the SHA-256 of the certificate (DER) of the region's authority: 20 characters. */
  authority: string;
}

/** A new one for the authority with this certificate. @param certificate DER */
export function newClaimCode(certificate: Uint8Array): ClaimCode {
  const secret = base32(randomBytes(10), SECRET_CHARACTERS);
  return { secret, authority: authorityMark(certificate) };
}

/** By what a claim code names an authority. @param certificate DER */
export function authorityMark(certificate: Uint8Array): string {
  return base32(createHash('sha256').update(certificate).digest(), FINGERPRINT_CHARACTERS);
}

/** As it is printed: `1XXXX-XXXXX-…`. */
export function claimCodeText({ secret, authority }: ClaimCode): string {
  const content = `${ALPHABET[VERSION]}${secret}${authority}`;
  const whole = `${content}${checkCharacters(valuesOf(content))
    .map((value) => ALPHABET[value])
    .join('')}`;
  return whole.match(new RegExp(`.{${GROUP}}`, 'g'))!.join('-');
}

/**
 * Reads what was typed: capitals or not, with hyphens, spaces or nothing between; O for 0 and I or L for 1.
 * @throws EnrolmentError (ENROL_CODE) that says what is wrong with it, without repeating it
 */
export function readClaimCode(typed: string): ClaimCode {
  // A scanner or an input method for Chinese may give full-width letters.
  const plain = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}_.·]/gu, '');
  const text = plain.replaceAll(/[ILO]/g, (letter) => LOOKALIKES[letter]!);
  const strange = [...text].findIndex((character) => !ALPHABET.includes(character));
  if (strange >= 0) fail(`has a character that no claim code has, in group ${groupOf(strange)}`);
  if (text.length !== LENGTH) fail(`has ${text.length} characters, and a whole one has ${LENGTH}`);
  if (text[0] !== ALPHABET[VERSION]) fail('is of another version (or its first character is wrong); update Lectern');
  const content = text.slice(0, -3);
  const check = checkCharacters(valuesOf(content)).map((value) => ALPHABET[value]);
  if (check.join('') !== text.slice(-3)) fail('has a wrong character or two that have changed places');
  return {
    secret: content.slice(1, 1 + SECRET_CHARACTERS),
    authority: content.slice(1 + SECRET_CHARACTERS),
  };
}

const groupOf = (place: number) => Math.floor(place / GROUP) + 1;

function fail(what: string): never {
  throw new EnrolmentError('ENROL_CODE', `the claim code ${what}; compare it with the sheet and type it again`);
}

const valuesOf = (text: string): number[] => [...text].map((character) => ALPHABET.indexOf(character));

/** The first `length` characters of the bytes, five bits each. */
function base32(bytes: Uint8Array, length: number): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return Array.from({ length }, (_, i) => ALPHABET[Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2)]).join('');
}
