import { readFileSync } from 'node:fs';
import { barWidths, CHIP_S, CHIPS, code } from './planted-mark.ts';

/** How sure: correlation of the code's 63 pieces with what stands there. What is not it reaches that once in 10^10 tries. */
const SURE = 0.8;
/** So many pieces are looked at first, and the others only where these resemble the code as much. */
const GLANCE = 15;
const HOPEFUL = 0.6;
/** What hardly varies is no picture and no sound: in bytes, and for sound of full scale 1. */
const LEAST_SPREAD = { bytes: 12, sound: 0.01 };
const SOUND_RATES = [8_000, 16_000, 24_000, 32_000, 48_000];
/** A piece of a coded stream is told by so many bytes of it that follow one another. */
const WINDOW = 24;
/** The head of a file says what programs made it; others may say that too. */
const HEAD = 4096;

/** Where the mark was found, and as what. */
export interface Found {
  as: string;
  /** Bytes from the start. */
  at: number;
}

/** Pieces of the coded films and sound, so that a copy of the stream is known without decoding it. */
export class CodedPieces {
  readonly #pieces = new Set<string>();

  constructor(files: readonly string[]) {
    for (const file of files) {
      const text = readFileSync(file).toString('latin1');
      for (let at = HEAD; at + WINDOW <= text.length; at += WINDOW) {
        const piece = text.slice(at, at + WINDOW);
        // What is nearly all one byte is in many files.
        if (new Set(piece).size >= WINDOW / 2) this.#pieces.add(piece);
      }
    }
  }

  find(bytes: Buffer): Found | null {
    const text = bytes.toString('latin1');
    for (let at = 0; at + WINDOW <= text.length; at++)
      if (this.#pieces.has(text.slice(at, at + WINDOW))) return { as: 'the coded stream', at };
    return null;
  }
}

/**
 * Looks for the planted code in bytes as they are: as rows of a picture of any usual size and pixel, and as sound of any usual rate as
 * 16-bit integers or 32-bit floats.
 * @returns the first place, or null
 */
export function findMark(bytes: Buffer): Found | null {
  const rows = correlated(Float64Array.from(bytes), barWidths, LEAST_SPREAD.bytes);
  if (rows) return { as: `a row of a picture, ${rows.length.toFixed(1)} bytes a bar`, at: rows.at };
  for (const { name, size, read } of sampleForms) {
    for (let offset = 0; offset < size; offset++) {
      const samples = new Float64Array(Math.max(0, Math.floor((bytes.length - offset) / size)));
      for (let i = 0; i < samples.length; i++) samples[i] = read(bytes, offset + i * size);
      // Two channels that are the same are sound at twice the rate.
      const lengths = [...new Set(SOUND_RATES.flatMap((rate) => [rate * CHIP_S, 2 * rate * CHIP_S]))];
      const heard = correlated(samples, lengths, LEAST_SPREAD.sound);
      if (heard) return { as: `sound, ${name}`, at: offset + heard.at * size };
    }
  }
  return null;
}

const sampleForms = [
  { name: '16 bit', size: 2, read: (bytes: Buffer, at: number) => bytes.readInt16LE(at) / 32_768 },
  {
    name: '32-bit floats',
    size: 4,
    read: (bytes: Buffer, at: number) => {
      const value = bytes.readFloatLE(at);
      return Math.abs(value) <= 2 ? value : 0;
    },
  },
] as const;

/** Where values follow the code, each of its pieces being one of `lengths` values long; prefix sums make each piece one step. */
function correlated(
  values: Float64Array,
  lengths: readonly number[],
  leastSpread: number,
): { at: number; length: number } | null {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  for (const length of lengths) {
    const edges = Int32Array.from({ length: CHIPS + 1 }, (_, chip) => Math.round(chip * length));
    const last = values.length - edges[CHIPS]!;
    const step = Math.max(1, Math.floor(length / 3));
    for (let at = 0; at <= last; at += step)
      if (follows(sums, at, edges, GLANCE, leastSpread) && follows(sums, at, edges, CHIPS, leastSpread))
        return { at, length };
  }
  return null;
}

/** Whether the first pieces at a place are as the code has them. */
function follows(sums: Float64Array, at: number, edges: Int32Array, pieces: number, leastSpread: number): boolean {
  let [sum, squares, along, codeSum] = [0, 0, 0, 0];
  for (let piece = 0; piece < pieces; piece++) {
    const [from, to] = [edges[piece]!, edges[piece + 1]!];
    const mean = (sums[at + to]! - sums[at + from]!) / (to - from);
    const chip = code[piece]!;
    sum += mean;
    squares += mean * mean;
    along += mean * chip;
    codeSum += chip;
  }
  const variance = squares / pieces - (sum / pieces) ** 2;
  if (variance < leastSpread ** 2) return false;
  const covariance = along / pieces - (sum / pieces) * (codeSum / pieces);
  const codeSpread = Math.sqrt(1 - (codeSum / pieces) ** 2);
  return covariance >= (pieces === CHIPS ? SURE : HOPEFUL) * Math.sqrt(variance) * codeSpread;
}
