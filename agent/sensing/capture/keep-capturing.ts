import { setTimeout as delay } from 'node:timers/promises';
import { backOffMs } from './back-off.ts';
import { MediaError } from './media-error.ts';
import { Rhythm } from './rhythm.ts';

/** A source that gave something for this long was well: its next failure is its first. */
const WELL_MS = 30_000;

/**
 * Opens the source and takes what it gives until it ends, fails or `signal` aborts.
 * @param arrived to be called with everything that comes
 * @throws MediaError that says why the source was lost
 */
export type Attempt = (arrived: () => void, signal: AbortSignal) => Promise<void>;

export interface CaptureOptions {
  /** Names the source in messages. */
  name: string;
  attempt: Attempt;
  /** How long the first picture or sound may take after opening, milliseconds. */
  firstMs: number;
  /** A file that is played once ends for good. */
  endsForGood: boolean;
  monotonicMs: () => number;
  random: () => number;
  /** The source gives something: told once after each opening. */
  live(): void;
  /** The source was lost, and is opened again after `retryInMs`; null: it has ended for good. */
  lost(error: MediaError, retryInMs: number | null): void;
  /** Waits before the source is opened again, or until `signal` aborts; by default on the machine's timers. */
  pause?(ms: number, signal: AbortSignal): Promise<void>;
}

const pauseOnTimers = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {});

/**
 * Keeps a live source open, for ever: opens it again with growing pauses when it ends, fails, never begins, or falls silent
 * for much longer than it usually does. Ends when `signal` aborts.
 */
export async function keepCapturing(options: CaptureOptions, signal: AbortSignal): Promise<void> {
  const { pause = pauseOnTimers } = options;
  for (let failures = 0; !signal.aborted; failures++) {
    const openedMs = options.monotonicMs();
    const outcome = await attemptOnce(options, signal);
    if (signal.aborted) return;
    if (outcome.beats > 0 && options.monotonicMs() - openedMs > WELL_MS) failures = 0;
    const isOver = options.endsForGood && outcome.error.code === 'SOURCE_ENDED';
    const retryInMs = isOver ? null : backOffMs(failures, options.random());
    options.lost(outcome.error, retryInMs);
    if (retryInMs === null) return;
    await pause(retryInMs, signal);
  }
}

async function attemptOnce(
  { name, attempt, firstMs, monotonicMs, live }: CaptureOptions,
  signal: AbortSignal,
): Promise<{ error: MediaError; beats: number }> {
  const giveUp = new AbortController();
  const rhythm = new Rhythm();
  let beats = 0;
  let stalled: MediaError | undefined;
  let alarm: NodeJS.Timeout;
  const patience = () => (beats === 0 ? firstMs : rhythm.patienceMs);
  const expire = () => {
    const what = beats === 0 ? `gave nothing within ${firstMs / 1000} s` : `fell silent for ${patience() / 1000} s`;
    stalled = new MediaError('SOURCE_STALLED', `${name}: ${what}; it is opened again`);
    giveUp.abort();
  };
  const wind = () => {
    clearTimeout(alarm);
    alarm = setTimeout(expire, patience());
  };
  wind();
  const arrived = () => {
    if (beats++ === 0) live();
    rhythm.beat(monotonicMs());
    wind();
  };
  try {
    await attempt(arrived, AbortSignal.any([signal, giveUp.signal]));
    return { error: stalled ?? new MediaError('SOURCE_ENDED', `${name}: the stream ended`), beats };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    return { error: stalled ?? error, beats };
  } finally {
    clearTimeout(alarm!);
  }
}
