import { z } from 'zod';

/** Text of one line, at most so many UTF-16 units: no control characters, which databases and terminals choke on, and no halves of characters. */
export const printable = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'holds control characters');

/** The same text with a space for each character that `printable` refuses, cut to length. */
export function asPrintable(text: string, most: number): string {
  const whole = text.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ').slice(0, most);
  return whole.isWellFormed() ? whole : whole.slice(0, -1);
}

/** Wall time in UTC since 1970, as RFC 3339 writes it. */
export const moment = z.iso.datetime().regex(/^(19[7-9]\d|[2-9]\d{3})-/, 'is before 1970');

export const share = z.number().min(0).max(1);

/** A stable code such as `SOURCE_STALLED`; never free words, which could hold an address or a name. */
export const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,79}$/);

/** A version of Lectern, such as `0.1.0`. */
export const softwareVersion = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.+~-]{0,39}$/);

/** Why something was refused, for a person to read. */
export const reason = printable(500).min(1);

export const count = z.int().min(0);

/** `student-camera`, `teacher-camera`, `microphone`, `microphone-2`. */
export const sourceName = z.string().regex(/^[a-z0-9-]{1,40}$/);
