import type { MicrophoneState } from '../../lesson/observation.ts';
import { SAMPLE_RATE } from '../capture/ffmpeg-arguments.ts';
import { flatTops } from './flat-tops.ts';

/** A line on which nothing is louder than this carries no room: only silence, a constant, or its own electronics. dBFS */
const DEAD_DBFS = -85;
/** A dead line must become this loud before it is believed again. */
const ALIVE_DBFS = -80;
/** The line is judged in pieces; one sounds when so many of its blocks do, for a bad plug crackles now and then. */
const PIECE_MS = 1000;
const SOUNDING_SHARE = 1 / 8;
/** How long a line is silent before it counts as dead, and how many pieces in a row must sound before it is not. */
const CONFIRM_DEAD_MS = 10_000;
const RECOVER_PIECES = 2;
/** Clipping is looked for in windows of this length. */
const WINDOW_MS = 10_000;
/** Share of flat tops above which a line counts as clipped, above which it still does, and how long it is then remembered. */
const CLIPPED_SHARE = 0.004;
const STILL_CLIPPED_SHARE = 0.001;
const UNCLIPPED_MS = 60_000;

/** A channel's new state and the moment from which it holds, which may be a while ago. */
export interface ChannelNews {
  state: MicrophoneState;
  sinceMs: number;
}

/** A piece of sound and where in it something was heard. */
interface Piece {
  startMs: number;
  blocks: number;
  sounding: number;
  firstSoundMs: number;
  lastSoundMs: number;
}

/**
 * Watches one channel of the microphone. Dead is told after 10 s, clipped after 10 s, the end of either after 2 s or 60 s:
 * a teacher who drives the line too hard does so again and again.
 */
export class ChannelWatch {
  #state: MicrophoneState | undefined;
  #startMs: number;
  #piece: Piece;
  /** When something was last heard. */
  #silentSinceMs: number;
  /** Pieces that sounded since the line was dead, and when the first of them began to. */
  #revivals = 0;
  #revivedMs = 0;
  readonly #window = new Float32Array((WINDOW_MS / 1000) * SAMPLE_RATE);
  #filled = 0;
  #windowMs: number;
  #lastClippedMs = 0;

  /** @param startMs lesson time at which the first block begins */
  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#silentSinceMs = startMs;
    this.#windowMs = startMs;
    this.#piece = emptyPiece(startMs);
  }

  get state(): MicrophoneState | undefined {
    return this.#state;
  }

  /**
   * @param samples a block of some hundredths of a second, 16 kHz, following the one before
   * @param atMs lesson time at which it begins
   * @returns what has become known of the channel, if anything
   */
  listen(samples: Float32Array, atMs: number): ChannelNews | undefined {
    const endMs = atMs + (samples.length / SAMPLE_RATE) * 1000;
    const piece = this.#piece;
    piece.blocks++;
    if (levelDbfs(samples) > (this.#state === 'dead' ? ALIVE_DBFS : DEAD_DBFS)) {
      if (piece.sounding++ === 0) piece.firstSoundMs = atMs;
      piece.lastSoundMs = endMs;
    }
    let news: ChannelNews | undefined;
    if (endMs - piece.startMs >= PIECE_MS) {
      news = this.#judgeLife(piece, endMs);
      this.#piece = emptyPiece(endMs);
    }
    if (this.#state === 'dead') this.#forgetWindow(endMs);
    else news = this.#collect(samples, endMs) ?? news;
    return news;
  }

  /** There was no sound at all until now: what was begun before is not gone on with. @param atMs lesson time */
  resume(atMs: number): void {
    if (this.#state === undefined) this.#startMs = atMs;
    this.#silentSinceMs = atMs;
    this.#revivals = 0;
    this.#piece = emptyPiece(atMs);
    this.#forgetWindow(atMs);
  }

  #judgeLife(piece: Piece, endMs: number): ChannelNews | undefined {
    if (piece.sounding < SOUNDING_SHARE * piece.blocks) {
      this.#revivals = 0;
      const isDead = this.#state !== 'dead' && endMs - this.#silentSinceMs >= CONFIRM_DEAD_MS;
      return isDead ? this.#becomes('dead', this.#silentSinceMs) : undefined;
    }
    this.#silentSinceMs = piece.lastSoundMs;
    if (this.#state === undefined) return this.#becomes('ok', this.#startMs);
    if (this.#state !== 'dead') return undefined;
    if (this.#revivals++ === 0) this.#revivedMs = piece.firstSoundMs;
    if (this.#revivals < RECOVER_PIECES) return undefined;
    this.#revivals = 0;
    return this.#becomes('ok', this.#revivedMs);
  }

  #collect(samples: Float32Array, endMs: number): ChannelNews | undefined {
    const room = this.#window.length - this.#filled;
    this.#window.set(samples.length > room ? samples.subarray(0, room) : samples, this.#filled);
    this.#filled += Math.min(room, samples.length);
    if (this.#filled < this.#window.length) return undefined;
    const news = this.#judgeClipping(endMs);
    this.#forgetWindow(endMs);
    return news;
  }

  #judgeClipping(endMs: number): ChannelNews | undefined {
    const { share, firstAt, lastAt } = flatTops(this.#window);
    const momentOf = (sample: number) => Math.min(endMs, this.#windowMs + (sample / SAMPLE_RATE) * 1000);
    if (share > STILL_CLIPPED_SHARE) this.#lastClippedMs = momentOf(lastAt);
    if (this.#state !== 'clipped')
      return share > CLIPPED_SHARE ? this.#becomes('clipped', momentOf(firstAt)) : undefined;
    return endMs - this.#lastClippedMs >= UNCLIPPED_MS ? this.#becomes('ok', this.#lastClippedMs) : undefined;
  }

  #forgetWindow(endMs: number): void {
    this.#filled = 0;
    this.#windowMs = endMs;
  }

  #becomes(state: MicrophoneState, sinceMs: number): ChannelNews {
    this.#state = state;
    return { state, sinceMs };
  }
}

const emptyPiece = (startMs: number): Piece => ({ startMs, blocks: 0, sounding: 0, firstSoundMs: 0, lastSoundMs: 0 });

/** Level of a block without its mean, which a constant offset is; dBFS, -200 for silence. */
function levelDbfs(samples: Float32Array): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!;
    sum += sample;
    squares += sample * sample;
  }
  const power = (squares - (sum * sum) / samples.length) / samples.length;
  return 10 * Math.log10(Math.max(1e-20, power));
}
