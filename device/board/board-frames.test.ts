import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BoardFrame, crc16, decodeBoardFrame, encodeBoardFrame } from './board-frame.ts';
import { BoardFrames } from './board-frames.ts';
import { boardWordsOf } from './board-words.ts';

const word = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/);
const frame: fc.Arbitrary<BoardFrame> = fc.record({
  number: fc.integer({ min: 0, max: 255 }),
  words: fc.array(word, { minLength: 1, maxLength: 5 }),
});

function framesOf(chunks: readonly Uint8Array[]): { frames: BoardFrame[]; damaged: number } {
  const parser = new BoardFrames();
  const frames: BoardFrame[] = [];
  parser.on('data', (each: BoardFrame) => frames.push(each));
  for (const chunk of chunks) parser.write(chunk);
  return { frames, damaged: parser.damaged };
}

it('has the check of its standard', () => {
  expect(crc16('123456789')).toBe(0x29b1);
  expect(String(encodeBoardFrame({ number: 7, words: ['LAMP', 'off', 'none'] }))).toBe('$7 LAMP off none*18CE\n');
});

it('frames come out as they went in, wherever the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 20 }), fc.integer({ min: 1, max: 40 }), (sent, size) => {
      const bytes = Buffer.concat(sent.map(encodeBoardFrame));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      expect(framesOf(chunks)).toEqual({ frames: sent, damaged: 0 });
    }),
  );
});

it('noise before, between and within lines costs the lines it falls in, and no other', () => {
  const noise = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(frame, frame, noise, (first, second, between) => {
      const clean = between.map((byte) => (byte === 0x24 ? 0 : byte));
      const { frames } = framesOf([encodeBoardFrame(first), clean, encodeBoardFrame(second)]);
      expect(frames).toEqual([first, second]);
    }),
  );
});

it('any bytes at all, also without an end, are taken in and hold nothing up', () => {
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 10 }), frame, (junk, last) => {
      const { frames } = framesOf([...junk, encodeBoardFrame(last)]);
      expect(frames.at(-1)).toEqual(last);
      accepted += frames.length - 1;
    }),
    { numRuns: 1_000 },
  );
  expect(accepted).toBeLessThan(3);
});

it('a line with one bit wrong is never taken', () => {
  fc.assert(
    fc.property(frame, fc.nat(), (sent, place) => {
      const bytes = encodeBoardFrame(sent);
      const bit = place % ((bytes.length - 1) * 8);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const line = bytes.toString('latin1').slice(0, -1);
      // A capital of the check that becomes a small one says the same number.
      expect(decodeBoardFrame(line)).toBeNull();
    }),
    { numRuns: 5_000 },
  );
});

it.each([
  [['BOARD', '1', 'm', 's', 'f', '5'], 'board'],
  [['LIT', 'off', 'none', 'good'], 'lit'],
  [['PRESS', '1', '2', 'long'], 'press'],
  [['NO', 'word'], 'no'],
])('%j is understood', (words, says) => {
  expect(boardWordsOf(words)?.says).toBe(says);
});

it.each([[['BOARD', '1']], [['LIT', 'red', 'none', 'good']], [['PRESS', '-1', '2', 'long']], [['ROOT']], [[]]])(
  '%j is not',
  (words) => {
    expect(boardWordsOf(words)).toBeNull();
  },
);
