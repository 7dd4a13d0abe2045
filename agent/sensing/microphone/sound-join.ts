import { SAMPLE_RATE } from '../capture/ffmpeg-arguments.ts';
import { VOICE_BLOCK } from './voice-activity.ts';

const BLOCK_MS = (VOICE_BLOCK / SAMPLE_RATE) * 1000;
/** A microphone that is so far behind the other is not waited for. */
const WAIT_MS = 1_500;
/** Sound that begins so soon after the last ended follows it. */
const SEAM_MS = BLOCK_MS / 2;

/** Sound of one microphone in one piece. */
interface Stretch {
  startMs: number;
  channels: Float32Array[];
}

export interface JoinedBlock {
  /** Lesson time of its first sample. */
  atMs: number;
  /** VOICE_BLOCK samples of each channel; silence where a microphone gave none. */
  channels: Float32Array[];
  /** Which microphones gave sound. */
  present: boolean[];
  /** It does not follow the one before. */
  isBroken: boolean;
}

/**
 * Joins the sound of one or two microphones into blocks on one time. Of one microphone both channels are taken; of two,
 * each gives one, and while one is away the other is heard alone.
 */
export class SoundJoin {
  readonly #stretches: Stretch[][];
  readonly #channels: 1 | 2;
  #atMs: number | undefined;
  #isBroken = true;

  /** @param microphones one or two @param channels how many come out; two microphones make two */
  constructor(microphones: number, channels: 1 | 2) {
    this.#stretches = Array.from({ length: microphones }, () => []);
    this.#channels = channels;
  }

  /** @param atMs lesson time of the first sample */
  add(microphone: number, atMs: number, channels: readonly Float32Array[], isBroken: boolean): void {
    const stretches = this.#stretches[microphone]!;
    const sound = withChannels(channels, this.#stretches.length === 1 ? this.#channels : 1);
    const last = stretches.at(-1);
    if (last && !isBroken) last.channels = last.channels.map((before, c) => joined(before, sound[c]!));
    else stretches.push({ startMs: atMs, channels: sound });
  }

  /** The blocks that are complete. @param nowMs lesson time */
  *blocks(nowMs: number): Generator<JoinedBlock> {
    for (;;) {
      const startMs = this.#nextStart();
      if (startMs === undefined) return;
      const endMs = startMs + BLOCK_MS;
      const parts = this.#stretches.map((stretches) => partOf(stretches[0], startMs));
      const isShort = parts.some((part, i) => !part && !this.#hasGone(i, startMs));
      if (isShort && nowMs - endMs < WAIT_MS) return;
      const isEmpty = parts.every((part) => !part);
      this.#forget(endMs);
      const isBroken = this.#isBroken || this.#atMs === undefined || startMs > this.#atMs + SEAM_MS;
      this.#atMs = endMs;
      // What is left of a stretch and fills no block is not worth the seam.
      this.#isBroken = isEmpty;
      if (isEmpty) continue;
      const channels = parts.flatMap((part) => part ?? [new Float32Array(VOICE_BLOCK)]);
      yield { atMs: startMs, channels, present: parts.map((part) => part !== undefined), isBroken };
    }
  }

  /** Where the next block begins; undefined when there is no sound at all. */
  #nextStart(): number | undefined {
    const starts = this.#stretches.flatMap((stretches) => (stretches[0] ? [stretches[0].startMs] : []));
    if (starts.length === 0) return undefined;
    const earliest = Math.min(...starts);
    return this.#atMs === undefined || earliest > this.#atMs + SEAM_MS
      ? Math.max(earliest, this.#atMs ?? 0)
      : this.#atMs;
  }

  /** Whether no more can come of a microphone for a block: what it gives next is later. */
  #hasGone(microphone: number, startMs: number): boolean {
    const [first, second] = this.#stretches[microphone]!;
    return second !== undefined || (first !== undefined && first.startMs >= startMs + BLOCK_MS);
  }

  #forget(endMs: number): void {
    for (const stretches of this.#stretches) {
      while (stretches[0]) {
        const [first] = stretches;
        const gone = Math.round(((endMs - first.startMs) / 1000) * SAMPLE_RATE);
        if (gone <= 0) break;
        const length = first.channels[0]!.length;
        if (gone < length) {
          first.channels = first.channels.map((channel) => channel.slice(gone));
          first.startMs += (gone / SAMPLE_RATE) * 1000;
          break;
        }
        // The stretch that may still grow stays, empty, as the place where its next sound goes.
        first.channels = first.channels.map(() => new Float32Array(0));
        first.startMs += (length / SAMPLE_RATE) * 1000;
        if (stretches.length === 1) break;
        stretches.shift();
      }
    }
  }
}

/** A whole block of a stretch from a moment on; undefined when it does not hold one. */
function partOf(stretch: Stretch | undefined, startMs: number): Float32Array[] | undefined {
  if (!stretch) return undefined;
  const first = Math.round(((startMs - stretch.startMs) / 1000) * SAMPLE_RATE);
  const length = stretch.channels[0]!.length;
  if (first < 0 || first + VOICE_BLOCK > length) return undefined;
  return stretch.channels.map((channel) => channel.slice(first, first + VOICE_BLOCK));
}

/** A microphone that comes back may have another number of channels than before. */
function withChannels([first, second]: readonly Float32Array[], wanted: 1 | 2): Float32Array[] {
  if (wanted === 2) return [first!, second ?? first!];
  return [second ? first!.map((sample, i) => (sample + second[i]!) / 2) : first!];
}

function joined(before: Float32Array, after: Float32Array): Float32Array {
  const all = new Float32Array(before.length + after.length);
  all.set(before);
  all.set(after, before.length);
  return all;
}
