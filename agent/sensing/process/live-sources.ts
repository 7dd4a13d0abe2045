import type { CaptureOrder, SourceCounts, SourceState } from '../capture/capture-message.ts';
import { LiveCapture } from '../capture/live-capture.ts';
import type { LiveMedia, SourceNews } from './sensor-message.ts';
import type { SensorOutput } from './sensor-process.ts';

/** Told besides of how each source is. */
export type SourceListener = (source: number, state: SourceState) => void;

/**
 * Opens a sensor's live sources and tells the agent how they are; they close when `signal` aborts.
 * @param listener told of each change as well
 */
export function openLiveSources(
  { sources }: LiveMedia,
  wanted: CaptureOrder['wanted'],
  output: SensorOutput,
  signal: AbortSignal,
  listener: SourceListener = () => {},
): LiveCapture[] {
  return sources.map((source, index) => {
    let state: SourceState = { state: 'opening' };
    const capture = new LiveCapture(
      { source, wanted },
      {
        state: (news, counts) => {
          state = news;
          output.source(newsOf(index, news, counts));
          listener(index, news);
        },
        // Of a source that is lost everything was said when it was.
        counts: (counts) => {
          if (state.state === 'live') output.source(newsOf(index, state, counts));
        },
        warning: output.warning,
      },
    );
    capture.start();
    signal.addEventListener('abort', () => void capture.stop(), { once: true });
    if (signal.aborted) void capture.stop();
    return capture;
  });
}

function newsOf(source: number, news: SourceState, counts: SourceCounts): SourceNews {
  if (news.state !== 'lost') return { source, state: news.state, ...counts };
  const { code, message, retryInMs, log } = news;
  return {
    source,
    state: retryInMs === null ? 'ended' : 'lost',
    cause: { code, message: message.slice(0, 2000) },
    ...(retryInMs === null ? {} : { retryInMs }),
    log: [...log],
    ...counts,
  };
}
