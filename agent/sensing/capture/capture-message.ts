import type { LiveSource } from '../../lesson/live-source.ts';
import type { MediaErrorCode } from './media-error.ts';

/** What a capture thread is to do. */
export interface CaptureOrder {
  source: LiveSource;
  wanted: { kind: 'pictures'; fps: number } | { kind: 'sound' };
}

/** How a source is. */
export type SourceState =
  | { state: 'opening' }
  | { state: 'live' }
  | {
      state: 'lost';
      code: MediaErrorCode;
      message: string;
      /** null: it has ended for good. */
      retryInMs: number | null;
      /** The last lines of ffmpeg, at most 100. */
      log: readonly string[];
    };

/** What came of a source since the capture began. */
export interface SourceCounts {
  /** Pictures or chunks of sound that came. */
  received: number;
  /** Of these, how many a newer one replaced before they were looked at (sound: blocks that had waited too long). */
  dropped: number;
  /** How often it was opened again. */
  restarts: number;
}

export interface CapturedFrame {
  rgb: Uint8Array<ArrayBuffer>;
  width: number;
  height: number;
  /** Monotonic time of its arrival, milliseconds. */
  atMs: number;
}

export interface CapturedSound {
  /** One or two channels of equal length, 16 kHz. */
  channels: Float32Array<ArrayBuffer>[];
  /** Monotonic time of the first sample, milliseconds. */
  atMs: number;
  /** It does not follow the one before. */
  isBroken: boolean;
}

/** main thread → capture thread */
export type CaptureRequest = { type: 'next'; used?: Uint8Array<ArrayBuffer> } | { type: 'stop' };

/** capture thread → main thread; `captured` answers a `next`. */
export type CaptureReport =
  | { type: 'captured'; frame?: CapturedFrame; sounds?: CapturedSound[] }
  | { type: 'state'; state: SourceState; counts: SourceCounts }
  | { type: 'counts'; counts: SourceCounts }
  | { type: 'warning'; message: string };
