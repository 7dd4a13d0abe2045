import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultyLine } from '../../../test/fixtures/faulty-line.ts';
import { seeded } from '../../../test/fixtures/seeded.ts';
import { crc16, isWhole, withCrc } from './crc16.ts';
import { askedOf, ReplyFinder } from './reply-finder.ts';

const replyOf = (slave: number, code: number, words: readonly number[]) =>
  withCrc([slave, code, 2 * words.length, ...words.flatMap((word) => [word >> 8, word & 0xff])]);
const requestOf = (slave: number, code: number, count: number, address = 1) =>
  withCrc([slave, code, address >> 8, address & 0xff, 0, count]);
const word = fc.integer({ min: 0, max: 0xffff });
const asked = fc.record({
  slave: fc.integer({ min: 1, max: 247 }),
  function: fc.constantFrom(3, 4),
  words: fc.array(word, { minLength: 1, maxLength: 20 }),
});
const bytes = (most: number) => fc.uint8Array({ maxLength: most }).map((each) => Buffer.from(each));

it('checks as the specification does', () => {
  // Modbus over Serial Line V1.02, appendix B: the check of 02 07 is 0x1241.
  expect(crc16(Buffer.from([0x02, 0x07]))).toBe(0x1241);
  // A request for CO2 as Senseair prints it.
  expect(withCrc([0xfe, 0x04, 0x00, 0x03, 0x00, 0x01])).toEqual(
    Buffer.from([0xfe, 0x04, 0x00, 0x03, 0x00, 0x01, 0xd5, 0xc5]),
  );
  expect(isWhole(Buffer.from([0x02, 0x07, 0x41, 0x12]))).toBe(true);
  expect(askedOf(withCrc([7, 4, 1, 2, 0, 9]))).toEqual({ slave: 7, function: 4, count: 9 });
});

describe('the answer', () => {
  it('is found behind noise, the rest of another, and an echo of the request, however it is cut', () => {
    fc.assert(
      fc.property(asked, bytes(20), bytes(20), fc.integer({ min: 1, max: 9 }), (ask, before, behind, piece) => {
        const finder = new ReplyFinder(requestOf(ask.slave, ask.function, ask.words.length));
        const reply = replyOf(ask.slave, ask.function, ask.words);
        const echo = requestOf(ask.slave, ask.function, ask.words.length);
        const all = Buffer.concat([echo, before, reply, behind]);
        let found: Buffer | null = null;
        for (let start = 0; start < all.length && !found; start += piece)
          found = finder.take(all.subarray(start, start + piece));
        expect(found).toEqual(reply);
        expect(finder.strayBytes).toBeGreaterThanOrEqual(before.length);
        expect(finder.strayBytes).toBeLessThanOrEqual(before.length + behind.length);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is not the echo that some adapters give of the request: with nothing else, nothing was heard', () => {
    const request = requestOf(3, 4, 2);
    const finder = new ReplyFinder(request);
    expect(finder.take(request.subarray(0, 5))).toBeNull();
    expect(finder.take(request.subarray(5))).toBeNull();
    expect(finder.heardBytes).toBe(0);
    const reply = replyOf(3, 4, [1, 2]);
    expect(finder.take(reply)).toEqual(reply);
    expect([finder.heardBytes, finder.strayBytes]).toEqual([reply.length, 0]);
  });

  it('may be one that refuses', () => {
    const finder = new ReplyFinder(requestOf(3, 4, 2));
    const refusal = withCrc([3, 0x84, 2]);
    expect(finder.take(refusal)).toEqual(refusal);
    expect(finder.strayBytes).toBe(0);
  });

  it('is none of another slave, another function or another length', () => {
    fc.assert(
      fc.property(asked, asked, (ask, other) => {
        const isOther =
          other.slave !== ask.slave || other.function !== ask.function || other.words.length !== ask.words.length;
        const finder = new ReplyFinder(requestOf(ask.slave, ask.function, ask.words.length));
        const found = finder.take(replyOf(other.slave, other.function, other.words));
        expect(found === null).toBe(isOther);
      }),
      { numRuns: 2_000 },
    );
  });
});

it('takes no more of damaged answers than the check lets pass, one of 65,536', () => {
  const random = seeded(16);
  const line = faultyLine({ drop: 0.03, duplicate: 0.03, flip: 0.05, noise: 0.03, cut: 0.05 }, random);
  const request = requestOf(1, 4, 2);
  let damaged = 0;
  let wrong = 0;
  for (let round = 0; round < 400_000; round++) {
    const reply = replyOf(1, 4, [Math.floor(random() * 65_536), Math.floor(random() * 65_536)]);
    const carried = line.toHost(reply);
    if (carried.equals(reply)) continue;
    damaged++;
    const found = new ReplyFinder(request).take(carried);
    if (found && !found.equals(reply)) wrong++;
  }
  console.log(
    `${damaged} damaged answers, ${wrong} of them taken for right (the check lets ${(damaged / 65_536).toFixed(1)} pass)`,
  );
  expect(damaged).toBeGreaterThan(200_000);
  // Ten times what is to be expected would be another law than chance.
  expect(wrong).toBeLessThan((10 * damaged) / 65_536);
});
