import { deinterleave } from './audio-blocks.ts';

/** IEEE float, as `pcm_f32le` is written; 0xfffe is the extensible form that means the same here. */
const FLOAT_FORMATS = [3, 0xfffe];
const LONGEST_HEADER = 4096;

/** Reads a WAV stream of 32-bit floats as it comes: first its header, then whole samples of each channel. */
export class WavStream {
  #pending: Buffer = Buffer.alloc(0);
  #channels = 0;

  /**
   * @returns the samples of each channel (one or two; of equal length, perhaps none)
   * @throws Error when it is no such stream
   */
  read(chunk: Buffer): Float32Array[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    if (this.#channels === 0 && !this.#readHeader()) return [];
    const frames = Math.floor(this.#pending.length / (4 * this.#channels));
    const bytes = frames * 4 * this.#channels;
    const samples = new Float32Array(frames * this.#channels);
    new Uint8Array(samples.buffer).set(this.#pending.subarray(0, bytes));
    this.#pending = this.#pending.subarray(bytes);
    if (this.#channels === 1) return [samples];
    const channels = [new Float32Array(frames), new Float32Array(frames)];
    deinterleave(samples, channels);
    return channels;
  }

  #readHeader(): boolean {
    const bytes = this.#pending;
    if (bytes.length >= 12 && (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE'))
      throw new Error('no WAV stream');
    for (let at = 12; at + 8 <= bytes.length; ) {
      const name = bytes.toString('latin1', at, at + 4);
      const length = bytes.readUInt32LE(at + 4);
      if (name === 'data' && this.#channels > 0) {
        this.#pending = bytes.subarray(at + 8);
        return true;
      }
      if (at + 8 + length > bytes.length) break;
      if (name === 'fmt ') {
        if (length < 4) throw new Error('not one or two channels of floats');
        const [format, channels] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
        if (!FLOAT_FORMATS.includes(format) || channels < 1 || channels > 2)
          throw new Error('not one or two channels of floats');
        this.#channels = channels;
      }
      at += 8 + length + (length % 2);
    }
    if (bytes.length > LONGEST_HEADER) throw new Error('a header without an end');
    // Looked at again from the beginning when more has come.
    this.#channels = 0;
    return false;
  }
}
