import type { TrackPeak } from '../report/tracks.ts';
import { minuteNumber, percent } from './format.ts';
import type { Texts } from './texts.ts';

/** How many pupils at once, which share of those seen, and when. */
export function peakText(texts: Texts, { atMs, count, share }: TrackPeak): string {
  return texts.report.peak(texts.people(count), percent(share), texts.minuteNumber(minuteNumber(atMs)));
}
