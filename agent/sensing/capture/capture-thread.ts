import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../../lesson/clock.ts';
import { sourceName } from '../../lesson/live-source.ts';
import type { CaptureOrder, CaptureReport, CaptureRequest, SourceCounts, SourceState } from './capture-message.ts';
import { keepCapturing } from './keep-capturing.ts';
import { PictureIntake } from './picture-intake.ts';
import { SoundIntake } from './sound-intake.ts';

/**
 * The thread that reads a live source. A model that is at work stops its own thread's reading for as long as it takes;
 * here everything is read as it comes, so that what waits is never old.
 */

const COUNTS_EVERY_MS = 2_000;
/** A camera may take its time to wake up, find its clock, and send a whole picture. */
const FIRST_MS = 20_000;

const { source, wanted } = workerData as CaptureOrder;
const port = parentPort!;
const stopping = new AbortController();
const counts: SourceCounts = { received: 0, dropped: 0, restarts: 0 };
const report = (message: CaptureReport, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
const tell = (state: SourceState) => report({ type: 'state', state, counts });

const intakeOptions = {
  source,
  counts,
  monotonicMs: systemClock.monotonicMs,
  warn: (message: string) => report({ type: 'warning', message }),
};
const intake =
  wanted.kind === 'pictures'
    ? new PictureIntake({ ...intakeOptions, fps: wanted.fps })
    : new SoundIntake(intakeOptions);

let isAsked = false;
function answer(): void {
  if (!isAsked || !intake.hasNews) return;
  isAsked = false;
  const { message, transfer } = intake.take();
  report(message, transfer);
}

port.on('message', (request: CaptureRequest) => {
  if (request.type === 'stop') return stopping.abort();
  if (request.used && intake instanceof PictureIntake) intake.reuse(request.used);
  isAsked = true;
  answer();
});

const counting = setInterval(() => report({ type: 'counts', counts }), COUNTS_EVERY_MS);
await keepCapturing(
  {
    name: sourceName(source),
    attempt: (arrived, signal) =>
      intake.attempt(() => {
        arrived();
        answer();
      }, signal),
    firstMs: FIRST_MS,
    endsForGood: source.kind === 'file' && !source.loop,
    monotonicMs: systemClock.monotonicMs,
    random: Math.random,
    live: () => tell({ state: 'live' }),
    lost: ({ code, message, log }, retryInMs) => {
      if (retryInMs !== null) counts.restarts++;
      tell({ state: 'lost', code, message, retryInMs, log });
    },
  },
  stopping.signal,
);
clearInterval(counting);
if (!stopping.signal.aborted) await new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));
port.close();
