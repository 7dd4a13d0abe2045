import { createHash, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { claimCodeText, newClaimCode, readClaimCode } from './claim-code.ts';
import { claimLink, readClaim } from './claim-link.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const characters = (length: number) =>
  fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: length, maxLength: length });
const codes = fc.record({ secret: characters(16), authority: characters(20) });
const plain = (text: string) => text.replaceAll('-', '');

describe('a claim code', () => {
  it('is 40 characters in groups of five, and is read back', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const text = claimCodeText(code);
        expect(text).toMatch(/^1[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{5}){7}$/);
        expect(readClaimCode(text)).toEqual(code);
      }),
    );
  });

  it('is read however it is typed', () => {
    fc.assert(
      fc.property(codes, fc.constantFrom('', ' ', '-', '–', '　', '\n'), fc.boolean(), (code, between, isSmall) => {
        const text = claimCodeText(code).replaceAll('-', between);
        const mistaken = text.replaceAll('0', 'O').replaceAll('1', isSmall ? 'l' : 'I');
        for (const typed of [text, mistaken])
          expect(readClaimCode(isSmall ? typed.toLowerCase() : typed)).toEqual(code);
      }),
    );
    const fullWidth = (text: string) =>
      text.replaceAll(/[0-9A-Z]/g, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0));
    const code = newClaimCode(randomBytes(100));
    expect(readClaimCode(fullWidth(claimCodeText(code)))).toEqual(code);
  });

  it('with one wrong character, or two, is refused', () => {
    const places = fc.tuple(fc.nat(39), fc.nat(39), fc.integer({ min: 1, max: 31 }), fc.integer({ min: 0, max: 31 }));
    fc.assert(
      fc.property(codes, places, (code, [first, second, by, byMore]) => {
        fc.pre(first !== second && Math.abs(first - second) !== 31);
        const typed = [...plain(claimCodeText(code))];
        const shift = (place: number, steps: number) => {
          typed[place] = ALPHABET[(ALPHABET.indexOf(typed[place]!) + steps) % 32]!;
        };
        shift(first, by);
        shift(second, byMore);
        expect(() => readClaimCode(typed.join(''))).toThrow(expect.objectContaining({ code: 'ENROL_CODE' }));
      }),
      { numRuns: 2_000 },
    );
  });

  it('with any single wrong character is refused', () => {
    const text = plain(claimCodeText(newClaimCode(randomBytes(100))));
    for (let place = 0; place < 40; place++)
      for (const other of ALPHABET) {
        if (other === text[place]) continue;
        expect(() => readClaimCode(`${text.slice(0, place)}${other}${text.slice(place + 1)}`)).toThrow(/claim code/);
      }
  });

  it('with two neighbours that have changed places is refused', () => {
    fc.assert(
      fc.property(codes, fc.nat(38), (code, place) => {
        const text = plain(claimCodeText(code));
        fc.pre(text[place] !== text[place + 1]);
        const swapped = `${text.slice(0, place)}${text[place + 1]}${text[place]}${text.slice(place + 2)}`;
        expect(() => readClaimCode(swapped)).toThrow(expect.objectContaining({ code: 'ENROL_CODE' }));
      }),
    );
  });

  it('that is cut or has a strange character is told where', () => {
    const text = claimCodeText(newClaimCode(randomBytes(100)));
    expect(() => readClaimCode(text.slice(0, -1))).toThrow('has 39 characters, and a whole one has 40');
    expect(() => readClaimCode(text.replace(/^(.{6})./, '$1U'))).toThrow('in group 2');
    expect(() => readClaimCode('')).toThrow('has 0 characters');
  });

  it('never tells itself in what it is refused with', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 60 }), (typed) => {
        try {
          readClaimCode(typed);
        } catch (error) {
          expect((error as Error).message).not.toContain(typed);
        }
      }),
    );
  });

  it('names its authority by the first 100 bits of the SHA-256 of its certificate', () => {
    const certificate = randomBytes(300);
    const { authority } = newClaimCode(certificate);
    const bits = [...authority].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const hash = BigInt(`0x${createHash('sha256').update(certificate).digest('hex')}`);
    expect(BigInt(`0b${bits}`)).toBe(hash >> 156n);
  });
});

describe('a claim link', () => {
  const room = { region: '310104', school: '2131000000', room: 'r301' };
  const server = 'https://est.example.edu.cn:8443';
  const broker = 'mqtts://hub.example.edu.cn:8883';

  it('is read back, and fits a QR code', () => {
    fc.assert(
      fc.property(codes, (code) => {
        const link = claimLink({ code, room, server, broker });
        expect(readClaim(link)).toEqual({ code, room, server, broker });
        expect(link.length).toBeLessThan(250);
      }),
    );
  });

  it('may be a bare code', () => {
    const code = newClaimCode(randomBytes(9));
    expect(readClaim(` ${claimCodeText(code)}\r\n`)).toEqual({ code });
  });

  it.each([
    ['server=http%3A%2F%2Fx', 'server'],
    ['server=https%3A%2F%2Fu%3Ap%40x', 'server'],
    ['room=310104%2F2131000000', 'room'],
    ['room=310104%2F2131000000%2Fr301%2Fx', 'room'],
    ['broker=mqtt%3A%2F%2Fx', 'broker'],
    ['broker=javascript%3Aalert(1)', 'broker'],
  ])('is refused with %s', (fields, what) => {
    const code = claimCodeText(newClaimCode(randomBytes(9)));
    expect(() => readClaim(`lectern:enrol?code=${code}&${fields}`)).toThrow(`names no ${what}`);
  });

  it('of anything else is refused with ENROL_CODE and nothing else', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `lectern:enrol?${text}`),
          fc.webUrl(),
        ),
        (typed) => {
          expect(() => readClaim(typed)).toThrow(expect.objectContaining({ code: 'ENROL_CODE' }));
        },
      ),
    );
  });
});
