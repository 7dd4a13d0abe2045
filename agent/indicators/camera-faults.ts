import { cameraNames } from '../lesson/observation.ts';
import type { Timeline } from '../lesson/timeline.ts';
import { faultsOf } from './faults.ts';
import type { CameraFault } from './indicator.ts';

/** The stretches in which a camera was not in order, in order. */
export function cameraFaults({ cameras, durationMs }: Pick<Timeline, 'cameras' | 'durationMs'>): CameraFault[] {
  return cameraNames
    .flatMap((name) => {
      const changes = cameras.filter(({ camera }) => camera === name);
      return faultsOf(changes, durationMs).map((fault) => ({ camera: name, ...fault }));
    })
    .sort((a, b) => a.startMs - b.startMs);
}
