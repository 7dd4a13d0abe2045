import type { Timeline } from '../lesson/timeline.ts';
import { faultsOf } from './faults.ts';
import type { MicrophoneFault } from './indicator.ts';

/** The stretches in which a channel of the microphone was not in order, in order. */
export function microphoneFaults({
  microphones,
  durationMs,
}: Pick<Timeline, 'microphones' | 'durationMs'>): MicrophoneFault[] {
  return [...Map.groupBy(microphones, ({ channel }) => channel)]
    .flatMap(([channel, changes]) => faultsOf(changes, durationMs).map((fault) => ({ channel, ...fault })))
    .sort((a, b) => a.startMs - b.startMs || a.channel - b.channel);
}
