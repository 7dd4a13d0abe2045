import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WavStream } from './wav-stream.ts';

const piece = (name: string, body: Buffer) => {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
};

function formatOf(channels: number, format = 3): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(format, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(16_000, 4);
  return body;
}

/** A WAV stream as ffmpeg writes it into a pipe: with no lengths, because it has no end. */
function wav(frames: readonly (readonly number[])[], channels: number, before: readonly Buffer[] = []): Buffer {
  const samples = Float32Array.from(frames.flat());
  const riff = Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(4, 0xff), Buffer.from('WAVE')]);
  const data = Buffer.concat([Buffer.from('data'), Buffer.alloc(4, 0xff)]);
  return Buffer.concat([riff, ...before, piece('fmt ', formatOf(channels)), data, Buffer.from(samples.buffer)]);
}

/** All samples of each channel that come of a stream in chunks. */
function readIn(chunks: readonly Buffer[]): number[][] {
  const stream = new WavStream();
  const channels: number[][] = [];
  for (const chunk of chunks) {
    const samples = stream.read(chunk);
    expect(new Set(samples.map(({ length }) => length)).size).toBeLessThanOrEqual(1);
    for (const [c, channel] of samples.entries()) channels[c] = [...(channels[c] ?? []), ...channel];
  }
  return channels;
}

const sample = fc.float({ noNaN: true, min: -2, max: 2 });
const cuts = fc.array(fc.nat(), { maxLength: 30 });
function inPieces(bytes: Buffer, where: readonly number[]): Buffer[] {
  const places = [0, ...where.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((to, i) => bytes.subarray(places[i], to));
}

describe('a WAV stream', () => {
  it.each([1, 2])('of %i channels gives every sample once, however it is cut', (channels) => {
    const frames = fc.array(fc.array(sample, { minLength: channels, maxLength: channels }), { maxLength: 100 });
    const other = fc.uint8Array({ maxLength: 40 }).map((body) => [piece('LIST', Buffer.from(body))]);
    fc.assert(
      fc.property(frames, cuts, fc.oneof(fc.constant([]), other), (wanted, where, before) => {
        const found = readIn(inPieces(wav(wanted, channels, before), where));
        for (let c = 0; c < channels; c++) expect(found[c] ?? []).toEqual(wanted.map((frame) => frame[c]));
        expect(found.length).toBeLessThanOrEqual(channels);
      }),
      { numRuns: 300 },
    );
  });

  it('comes byte by byte as well', () => {
    const bytes = wav(
      [
        [0.5, -0.5],
        [1, -1],
      ],
      2,
    );
    expect(readIn(Array.from(bytes, (byte) => Buffer.from([byte])))).toEqual([
      [0.5, 1],
      [-0.5, -1],
    ]);
  });

  it('keeps its samples when the bytes they came in are used again', () => {
    const bytes = wav([[0.25], [0.5]], 1);
    const stream = new WavStream();
    const [samples] = stream.read(bytes);
    bytes.fill(0);
    expect([...samples!]).toEqual([0.25, 0.5]);
  });

  it.each([
    ['another file', Buffer.from('OggS12345678'), 'no WAV stream'],
    ['whole numbers', wav([], 1).fill(1, 20, 22), 'not one or two channels'],
    ['three channels', wav([], 3), 'not one or two channels'],
    ['no channel', wav([], 0), 'not one or two channels'],
    [
      'no sound for ever',
      Buffer.concat([wav([], 1).subarray(0, 12), piece('LIST', Buffer.alloc(5000))]),
      'without an end',
    ],
  ])('is not %s', (_, bytes, message) => {
    expect(() => readIn([bytes])).toThrow(message);
  });

  it('is refused or without samples when it is garbage, and never without end', () => {
    const garbage = fc.uint8Array({ minLength: 5000, maxLength: 9000 }).map((bytes) => Buffer.from(bytes));
    const riff = wav([], 1).subarray(0, 12);
    fc.assert(
      fc.property(garbage, fc.boolean(), cuts, (bytes, isRiff, where) => {
        const stream = inPieces(isRiff ? Buffer.concat([riff, bytes]) : bytes, where);
        expect(() => readIn(stream)).toThrow();
      }),
    );
  });
});
