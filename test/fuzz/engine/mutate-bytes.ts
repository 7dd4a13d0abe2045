import type { Draw } from './draw.ts';

/** Bytes that mean something to some decoder: overlong UTF-8, marks of byte order, lone continuation bytes, GB18030 pairs. */
const sequences = [
  'c080',
  'e08080',
  'f0808080',
  'c1bf',
  'eda080',
  'f4908080',
  'ff',
  'fe',
  'efbbbf',
  'fffe',
  'feff',
  '0000feff',
  '80',
  'bf',
].concat([
  '8130',
  '81308130',
  'fe39fe39',
  'a1a1',
  '1b',
  '00',
  '0d0a',
  '0d',
  '0a',
  '1f8b',
  '504b0304',
  '7f454c46',
  'ffffffff',
  '00000000',
  '80000000',
  '7fffffff',
]);
const SEQUENCES = sequences.map((hex) => Buffer.from(hex, 'hex'));

type Change = (bytes: Buffer, draw: Draw, other: Buffer) => Buffer;

const spliced = (bytes: Buffer, from: number, to: number, between: Buffer) =>
  Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)]);

function stretch(bytes: Buffer, draw: Draw, most = 64): [number, number] {
  const from = draw.int(bytes.length + 1);
  return [from, Math.min(bytes.length, from + draw.small(most))];
}

const changes: readonly Change[] = [
  function flip(bytes, draw) {
    const copy = Buffer.from(bytes);
    for (let left = 1 + draw.small(12); left > 0; left--) copy[draw.int(copy.length)]! ^= 1 << draw.int(8);
    return copy;
  },
  function overwrite(bytes, draw) {
    const copy = Buffer.from(bytes);
    for (let left = 1 + draw.small(8); left > 0; left--) copy[draw.int(copy.length)] = draw.int(256);
    return copy;
  },
  (bytes, draw) => bytes.subarray(0, draw.int(bytes.length + 1)),
  (bytes, draw) => bytes.subarray(draw.int(bytes.length + 1)),
  (bytes, draw) => spliced(bytes, ...stretch(bytes, draw), Buffer.alloc(0)),
  (bytes, draw) => spliced(bytes, ...stretch(bytes, draw, 4), draw.pick(SEQUENCES)),
  function repeat(bytes, draw) {
    const [from, to] = stretch(bytes, draw);
    const part = bytes.subarray(from, to);
    const times = 1 + draw.int(draw.chance(0.02) ? 4000 : 12);
    return spliced(bytes, to, to, Buffer.concat(Array(times).fill(part)));
  },
  function splice(bytes, draw, other) {
    const [from, to] = stretch(other, draw, 200);
    return spliced(bytes, ...stretch(bytes, draw), other.subarray(from, to));
  },
  function number(bytes, draw) {
    if (bytes.length < 8) return bytes;
    const copy = Buffer.from(bytes);
    const at = draw.int(copy.length - 7);
    const value = draw.pick([
      0,
      1,
      0x7f,
      0x80,
      0xff,
      0x7fff,
      0x8000,
      0xffff,
      0x7fffffff,
      0x80000000,
      0xffffffff,
      copy.length,
    ]);
    if (draw.chance(0.5)) copy.writeUInt32LE(value >>> 0, at);
    else copy.writeUInt32BE(value >>> 0, at);
    return copy;
  },
];

/** Bytes that are changed without regard to what they mean. */
export function mutatedBytes(bytes: Buffer, draw: Draw, other: Buffer): Buffer {
  let changed = bytes;
  for (let left = 1 + draw.int(3); left > 0; left--) {
    const change = draw.pick(changes);
    changed = changed.length === 0 ? Buffer.from(draw.pick(SEQUENCES)) : change(changed, draw, other);
  }
  return changed;
}
